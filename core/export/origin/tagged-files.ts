import { Breather } from '../../listing/breather';
import { toTagQuery, type TagCondition } from '../../sources/azure-blob/tags';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { inParallel } from '../../transfer/in-parallel';
import { statIfThere } from '../../transfer/stat-if-there';
import type { ExportFilters } from '../filters/export-filter';
import type { Needs } from './needs';

type Tags = Readonly<Record<string, string>>;

const PAGE_SIZE = 5_000;
/** So many are described one by one; for more, the whole container is listed. */
const FEW = 2_000;
const PATHS_AT_ONCE = 200;
const DESCRIBED_AT_ONCE = 16;
const NONE: Tags = {};

export interface TaggedFilesOptions {
	/** Of the account: it finds by tags in all containers. */
	index: Recordings;
	container: string;
	needs: Needs;
	filters: ExportFilters;
}

/**
 * Tags of files, out of the tag index, which tells those alone that a search names. What a filter asks for is one search;
 * a tag that only a name is made of is one more. Memory: some 150 bytes for each file that has the tags.
 */
export class TaggedFiles {
	readonly #tags = new Map<string, Tags>();
	/** Each combination once. */
	readonly #combinations = new Map<string, Tags>();

	constructor(private readonly options: TaggedFilesOptions) {}

	/** Whether they decide which files are wanted. */
	get areFilters(): boolean {
		return (this.options.filters.tags ?? []).length > 0;
	}

	/** Searches anew. */
	async find(signal?: AbortSignal): Promise<void> {
		this.#tags.clear();
		const breather = new Breather();
		for (const conditions of this.#searches()) {
			const query = toTagQuery({ container: this.options.container, conditions });
			for await (const page of this.options.index.findPages(query, { signal, pageSize: PAGE_SIZE })) {
				for (const { path, tags = NONE } of page) {
					this.#tags.set(path, this.#once({ ...this.#tags.get(path), ...tags }));
					if (breather.isDue()) await breather.breathe();
				}
			}
		}
	}

	/** Of a file; those that were not asked for are absent. */
	of(path: string): Record<string, string> {
		return this.#tags.get(path) ?? NONE;
	}

	/** The files that a filter on tags leaves, below a folder, where they are so few that a listing costs more. */
	few(folder: string): string[] | undefined {
		if (!this.areFilters || this.#tags.size > FEW) return undefined;
		return [...this.#tags.keys()].filter((path) => path.startsWith(folder)).sort();
	}

	/** As a listing would give them. One that is gone since is left out. */
	async *describe(recordings: Recordings, paths: readonly string[], signal?: AbortSignal): AsyncGenerator<SourceEntry[]> {
		for (let from = 0; from < paths.length; from += PATHS_AT_ONCE) {
			const found = await inParallel(paths.slice(from, from + PATHS_AT_ONCE), DESCRIBED_AT_ONCE, async (path) => await statIfThere(recordings, path, signal));
			yield found.filter((entry) => entry !== undefined);
		}
	}

	#searches(): TagCondition[][] {
		const { needs, filters } = this.options;
		const filtered = (filters.tags ?? []).map(conditionOf);
		const others = [...needs.tags].filter((tag) => !filtered.some((condition) => condition.tag === tag));
		return [...(filtered.length > 0 ? [filtered] : []), ...others.map((tag) => [conditionOf({ name: tag })])];
	}

	#once(tags: Tags): Tags {
		const key = JSON.stringify(tags);
		const known = this.#combinations.get(key);
		if (!known) this.#combinations.set(key, tags);
		return known ?? tags;
	}
}

/** Without a value: that the tag is there. Azure compares as text. */
function conditionOf({ name, value }: { name: string; value?: string }): TagCondition {
	return value === undefined || value === '' ? { tag: name, operator: '>=', value: '' } : { tag: name, operator: '=', value };
}
