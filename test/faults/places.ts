import { openAzureBlob } from '../../core/sources/azure-blob';
import { openFtps } from '../../core/sources/ftps';
import { openS3 } from '../../core/sources/s3';
import { openSftp } from '../../core/sources/sftp';
import type { Source } from '../../core/sources/source';
import { azureExpression, CONTAINER, sasOf } from '../conformance/azure-harness';
import { ftpsOptions } from '../conformance/ftps-harness';
import { BUCKET, s3Options } from '../conformance/s3-harness';
import { sftpOptions } from '../conformance/sftp-harness';
import { BlobServer } from '../servers/blob-server';
import { makeCertificate, type Certificate } from '../servers/certificate';
import { FtpServer } from '../servers/ftp/ftp-server';
import { S3Server } from '../servers/s3-server';
import { SftpServer } from '../servers/sftp-server';
import { TYPE } from '../servers/sftp-answers';
import { FaultProxy, type Fault } from './fault-proxy';

/** A source whose every connection goes through the proxy, and what its server really has. */
export interface Place {
	source: Source;
	/** Of Azure: the one that finds by tags. */
	index?: Source;
	/** Of services whose login is not asked again once it was refused: as somebody opens it who tests the credential. */
	openAgain?(): Promise<Source>;
	proxy: FaultProxy;
	/** As the server keeps it, asked beside the source. */
	contentOf(path: string): Buffer | undefined;
	/** All that is there, what writes leave behind included. */
	paths(): string[];
	openSockets(): number;
	/** Of servers of files: answers a request with a code, after so many others. */
	refuse?(code: number, after: number): void;
	/** Of these: how many requests came. */
	requests?(): number;
	/** What must not be in any message. */
	secrets: string[];
	close(): Promise<void>;
}

export interface Medium {
	name: string;
	/** In clear; faults of bytes are those of a network that nobody protects, and answers can be forged. */
	isPlainHttp?: boolean;
	/** How the service itself says a status; else it is somebody on the way. */
	says?(status: number): Pick<Extract<Fault, { kind: 'answer' }>, 'headers' | 'body'>;
	finds?: boolean;
	/** What a server of files may answer to any request. */
	refusals?: number[];
	open(files: Record<string, Buffer>): Promise<Place>;
}

const { INIT } = TYPE;

let ca: Certificate | undefined;

/** Made once: keys take time. */
const tls = () => {
	ca ??= makeCertificate('Fault Test CA');
	return { ca: ca.cert, server: makeCertificate('server', ca) };
};

export const TAGS = { case: 'seven' };
export const EXPRESSION = azureExpression(TAGS);

async function azure(isPlain: boolean, files: Record<string, Buffer>): Promise<Place> {
	const { ca: caCertificate, server: certificate } = tls();
	const server = await BlobServer.start(isPlain ? {} : { tls: certificate });
	server.store.createContainer(CONTAINER);
	server.seed(CONTAINER, Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content, tags: TAGS }])));
	const proxy = await FaultProxy.start(server.port);
	const open = async (container: string | undefined, sas: string) =>
		await openAzureBlob({ endpoint: server.endpoint.replace(String(server.port), String(proxy.port)), container, sas: sasOf(sas), tokenLabel: 'The token', maxSockets: 4, caCertificate });
	const [source, index] = [await open(CONTAINER, server.containerSas()), await open(undefined, server.accountSas())];
	return {
		source,
		index,
		proxy,
		contentOf: (path) => server.store.blobsOf(CONTAINER)?.get(path)?.content,
		paths: () => [...(server.store.blobsOf(CONTAINER)?.keys() ?? [])],
		openSockets: () => server.openSockets,
		secrets: ['c2VjcmV0LXNpZ25hdHVyZQ'],
		close: async () => await server.close(),
	};
}

async function s3(isPlain: boolean, files: Record<string, Buffer>): Promise<Place> {
	const { ca: caCertificate, server: certificate } = tls();
	const server = await S3Server.start(isPlain ? {} : { tls: certificate });
	server.store.createBucket(BUCKET);
	server.seed(BUCKET, Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])));
	const proxy = await FaultProxy.start(server.port);
	const endpoint = server.origin.replace(String(server.port), String(proxy.port));
	return {
		source: await openS3(s3Options(server, { endpoint, conditionalWrites: true, caCertificate })),
		proxy,
		contentOf: (path) => server.store.get(BUCKET, path)?.content,
		paths: () => [...(server.store.objectsOf(BUCKET)?.keys() ?? [])],
		openSockets: () => server.openSockets,
		secrets: [server.key.secretAccessKey],
		close: async () => await server.close(),
	};
}

