import type { PoolConnection } from '../../connections/pool';
import { readAttributes, readNames, type Attributes, type ListedName } from './attributes';
import { connect, type Connected, type ConnectTo } from './connect';
import { SessionError, SftpStatusError } from './errors';
import { OPEN, REPLY, REQUEST, STATUS } from './wire';

/** What every server takes: https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-3 */
const SURE_DATA_BYTES = 32_768;
/** More in one request saves little, and makes each file hold more memory. */
const MOST_DATA_BYTES = 131_072;
/** A request that is given up in such a silence was no accident: nothing more is asked of this session. */
const SUSPICIOUS_SILENCE_MS = 5_000;
const CLOSE_WITHIN_MS = 1_000;

/** An SFTP session on a connection of its own; serves many files at once. */
export class Session implements PoolConnection {
	static async open(to: ConnectTo, signal?: AbortSignal): Promise<Session> {
		return new Session(await connect(to, signal));
	}

	/** How much to ask for in one request. */
	readBytes = SURE_DATA_BYTES;
	writeBytes = SURE_DATA_BYTES;
	/** Files that are being read. */
	readers = 0;

	private constructor(private readonly connected: Connected) {
		if (this.offers('limits@openssh.com')) void this.#askLimits();
	}

	get isUsable(): boolean {
		return !this.connected.requests.isFailed;
	}

	offers(extension: string): boolean {
		return this.connected.extensions.has(extension);
	}

	async openToRead(path: Buffer): Promise<Buffer> {
		return await this.#handle(REQUEST.OPEN, path, OPEN.READ, 0);
	}

	/** Fails where there is such a file. */
	async create(path: Buffer): Promise<Buffer> {
		return await this.#handle(REQUEST.OPEN, path, OPEN.WRITE | OPEN.CREATE | OPEN.EXCLUSIVE, 0);
	}

	async openFolder(path: Buffer): Promise<Buffer> {
		return await this.#handle(REQUEST.OPENDIR, path);
	}

	async closeHandle(handle: Buffer): Promise<void> {
		await this.connected.requests.send(REQUEST.CLOSE, handle);
	}

	/** Of the file behind a link. */
	async stat(path: Buffer): Promise<Attributes> {
		return readAttributes(await this.connected.requests.ask(REPLY.ATTRS, REQUEST.STAT, path));
	}

	/** Of a link itself. */
	async lstat(path: Buffer): Promise<Attributes> {
		return readAttributes(await this.connected.requests.ask(REPLY.ATTRS, REQUEST.LSTAT, path));
	}

	async statHandle(handle: Buffer): Promise<Attributes> {
		return readAttributes(await this.connected.requests.ask(REPLY.ATTRS, REQUEST.FSTAT, handle));
	}

	/** Fewer bytes than asked for, or undefined at the end of the file. */
	async read(handle: Buffer, offset: number, bytes: number): Promise<Buffer | undefined> {
		const { requests } = this.connected;
		const reader = await unlessAtEnd(requests.ask(REPLY.DATA, REQUEST.READ, handle, BigInt(offset), bytes));
		const data = reader?.text();
		if (data === undefined || (data.length > 0 && data.length <= bytes)) return data;
		throw this.#malformed(`the server answers a request for ${bytes} bytes with ${data.length}`);
	}

	async write(handle: Buffer, offset: number, data: Buffer): Promise<void> {
		await this.connected.requests.send(REQUEST.WRITE, handle, BigInt(offset), data);
	}

	/** Undefined after the last. */
	async readFolder(handle: Buffer): Promise<ListedName[] | undefined> {
		const reader = await unlessAtEnd(this.connected.requests.ask(REPLY.NAME, REQUEST.READDIR, handle));
		const names = reader && readNames(reader);
		// So do some servers end.
		return names?.length === 0 ? undefined : names;
	}

	async realPath(path: Buffer): Promise<Buffer> {
		const [first] = readNames(await this.connected.requests.ask(REPLY.NAME, REQUEST.REALPATH, path));
		if (first) return first.name;
		throw this.#malformed('the server answers a request for a path with none');
	}

	async remove(path: Buffer): Promise<void> {
		await this.connected.requests.send(REQUEST.REMOVE, path);
	}

	async makeFolder(path: Buffer): Promise<void> {
		await this.connected.requests.send(REQUEST.MKDIR, path, 0);
	}

	/** As the protocol has it: fails where the new name exists, as a rule. */
	async rename(from: Buffer, to: Buffer): Promise<void> {
		await this.connected.requests.send(REQUEST.RENAME, from, to);
	}

	/** An extension of the protocol that takes texts and handles. */
	async extended(name: string, ...fields: Buffer[]): Promise<void> {
		await this.connected.requests.send(REQUEST.EXTENDED, Buffer.from(name), ...fields);
	}

	/** Call when somebody gave up a request: what keeps silent for long must not get the next one too. */
	gaveUp(): void {
		const { requests } = this.connected;
		const silentMs = performance.now() - requests.heardAt;
		if (requests.underWay === 0 || silentMs < SUSPICIOUS_SILENCE_MS) return;
		requests.fail(new SessionError('silent', `the server has sent nothing for ${Math.round(silentMs / 1_000)} s`));
		this.connected.socket.destroy();
	}

	/** Idempotent. */
	close(): void {
		const { requests, ssh, socket } = this.connected;
		requests.fail(new SessionError('cut', 'the connection was closed'));
		if (socket.destroyed) return;
		ssh.end();
		// The library waits for the other side, which need not answer.
		const timer = setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
		socket.once('close', () => clearTimeout(timer));
	}

	async #handle(type: number, path: Buffer, ...rest: number[]): Promise<Buffer> {
		const reader = await this.connected.requests.ask(REPLY.HANDLE, type, path, ...rest);
		// A copy: as a part of what arrived it would hold all of that.
		return Buffer.from(reader.text());
	}

	async #askLimits(): Promise<void> {
		try {
			const { reader } = await this.connected.requests.send(REQUEST.EXTENDED, Buffer.from('limits@openssh.com'));
			reader.bigNumber();
			const [mostReadBytes, mostWriteBytes] = [reader.bigNumber(), reader.bigNumber()];
			this.readBytes = Math.max(SURE_DATA_BYTES, Math.min(MOST_DATA_BYTES, mostReadBytes));
			this.writeBytes = Math.max(SURE_DATA_BYTES, Math.min(MOST_DATA_BYTES, mostWriteBytes));
		} catch {
			// Then there are those that every server has.
		}
	}

	#malformed(detail: string): SessionError {
		const error = new SessionError('malformed', detail);
		this.connected.requests.fail(error);
		this.connected.socket.destroy();
		return error;
	}
}

async function unlessAtEnd<Result>(asking: Promise<Result>): Promise<Result | undefined> {
	try {
		return await asking;
	} catch (error) {
		if (error instanceof SftpStatusError && error.status === STATUS.EOF) return undefined;
		throw error;
	}
}
