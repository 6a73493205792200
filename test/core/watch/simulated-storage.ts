import { NO_CAPABILITIES } from '../../../core/sources/capabilities';
import { Recordings } from '../../../core/sources/recordings';
import type { ListPage, ListPageOptions, Source, SourceEntry } from '../../../core/sources/source';

export interface StoredFile {
	path: string;
	/** The time that the service states. */
	storedMs: number;
	/** From when on listings show it, by the same clock. */
	visibleMs: number;
}

/** A storage whose files appear in the course of time; lists by name, a few a page. */
export class SimulatedStorage {
	readonly files: StoredFile[] = [];
	nowMs = Date.UTC(2026, 10, 1);
	pageSize = 7;
	listedPages = 0;
	#open: Recordings | undefined;

	get recordings(): Recordings {
		return (this.#open ??= new Recordings(this.#source()));
	}

	store(path: string, { agoMs = 0, lateMs = 0 } = {}): void {
		const storedMs = this.nowMs - agoMs;
		this.files.push({ path, storedMs, visibleMs: storedMs + lateMs });
	}

	visible(): SourceEntry[] {
		return this.files.filter(({ visibleMs }) => visibleMs <= this.nowMs).map(({ path, storedMs }) => ({ path, lastModified: new Date(storedMs).toISOString() }));
	}

	async *find(fromMs: number, beforeMs: number | undefined): AsyncGenerator<SourceEntry[]> {
		this.listedPages++;
		yield this.visible().filter(({ lastModified = '' }) => Date.parse(lastModified) >= fromMs && Date.parse(lastModified) < (beforeMs ?? Infinity));
	}

	#source(): Source {
		const refuse = async () => await Promise.reject(new Error('not simulated'));
		return {
			name: 'simulated',
			capabilities: { ...NO_CAPABILITIES, list: true },
			listPage: async (options) => await Promise.resolve(this.#page(options)),
			findPage: refuse,
			stat: refuse,
			read: refuse,
			write: refuse,
			remove: refuse,
			classify: () => ({ code: 'UNKNOWN' as const }),
			close: async () => await Promise.resolve(),
		};
	}

	#page({ prefix, token }: ListPageOptions): ListPage {
		this.listedPages++;
		const all = this.visible().filter(({ path }) => path.startsWith(prefix)).sort((a, b) => (a.path < b.path ? -1 : 1));
		const rest = all.filter(({ path }) => token === undefined || path > token);
		const entries = rest.slice(0, this.pageSize);
		return { entries, folders: [], nextToken: rest.length > entries.length ? entries.at(-1)?.path : undefined };
	}
}
