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

	async *find(fromMs: number, beforeMs: number | undefined): AsyncGenerator<SourceEntry[]> {
		this.listedPages++;
		yield this.#visible().filter(({ storedMs }) => storedMs >= fromMs && storedMs < (beforeMs ?? Infinity)).map(toEntry);
	}

	#visible(): StoredFile[] {
		return this.files.filter(({ visibleMs }) => visibleMs <= this.nowMs);
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
		const isNext = ({ path }: StoredFile) => path.startsWith(prefix) && (token === undefined || path > token);
		const rest = this.#visible().filter(isNext).sort((a, b) => (a.path < b.path ? -1 : 1));
		const page = rest.slice(0, this.pageSize);
		return { entries: page.map(toEntry), folders: [], nextToken: rest.length > page.length ? page.at(-1)?.path : undefined };
	}
}

/** Of what is asked for alone: a time as text costs more than all else here. */
function toEntry({ path, storedMs }: StoredFile): SourceEntry {
	return { path, lastModified: new Date(storedMs).toISOString() };
}
