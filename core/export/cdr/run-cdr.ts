import type { Readable } from 'node:stream';
import { isRecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { readBack } from '../copy/compare';
import { counted } from '../copy/counting';
import { assertStored } from '../copy/target-check';
import { readableName } from '../job-folder';
import type { CdrRecord, FileRecord, ManifestLine } from '../ledger/records';
import type { SegmentName } from '../ledger/segment';
import { cdrFile, type CdrOptions } from './cdr-file';
import { recordedItem } from './recorded-item';

/** Below the folder of the target. */
const CDR_FOLDER = 'CDR/';

export interface RunOfCdr {
	run: string;
	/** All of that run's, in the order in which it wrote them. */
	segments: readonly SegmentName[];
	/** Those of that run, which its manifest has: whoever writes the file then writes the same bytes. */
	options: CdrOptions;
	readLines(segment: SegmentName): Promise<ManifestLine[]>;
}

/** Writes the call detail records of a run: one CSV with the files that its segments record, as a stream, in one step. */
export class RunCdr {
	constructor(
		private readonly job: string,
		private readonly target: Recordings,
		private readonly signal?: AbortSignal,
	) {}

	/** By the run itself, which knows best: in the place of whatever has the name. */
	async write(of: RunOfCdr): Promise<CdrRecord> {
		return await this.#write(of, false);
	}

	/** By another run, for one that was cut. What it wrote itself stays. Undefined where it exported nothing. */
	async writeFor(of: RunOfCdr): Promise<CdrRecord | undefined> {
		const rows = await rowsOf(of);
		if (rows === 0) return undefined;
		return (await this.#found(of, rows)) ?? (await this.#writeIfAbsent(of)) ?? (await this.#found(of, rows));
	}

	async #writeIfAbsent(of: RunOfCdr): Promise<CdrRecord | undefined> {
		try {
			return await this.#write(of, this.target.can('writeIfAbsent'));
		} catch (error) {
			// Its own run, or another one at the same time.
			if (isRecordingError(error) && error.code === 'CONFLICT') return undefined;
			throw error;
		}
	}

	async #write(of: RunOfCdr, ifAbsent: boolean): Promise<CdrRecord> {
		let last: Writing | undefined;
		// The layers can ask for it again.
		const body = () => (last = writingOf(of)).stream;
		const stored: SourceEntry = await this.target.write(this.#pathOf(of), body, { ifAbsent, contentType: 'text/csv', signal: this.signal });
		const { rows = 0, wentBy } = last ?? {};
		const { sizeBytes = 0, sha256 = '', contentMd5 = '' } = wentBy?.() ?? {};
		await assertStored(this.target, stored, { sizeBytes, sha256, contentMd5 });
		return this.#record(of, rows, { sizeBytes, sha256 });
	}

	async #found(of: RunOfCdr, rows: number): Promise<CdrRecord | undefined> {
		try {
			return this.#record(of, rows, await readBack(this.target, this.#pathOf(of), this.signal));
		} catch (error) {
			if (isRecordingError(error) && error.code === 'NOT_FOUND') return undefined;
			throw error;
		}
	}

	#record({ run, segments }: RunOfCdr, rows: number, { sizeBytes, sha256 }: Pick<CdrRecord, 'sizeBytes' | 'sha256'>): CdrRecord {
		return { type: 'cdr', run, target: this.#nameOf(run), rows, segments: segments.length, sizeBytes, sha256 };
	}

	#pathOf({ run }: RunOfCdr): string {
		return this.target.folder + this.#nameOf(run);
	}

	#nameOf(run: string): string {
		return `${CDR_FOLDER}${readableName(this.job)}-${run}.csv`;
	}
}

interface Writing {
	stream: Readable;
	rows: number;
	wentBy: ReturnType<typeof counted>['wentBy'];
}

function writingOf(of: RunOfCdr): Writing {
	const items = async function* () {
		for await (const files of filesOf(of)) {
			writing.rows += files.length;
			for (const file of files) yield recordedItem(file);
		}
	};
	const writing: Writing = { ...counted(cdrFile(items(), of.options), true), rows: 0 };
	return writing;
}

async function rowsOf(of: RunOfCdr): Promise<number> {
	let rows = 0;
	for await (const files of filesOf(of)) rows += files.length;
	return rows;
}

async function* filesOf({ segments, readLines }: RunOfCdr): AsyncGenerator<FileRecord[]> {
	for (const segment of segments) yield (await readLines(segment)).filter((line) => line.type === 'file');
}
