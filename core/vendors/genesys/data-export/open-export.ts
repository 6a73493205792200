import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { openZip, recordingsAccess, spool, type RandomAccess, type Zip, type ZipLimits } from '../../../archive';
import { isRecordingError, RecordingError } from '../../../errors/recording-error';
import { RelayStream } from '../../../sources/layers/relay-stream';
import type { Recordings } from '../../../sources/recordings';
import type { RequestOptions } from '../../../sources/source';
import { download } from '../../../transfer/download';
import { statedSha1 } from './checksum-file';
import { readTable, type TableOptions, type TableReader } from './read-table';
import { tableKey, tablesOf, type ExportTable } from './table-names';

/**
 * `sha1`: the whole archive has the SHA-1 that is stated beside it. `crc32`: of each table that is read to its end, the
 * checksum within the archive is right; nothing else was looked at.
 */
export type ExportVerifiedBy = 'sha1' | 'crc32';

/** Takes encryption off: gives the content to `store`, and resolves when all of it was found right. */
export type Unwrap = <Stored>(body: Readable, store: (content: Readable) => Promise<Stored>) => Promise<Stored>;

export interface OpenExportOptions extends RequestOptions {
	/**
	 * Fetches the whole archive into a temporary file and compares its SHA-1, before any table is read. Without a file
	 * that states it, `verifiedBy` says so. Default: the ranges are fetched that hold the tables asked for.
	 */
	checkSha1?: boolean;
	/** For an archive that does not begin like a ZIP. The stored bytes are what the SHA-1 is compared with. */
	unwrap?: Unwrap;
	limits?: Partial<ZipLimits>;
	/** Of the temporary file. */
	maxBytes?: number;
}

/** Opens the archive of an export at the vendor. Throws RecordingError. Close it. */
export async function openExport(recordings: Recordings, path: string, options: OpenExportOptions = {}): Promise<OpenedExport> {
	const { signal, checkSha1 = false, limits } = options;
	const ranges = await recordingsAccess(recordings, path, { signal });
	const isWrapped = options.unwrap !== undefined && !(await beginsLikeZip(ranges));
	if (!checkSha1 && !isWrapped) return await openArchive(ranges, { path, limits });
	const sha1 = checkSha1 ? await statedSha1(recordings, path, { signal }) : undefined;
	const access = await fetchWhole(recordings, path, { ...options, unwrap: isWrapped ? options.unwrap : undefined, sha1 });
	return await openArchive(access, { path, limits, verifiedBy: sha1 === undefined ? 'crc32' : 'sha1' });
}

export interface OpenArchiveOptions {
	/** For errors. */
	path?: string;
	limits?: Partial<ZipLimits>;
	verifiedBy?: ExportVerifiedBy;
}

/** Opens an archive that came by any way: the bytes of a plain ZIP. They are closed with it, and when it fails. */
export async function openArchive(access: RandomAccess, { path, limits, verifiedBy = 'crc32' }: OpenArchiveOptions = {}): Promise<OpenedExport> {
	try {
		return new OpenedExport(access, await openZip(access, { path, limits }), verifiedBy);
	} catch (error) {
		const isNoZip = isRecordingError(error) && error.code === 'CORRUPTED' && (await looksEncrypted(access).catch(() => false));
		await access.close();
		throw isNoZip ? encrypted(path) : error;
	}
}

/** The tables of one export. */
export class OpenedExport {
	readonly tables: readonly ExportTable[];

	/** Use `openExport` or `openArchive`. */
	constructor(
		private readonly access: RandomAccess,
		private readonly zip: Zip,
		readonly verifiedBy: ExportVerifiedBy,
	) {
		this.tables = tablesOf(zip.entries);
	}

	/** Undefined where this export has no such table. The name of its file or of the table, in any case. */
	find(name: string): ExportTable | undefined {
		const isSame = ({ table, entry }: ExportTable) => table.toLowerCase() === name.trim().toLowerCase() || entry.name === name.trim();
		return this.tables.find(isSame) ?? this.tables.find(({ table }) => table.toLowerCase() === tableKey(name));
	}

	/** Reads a table while it is unpacked. One that turns out to be damaged fails at its end: what came before does not count. */
	async read(table: ExportTable, options: TableOptions = {}): Promise<TableReader> {
		return readTable(await this.zip.open(table.entry), options);
	}

	/** Idempotent. */
	async close(): Promise<void> {
		await this.access.close();
	}
}

interface FetchOptions extends OpenExportOptions {
	sha1?: string;
}

async function fetchWhole(recordings: Recordings, path: string, { signal, unwrap, sha1, maxBytes }: FetchOptions): Promise<RandomAccess> {
	const keep = async (content: Readable) => await spool(content, { signal, maxBytes });
	const { stored } = await download(recordings, path, {
		signal,
		store: async (body) => {
			const checked = sha1 === undefined ? body : withSha1(body, sha1, path);
			return unwrap ? await unwrap(checked, keep) : await keep(checked);
		},
	});
	return stored;
}

/** Ends with CORRUPTED in the place of its end, when the bytes are others than stated. */
function withSha1(body: Readable, stated: string, path: string): Readable {
	const hash = createHash('sha1');
	return new RelayStream(body, {
		onChunk: (chunk) => void hash.update(chunk),
		onEnd: () => {
			if (hash.digest('hex') === stated) return;
			throw new RecordingError({
				code: 'CORRUPTED',
				operation: 'download',
				path,
				detail: `what arrived has another SHA-1 than ${path.slice(path.lastIndexOf('/') + 1)}.sha1 states`,
				advice: 'The export may still be being written: read it again later. If it stays so, ask Genesys for it again.',
			});
		},
	});
}

const START_BYTES = 32;
/** The object identifier of PKCS#7/CMS EnvelopedData, 1.2.840.113549.1.7.3, in DER. */
const ENVELOPED_DATA = Buffer.from('06092a864886f70d010703', 'hex');
const SEQUENCE = 0x30;

async function startOf(access: RandomAccess): Promise<Buffer> {
	return await access.read(0, Math.min(START_BYTES, access.sizeBytes));
}

async function beginsLikeZip(access: RandomAccess): Promise<boolean> {
	return (await startOf(access)).toString('latin1').startsWith('PK');
}

async function looksEncrypted(access: RandomAccess): Promise<boolean> {
	const start = await startOf(access);
	return start[0] === SEQUENCE && start.includes(ENVELOPED_DATA);
}

/** `[gim-export] encrypt-certificate`: https://docs.genesys.com/Documentation/GIM/latest/PDMOra/AboutDataExport */
function encrypted(path?: string): RecordingError {
	return new RecordingError({
		code: 'UNSUPPORTED',
		operation: 'unzip',
		path,
		detail: "the archive is encrypted with the tenant's certificate (PKCS#7), and no key was given",
		advice: 'Turn on Decrypt, with the private key of the certificate that encrypts the exports in the Recording Keys.',
	});
}
