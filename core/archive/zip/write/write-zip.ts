import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { RecordingError } from '../../../errors/recording-error';
import { Breather } from '../../../listing/breather';
import type { Secret } from '../../../secrets/secret';
import { destroyOnAbort, linkedController } from '../../../sources/layers/abort';
import { RelayStream } from '../../../sources/layers/relay-stream';
import type { RequestOptions } from '../../../sources/source';
import { isTimeZone } from '../../../time/zone';
import type { RandomBytes, WrittenEncryption } from '../encryption/seal';
import { ZipWriter, type WriterSettings } from './zip-writer';
import type { Bytes } from './content';

/** A file that is to be put into an archive. */
export interface NewZipFile {
	/** The path within the archive, with `/`. One that could not be unpacked safely, or twice, is refused with INVALID_REQUEST. */
	name: string;
	/** ISO 8601 in UTC. */
	lastModified?: string;
	/** A Readable, or a generator; read when its turn comes, and closed when the archive is. */
	content: Bytes;
	/** Where it is known; a content of another length fails with CHANGED. Unknown ones are written so that they can be of any size. */
	sizeBytes?: number;
	/**
	 * Asked when the content has ended, or has failed: whether the file belongs to the archive. One that does not is not in the table
	 * of contents, by which readers go; what was written of it stays as dead space, and its name is free again. Without this, a content
	 * that fails fails the archive.
	 */
	isWanted?(failure?: { error: unknown }): Promise<boolean>;
}

export interface WriteZipOptions extends RequestOptions {
	/** Default: Deflate; small files that it does not make smaller are stored, and large ones whose beginning it does not are searched for no repetitions. */
	method?: 'stored' | 'Deflate';
	/** Default: none. AES-256 is WinZip's (AE-2), which Windows Explorer cannot open; ZipCrypto is weak, and opens everywhere. */
	encryption?: WrittenEncryption;
	/** As UTF-8. */
	password?: Secret;
	/** IANA name of the zone in which the times of MS-DOS are written, which old programs show. Default: UTC. The time in UTC is written too. */
	zone?: string;
	/** For salts; in tests. With the same bytes an archive is the same, byte by byte. */
	random?: RandomBytes;
}

/**
 * A ZIP archive as a stream, made while it is read: memory holds some hundred KiB, and some hundred bytes for each file.
 * Sizes of small files stand in their headers, those of others behind them; ZIP64 where a number is or could be too large.
 * Fails with what a content fails with, with INVALID_REQUEST for a name, with an AbortError when the signal aborts.
 */
export function writeZip(files: AsyncIterable<NewZipFile> | Iterable<NewZipFile>, options: WriteZipOptions = {}): Readable {
	const { signal } = options;
	const writer = new ZipWriter(settingsOf(options));
	const { controller, unlink } = linkedController(signal);
	const bytes = Readable.from(allOf(files, writer, controller.signal), { objectMode: false });
	const onClose = () => {
		unlink();
		// A content that keeps silent would otherwise stay open, and the generator wait for it.
		controller.abort();
	};
	const archive = new RelayStream(bytes, { onClose });
	if (signal) destroyOnAbort(archive, signal);
	return archive;
}

function settingsOf({ method = 'Deflate', encryption, password, zone = 'UTC', random = randomBytes }: WriteZipOptions): WriterSettings {
	if (!isTimeZone(zone)) throw new RecordingError({ code: 'INVALID_REQUEST', operation: 'zip', detail: `there is no time zone "${zone}"`, advice: 'Give a name such as Europe/Zurich.' });
	if (encryption === undefined) return { method, zone };
	const text = password?.reveal() ?? '';
	if (text === '') throw withoutPassword(encryption);
	return { method, zone, seal: { kind: encryption, password: Buffer.from(text), random } };
}

async function* allOf(files: AsyncIterable<NewZipFile> | Iterable<NewZipFile>, writer: ZipWriter, signal: AbortSignal): AsyncGenerator<Buffer> {
	const breather = new Breather(1);
	for await (const file of files) {
		if (breather.isDue()) await breather.breathe();
		if (file.content instanceof Readable) closeWith(signal, file.content);
		yield* writer.file(file);
	}
	yield* writer.end();
}

function closeWith(signal: AbortSignal, content: Readable): void {
	// Nobody may be reading it any more by then.
	content.on('error', () => {});
	destroyOnAbort(content, signal);
}

function withoutPassword(encryption: string): RecordingError {
	return new RecordingError({
		code: 'ARCHIVE_PASSWORD',
		operation: 'zip',
		detail: `the archive should be encrypted (${encryption}), and no password was given`,
		advice: 'Give a password, or turn the encryption off.',
	});
}
