import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createN8n } from '../../demo/n8n/n8n.js';
import { ARCHIVE_PASSWORD, EXPORT, zipOf } from '../nodes/verba/sample-export';
import { execute, n8n, s3, storedBytes, type Run } from './support/environment';
import { FOLDER_NAME, TIME_ZONE } from './support/names';
import { itemsOf, verba, workflowOf } from './support/workflow';

const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const TARGET = { endpoint: s3.url, region: 'us-east-1', bucket: s3.bucket, folder: 'verba', ...KEYS, allowHttp: true, addressing: 'path' };
const FILES = Object.keys(EXPORT);

const allowed = mkdtempSync(join(tmpdir(), 'verba-exports-'));
const onS3 = { s3TargetApi: 'verba-s3', archivePasswordApi: 'archive-password' };
const fromS3 = (name: string, parameters: object, extra = {}) => verba(name, { targetType: 's3', returnAll: true, ...parameters }, { credentials: onS3, ...extra });
const fromFolder = (name: string, parameters: object, extra = {}) => verba(name, { targetType: 'folder', folderPath: allowed, returnAll: true, ...parameters }, extra);
const ofItem = { path: '={{ $json.path }}', binaryPropertyName: 'data' };
const withPassword = { withPassword: true };
const continuing = { onError: 'continueRegularOutput' };

const ROWS = [
	[fromS3('archives', { operation: 'getAll', filters: { kind: 'archive' } }), fromS3('unpacked', { operation: 'unpack', ...ofItem, ...withPassword })],
	[...itemsOf('one archive', [{ path: 'verba/nightly.zip' }]), fromS3('parsed', { operation: 'parse', ...ofItem, ...withPassword, options: { summary: true } })],
	[...itemsOf('locked', [{ path: 'verba/nightly.zip' }]), fromS3('without password', { operation: 'parse', ...ofItem }, continuing)],
	[fromFolder('loose', { operation: 'getAll' }), fromFolder('conversations', { operation: 'parse', ...ofItem }), fromFolder('media', { operation: 'download', ...ofItem }, continuing)],
	[fromFolder('forbidden', { operation: 'getAll', folderPath: '/etc' }, continuing)],
];

let run: Run;

beforeAll(async () => {
	const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, credentials: KEYS });
	await client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: 'verba/nightly.zip', Body: await zipOf(EXPORT, { encryption: 'AES-256' }) }));
	client.destroy();
	for (const [path, content] of Object.entries(EXPORT)) {
		mkdirSync(dirname(join(allowed, 'job', path)), { recursive: true });
		writeFileSync(join(allowed, 'job', path), content);
	}
	await n8n.importCredentials([
		{ id: 'verba-s3', name: 'verba-s3', type: 's3TargetApi', data: TARGET },
		{ id: 'archive-password', name: 'archive-password', type: 'archivePasswordApi', data: { password: ARCHIVE_PASSWORD } },
	]);
	await n8n.importWorkflows([workflowOf('testVerba', ROWS)]);
	run = await execute('testVerba', createN8n({ name: FOLDER_NAME, timeZone: TIME_ZONE, env: { N8N_RESTRICT_FILE_ACCESS_TO: allowed } }));
});

afterAll(() => rmSync(allowed, { recursive: true }));

const json = (node: string) => run.output(node).map((item) => item.json);

it('lists archives in a bucket, and unpacks an encrypted one', () => {
	expect(json('archives')).toMatchObject([{ path: 'verba/nightly.zip', kind: 'archive', container: s3.bucket }]);
	const items = run.output('unpacked');
	expect(items.map((item) => item.json.path)).toEqual(FILES);
	for (const item of items) expect(storedBytes(item).toString()).toBe(EXPORT[item.json.path ?? '']);
});

it('joins its conversations without unpacking it, and tells what the manifest says', () => {
	const [first, , , about] = json('parsed');
	expect(first).toMatchObject({ name: 'one.wav', user: 'Ann', callId: 'call-1', archivePath: 'verba/nightly.zip', toldBy: ['xml', 'cdr'] });
	expect(about).toMatchObject({ summary: { conversationCount: 3, statedCount: 3, findings: { NOT_THERE: 1 } } });
});

it('says that a password is missing, and hands on nothing', () => {
	expect(json('without password')).toMatchObject([{ errorCode: 'ARCHIVE_PASSWORD' }]);
});

it('reads a folder of the machine that n8n allows, and no other', () => {
	expect(json('loose')).toMatchObject([{ path: 'job/', fileCount: FILES.length, hasManifest: true, hasCdr: true }]);
	expect(json('conversations').map(({ user }) => user)).toEqual(['Ann', 'Bob', 'Cleo']);
	expect(storedBytes(run.output('media')[0]).toString()).toBe('RIFF one');
	expect(json('forbidden')).toMatchObject([{ errorCode: 'PERMISSION_DENIED', advice: expect.stringContaining('N8N_RESTRICT_FILE_ACCESS_TO') }]);
});

it('shows no password', () => {
	expect(run.printed).not.toContain(ARCHIVE_PASSWORD);
});
