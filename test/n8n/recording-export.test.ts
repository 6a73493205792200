import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cxoneCredential } from '../../demo/vendors/cxone/credential.js';
import { mediaOf, seaFiles } from '../../demo/vendors/cxone/recordings.js';
import { eightByEightCredential } from '../../demo/vendors/eight-by-eight/credential.js';
import { sampleFiles } from '../../demo/vendors/eight-by-eight/seed.js';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { audioOf } from '../../demo/vendors/genesys/recordings.js';
import { containerToken } from '../../demo/vendors/genesys/tokens.js';
import { createN8n } from '../../demo/n8n/n8n.js';
import { readPdf } from '../core/export/read-pdf';
import { S3Server } from '../servers/s3-server';
import { PASSWORD, SftpServer, USER } from '../servers/sftp-server';
import { contentOf } from '../vendors/eight-by-eight/sample-week';
import { azurite, execute, ftps, n8n, now, s3, truth, type Run } from './support/environment';
import { FOLDER_NAME, TIME_ZONE } from './support/names';
import { container, exportJob, itemsOf, workflowOf } from './support/workflow';

/** Main paths of the export in a real n8n: each twice, since the second time nothing is new. */
const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const JUDGE = join(__dirname, '../core/export/crash/judge.mjs');
const EXPORTS = 'recording-exports';
const allowed = mkdtempSync(join(tmpdir(), 'recording-export-'));
const folder = (name: string) => join(allowed, name);
const credentials = { genesysSasApi: 'export-genesys', cxoneSeaApi: 'export-cxone', eightByEightSftpApi: 'export-8x8', s3SourceApi: 'export-verba', s3TargetApi: 'export-s3', azureBlobTargetApi: 'export-azure', sftpTargetApi: 'export-sftp' };
const toFolder = (name: string) => ({ targetType: 'folder', folderPath: folder(name) });

const JOBS: Record<string, Record<string, unknown>> = {
	'genesys to s3': { source: 'genesys', container: container('recordings'), targetType: 's3', targetFolder: 'genesys' },
	'cxone to a folder': { source: 'cxone', ...toFolder('cxone'), subfolders: 'none', filters: { extensions: 'mp4' } },
	'8x8 to sftp': { source: 'eightByEight', targetType: 'sftp', scope: 'both', renamePattern: '{Agent}/{Stem}', subfolders: 'none', options: { cdrFile: true, cdrFormat: 'both' } },
	'verba to azure': { source: 'verba', sourceType: 's3', targetType: 'azureBlob', scope: 'both', subfolders: 'source' },
};

/** Recordings of 8x8 whose index is not there yet are no part of a run that needs it, and of the backlog. */
const WAITING: Record<string, unknown> = { '8x8 to sftp': expect.any(Number) };

const job = (name: string, parameters: Record<string, unknown>, extra = {}) => exportJob(name, { jobName: 'nightly', ...parameters }, { credentials, ...extra });
const continuing = { onError: 'continueRegularOutput' };
const branching = { onError: 'continueErrorOutput' };
const missing = `${truth[0].name}.gone`;

const ROWS = [
	...Object.entries(JOBS).flatMap(([name, parameters]) => [
		[job(name, parameters)],
		[job(`${name} again`, parameters)],
		[job(`${name}: status`, { operation: 'status', ...parameters })],
		[job(`${name}: verify`, { operation: 'verify', ...parameters })],
	]),
	[...itemsOf('three of which one is gone', [truth[0].name, missing, truth[1].name].map((path) => ({ path, container: 'recordings' }))), job('items', { source: 'genesys', recordings: 'items', path: '={{ $json.path }}', ...toFolder('items'), output: 'files' }, branching)],
	[job('binary', { source: 'genesys', targetType: 'binary', binaryPropertyName: 'data', options: { limitFiles: 2 } })],
	[job('forbidden', { source: 'cxone', targetType: 'folder', folderPath: '/etc/exports' }, continuing)],
];

let run: Run;
let sftp: SftpServer;
let bucket: S3Server;

beforeAll(async () => {
	sftp = await SftpServer.start();
	sftp.tree.makeFolder('exports');
	bucket = await S3Server.start();
	bucket.store.createBucket('archive');
	const { accessKeyId, secretAccessKey } = bucket.createKey({ bucket: 'archive', prefix: 'exports/' });
	for (const name of ['cxone', 'items']) mkdirSync(folder(name), { recursive: true });
	await azure().createContainer(EXPORTS);
	const token = containerToken(azurite, EXPORTS, { permissions: 'racwdl' });
	const verba = { endpoint: s3.url, region: 'us-east-1', bucket: 'verba-exports', folder: 'exports', ...KEYS, allowHttp: true, addressing: 'path' };
	const archive = { endpoint: bucket.origin, bucket: 'archive', folder: 'exports', accessKeyId, secretAccessKey, allowHttp: true };
	await n8n.importCredentials([
		genesysCredential(azurite, { id: 'export-genesys', name: 'export-genesys' }),
		cxoneCredential(s3, { id: 'export-cxone', name: 'export-cxone' }),
		eightByEightCredential(ftps, { id: 'export-8x8', name: 'export-8x8' }),
		{ id: 'export-verba', name: 'export-verba', type: 's3SourceApi', data: verba },
		{ id: 'export-s3', name: 'export-s3', type: 's3TargetApi', data: archive },
		{ id: 'export-azure', name: 'export-azure', type: 'azureBlobTargetApi', data: { containerSecretUrl: `${azurite.url}/${EXPORTS}?${token}`, allowHttp: true } },
		{ id: 'export-sftp', name: 'export-sftp', type: 'sftpTargetApi', data: { protocol: 'sftp', host: '127.0.0.1', port: String(sftp.port), user: USER, password: PASSWORD, folder: 'exports' } },
	]);
	await n8n.importWorkflows([workflowOf('testExport', ROWS)]);
	run = await execute('testExport', createN8n({ name: FOLDER_NAME, timeZone: TIME_ZONE, env: { N8N_RESTRICT_FILE_ACCESS_TO: allowed } }));
}, 300_000);

