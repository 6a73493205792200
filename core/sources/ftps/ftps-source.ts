import type { Readable } from 'node:stream';
import { RecordingError, type Classification } from '../../errors/recording-error';
import { NO_CAPABILITIES, type Capabilities } from '../capabilities';
import { abortError, destroyOnAbort } from '../layers/abort';
import { assertRange } from '../range';
import type {
	LeftoverOptions,
	ListPage,
	ListPageOptions,
	ReadOptions,
	ReadResult,
	RemoveOptions,
	RequestOptions,
	Source,
	SourceEntry,
	WriteOptions,
} from '../source';
import { toIsoTime, type ListFolder } from '../tree/entry';
import { assertCanBeWritten, assertCanExist, isTreeKey } from '../tree/keys';
import { removeLeftovers, withoutUnfinished } from '../tree/leftovers';
import { Pieces } from '../tree/pieces';
import { TreeWalk } from '../tree/walk';
import { classifyFtpsError } from './classify';
import { FtpConnections } from './connections';
import { DownloadBody } from './download';
import type { FtpConnection } from './ftp-connection';
import { FtpsError, replyError } from './ftps-error';
import { folderLister, remotePath } from './listing/list-folder';
import type { FtpsOptions } from './options';
import { isOk, isRefused, isUnknownCommand, sizeIn, timeIn, type Reply } from './reply';
import { assertTellsSize } from './tells-size';
import { removePiece, writeFile } from './write';

const CAPABILITIES: Capabilities = {
	...NO_CAPABILITIES,
	list: true,
	listFolders: true,
	stat: true,
	read: true,
	readRange: true,
	write: true,
	remove: true,
};
/** Of the connections that there may be; the others are for reading. */
const FOLDERS_AT_ONCE = 3;

/**
 * The files of one login at an FTP server, over TLS. FTP knows neither versions nor conditions: what is read again is held
 * to its size and time, and nothing can be written only where nothing is. A name that is not UTF-8 is given as
 * `tree/names.ts` says, and can be asked for like any other.
 */
export class FtpsSource implements Source {
	readonly name = 'ftps';
	readonly capabilities = CAPABILITIES;
	readonly #connections: FtpConnections;
	readonly #listFolder: ListFolder;
	readonly #walk: TreeWalk;
	readonly #pieces = new Pieces();

	constructor(private readonly options: FtpsOptions) {
		this.#connections = new FtpConnections(options);
		this.#listFolder = folderLister(this.#connections);
		this.#walk = new TreeWalk(withoutUnfinished(this.#listFolder), {
			foldersAtOnce: Math.min(FOLDERS_AT_ONCE, options.maxConnections ?? FOLDERS_AT_ONCE),
			limits: options.folderLimits,
		});
	}

	get whereabouts(): string {
		const { user, host, root = '' } = this.options;
		return `${user}@${host}/${root}`;
	}

	async listPage(options: ListPageOptions): Promise<ListPage> {
		return await this.#walk.listPage(options);
	}

	async findPage(): Promise<ListPage> {
		throw replyError('SITE', { code: 502, text: 'FTP has no tags' });
	}

	async stat(path: string, { signal }: RequestOptions): Promise<SourceEntry> {
		assertPossible(path, 'stat');
		return await this.#connections.use(signal, async ({ connection }) => await describe(connection, path));
	}

	async read(path: string, options: ReadOptions): Promise<ReadResult> {
		assertPossible(path, 'read');
		const { signal } = options;
		return await this.#connections.use(signal, async (lease, keep) => {
			const { transfer, entry, promised } = await open(lease.connection, path, options);
			keep();
			const giveBack = async (isSound: boolean) => {
				if (!isSound) await lease.connection.breakOff(transfer);
				this.#connections.giveBack(lease);
			};
			const body = new DownloadBody(transfer, promised, giveBack, () => lease.connection.prepareEarly());
			if (signal?.aborted) {
				body.on('error', () => {}).destroy();
				throw abortError();
			}
			if (signal) destroyOnAbort(body, signal);
			return { body, entry };
		});
	}

	async write(path: string, body: () => Readable, { signal }: WriteOptions): Promise<SourceEntry> {
		assertCanBeWritten(path);
		if (hasLineEnd(path)) throw unsayable(path);
		return await this.#connections.use(signal, async ({ connection }) => {
			const sentBytes = await writeFile(connection, path, body(), { pieces: this.#pieces, signal });
			const entry = await describe(connection, path);
			// Before it was renamed the server may not have said.
			if (entry.sizeBytes !== undefined && entry.sizeBytes !== sentBytes) throw new FtpsError({ kind: 'cut', receivedBytes: entry.sizeBytes, expectedBytes: sentBytes });
			// What may cost the connection comes last.
			await this.#pieces.removeBy(async (key) => await removePiece(connection, key));
			return entry;
		});
	}

	mayHaveLeft(): boolean {
		return this.#pieces.areLeft;
	}

	async removeLeftovers(options: LeftoverOptions): Promise<number> {
		return await removeLeftovers(this.#listFolder, async (key) => await this.remove(key, options), options);
	}

	async remove(path: string, { signal }: RemoveOptions): Promise<void> {
		if (signal?.aborted) throw abortError();
		if (!isTreeKey(path) || hasLineEnd(path)) return;
		await this.#connections.use(signal, async ({ connection }) => {
			const file = remotePath(connection.traits.base, path);
			const [removed, size] = await connection.askAll(`DELE ${file}`, `SIZE ${file}`);
			// What is not there, or no file, is refused as well.
			if (isRefused(removed) && !(removed.code === 550 && size.code === 550)) throw replyError('DELE', removed);
		});
	}

	maxRequests(): number {
		return this.#connections.capacity;
	}

	classify(error: unknown): Classification {
		return classifyFtpsError(error, this.options);
	}

	async close(): Promise<void> {
		await this.#connections.close();
	}
}

