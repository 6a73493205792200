import { isRecordingError } from '../../../errors/recording-error';
import type { Recordings } from '../../../sources/recordings';
import { inParallel } from '../../../transfer/in-parallel';
import { toleranceSecondsOf } from './file-checks';
import { readWavHeader, type WavInfo } from '../wav';

/** Seconds of calls, by the name of the recording in small letters. */
export type CallLengths = Map<string, number>;

interface File {
	path: string;
	sizeBytes?: number;
}

const PARALLEL_READS = 8;
/** Enough for the usual headers; the rest of a longer one says nothing of the length. */
const HEAD_BYTES = 4_096;
/** Recordings whose headers tell how many bytes a second the recorder writes. */
const SAMPLES = 5;
const PLAIN_HEADER_BYTES = 44;

/**
 * Finds files whose length does not fit their call, with few requests: a recorder writes as many bytes each second, so
 * the size tells the length. The header is read only of some files, to learn that rate, and of those whose size does
 * not fit.
 */
export class Lengths {
	constructor(
		private readonly recordings: Recordings,
		private readonly callSeconds: CallLengths,
		private readonly signal?: AbortSignal,
	) {}

	/** Headers, by path, of the files that were looked into. */
	async check(files: readonly File[]): Promise<Map<string, WavInfo>> {
		const known = files.filter((file) => /\.wav$/i.test(file.path) && this.#secondsOf(file) !== undefined && (file.sizeBytes ?? 0) > PLAIN_HEADER_BYTES);
		const samples = await this.#read(known.slice(0, SAMPLES));
		const bytesPerSecond = usualRate([...samples.values()]);
		const suspicious = known.filter((file) => !samples.has(file.path) && !this.#fits(file, bytesPerSecond));
		return new Map([...samples, ...(await this.#read(suspicious))]);
	}

	#secondsOf({ path }: File): number | undefined {
		return this.callSeconds.get(path.slice(path.lastIndexOf('/') + 1).toLowerCase());
	}

	#fits(file: File, bytesPerSecond: number | undefined): boolean {
		const callSeconds = this.#secondsOf(file);
		if (bytesPerSecond === undefined || callSeconds === undefined || file.sizeBytes === undefined) return false;
		const seconds = (file.sizeBytes - PLAIN_HEADER_BYTES) / bytesPerSecond;
		return Math.abs(seconds - callSeconds) <= toleranceSecondsOf(callSeconds);
	}

	async #read(files: readonly File[]): Promise<Map<string, WavInfo>> {
		const headers = await inParallel(files, PARALLEL_READS, async (file) => await this.#headerOf(file));
		return new Map(files.flatMap(({ path }, index) => (headers[index] ? [[path, headers[index]] as const] : [])));
	}

	async #headerOf({ path, sizeBytes }: File): Promise<WavInfo | undefined> {
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