afterAll(async () => {
	await sftp.close();
	await bucket.close();
	rmSync(allowed, { recursive: true });
});

const json = (node: string, index = 0) => run.output(node, index).map((item) => item.json);

function azure(): BlobServiceClient {
	return new BlobServiceClient(azurite.url, new StorageSharedKeyCredential(azurite.account, azurite.key));
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function read(path: string): Buffer {
	return sftp.tree.content(path) ?? Buffer.alloc(0);
}

it('runs to its end', () => {
	expect(run.error).toBeUndefined();
});

it.each(Object.keys(JOBS))('%s: exports all, once; nothing is new then; and the target is as the manifest says', (name) => {
	const [first] = json(name);
	expect(first).toMatchObject({ ended: 'complete', failedFiles: 0, knownFiles: 0, manifestHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
	expect(first.exportedFiles).toBe(first.listedFiles);
	expect(json(`${name} again`)).toMatchObject([{ exportedFiles: 0, knownFiles: first.listedFiles }]);
	expect(json(`${name}: status`)).toMatchObject([{ backlogFiles: WAITING[name] ?? 0, exportedFiles: first.listedFiles, lastRun: { ended: 'complete' } }]);
	expect(json(`${name}: verify`)).toMatchObject([{ isIntact: true }]);
});

it('Genesys: every file is in the bucket as it was', () => {
	const keys = bucket.store.sortedKeys('archive').filter((key) => key.startsWith('exports/genesys/') && !key.includes('/.call-recordings/'));
	expect(keys).toHaveLength(truth.length);
	const stored = keys.map((key) => sha256(bucket.store.get('archive', key)?.content ?? Buffer.alloc(0)));
	expect(stored.sort()).toEqual(truth.map((recording) => sha256(audioOf(recording))).sort());
});

it('CXone: a script that knows nothing of the package finds each file once, whole and recorded', () => {
	const originals = folder('originals');
	for (const file of seaFiles({ now, timeZone: TIME_ZONE })) {
		const path = join(originals, file.name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, mediaOf(file));
	}
	expect(execFileSync(process.execPath, [JUDGE, originals, folder('cxone')]).toString()).toBe('');
});

it('8x8: every file lies under its agent, with what the index says of it beside it', () => {
	const { files } = sampleFiles({ now });
	const stored = sftp.tree.paths().filter((path) => path.startsWith('exports/') && !path.includes('.call-recordings'));
	const media = stored.filter((path) => path.endsWith('.wav'));
	const [{ exportedFiles }] = json('8x8 to sftp');
	expect(media).toHaveLength(exportedFiles as number);
	const originals = new Set(files.map((file) => sha256(contentOf(file))));
	for (const path of media) expect(originals.has(sha256(read(path)))).toBe(true);
	const agents = new Set(media.map((path) => path.split('/')[1]));
	expect(agents.size).toBeGreaterThan(1);
	const metadata = JSON.parse(read(`${media.find((path) => !path.includes('unknown'))}.metadata.json`).toString()) as Record<string, unknown>;
	expect(metadata).toMatchObject({ vendor: '8x8', call: { agentName: expect.any(String) }, export: { sha256: expect.any(String) } });
});

it('8x8: the call detail records of the run are there as CSV and as PDF', () => {
	const [{ exportedFiles, cdrFiles }] = json('8x8 to sftp');
	expect(cdrFiles).toMatchObject(['.csv', '.pdf'].map((ending) => ({ rows: exportedFiles, targetPath: expect.stringMatching(`^CDR/.*\\${ending}$`) as string })));
	const [csv, pdf] = (cdrFiles as Array<{ targetPath: string }>).map(({ targetPath }) => read(`exports/${targetPath}`));
	expect(csv.toString().trimEnd().split('\r\n')).toHaveLength(1 + (exportedFiles as number));
	const texts = readPdf(pdf).pages.flat().map(({ text }) => text);
	expect(texts.filter((text) => /^[\d,]+ {3}/.test(text))).toHaveLength(exportedFiles as number);
});

it('items: those that are there are exported, the other comes on the error branch', () => {
	expect(json('items').map(({ path }) => path).sort()).toEqual([truth[0].name, truth[1].name].sort());
	expect(json('items', 1)).toMatchObject([{ path: missing, error: expect.stringContaining(missing), details: { errorCode: 'NOT_FOUND' } }]);
});

it('binary: hands on two files', () => {
	expect(run.output('binary').map(({ binary }) => binary?.data.fileName)).toEqual(truth.slice(0, 2).map(({ name }) => name.split('/').at(-1)));
});

it('a folder that n8n does not allow is refused, with the setting to change', () => {
	expect(json('forbidden')).toMatchObject([{ errorCode: 'PERMISSION_DENIED', advice: expect.stringContaining('N8N_RESTRICT_FILE_ACCESS_TO') }]);
});

it('shows no secret, and tells the log how far it is', () => {
	expect(run.printed).not.toContain(PASSWORD);
	expect(run.printed).not.toMatch(/sig=(?!\[redacted\])/);
	expect(run.printed).toMatch(/Recording Export "nightly": .*files/);
});
