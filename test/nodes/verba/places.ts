import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { BlobServer } from '../../servers/blob-server';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { S3Server } from '../../servers/s3-server';
import { PASSWORD, SftpServer, USER } from '../../servers/sftp-server';

export type Files = Record<string, Buffer | string>;

/** A target of one kind, with a folder "exports" in which all of a test happens. */
export interface Place {
	parameters: INodeParameters;
	/** By credential type; none for a folder of this machine. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** What stands before the paths of files. */
	prefix: string;
	secrets: string[];
	seed(files: Files): Promise<void>;
	close(): Promise<void>;
}

export async function s3Place(): Promise<Place> {
	const server = await S3Server.start({ kind: 'other' });
	server.store.createBucket('storage');
	const key = server.createKey({ bucket: 'storage', prefix: 'exports/' });
	const { accessKeyId, secretAccessKey } = key;
	return {
		parameters: { targetType: 's3' },
		credentials: { s3TargetApi: { endpoint: server.origin, allowHttp: true, bucket: 'storage', folder: '/exports', accessKeyId, secretAccessKey } },
		prefix: 'exports/',
		secrets: [secretAccessKey],
		seed: async (files) => server.seed('storage', Object.fromEntries(Object.entries(files).map(([path, content]) => [`exports/${path}`, { content }]))),
		close: async () => await server.close(),
	};
}

export async function azurePlace(rights = 'rl'): Promise<Place> {
	const server = await BlobServer.start();
	server.store.createContainer('storage');
	return {
		parameters: { targetType: 'azureBlob' },
		credentials: { azureBlobTargetApi: { containerSecretUrl: `${server.endpoint}/storage?${server.containerSas(rights)}`, folder: 'exports', allowHttp: true } },
		prefix: 'exports/',
		secrets: ['c2VjcmV0LXNpZ25hdHVyZQ=='],
		seed: async (files) => server.seed('storage', Object.fromEntries(Object.entries(files).map(([path, content]) => [`exports/${path}`, { content }]))),
		close: async () => await server.close(),
	};
}

export async function sftpPlace(): Promise<Place> {
	const server = await SftpServer.start();
	server.tree.makeFolder('exports');
	return {
		parameters: { targetType: 'sftp' },
		credentials: { sftpTargetApi: { protocol: 'sftp', host: '127.0.0.1', port: String(server.port), user: USER, password: PASSWORD, folder: 'exports' } },
		prefix: '',
		secrets: [PASSWORD],
		seed: async (files) => Object.entries(files).forEach(([path, content]) => server.tree.put(`exports/${path}`, content)),
		close: async () => await server.close(),
	};
}

export async function ftpsPlace(): Promise<Place> {
	const server = await FtpServer.start();
	const { user, password } = server.options;
	return {
		parameters: { targetType: 'sftp' },
		credentials: { sftpTargetApi: { protocol: 'ftpsImplicit', host: '127.0.0.1', port: server.port, user, password, folder: '/exports/', extraCa: server.ca.cert } },
		prefix: '',
		secrets: [password],
		seed: async (files) => server.seed(Object.fromEntries(Object.entries(files).map(([path, content]) => [`exports/${path}`, content]))),
		close: async () => await server.close(),
	};
}

/** The time of each file, where a test cares. */
export type Times = Record<string, string>;

export interface MachineFolder extends Place {
	path: string;
	seed(files: Files, times?: Times): Promise<void>;
}

export async function machineFolder(): Promise<MachineFolder> {
	const path = await mkdtemp(join(tmpdir(), 'verba-exports-'));
	return {
		path,
		parameters: { targetType: 'folder', folderPath: path },
		credentials: {},
		prefix: '',
		secrets: [],
		seed: async (files, times = {}) => {
			for (const [name, content] of Object.entries(files)) {
				await mkdir(dirname(join(path, name)), { recursive: true });
				await writeFile(join(path, name), content);
				if (times[name]) await utimes(join(path, name), new Date(times[name]), new Date(times[name]));
			}
		},
		close: async () => await rm(path, { recursive: true }),
	};
}

export const PLACES: [string, () => Promise<Place>][] = [
	['S3', s3Place],
	['Azure Blob', async () => await azurePlace()],
	['SFTP', sftpPlace],
	['FTPS', ftpsPlace],
	['a folder of this machine', machineFolder],
];
