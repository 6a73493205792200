import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FaultProxy } from '../../faults/fault-proxy';
import { BlobServer } from '../../servers/blob-server';
import { makeCertificate } from '../../servers/certificate';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { wire } from '../../servers/ftp/ftp-store';
import { S3Server } from '../../servers/s3-server';
import { HOST_KEY, PASSWORD, SftpServer, USER } from '../../servers/sftp-server';
import { TAGS, type Service, type Side, type Where } from '../protocol';
import type { Refuser } from './storm';

/** A server of the soak, and what it really has, asked beside its protocol. */
export interface Served extends Refuser {
	service: Service;
	side: Side;
	where: Where;
	proxy?: FaultProxy;
	put(path: string, content: Buffer): void;
	remove(path: string): void;
	content(path: string): Buffer | undefined;
	paths(): string[];
	/** Told of each file that somebody takes away through the protocol, just before; never of a folder. */
	onRemoval: (path: string) => void;
	openSockets(): number;
	openUploads(): number;
	/** What it remembers of requests, which would grow. */
	forget(): void;
	close(): Promise<void>;
}

const BUCKET = 'recordings';
const ca = makeCertificate('Soak Test CA');
const tls = makeCertificate('server', ca);
const NOTHING: Pick<Served, 'onRemoval' | 'refuse' | 'rot' | 'heal' | 'openUploads'> = { onRemoval: () => {}, refuse: () => {}, rot: () => false, heal: () => {}, openUploads: () => 0 };

function whereOf(service: Service, port: number, rest: Partial<Where> = {}): Where {
	return { service, port, caCertificate: ca.cert, user: '', password: '', path: '', ...rest };
}

/** Text of bytes that stand as one character for each. */
function unwired(bytes: string): string {
	return Buffer.from(bytes, 'latin1').toString();
}

const AZURE_CODES: Record<number, string> = { 401: 'NoAuthenticationInformation', 403: 'AuthorizationPermissionMismatch', 404: 'BlobNotFound', 409: 'LeaseIdMissing', 412: 'ConditionNotMet', 429: 'ServerBusy', 500: 'InternalError', 503: 'ServerBusy' };
const S3_CODES: Record<number, string> = { 401: 'InvalidToken', 403: 'AccessDenied', 404: 'NoSuchKey', 409: 'OperationAborted', 412: 'PreconditionFailed', 429: 'SlowDown', 500: 'InternalError', 503: 'SlowDown' };
const EXPIRED = -1;

async function azure(side: Side): Promise<Served> {
	const server = await BlobServer.start({ tls });
	server.store.createContainer(BUCKET);
	const blobs = () => server.store.blobsOf(BUCKET)!;
	const proxy = await FaultProxy.start(server.port);
	const served: Served = {
		...NOTHING,
		service: 'azure',
		side,
		proxy,
		where: whereOf('azure', proxy.port, { path: `/${server.account}`, user: server.containerSas(), password: server.accountSas() }),
		put: (path, content) => void server.store.put(BUCKET, path, { content, tags: TAGS }),
		remove: (path) => void Map.prototype.delete.call(blobs(), path),
		content: (path) => blobs().get(path)?.content,
		paths: () => [...blobs().keys()],
		openSockets: () => server.openSockets,
		refuse: (status, times, retryAfter) => server.inject({ answer: { status: status === EXPIRED ? 403 : status, code: status === EXPIRED ? 'AuthenticationFailed' : AZURE_CODES[status], headers: retryAfter } }, { times }),
		rot: () => {
			server.inject({ rots: true }, { on: ({ method, blob }) => method === 'GET' && blob !== '' });
			return true;
		},
		heal: () => server.heal(),
		forget: () => void (server.requests.length = 0),
		close: async () => await server.close(),
	};
	blobs().delete = (path) => {
		served.onRemoval(path);
		return Map.prototype.delete.call(blobs(), path);
	};
	return served;
}

