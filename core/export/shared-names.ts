import type { JobFolder } from './job-folder';
import { eachSegment } from './ledger/each-segment';
import type { Candidate } from './plan/find-new';
import { toHex } from './identity';
import type { TargetNamer } from './types';

const AT_ONCE = 1_000;

/**
 * Files whose name was taken, where several files can have it: whose it is stands in the manifest, which is read once for
 * many of them.
 */
export class SharedNames {
	#waiting: Candidate[] = [];
	#turn: Promise<void> = Promise.resolve();

	constructor(
		private readonly folder: JobFolder,
		private readonly namer: TargetNamer,
	) {}

	/** Whether there are so many now that they should be resolved. */
	add(candidate: Candidate): boolean {
		this.#waiting.push(candidate);
		return this.#waiting.length >= AT_ONCE;
	}

	/** `place` is told whether the name is another file's, and resolves to the name that it got, if it got one. */
	async resolve(flush: () => Promise<void>, place: (candidate: Candidate, isOthers: boolean) => Promise<string | undefined>): Promise<void> {
		this.#turn = this.#turn.then(async () => {
			const batch = this.#waiting.splice(0);
			if (batch.length === 0) return;
			await flush();
			const owners = await this.#ownersOf(new Set(batch.map(({ file }) => keyOf(this.namer.nameOf(file)))));
			for (const candidate of batch) {
				const key = keyOf(this.namer.nameOf(candidate.file));
				const owner = owners.get(key);
				const name = await place(candidate, owner !== undefined && owner !== toHex(candidate.identity));
				if (name !== undefined) owners.set(keyOf(name), toHex(candidate.identity));
			}
		});
		await this.#turn;
	}

	async #ownersOf(names: ReadonlySet<string>): Promise<Map<string, string>> {
		const owners = new Map<string, string>();
		for await (const { lines } of eachSegment(this.folder)) {
			for (const line of lines) {
				if (line.type === 'file' && line.target !== undefined && names.has(keyOf(line.target))) owners.set(keyOf(line.target), line.id);
			}
		}
		return owners;
	}
}

/** As a target sees it that does not tell A from a. */
function keyOf(name: string): string {
	return name.normalize().toLowerCase();
}
