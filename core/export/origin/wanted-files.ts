import { Breather } from '../../listing/breather';
import type { ExportFilter } from '../filters/export-filter';
import { isInShard, type Shard } from '../shard';
import type { ListFiles, Look, SourceFile } from '../types';
import type { Origin } from './origin';

/** What an origin has and the filters let through, of one shard or of all; and of what they could not judge, how many there were in the last look. */
export class WantedFiles {
	/** By the name of the fact that nothing is known of. */
	readonly unknown = new Map<string, number>();

	constructor(
		private readonly files: Origin['files'],
		private readonly filter: ExportFilter,
		private readonly shard?: Shard,
	) {}

	readonly list: ListFiles = (options) => this.#list(options);

	async *#list(look: Look): AsyncGenerator<SourceFile[]> {
		this.unknown.clear();
		const breather = new Breather();
		for await (const page of this.files(this.#lookOf(look))) {
			const wanted: SourceFile[] = [];
			for (const file of page) {
				if (this.#isOurs(file) && this.#isWanted(file)) wanted.push(file);
				if (breather.isDue()) await breather.breathe();
			}
			if (wanted.length > 0) yield wanted;
		}
	}

	/** Of files of other shards nothing is read beyond their listing. */
	#lookOf(look: Look): Look {
		if (!this.shard) return look;
		const { isNeeded = () => true } = look;
		return { ...look, isNeeded: (file) => this.#isOurs(file) && isNeeded(file) };
	}

	#isOurs(file: SourceFile): boolean {
		return this.shard === undefined || isInShard(file, this.shard);
	}

	#isWanted(file: SourceFile): boolean {
		const { isWanted, unknown } = this.filter(file);
		if (unknown !== undefined) this.unknown.set(unknown, (this.unknown.get(unknown) ?? 0) + 1);
		return isWanted;
	}
}
