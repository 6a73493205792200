import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openAzureBlob } from '../../../core/sources/azure-blob';
import { openFolder } from '../../../core/sources/folder';
import { openFtps } from '../../../core/sources/ftps';
import { openS3 } from '../../../core/sources/s3';
import { openSftp } from '../../../core/sources/sftp';
import type { Source } from '../../../core/sources/source';
import { CONTAINER, sasOf } from '../../conformance/azure-harness';
import { ftpsOptions } from '../../conformance/ftps-harness';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import { sftpOptions } from '../../conformance/sftp-harness';
import { Stage } from '../../core/export/stage';
import { BlobServer } from '../../servers/blob-server';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { S3Server } from '../../servers/s3-server';
import { SftpServer } from '../../servers/sftp-server';
import type { HostileCase } from '../hostile-case';

/** Names at a source, which the target would have as they are. */
const EVIL = [
	'../evil.wav', '../../evil.wav', 'a/../../evil.wav', 'a/./evil.wav', '/evil.wav', '//evil/share.wav', 'C:\\evil.wav', 'C:/evil.wav',
	'..\\evil.wav', 'a\\..\\..\\evil.wav', '\\\\server\\share\\evil.wav', 'a\0evil.wav', 'CON', 'nul.wav', 'a/COM1.wav', 'dots./evil.wav', 'evil.wav.',
	'evil.wav ', ' evil.wav', 'evil.wav:stream', 'Twin.wav', 'twin.wav', 'TWIN.WAV', 'caf\u00e9.wav', 'cafe\u0301.wav', '\u202ewav.exe', 'a\nb.wav',
	'.upload-0123456789abcdef.part', '.upload-0123456789abcdef.old', '.call-recordings/nightly/segments/evil.jsonl', '.call-recordings/nightly/checkpoint.json',
	'~/evil.wav', '-rf', '$(evil).wav', '%2e%2e%2fevil.wav', '..%2fevil.wav', 'x'.repeat(5_000), `${'d/'.repeat(3_000)}evil.wav`,
];
const GOOD = { 'calls/good 1.wav': 'first', 'calls/good 2.wav': 'second' };

interface Target {
	source: Source;
	folder?: string;
	/** All that is there and should not be. */
	outside(): Promise<string[]>;
	openSockets(): number;
	stop(): Promise<void>;
}

const INSIDE = 'inside/';
const strays = (paths: Iterable<string>) => [...paths].filter((path) => !path.startsWith(INSIDE));

const TARGETS: [service: string, open: () => Promise<Target>][] = [
	['folder', async () => {
		const parent = await mkdtemp(join(tmpdir(), 'hostile-names-'));
		const path = join(parent, 'a/b/inside');
		await mkdir(path, { recursive: true });
		return {
			source: await openFolder({ path }),
			outside: async () => [...(await readdir(parent, { recursive: true }))].filter((found) => !['a', 'a/b'].includes(found) && !found.startsWith('a/b/inside')),
			openSockets: () => 0,
			stop: async () => await rm(parent, { recursive: true, force: true }),
		};
	}],
	['SFTP', async () => {
		const server = await SftpServer.start();
		server.tree.put('inside/.keep', '');
		return { source: await openSftp(sftpOptions(server, { root: 'inside' })), outside: async () => strays(server.tree.paths()), openSockets: () => server.openSockets, stop: async () => await server.close() };
	}],
	['FTPS', async () => {
		const server = await FtpServer.start();
		server.seed({ 'inside/.keep': '' });
		return { source: await openFtps(ftpsOptions(server, { root: 'inside' })), outside: async () => strays(server.store.files.keys()), openSockets: () => server.openSockets, stop: async () => await server.close() };
	}],
	['S3', async () => {
		const server = await S3Server.start();
		server.store.createBucket(BUCKET);
		return { source: await openS3(s3Options(server, { conditionalWrites: true })), folder: INSIDE, outside: async () => strays(server.store.objectsOf(BUCKET)?.keys() ?? []), openSockets: () => server.openSockets, stop: async () => await server.close() };
	}],
	['Azure Blob', async () => {
		const server = await BlobServer.start();
		server.store.createContainer(CONTAINER);
		const source = await openAzureBlob({ endpoint: server.endpoint, container: CONTAINER, sas: sasOf(server.containerSas()), tokenLabel: 'The token', maxSockets: 4 });
		return { source, folder: INSIDE, outside: async () => strays(server.store.blobsOf(CONTAINER)?.keys() ?? []), openSockets: () => server.openSockets, stop: async () => await server.close() };
	}],
];

export function nameCases(): HostileCase[] {
	return TARGETS.flatMap(([service, open]) =>
		[false, true].map((isArchive): HostileCase => ({
			group: 'names',
			title: `${EVIL.length} names that climb out, stand for devices or are ours already${isArchive ? ', into an archive' : ''}`,
			service,
			operation: 'export',
			endings: ['handled'],
			mostRequests: 0,
			open: async () => {
				const target = await open();
				const stage = new Stage({ target: target.source, folder: target.folder });
				for (const path of EVIL) await stage.sourceFiles.write(path, () => bytes('evil'), {}).catch(() => {});
				await stage.seed(GOOD);
				return {
					requests: () => 0,
					openSockets: target.openSockets,
					secrets: [],
					work: async () => {
						const ran = await stage.run(isArchive ? { archive: {} } : {});
						for (const path of Object.keys(GOOD)) assert.match(ran.statuses[path] ?? '', /^exported/, `${path}: ${ran.statuses[path]}`);
						for (const { error } of ran.outcomes) assert.ok(!error || error.code !== 'UNKNOWN', String(error));
						assert.deepEqual(await target.outside(), []);
						const again = await stage.run(isArchive ? { archive: {} } : {});
						assert.equal(again.exported.files, 0, 'the second run exports something again');
					},
					after: async () => assert.deepEqual(await target.outside(), []),
					close: async () => await target.source.close(),
					stop: target.stop,
				};
			},
		})),
	);
}

async function* chunks(text: string): AsyncGenerator<Buffer> {
	yield Buffer.from(text);
}

function bytes(text: string): Readable {
	return Readable.from(chunks(text));
}
