import { isRecordingError, RecordingError } from '../../errors/recording-error';
import type { JobFolder } from '../job-folder';
import { segmentNames } from '../ledger/segment-names';
import { readSegment, type Segment } from '../ledger/segment';
import type { Finding } from './verify-export';

/** Reads all segments of a job and holds them to each other: each is what its name says, and all that one names are there. */
export class ChainCheck {
	segments = 0;
	readonly #hashes = new Set<string>();
	/** Named as a predecessor, by which segment. */
	readonly #named = new Map<string, string>();
	/** The numbers of each run's segments that are not yet in a row from 1. */
	readonly #numbers = new Map<string, number[]>();

	constructor(
		private readonly folder: JobFolder,
		private readonly report: (finding: Finding) => void,
	) {}

	async *go(): AsyncGenerator<Segment> {
		for await (const name of segmentNames(this.folder)) {
			this.segments++;
			this.#hashes.add(name.hash);
			this.#numbers.set(name.run, [...(this.#numbers.get(name.run) ?? []), name.number]);
			const segment = await this.#read(name);
			for (const hash of segment?.header.previous ?? []) this.#named.set(hash, name.path);
			if (segment) yield segment;
		}
	}

	/** After all were read. `kept`: hashes that were kept elsewhere, and must be there. */
	end(kept: readonly string[]): void {
		for (const [hash, by] of this.#named) if (!this.#hashes.has(hash)) this.#missing(hash, `it is named by ${by}`);
		for (const hash of kept) if (!this.#hashes.has(hash)) this.#missing(hash, 'its hash was kept elsewhere');
		for (const [run, numbers] of this.#numbers) {
			numbers.sort((a, b) => a - b).forEach((number, at) => {
				if (number !== at + 1 && numbers[at - 1] !== number - 1) this.#missing(`${run}-${String(number - 1).padStart(6, '0')}`, 'the next one is there');
			});
		}
	}

	heads(): string[] {
		return [...this.#hashes].filter((hash) => !this.#named.has(hash)).sort();
	}

	async #read(name: Parameters<typeof readSegment>[1]): Promise<Segment | undefined> {
		try {
			return await readSegment(this.folder, name);
		} catch (error) {
			if (!isRecordingError(error) || (error.code !== 'CORRUPTED' && error.code !== 'NOT_FOUND')) throw error;
			this.report({ kind: 'manifest', path: this.folder.pathOf(name.path), detail: detailOf(error) });
			return undefined;
		}
	}

	#missing(what: string, why: string): void {
		this.report({ kind: 'manifest', path: this.folder.pathOf('segments/'), detail: `segment ${what} is missing: ${why}` });
	}
}

function detailOf({ detail, message }: RecordingError): string {
	return detail ?? message;
}