async function sftp(files: Record<string, Buffer>): Promise<Place> {
	const server = await SftpServer.start();
	for (const [path, content] of Object.entries(files)) server.tree.put(path, content);
	const proxy = await FaultProxy.start(server.port);
	const options = sftpOptions(proxy, { readyMs: 1_000 });
	return {
		source: await openSftp(options),
		proxy,
		contentOf: (path) => server.tree.content(path),
		paths: () => server.tree.paths(),
		openSockets: () => server.openSockets,
		refuse: (code, after) => {
			let left = after;
			server.refuse = ({ type }) => (type !== INIT && left-- === 0 ? code : undefined);
		},
		requests: () => server.requests.filter(({ type }) => type !== INIT).length,
		secrets: [options.password?.reveal() ?? ''],
		close: async () => await server.close(),
	};
}

let ftpUsers = 0;

async function ftps(files: Record<string, Buffer>): Promise<Place> {
	const opened: { proxy?: FaultProxy } = {};
	// Ports come again within a run, and a login that was refused at one of them is remembered by its name too.
	const server = await FtpServer.start({ user: `tenant ${++ftpUsers}`, passivePort: async (port) => (await opened.proxy?.portFor(port)) ?? port });
	server.seed(files);
	const proxy = (opened.proxy = await FaultProxy.start(server.port));
	return {
		source: await openFtps(ftpsOptions(server, { port: proxy.port })),
		openAgain: async () => await openFtps(ftpsOptions(server, { port: proxy.port, asksAgain: true })),
		proxy,
		contentOf: (path) => server.store.files.get(path)?.content,
		paths: () => [...server.store.files.keys()],
		openSockets: () => server.openSockets,
		refuse: (code, after) => server.faults.inject('*', { answer: [code, 'said so'] }, { from: after + 1 }),
		// The greeting counts as one.
		requests: () => server.commands.length + server.loginCount,
		secrets: [server.options.password],
		close: async () => await server.close(),
	};
}

/** What each service calls it. */
const CODES: Record<number, { azure: string; s3: string }> = {
	401: { azure: 'NoAuthenticationInformation', s3: 'InvalidToken' },
	403: { azure: 'AuthorizationPermissionMismatch', s3: 'AccessDenied' },
	404: { azure: 'BlobNotFound', s3: 'NoSuchKey' },
	409: { azure: 'LeaseIdMissing', s3: 'OperationAborted' },
	412: { azure: 'ConditionNotMet', s3: 'PreconditionFailed' },
	429: { azure: 'ServerBusy', s3: 'SlowDown' },
	500: { azure: 'InternalError', s3: 'InternalError' },
	503: { azure: 'ServerBusy', s3: 'SlowDown' },
};

function azureSays(status: number) {
	const { azure: code } = CODES[status] ?? CODES[500];
	return { headers: { 'x-ms-error-code': code, 'x-ms-request-id': '1', 'x-ms-version': '2021-12-02' }, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>said so</Message></Error>` };
}

function s3Says(status: number) {
	const { s3: code } = CODES[status] ?? CODES[500];
	return { headers: { 'x-amz-request-id': '1', 'x-amz-id-2': '2', Server: 'AmazonS3' }, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>said so</Message></Error>` };
}

export const MEDIA: Medium[] = [
	{ name: 'Azure Blob', finds: true, open: async (files) => await azure(false, files) },
	{ name: 'S3', open: async (files) => await s3(false, files) },
	{ name: 'SFTP', refusals: [2, 3, 4, 5, 7, 8], open: async (files) => await sftp(files) },
	{ name: 'FTPS', refusals: [421, 425, 426, 430, 450, 451, 452, 500, 502, 530, 550, 552, 553], open: async (files) => await ftps(files) },
	{ name: 'Azure Blob, HTTP', isPlainHttp: true, says: azureSays, finds: true, open: async (files) => await azure(true, files) },
	{ name: 'S3, HTTP', isPlainHttp: true, says: s3Says, open: async (files) => await s3(true, files) },
];
