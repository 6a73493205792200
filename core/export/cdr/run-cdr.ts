import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { isRecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { readBack } from '../copy/compare';
import { counted } from '../copy/counting';
import { assertStored } from '../copy/target-check';
import type { ExportedItem } from '../item';
import { readableName } from '../job-folder';
import type { CdrRecord, FileRecord, ManifestLine } from '../ledger/records';
import type { SegmentName } from '../ledger/segment';
import { formsOf, type CdrOptions, type Form, type RunFacts } from './formats';
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

/** One file of a run that is to be written. */
interface Wanted extends Form {
	of: RunOfCdr;
	facts: RunFacts;
}

/**
 * Writes the call detail records of a run: the files that its segments record, in each format that was asked for, as a stream, in one
 * step. Gives the record of each when it is at the target, in the order of the formats.
 */
export class RunCdr {
	constructor(
		private readonly job: string,
		private readonly target: Recordings,
		private readonly signal?: AbortSignal,
	) {}

	/** By the run itself, which knows best: in the place of whatever has the name. */
	async *write(of: RunOfCdr): AsyncGenerator<CdrRecord> {
		for (const wanted of await this.#wanted(of)) yield await this.#write(wanted, false);
	}

	/** By another run, for one that was cut. What it wrote itself stays. Nothing where it exported nothing. */
	async *writeFor(of: RunOfCdr): AsyncGenerator<CdrRecord> {
		for (const wanted of await this.#wanted(of)) {
			if (wanted.facts.records === 0) return;
			const record = (await this.#found(wanted)) ?? (await this.#writeIfAbsent(wanted)) ?? (await this.#found(wanted));
			if (record) yield record;
		}
	}

	async #wanted(of: RunOfCdr): Promise<Wanted[]> {
		const forms = formsOf(of.options);
		const facts = { job: this.job, run: of.run, records: await recordsOf(of) };
		return forms.map((form) => ({ ...form, of, facts }));
	}

	async #writeIfAbsent(wanted: Wanted): Promise<CdrRecord | undefined> {
		try {
			return await this.#write(wanted, this.target.can('writeIfAbsent'));
		} catch (error) {
			// Its own run, or another one at the same time.
			if (isRecordingError(error) && error.code === 'CONFLICT') return undefined;
			throw error;
		}
	}

	async #write(wanted: Wanted, ifAbsent: boolean): Promise<CdrRecord> {
		const { packed, sizeBytes, sha256, contentMd5 = '' } = await made(wanted, this.signal);
		const stored: SourceEntry = await this.target.write(this.#pathOf(wanted), () => unpacked(packed), { ifAbsent, contentType: wanted.contentType, signal: this.signal });
		await assertStored(this.target, stored, { sizeBytes, sha256, contentMd5 });
		return this.#record(wanted, { sizeBytes, sha256 });
	}

	async #found(wanted: Wanted): Promise<CdrRecord | undefined> {
		try {
			return this.#record(wanted, await readBack(this.target, this.#pathOf(wanted), this.signal));
		} catch (error) {
			if (isRecordingError(error) && error.code === 'NOT_FOUND') return undefined;
			throw error;
		}
	}

	#record(wanted: Wanted, { sizeBytes, sha256 }: Pick<CdrRecord, 'sizeBytes' | 'sha256'>): CdrRecord {
		const { run, segments } = wanted.of;
		return { type: 'cdr', run, target: this.#nameOf(wanted), rows: wanted.facts.records, segments: segments.length, sizeBytes, sha256 };
	}

	#pathOf(wanted: Wanted): string {
		return this.target.folder + this.#nameOf(wanted);
	}

	#nameOf({ of, ending }: Wanted): string {
		return `${CDR_FOLDER}${readableName(this.job)}-${of.run}${ending}`;
	}
}

/**
 * All of it, compressed, before any is written: it is made of segments that lie at the target, which may have one connection alone, and that
 * would be the one that the file goes by.
 */
async function made({ make, of, facts }: Wanted, signal?: AbortSignal) {
	const { stream, wentBy } = counted(make(itemsOf(of), of.options, facts), true);
	const packed: Buffer[] = [];
	await pipeline(stream, createGzip(), async (chunks: AsyncIterable<Buffer>) => {
		for await (const chunk of chunks) packed.push(chunk);
	}, { signal });
	return { packed, ...wentBy() };
}

function unpacked(packed: readonly Buffer[]): Readable {
	const content = createGunzip();
	pipeline(Readable.from(packed), content).catch(() => {});
	return content;
}

async function* itemsOf(of: RunOfCdr): AsyncGenerator<ExportedItem> {
	for await (const files of filesOf(of)) for (const file of files) yield recordedItem(file);
}

async function recordsOf(of: RunOfCdr): Promise<number> {
	let records = 0;
	for await (const files of filesOf(of)) records += files.length;
	return records;
}

async function* filesOf({ segments, readLines }: RunOfCdr): AsyncGenerator<FileRecord[]> {
	for (const segment of segments) yield (await readLines(segment)).filter((line) => line.type === 'file');
}
