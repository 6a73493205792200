import type { Readable } from 'node:stream';
import type { Classification } from '../errors/recording-error';
import type { Capabilities } from './capabilities';

/** Values in base64, as S3 has them. */
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';

/** One stored file as its service describes it. A field that the service does not state is absent. */
export interface SourceEntry {
	/** Full key inside the container; never starts with a slash unless the key does. */
	path: string;
	container?: string;
	sizeBytes?: number;
	/** ISO 8601 in UTC with `Z`. */
	lastModified?: string;
	/** ISO 8601 in UTC with `Z`. */
	createdAt?: string;
	/** Without quotes. */
	etag?: string;
	/** MD5 of the stored bytes, base64, as in HTTP's Content-MD5. Only when the service states a true MD5. */
	contentMd5?: string;
	/** Another checksum of the stored bytes, of the whole file. Only when the service states a true one. */
	checksum?: { algorithm: ChecksumAlgorithm; value: string };
	contentType?: string;
	tags?: Record<string, string>;
}

export interface ListPage {
	entries: SourceEntry[];
	/** Names of the sub-folders, each ending in `/`; empty unless `foldersOnly` was asked for. */
	folders: string[];
	/** Opaque. Absent on the last page. A page may be short or empty and still have one. */
	nextToken?: string;
}

export interface RequestOptions {
	/** Stops the work at once, with the signal's reason. */
	signal?: AbortSignal;
}

export interface ListPageOptions extends RequestOptions {
	/** Only keys that start with this text; `''` for all. Always given. */
	prefix: string;
	/** Stop at the next `/` after the prefix: deeper keys appear as `folders`. */
	foldersOnly?: boolean;
	/** `nextToken` of the page before. */
	token?: string;
	/** At most this many entries; the service may give fewer, or have a lower limit. */
	pageSize?: number;
}

export interface FindPageOptions extends RequestOptions {
	token?: string;
	pageSize?: number;
}

export interface ReadOptions extends RequestOptions {
	/** First byte, from 0. Always given, never past the end. */
	offset: number;
	/** At most this many bytes; absent for all that follow. */
	lengthBytes?: number;
	/** Fail with CHANGED when the stored file no longer has this ETag. */
	ifMatch?: string;
}

export interface ReadResult {
	/** The bytes. Ends only when all that was promised has come; otherwise it is destroyed with an error. */
	body: Readable;
	/** `sizeBytes` is the size of the whole file, whatever range was asked for. */
	entry: SourceEntry;
}

export interface WriteOptions extends RequestOptions {
	/** Fail with CONFLICT when the path exists. */
	ifAbsent?: boolean;
	/** The body can be read only once: no layer repeats the write. */
	once?: boolean;
	/** What the answer to the write states is enough where that is a true MD5: no further request for the size and the time. */
	brief?: boolean;
	contentType?: string;
	tags?: Record<string, string>;
}

export interface LeftoverOptions extends RequestOptions {
	/** Only below it. */
	prefix: string;
	/** ms since 1970. */
	beforeMs: number;
	/** Told of each sign of life of the service: there may be many folders to look through. */
	onStep?: () => void;
}

export interface RemoveOptions extends RequestOptions {
	/** Fail with CHANGED for another version: the service itself sees to it. */
	ifMatch?: string;
	/** The same where the service cannot be trusted with it: the source looks just before, at each try. */
	expectedEtag?: string;
}

/**
 * The driver contract: one service, spoken raw. Implementations throw what their library throws and explain it
 * in `classify`; they do not retry, log, or check paths: layers and `Recordings` do, once, for all of them.
 *
 * - A listing gives each key once, in the order of the service, and is complete when the last page has no token.
 * - Everything takes an AbortSignal and stops promptly, leaving no socket or handle behind.
 * - A method that `capabilities` does not declare is never called.
 */
export interface Source {
	/** The service, not the vendor: `azure-blob`, `s3`, `ftps` … */
	readonly name: string;
	readonly container?: string;
	/** Where there is no container: what tells two places apart that have the same files, such as `user@host/folder`. */
	readonly whereabouts?: string;
	readonly capabilities: Capabilities;
	/**
	 * How many requests it can work on at once now, where that is bounded, and may change: a request beyond it would
	 * wait inside, against its time.
	 */
	maxRequests?(): number;
	/** Whether the folder that keys are relative to is there. Absent where it need not be, or where a listing fails without it. */
	hasRoot?(options: RequestOptions): Promise<boolean>;
	listPage(options: ListPageOptions): Promise<ListPage>;
	findPage(expression: string, options: FindPageOptions): Promise<ListPage>;
	stat(path: string, options: RequestOptions): Promise<SourceEntry>;
	read(path: string, options: ReadOptions): Promise<ReadResult>;
	/** `body` is called once for each attempt. Nothing is visible under the path until all is written. */
	write(path: string, body: () => Readable, options: WriteOptions): Promise<SourceEntry>;
	/** Whether uploads failed here whose pieces could not be taken away: what `removeLeftovers` looks for. */
	mayHaveLeft?(): boolean;
	/**
	 * Removes what uploads left behind that were cut and that listings leave out, if it was last touched before a moment of
	 * the service's clock. Absent where nothing is left behind among the files. Returns how many there were.
	 */
	removeLeftovers?(options: LeftoverOptions): Promise<number>;
	/** Removing what is not there succeeds. */
	remove(path: string, options: RemoveOptions): Promise<void>;
	/** Pure: looks at the error alone. Must not throw. */
	classify(error: unknown): Classification;
	/** Idempotent. */
	close(): Promise<void>;
}