function hasLineEnd(path: string): boolean {
	return /[\r\n]/.test(path);
}

function unsayable(path: string): RecordingError {
	return new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'write',
		path,
		detail: 'FTP cannot say a name with a line end in it',
		advice: 'Give the file another name.',
	});
}

/** A name that FTP cannot say is on no listing either. */
function assertPossible(path: string, operation: string): void {
	assertCanExist(hasLineEnd(path) ? '' : path, operation);
}

async function describe(connection: FtpConnection, path: string): Promise<SourceEntry> {
	const file = remotePath(connection.traits.base, path);
	const [size, time] = await connection.askAll(`SIZE ${file}`, `MDTM ${file}`);
	if (isRefused(size) && !isUnknownCommand(size)) throw replyError('SIZE', size);
	assertTellsSize(connection.traits, size);
	if (isUnknownCommand(size) && isRefused(time)) throw replyError('MDTM', time);
	return entryOf(path, size, time);
}

function entryOf(path: string, size: Reply, time: Reply): SourceEntry {
	return { path, sizeBytes: sizeIn(size), lastModified: isOk(time) ? toIsoTime(timeIn(time.text)) : undefined };
}

async function open(connection: FtpConnection, path: string, { offset, lengthBytes }: ReadOptions) {
	const file = remotePath(connection.traits.base, path);
	let facts: Reply[] = [];
	const transfer = await connection.transfer(`RETR ${file}`, {
		before: [`SIZE ${file}`, `MDTM ${file}`],
		check: (replies) => {
			facts = replies;
			assertTellsSize(connection.traits, replies[0]);
		},
		isHarmless: true,
		offset,
	});
	const [size, time] = facts;
	const entry = entryOf(path, size, time);
	if (transfer.firstByte !== offset) {
		await connection.breakOff(transfer);
		assertRange({ path, offset, body: transfer.data });
	}
	if (offset === 0) entry.sizeBytes ??= sizeSaidIn(transfer.opening);
	const restBytes = entry.sizeBytes === undefined ? undefined : entry.sizeBytes - offset;
	return { transfer, entry, promised: { firstByte: offset, restBytes, lengthBytes } };
}

/** "150 Opening BINARY mode data connection for call.wav (1234 bytes)": from servers without SIZE. */
function sizeSaidIn(opening: string): number | undefined {
	const digits = /\((\d{1,16}) bytes?\)/i.exec(opening)?.[1];
	return digits === undefined ? undefined : Number(digits);
}
