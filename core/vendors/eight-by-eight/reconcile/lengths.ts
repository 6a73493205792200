import { isRecordingError } from '../../../errors/recording-error';
import { Breather } from '../../../listing/breather';
import type { Recordings } from '../../../sources/recordings';
import { inParallel } from '../../../transfer/in-parallel';
import { toleranceSecondsOf } from './file-checks';
import { readWavHeader, type WavInfo } from '../wav';

/** A file, and how long its call was if that is known. */
export interface LengthFile {
	path: string;
	sizeBytes?: number;
	callSeconds?: number;
}

const PARALLEL_READS = 8;
/** Enough for the usual headers; the rest of a longer one says nothing of the length. */
const HEAD_BYTES = 4_096;
/** Recordings whose headers tell how many bytes a second the recorder writes. */
const SAMPLES = 5;
/** Of files whose length nothing tells: of a day without an index these are all. The smallest ones are opened. */
const MAX_WITHOUT_CALL = 100;
const PLAIN_HEADER_BYTES = 44;

/**
 * Finds files whose length does not fit their call, and files that are no sound, with few requests: a recorder writes
 * as many bytes each second, so the size tells the length. The header is read only of some files, to learn that rate,
 * of those whose size does not fit, and of some whose length no index tells.
 */
export class Lengths {
	constructor(
		private readonly recordings: Recordings,
		private readonly signal?: AbortSignal,
	) {}

	/** Headers, by path, of the files that were looked into. */
	async check(files: Iterable<LengthFile>): Promise<Map<string, WavInfo>> {
		const { known, others } = await sorted(files);
		const samples = await this.#read(known.slice(0, SAMPLES));
		const bytesPerSecond = usualRate([...samples.values()]);
		const breather = new Breather();
		const suspicious = others.sort((one, other) => (one.sizeBytes ?? 0) - (other.sizeBytes ?? 0)).slice(0, MAX_WITHOUT_CALL);
		for (const file of known) {
			if (!samples.has(file.path) && !fits(file, bytesPerSecond)) suspicious.push(file);
			if (breather.isDue()) await breather.breathe();
		}
		return new Map([...samples, ...(await this.#read(suspicious))]);
	}

	async #read(files: readonly LengthFile[]): Promise<Map<string, WavInfo>> {
		const headers = await inParallel(files, PARALLEL_READS, async (file) => await this.#headerOf(file));
		return new Map(files.flatMap(({ path }, index) => (headers[index] ? [[path, headers[index]] as const] : [])));
	}

	async #headerOf({ path, sizeBytes }: LengthFile): Promise<WavInfo | undefined> {
		try {
			const { body } = await this.recordings.read(path, { lengthBytes: HEAD_BYTES, signal: this.signal });
			const chunks: Buffer[] = [];
			for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
			return readWavHeader(Buffer.concat(chunks), sizeBytes);
		} catch (error) {
			const known = isRecordingError(error) ? error : this.recordings.explain(error, 'read', path);
			// Deleted since it was listed: then it is for the next run to say.
			if (known.code === 'NOT_FOUND') return undefined;
			throw known;
		}
	}
}

/** Those that can be opened: with the length of their call, and without. */
async function sorted(files: Iterable<LengthFile>): Promise<{ known: LengthFile[]; others: LengthFile[] }> {
	const breather = new Breather();
	const found = { known: [] as LengthFile[], others: [] as LengthFile[] };
	for (const file of files) {
		if (/\.wav$/i.test(file.path) && (file.sizeBytes ?? 0) > PLAIN_HEADER_BYTES) found[file.callSeconds === undefined ? 'others' : 'known'].push(file);
		if (breather.isDue()) await breather.breathe();
	}
	return found;
}

function fits({ sizeBytes, callSeconds }: LengthFile, bytesPerSecond: number | undefined): boolean {
	if (bytesPerSecond === undefined || callSeconds === undefined || sizeBytes === undefined) return false;
	const seconds = (sizeBytes - PLAIN_HEADER_BYTES) / bytesPerSecond;
	return Math.abs(seconds - callSeconds) <= toleranceSecondsOf(callSeconds);
}

/** The rate that most have; undefined where none tells. */
function usualRate(headers: readonly WavInfo[]): number | undefined {
	const counts = new Map<number, number>();
	for (const { dataBytes, durationSeconds, isCut } of headers) {
		if (!dataBytes || !durationSeconds || isCut) continue;
		const rate = Math.round(dataBytes / durationSeconds);
		counts.set(rate, (counts.get(rate) ?? 0) + 1);
	}
	return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
