import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { isAbort } from '../errors/classify';
import { isRecordingError, RecordingError } from '../errors/recording-error';
import { destroyOnAbort } from '../sources/layers/abort';
import { IncompleteError, MalformedError } from './asn1/element';
import { inPieces } from './byte-feed';
import { undecryptable } from './failure';
import type { RecordingKeys } from './keys/recording-key';
import { openContent } from './open-content';
import type { AboutContent, Check } from './types';

export interface DecryptOptions<Stored> {
	/** Takes the content to where it belongs. Rejects when the body fails; nothing of it counts then. */
	store(content: Readable, about: AboutContent): Promise<Stored>;
	/** Of the encrypted file, with or without a path: tells the real name, and what must be inside. */
	name?: string;
	/** Of the encrypted file, base64, where it is stated and nobody compares it before. */
	contentMd5?: string;
	/**
	 * The body fails at its end when it is not what was stored: that is the better reason, so it is read on after what
	 * cannot be decrypted.
	 */
	isCheckedAtItsEnd?: boolean;
	/** Takes a file whose name promises a recording and that does not begin like one. */
	acceptUnknownMedia?: boolean;
	signal?: AbortSignal;
}

export interface Decrypted<Stored> extends AboutContent {
	stored: Stored;
	/** All that was found to be right. Nothing else was checked. */
	checked: Check[];
	/** Of the content. */
	sizeBytes: number;
}

/**
 * Decrypts a PKCS#7/CMS message (RFC 5652, 5083) while it comes, in constant memory; what is none is passed on as it is.
 * Resolves only when its end was found right and all of it was stored: before that the content may be worth nothing.
 * Throws RecordingError (DECRYPTION_FAILED, KEY_NOT_FOUND, UNSUPPORTED, CREDENTIAL_INVALID, CORRUPTED), and what the body
 * or the store throws.
 */
export async function decrypt<Stored>(body: Readable, keys: RecordingKeys, options: DecryptOptions<Stored>): Promise<Decrypted<Stored>> {
	const { store, signal, name } = options;
	// Between two reads nobody else listens.
	body.on('error', () => {});
	if (signal) destroyOnAbort(body, signal);
	const md5 = md5Check(options);
	const stored = inPieces(body, md5?.onPiece);
	try {
		const { about, pieces, checked } = await openContent(stored, keys, options);
		const content = new Content(pieces, about.wasEncrypted, md5, name);
		const result = await content.store(async (stream) => await store(stream, about));
		return { ...about, stored: result, checked: md5 ? ['md5', ...checked] : checked, sizeBytes: content.sizeBytes };
	} catch (error) {
		const failure = explained(error, name);
		if (options.isCheckedAtItsEnd && isUndecryptable(failure)) await readToTheEnd(stored);
		throw failure;
	} finally {
		body.destroy();
	}
}

function isUndecryptable(error: unknown): boolean {
	return isRecordingError(error) && error.code === 'DECRYPTION_FAILED';
}

/** Throws what the body fails with at its end. */
async function readToTheEnd(pieces: AsyncGenerator<Buffer>): Promise<void> {
	while (!(await pieces.next()).done);
}

function explained(error: unknown, path: string | undefined): unknown {
	if (error instanceof MalformedError || error instanceof IncompleteError) return undecryptable(path);
	return isAbort(error) ? new RecordingError({ code: 'CANCELLED', operation: 'decrypt', path }) : error;
}

/** The content on its way to where it is stored. */
class Content {
	sizeBytes = 0;
	#isWhole = false;
	#failure: unknown;

	constructor(
		private readonly pieces: AsyncGenerator<Buffer>,
		private readonly wasEncrypted: boolean,
		private readonly md5: Md5Check | undefined,
		private readonly path: string | undefined,
	) {}

	async store<Stored>(take: (stream: Readable) => Promise<Stored>): Promise<Stored> {
		const stream = Readable.from(this.#checked(), { objectMode: false });
		stream.on('error', (error) => (this.#failure ??= error));
		try {
			const stored = await take(stream);
			// Not left to the store: one that overlooks the end, or the failure, of the content has not stored it.
			if (this.#failure === undefined && !this.#isWhole) throw notAllStored(this.path);
			if (this.#failure !== undefined) throw this.#failure;
			return stored;
		} catch (error) {
			// What broke the content is the reason; the store may only say that its input failed.
			throw this.#failure ?? error;
		} finally {
			stream.destroy();
		}
	}

	async *#checked(): AsyncGenerator<Buffer> {
		try {
			for await (const piece of this.pieces) {
				this.sizeBytes += piece.length;
				yield piece;
			}
			if (this.md5 && !this.md5.isRight()) throw this.wasEncrypted ? undecryptable(this.path) : otherMd5(this.path);
			this.#isWhole = true;
		} catch (error) {
			this.#failure ??= explained(error, this.path);
			throw this.#failure;
		}
	}
}

interface Md5Check {
	onPiece(piece: Buffer): void;
	isRight(): boolean;
}

function md5Check({ contentMd5 }: { contentMd5?: string }): Md5Check | undefined {
	if (contentMd5 === undefined) return undefined;
	const hash = createHash('md5');
	return { onPiece: (piece) => void hash.update(piece), isRight: () => hash.digest('base64') === contentMd5 };
}

function otherMd5(path: string | undefined): RecordingError {
	return new RecordingError({
		code: 'CORRUPTED',
		operation: 'decrypt',
		path,
		detail: 'the file has another MD5 than is stated for it',
		advice: 'It was altered on the way, or stored damaged. Download it again.',
	});
}

function notAllStored(path: string | undefined): RecordingError {
	return new RecordingError({ code: 'UNKNOWN', operation: 'decrypt', path, detail: 'only a part of the content was stored' });
}
