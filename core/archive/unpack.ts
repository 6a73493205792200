import { Readable } from 'node:stream';
import { Breather } from '../listing/breather';
import { abortError } from '../sources/layers/abort';
import type { RequestOptions } from '../sources/source';
import { spool } from './file-access';
import type { RandomAccess } from './random-access';
import type { ZipEntry } from './zip/entry';
import { openZip, type ZipOptions } from './zip/open-zip';
import type { ZipTimes } from './zip/times';

/** One file of an archive, on its turn. */
export interface UnpackedFile extends ZipTimes {
	/** Within the archive, with `/`; safe to be made below a folder, and unlike every other one in it, on any system; or `open` throws ARCHIVE_REFUSED. */
	path: string;
	/** As declared; the body fails when it is not so long. */
	sizeBytes: number;
	encryption?: ZipEntry['encryption'];
	/**
	 * The content, once, until the next file is asked for: the body is closed then, read or not. Who does not call it has
	 * skipped the file, at no cost. Nothing of a body counts before it ended: damage is seen at its end (CORRUPTED). One that
	 * cannot be opened or fails (UNSUPPORTED, CORRUPTED, ARCHIVE_PASSWORD where an archive has several passwords) leaves the
	 * files after it as they are.
	 */
	open(): Promise<Readable>;
}

export interface UnpackOptions extends ZipOptions, RequestOptions {
	/** Files that are wanted; default: all. Others cost nothing, and may be encrypted in whatever way. */
	accept?: (entry: ZipEntry) => boolean;
	/** Of the temporary file that a stream is kept in; more is refused with TOO_LARGE. */
	maxBytes?: number;
}

/**
 * The files of a ZIP archive, one after the other in the order in which they stand in it; folders are left out, an archive
 * within it is a file. Of the content, memory holds some hundred KiB at a time. Bytes that can be read at any place
 * (`fileAccess`, `bufferAccess`, `recordingsAccess`) stay open; a stream is first written to a temporary file, which goes
 * away with the loop.
 *
 * Throws, before the first file: what `openZip` throws (the archive is refused whole), and ARCHIVE_PASSWORD where files are
 * encrypted and the password is missing or wrong. An AbortError when the signal aborts.
 *
 *     for await (const { path, open } of unpack(access, { password })) await store(path, await open());
 */
export async function* unpack(from: RandomAccess | Readable, options: UnpackOptions = {}): AsyncGenerator<UnpackedFile, void, undefined> {
	const { signal, maxBytes } = options;
	if (!(from instanceof Readable)) return yield* filesOf(from, options);
	const spooled = await spool(from, { signal, maxBytes });
	try {
		yield* filesOf(spooled, options);
	} finally {
		await spooled.close();
	}
}

async function* filesOf(access: RandomAccess, { signal, accept, ...zipOptions }: UnpackOptions): AsyncGenerator<UnpackedFile, void, undefined> {
	const zip = await openZip(access, zipOptions);
	const wanted = zip.entries.filter((entry) => (!entry.isFolder || entry.problem !== undefined) && (accept?.(entry) ?? true));
	await zip.checkPassword(wanted.filter(({ problem }) => problem === undefined));
	const breather = new Breather(1);
	for (const entry of wanted) {
		if (breather.isDue()) await breather.breathe();
		if (signal?.aborted) throw abortError();
		let body: Readable | undefined;
		try {
			const { name: path, sizeBytes, encryption, lastModified, lastModifiedLocal } = entry;
			const open = async () => (body = await zip.open(entry, { signal }));
			yield { path, sizeBytes, encryption, lastModified, lastModifiedLocal, open };
		} finally {
			body?.destroy();
		}
	}
}
