import type { Readable } from 'node:stream';
import { Logins } from '../../connections/logins';
import { RecordingError, type Classification } from '../../errors/recording-error';
import { NO_CAPABILITIES, type Capabilities } from '../capabilities';
import { abortError } from '../layers/abort';
import type { LeftoverOptions, ListPage, ListPageOptions, ReadOptions, ReadResult, RemoveOptions, RequestOptions, Source, SourceEntry, WriteOptions } from '../source';
import { assertCanBeWritten, assertCanExist, isTreeKey } from '../tree/keys';
import type { ListFolder } from '../tree/entry';
import { removeLeftovers, withoutUnfinished } from '../tree/leftovers';
import { Pieces } from '../tree/pieces';
import { TreeWalk } from '../tree/walk';
import type { Attributes } from './attributes';
import { classifySftpError } from './classify';
import type { ConnectTo } from './connect';
import { readPinnedKeys } from './host-key';
import { isMissing, isStatus, listFolder } from './list-folder';
import { DEFAULT_IDLE_MS, DEFAULT_MAX_CONNECTIONS, DEFAULT_READY_MS, type SftpOptions } from './options';
import { Place } from './place';
import { readPrivateKey } from './private-key';
import { describe, readFile } from './read';
import { Session } from './session';
import { Sessions } from './sessions';
import { until } from './until';
import { STATUS } from './wire';
import { removePiece, writeFile } from './write-file';

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
const FOLDERS_AT_ONCE = 8;
/** Refusals in a row of what logged in before: then it is no longer good. */
const MOST_REFUSALS_RETRIED = 2;

/**
 * The files of one login at an SFTP server. SFTP knows neither versions nor conditions: what is read again is held to its
 * size and time, and nothing can be written only where nothing is. Names that are not UTF-8 are given as `tree/names.ts`
 * says, and can be asked for like any other.
 */
export class SftpSource implements Source {
	readonly name = 'sftp';
	readonly capabilities = CAPABILITIES;
	readonly #place: Place;
	readonly #sessions: Sessions;
	readonly #listFolder: ListFolder;
	readonly #walk: TreeWalk;
	readonly #pieces = new Pieces();
	#to?: ConnectTo;

	constructor(private readonly options: SftpOptions) {
		const { root, maxConnections = DEFAULT_MAX_CONNECTIONS, idleMs = DEFAULT_IDLE_MS } = options;
		this.#place = new Place(root);
		this.#sessions = new Sessions({ open: async (signal) => await Session.open(await this.#target(), signal), max: Math.max(1, maxConnections), idleMs });
		this.#listFolder = (folder, signal) => listFolder(this.#sessions, this.#place, folder, signal);
		this.#walk = new TreeWalk(withoutUnfinished(this.#listFolder), { foldersAtOnce: FOLDERS_AT_ONCE, limits: options.folderLimits });
	}

	get whereabouts(): string {
		const { user, host, root = '' } = this.options;
		return `${user}@${host}/${root}`;
	}

	async hasRoot({ signal }: RequestOptions): Promise<boolean> {
		return await this.#sessions.use(async (session) => {
			const found = session.stat(this.#place.path('')).catch((error: unknown) => {
				if (isMissing(error)) return undefined;
				throw error;
			});
			const attributes = await until<Attributes | undefined>(found, session, signal);
			return attributes !== undefined && (attributes.kind ?? 'folder') === 'folder';
		}, signal);
	}

	async listPage(options: ListPageOptions): Promise<ListPage> {
		return await this.#walk.listPage(options);
	}

	async findPage(): Promise<ListPage> {
		throw new RecordingError({ code: 'UNSUPPORTED', operation: 'find' });
	}

	async stat(path: string, { signal }: RequestOptions): Promise<SourceEntry> {
		assertCanExist(path, 'stat');
		const attributes = await this.#sessions.use(async (session) => await until(session.stat(this.#place.path(path)), session, signal), signal);
		return describe(path, attributes, 'stat');
	}

	async read(path: string, options: ReadOptions): Promise<ReadResult> {
		assertCanExist(path, 'read');
		const held = await this.#sessions.hold(options.signal);
		try {
			return await readFile(held, path, this.#place.path(path), options);
		} catch (error) {
			held.release();
			throw error;
		}
	}

	async write(path: string, body: () => Readable, { signal }: WriteOptions): Promise<SourceEntry> {
		assertCanBeWritten(path);
		return await this.#sessions.use(async (session) => {
			const entry = await writeFile(session, this.#place, path, body(), { pieces: this.#pieces, signal });
			await this.#pieces.removeBy(async (key) => await removePiece(session, this.#place.path(key)));
			return entry;
		}, signal);
	}

	mayHaveLeft(): boolean {
		return this.#pieces.areLeft;
	}

	async removeLeftovers(options: LeftoverOptions): Promise<number> {
		return await removeLeftovers(this.#listFolder, async (key) => await this.remove(key, options), options);
	}

	async remove(path: string, { signal }: RemoveOptions): Promise<void> {
		if (signal?.aborted) throw abortError();
		if (!isTreeKey(path)) return;
		const remote = this.#place.path(path);
		await this.#sessions.use(async (session) => {
			try {
				await until(session.remove(remote), session, signal);
			} catch (error) {
				if (isMissing(error)) return;
				// Servers refuse to remove a folder in different ways; it is not the file that was meant.
				const { kind } = isStatus(error, STATUS.FAILURE, STATUS.PERMISSION_DENIED, STATUS.FILE_IS_A_DIRECTORY)
					? await until(session.lstat(remote).catch((): Attributes => ({})), session, signal)
					: {};
				if (kind !== 'folder') throw error;
			}
		}, signal);
	}

	classify(error: unknown): Classification {
		return classifySftpError(error, this.options);
	}

	async close(): Promise<void> {
		await this.#sessions.close();
	}

	// At first use: opening a private key takes a while by design.
	async #target(): Promise<ConnectTo> {
		if (this.#to) return this.#to;
		const { host, port, user, password, privateKey, passphrase, hostKey, onHostKey, readyMs = DEFAULT_READY_MS, asksAgain, egress } = this.options;
		const pinned = hostKey?.trim() ? readPinnedKeys(hostKey) : undefined;
		const key = privateKey && (await readPrivateKey(privateKey, passphrase));
		const parts = ['sftp', host, String(port), user, password?.reveal() ?? '', key?.getPublicSSH().toString('base64') ?? ''];
		const logins = new Logins({ parts, mostRetried: MOST_REFUSALS_RETRIED, asksAgain });
		// Another may have been as fast: what a server refused is known by the one that is kept.
		this.#to ??= { host, port, user, password, key, logins, pinned, onHostKey, readyMs, egress };
		return this.#to;
	}
}
