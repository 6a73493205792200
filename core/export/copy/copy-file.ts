import type { Readable } from 'node:stream';
import { isRecordingError, RecordingError } from '../../errors/recording-error';
import { sleep } from '../../sources/layers/abort';
import { backoffMs, type RetryOptions } from '../../sources/layers/retry';
import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import { download } from '../../transfer/download';
import type { SourceFile, Transform } from '../types';
import { counting, type Passed } from './counting';
import { assertStored } from './target-check';

export interface Places {
	source: Recordings;
	target: Recordings;
	transform?: Transform;
	/** Of writes, which the layers do not repeat here. */
	retry: RetryOptions;
	signal?: AbortSignal;
}

/** What was written, or found at the target. */
export interface Written extends Passed {
	/** What was compared with what the source states, and with what the target states. */
	verifiedBy: string;
	/** Absent in an archive, which is compared as a whole. */
	targetVerifiedBy?: string;
	/** What was done to the content on the way. */
	transform?: Record<string, unknown>;
}

/** Reads a file in the version that was listed, and gives its content to `take`; resolves when all of it was found right. */
export async function readVerified<Result>(
	{ source, transform, signal }: Places,
	file: SourceFile,
	take: (content: Readable) => Promise<Result>,
): Promise<Omit<Written, 'targetVerifiedBy'> & { result: Result }> {
	const { entry } = file;
	const { stored, verifiedBy, contentMd5 } = await download(source, entry.path, {
		known: entry,
		signal,
		accept: (now) => assertVersion(now, entry),
		store: async (body) => {
			if (!transform) return { ...(await counting(body, take)), about: undefined };
			const { stored: counted, about } = await transform(body, file, async (content) => await counting(content, take, true));
			return { ...counted, about };
		},
	});
	const { about, ...counted } = stored;
	return { ...counted, contentMd5: counted.contentMd5 ?? contentMd5, verifiedBy, ...(about ? { transform: about } : {}) };
}

/**
 * Copies a file. Resolves to undefined where something stands in its place already, which can be what a lost answer left.
 * Writes are repeated here, with the source read again: no layer could do that, nor tell our own file from another's.
 */
export async function copyFile(places: Places, file: SourceFile, path: string): Promise<Written | undefined> {
	const { target, retry, signal } = places;
	for (let attempt = 1; ; attempt++) {
		const write = new Write(target, path, file, signal);
		try {
			const { result, ...read } = await readVerified(places, file, async (content) => await write.go(content));
			return { ...read, targetVerifiedBy: await assertStored(target, result, read) };
		} catch (error) {
			if (write.isTaken) return undefined;
			if (attempt >= retry.attempts || !write.isWorthRepeating || signal?.aborted) throw error;
			await sleep(write.pauseMs(attempt, retry), signal);
		}
	}
}

/** One try to write. */
class Write {
	/** The target's own error, and not one of the source. */
	#refusal?: RecordingError;

	constructor(
		private readonly target: Recordings,
		private readonly path: string,
		private readonly file: SourceFile,
		private readonly signal?: AbortSignal,
	) {}

	async go(content: Readable): Promise<SourceEntry> {
		let isBroken = false;
		content.once('error', () => (isBroken = true));
		try {
			const { contentType } = this.file.entry;
			const ifAbsent = this.target.can('writeIfAbsent');
			return await this.target.write(this.path, () => content, { ifAbsent, once: true, brief: true, contentType, signal: this.signal });
		} catch (error) {
			if (!isBroken && isRecordingError(error)) this.#refusal = error;
			throw error;
		}
	}

	get isTaken(): boolean {
		return this.#refusal?.code === 'CONFLICT' && this.target.can('writeIfAbsent');
	}

	get isWorthRepeating(): boolean {
		return this.#refusal?.retryable ?? false;
	}

	pauseMs(attempt: number, retry: RetryOptions): number {
		return Math.min(this.#refusal?.retryAfterMs ?? backoffMs(attempt, retry), retry.maxRetryAfterMs);
	}
}

/** What was listed is exported under that version's name: a newer one is listed by the next run. */
function assertVersion(now: SourceEntry, listed: SourceEntry): void {
	const isSame = now.etag !== undefined && listed.etag !== undefined ? now.etag === listed.etag : isSameFile(now, listed);
	if (isSame) return;
	throw new RecordingError({
		code: 'CHANGED',
		operation: 'export',
		path: listed.path,
		container: listed.container,
		detail: 'the file is not the version that was listed',
		advice: 'The next run exports the version that is there now.',
	});
}

function isSameFile(now: SourceEntry, listed: SourceEntry): boolean {
	return isEqual(now.sizeBytes, listed.sizeBytes) && isEqual(now.lastModified, listed.lastModified);
}

function isEqual(now: unknown, listed: unknown): boolean {
	return now === undefined || listed === undefined || now === listed;
}