async function s3(side: Side): Promise<Served> {
	const server = await S3Server.start({ tls });
	server.store.createBucket(BUCKET);
	const proxy = await FaultProxy.start(server.port);
	const remove = server.store.delete.bind(server.store);
	const served: Served = {
		...NOTHING,
		service: 's3',
		side,
		proxy,
		where: whereOf('s3', proxy.port, { user: server.key.accessKeyId, password: server.key.secretAccessKey }),
		put: (path, content) => void server.store.put(BUCKET, path, { content }),
		remove: (path) => remove(BUCKET, path),
		content: (path) => server.store.get(BUCKET, path)?.content,
		paths: () => [...(server.store.objectsOf(BUCKET)?.keys() ?? [])],
		openSockets: () => server.openSockets,
		openUploads: () => server.store.uploads.size,
		refuse: (status, times, retryAfter) => server.inject({ answer: { status: status === EXPIRED ? 400 : status, code: status === EXPIRED ? 'ExpiredToken' : S3_CODES[status], headers: retryAfter } }, { times }),
		rot: () => {
			server.inject({ rots: true }, { on: ({ operation }) => operation === 'GetObject' });
			return true;
		},
		heal: () => server.heal(),
		forget: () => void (server.requests.length = 0),
		close: async () => await server.close(),
	};
	server.store.delete = (bucket, path) => {
		if (server.store.get(bucket, path)) served.onRemoval(path);
		remove(bucket, path);
	};
	return served;
}

async function sftp(side: Side): Promise<Served> {
	const server = await SftpServer.start({ hostKey: HOST_KEY });
	const proxy = await FaultProxy.start(server.port);
	const remove = server.tree.remove.bind(server.tree);
	let [status, left] = [0, 0];
	const served: Served = {
		...NOTHING,
		service: 'sftp',
		side,
		proxy,
		where: whereOf('sftp', proxy.port, { user: USER, password: PASSWORD }),
		put: (path, content) => server.tree.put(path, content),
		remove: (path) => remove(wire(path)),
		content: (path) => server.tree.content(path),
		paths: () => server.tree.paths(),
		openSockets: () => server.openSockets,
		// Who says again and again that there is no such file cannot be told from one that has none.
		refuse: (code, times) => void ([status, left] = [code, code === 2 ? 1 : times]),
		heal: () => void (left = 0),
		forget: () => void (server.requests.length = server.triedLogins.length = 0),
		close: async () => await server.close(),
	};
	server.refuse = ({ type }) => (type !== 1 && left > 0 && left-- > 0 ? status : undefined);
	server.tree.remove = (path) => {
		served.onRemoval(unwired(server.tree.real(path)));
		remove(path);
	};
	return served;
}

async function ftps(side: Side): Promise<Served> {
	const opened: { proxy?: FaultProxy } = {};
	const server = await FtpServer.start({ passivePort: async (port) => (await opened.proxy?.portFor(port, { isForOne: true })) ?? port });
	const proxy = (opened.proxy = await FaultProxy.start(server.port));
	const { files } = server.store;
	let isRenaming = false;
	const served: Served = {
		...NOTHING,
		service: 'ftps',
		side,
		proxy,
		where: whereOf('ftps', proxy.port, { caCertificate: server.ca.cert, user: server.options.user, password: server.options.password }),
		put: (path, content) => server.store.seed(wire(path), content),
		remove: (path) => void Map.prototype.delete.call(files, wire(path)),
		content: (path) => files.get(wire(path))?.content,
		paths: () => [...files.keys()].map(unwired),
		openSockets: () => server.openSockets,
		refuse: (code, times) => server.faults.inject('*', { answer: [code, 'said so'] }, { times }),
		heal: () => server.faults.heal(),
		forget: () => void (server.commands.length = 0),
		close: async () => await server.close(),
	};
	const rename = server.store.rename.bind(server.store);
	server.store.rename = (from, to) => {
		isRenaming = true;
		const isDone = rename(from, to);
		isRenaming = false;
		return isDone;
	};
	files.delete = (path) => {
		if (!isRenaming && files.has(path)) served.onRemoval(unwired(path));
		return Map.prototype.delete.call(files, path);
	};
	return served;
}

function folder(side: Side, place: string): Served {
	const root = join(place, side);
	const beside = join(place, `${side}.new`);
	for (const path of [root, beside]) mkdirSync(path, { recursive: true });
	const contentOf = (path: string) => {
		try {
			return readFileSync(join(root, path));
		} catch {
			return undefined; // A folder, or gone: the package may be at it.
		}
	};
	return {
		...NOTHING,
		service: 'folder',
		side,
		where: whereOf('folder', 0, { path: root }),
		put: (path, content) => {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(beside, 'new'), content);
			renameSync(join(beside, 'new'), join(root, path));
		},
		remove: (path) => unlinkSync(join(root, path)),
		content: contentOf,
		paths: () => readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
		openSockets: () => 0,
		forget: () => {},
		close: async () => {},
	};
}

export async function serveAll(place: string): Promise<Served[]> {
	const sides = ['source', 'target'] as const;
	return await Promise.all(sides.flatMap((side) => [azure(side), s3(side), sftp(side), ftps(side), Promise.resolve(folder(side, place))]));
}
