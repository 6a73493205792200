import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { storedFile } from '../../demo/lib/execution.js';
import { localFolder } from '../../demo/lib/project.js';
import { credentialOf, recordingPath, startTenant } from '../nodes/tenant';
import type { BlobServer } from '../servers/blob-server';
import { S3Server } from '../servers/s3-server';
import { PASSWORD, SftpServer, USER } from '../servers/sftp-server';
import { TIME_ZONE } from './support/names';
import { RunningN8n } from './support/running-n8n';
import { container, eightByEight, exportJob, workflowOf, type WorkflowNode } from './support/workflow';

/**
 * Two n8n that know nothing of each other, each with two executions of one job, at one target, all at once: what somebody
 * gets who copies a workflow to a second machine, or whose schedule is shorter than a run. A script that imports nothing of the package judges.
 */
const NAMES = ['test-concurrency-1', 'test-concurrency-2'];
const JUDGE = join(__dirname, '../core/export/crash/judge.mjs');
const FILES = 250;
const TARGETS = ['folder', 's3', 'sftp'] as const;
const DOWNLOADS = 60;

const root = mkdtempSync(join(tmpdir(), 'concurrency-'));
const folder = (name: string) => join(root, name);
const processes = NAMES.map((name) => new RunningN8n(name, { N8N_RESTRICT_FILE_ACCESS_TO: root }));
const content = (number: number) => Buffer.alloc(20_000 + number, `recording ${number} `);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const name8x8 = (number: number) => `S20260130/R20260130070000${String(number).padStart(4, '0')}.wav`;

let vendor: BlobServer;
let bucket: S3Server;
let sftp: SftpServer;
let narrow: SftpServer;

const credentials = { genesysSasApi: 'tenant', s3TargetApi: 's3', sftpTargetApi: 'sftp' };
const workflows = () => [
	...TARGETS.map((targetType) => {
		const parameters = { jobName: 'nightly', source: 'genesys', container: container('recordings'), targetType, folderPath: folder('folder') };
		return workflowOf(targetType, [[exportJob('job', parameters, { credentials })]]);
	}),
	workflowOf('downloads', [downloads()]),
];

function downloads(): WorkflowNode[] {
	const list = eightByEight('list', { operation: 'getAll', period: 'all', returnAll: true }, { credential: 'narrow' });
	return [list, eightByEight('download', { operation: 'download', path: '={{ $json.path }}', binaryPropertyName: 'data' }, { credential: 'narrow' })];
}

beforeAll(async () => {
	for (const name of NAMES) rmSync(join(localFolder, name), { recursive: true, force: true });
	for (const name of [...TARGETS, 'originals']) mkdirSync(folder(name), { recursive: true });
	[vendor, bucket, sftp, narrow] = await Promise.all([startTenant(), S3Server.start(), SftpServer.start(), SftpServer.start()]);
	for (let number = 0; number < FILES; number++) {
		const path = recordingPath(number);
		vendor.seed('recordings', { [path]: { content: content(number) } });
		writeOut('originals', path, content(number));
	}
	bucket.store.createBucket('archive');
	sftp.tree.makeFolder('exports');
	for (let number = 0; number < DOWNLOADS; number++) narrow.tree.put(name8x8(number), content(number));
	const { accessKeyId, secretAccessKey } = bucket.createKey();
	const login = (port: number) => ({ protocol: 'sftp', host: '127.0.0.1', port: String(port), user: USER, password: PASSWORD });
	const filled = [
		{ id: 'tenant', name: 'tenant', type: 'genesysSasApi', data: credentialOf(vendor) },
		{ id: 's3', name: 's3', type: 's3TargetApi', data: { endpoint: bucket.origin, bucket: 'archive', folder: 'exports', accessKeyId, secretAccessKey, allowHttp: true } },
		{ id: 'sftp', name: 'sftp', type: 'sftpTargetApi', data: { ...login(sftp.port), folder: 'exports' } },
		{ id: 'narrow', name: 'narrow', type: 'eightByEightSftpApi', data: { ...login(narrow.port), platform: 'other', tenantName: USER, timeZone: TIME_ZONE, retentionDays: 0, maxConnections: 4 } },
	];
	await Promise.all(
		processes.map(async (n8n) => {
			await n8n.install();
			await n8n.start();
			await n8n.importCredentials(filled);
			await n8n.importWorkflows(workflows());
		}),
	);
}, 900_000);

afterAll(async () => {
	await Promise.all([...processes.map((n8n) => n8n.kill()), vendor.close(), bucket.close(), sftp.close(), narrow.close()]);
	rmSync(root, { recursive: true });
}, 60_000);

function writeOut(below: string, path: string, bytes: Buffer): void {
	const file = join(folder(below), path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, bytes);
}

/** What lies at the target now, in a folder. */
function fetchTarget(target: (typeof TARGETS)[number]): string {
	if (target === 's3') {
		for (const key of bucket.store.sortedKeys('archive')) writeOut('s3', key.replace(/^exports\//, ''), bucket.store.get('archive', key)?.content ?? Buffer.alloc(0));
	} else if (target === 'sftp') {
		for (const path of sftp.tree.paths()) writeOut('sftp', path.replace(/^\/?exports\//, ''), sftp.tree.content(path) ?? Buffer.alloc(0));
	}
	return folder(target);
}

interface Ran {
	data: { resultData: { error?: unknown; runData: Record<string, Array<{ data: { main: Array<Array<{ json: Record<string, unknown>; binary?: Record<string, { id: string; bytes: number }> }>> } }>> } };
}
const outputOf = ({ execution }: { execution: unknown }, node: string) => (execution as Ran).data.resultData.runData[node][0].data.main[0];

describe('one job, two executions in each of two n8n, at once', () => {
	let results: Record<string, Array<Record<string, unknown>>>;

	beforeAll(async () => {
		const all = TARGETS.map(async (target) => {
			const runs = [...processes, ...processes].map((n8n) => n8n.execute(target));
			return [target, (await Promise.all(runs)).map((run) => outputOf(run, 'job')[0].json)];
		});
		results = Object.fromEntries((await Promise.all(all)) as Array<[string, Array<Record<string, unknown>>]>);
	});

	it.each(TARGETS)('%s: each run ends well, and between them each file was exported', (target) => {
		for (const result of results[target]) expect(result).toMatchObject({ ended: 'complete', failedFiles: 0 });
		const handled = results[target].map(({ exportedFiles, knownFiles }) => Number(exportedFiles) + Number(knownFiles));
		expect(handled).toEqual([FILES, FILES, FILES, FILES]);
	});

	it.each(TARGETS)('%s: each file is there once and whole, and the next run finds nothing new', async (target) => {
		const next = await processes[0].execute(target);
		expect(outputOf(next, 'job')[0].json).toMatchObject({ exportedFiles: 0, knownFiles: FILES, failedFiles: 0 });
		expect(execFileSync(process.execPath, [JUDGE, folder('originals'), '', fetchTarget(target)]).toString()).toBe('');
	});
});

it('downloads of two executions in each of two n8n share a server that lets in few: each has every file', async () => {
	narrow.mostConnections = 6;
	const wanted = Array.from({ length: DOWNLOADS }, (_, number) => sha256(content(number))).sort();
	await Promise.all(
		[...processes, ...processes].map(async (n8n) => {
			const items = outputOf(await n8n.execute('downloads'), 'download');
			expect(items.map(({ json }) => json.error).filter(Boolean)).toEqual([]);
			const stored = items.map(({ binary }) => readFileSync(storedFile(binary?.data.id ?? '', n8n.folder)));
			expect(stored.map(sha256).sort()).toEqual(wanted);
		}),
	);
});
