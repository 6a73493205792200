/**
 * n8n in queue mode: one export, shared by 1, 2 and 4 workers, from a vendor that is 40 ms away; and what a large file takes of a worker's
 * memory as binary data, which queue mode keeps in n8n's database, and as an export.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import n8ns from '../../demo/n8n/n8n.js';
import owner from '../../demo/n8n/owner.js';
import rest from '../../demo/n8n/rest.js';
import debian from '../../demo/queue/debian.js';
import queue from '../../demo/queue/queue-mode.js';
import { memoryKib, resetPeak } from '../clients/meters.mjs';
import { FOLDERS, IS_SMOKE } from '../jobs.mjs';
import { whyNoN8n } from '../n8n/index.mjs';
import { webhook, workflowOf } from '../n8n/workflows.mjs';
import { check, printTable } from '../report.mjs';

const NAME = 'bench-queue';
const SERVICE = 'azure';
const FOLDER = 'export10k';
const LARGE = 'medium';
const WORKERS = IS_SMOKE ? [1] : [1, 2, 4];
const CREDENTIAL = { id: 'bench-genesys', name: 'bench-genesys', type: 'genesysSasApi' };
const JOBS = WORKERS.map((count) => `shared-by-${count}`);
/** With n8n's own, and code that is loaded by the first run of a worker. */
const MOST_MIB = 128;

/** Undefined where it can be measured. */
export function whyNoQueue() {
	try {
		debian.redisServer();
		debian.postgresFolder();
		return whyNoN8n();
	} catch (error) {
		return error.message;
	}
}

/** @param bench what `openBench` made */
export async function measureQueue(bench) {
	const source = await bench.serverOf(SERVICE);
	for (const folder of [FOLDER, LARGE]) await source.prepare(folder);
	const targets = mkdtempSync(join(tmpdir(), `${NAME}-`));
	const services = await queue.QueueServices.start(NAME);
	const env = { ...bench.settings.trust, N8N_RESTRICT_FILE_ACCESS_TO: targets };
	const started = [];
	try {
		const main = n8ns.createN8n({ name: `${NAME}/main`, timeZone: 'UTC', env: { ...services.environment, ...env } });
		await main.installPackage();
		const editor = await main.start(0);
		started.push(editor);
		await owner.setUpOwner(editor.url);
		await main.importCredentials([credentialFor(source.place)]);
		const workflows = [...JOBS.map((job, index) => exportOf(job, { folder: FOLDER, target: join(targets, job), shards: WORKERS[index] })), exportOf('large-export', { folder: LARGE, target: join(targets, 'large'), shards: 1 }), downloadOf('large-download', LARGE)];
		await main.importWorkflows(workflows);
		const asked = await rest.openRest(editor.url);
		for (const { id } of workflows) await asked.publish(id);
		const shared = [];
		for (const [index, count] of WORKERS.entries()) {
			for (let number = started.length; number <= count; number++) started.push(await queue.Worker.start({ services, mainUrl: editor.url, number, timeZone: 'UTC', env }));
			shared.push(await share(editor.url, JOBS[index], { count, target: join(targets, JOBS[index]), workers: started.slice(1) }));
		}
		const workers = started.slice(1);
		const large = [];
		mkdirSync(join(targets, 'large'));
		for (const id of ['large-export', 'large-download']) large.push({ id, ...(await withPeak(workers, async () => await call(editor.url, id, {}))) });
		return reportOf(shared, large);
	} finally {
		for (const one of started.reverse()) await one.stop();
		await services.stop();
		rmSync(targets, { recursive: true, force: true });
	}
}

async function share(url, job, { count, target, workers }) {
	mkdirSync(target);
	const idle = workers.map(({ pid }) => memoryKib('VmRSS', workerBelow(pid)));
	const before = workers.map((worker) => worker.executions().length);
	const startedAt = performance.now();
	const totals = (await Promise.all(Array.from({ length: count }, async (_, index) => await call(url, job, { shard: index + 1 })))).flat();
	const seconds = (performance.now() - startedAt) / 1_000;
	const sum = (field) => totals.reduce((total, one) => total + one[field], 0);
	const left = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes('.call-recordings')).length;
	const aboveIdleMib = Math.max(...workers.map(({ pid }, index) => (memoryKib('VmHWM', workerBelow(pid)) - idle[index]) / 1024));
	const took = workers.map((worker, index) => worker.executions().length - before[index]);
	return { workers: count, seconds, files: sum('exportedFiles'), perSecond: sum('exportedFiles') / seconds, twice: left - FOLDERS[FOLDER].count + sum('adoptedFiles'), aboveIdleMib, took };
}

/** Of whichever worker it was. */
async function withPeak(workers, work) {
	const idleKib = workers.map(({ pid }) => memoryKib('VmRSS', workerBelow(pid)));
	for (const { pid } of workers) resetPeak(workerBelow(pid));
	const startedAt = performance.now();
	await work();
	const seconds = (performance.now() - startedAt) / 1_000;
	return { seconds, aboveIdleMib: Math.max(...workers.map(({ pid }, index) => memoryKib('VmHWM', workerBelow(pid)) - idleKib[index])) / 1024 };
}

/** A webhook may take a moment until it answers. */
async function call(url, path, body) {
	for (let tries = 0; ; tries++) {
		const response = await fetch(`${url}/webhook/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
		if (response.ok) return await response.json();
		if (response.status !== 404 || tries === 100) throw new Error(`n8n answered the webhook ${path} with ${response.status}: ${(await response.text()).slice(0, 300)}`);
		await sleep(100);
	}
}

/** The process below the leash that holds it. */
function workerBelow(leash) {
	return Number(readFileSync(`/proc/${leash}/task/${leash}/children`, 'utf8').trim().split(' ')[0]);
}

function credentialFor({ far: { url } }) {
	const { origin, pathname, search } = new URL(url);
	const [, account] = pathname.split('/');
	const token = search.slice(1);
	return { ...CREDENTIAL, data: { accountSecretUrl: `${origin}/${account}`, accountToken: token, recordingsSecretUrl: `${origin}${pathname}`, recordingsToken: token, retentionDays: 30, allowHttp: true } };
}

const LOCATOR = (mode, value) => ({ __rl: true, mode, value });
const OURS = { typeVersion: 1, credentials: { [CREDENTIAL.type]: { id: CREDENTIAL.id, name: CREDENTIAL.name } } };

function exportOf(id, { folder, target, shards }) {
	const parameters = { resource: 'exportJob', operation: 'run', jobName: id, source: 'genesys', container: LOCATOR('name', 'recordings'), folder: LOCATOR('path', `${folder}/`), recordings: 'all', targetType: 'folder', folderPath: target, filters: {}, output: 'summary', options: shards > 1 ? { shard: '={{ $json.body.shard }}', shards } : {} };
	return workflowOf(id, [webhook(id, 'allEntries'), { ...OURS, name: 'Export', type: 'n8n-nodes-call-recordings.recordingExport', parameters }]);
}

function downloadOf(id, folder) {
	const list = { resource: 'recording', operation: 'getAll', container: LOCATOR('name', 'recordings'), folder: LOCATOR('path', `${folder}/`), returnAll: true };
	const download = { resource: 'recording', operation: 'download', container: LOCATOR('name', '={{ $json.container }}'), path: '={{ $json.path }}', binaryPropertyName: 'data' };
	return workflowOf(id, [webhook(id, 'allEntries'), { ...OURS, name: 'List', type: 'n8n-nodes-call-recordings.genesysRecordings', parameters: list }, { ...OURS, name: 'Download', type: 'n8n-nodes-call-recordings.genesysRecordings', parameters: download }]);
}

function reportOf(shared, large) {
	const { count } = FOLDERS[FOLDER];
	const [{ aboveIdleMib }] = large;
	const verdict = IS_SMOKE ? [] : [
		...shared.map(({ workers, files }) => check(`files that ${workers} workers left out`, count - files, 0)),
		...shared.map(({ workers, twice }) => check(`files that ${workers} workers wrote twice`, twice, 0)),
		check('memory above idle of a worker, export of 256 MiB, MiB', aboveIdleMib, MOST_MIB),
	];
	return { id: 'queue', title: `Queue mode: ${count.toLocaleString('en')} x 100 KB from 40 ms away, shared by workers`, clients: [], shared, large, verdict };
}

export function printQueue({ title, shared, large, verdict }) {
	console.log(`\n${title}`);
	printTable([['workers', 'wall s', 'files/s', 'twice', 'most MiB above idle', 'shards of each'], ...shared.map(({ workers, seconds, perSecond, twice, aboveIdleMib, took }) => [String(workers), seconds.toFixed(1), perSecond.toFixed(0), String(twice), aboveIdleMib.toFixed(0), took.join(' + ')])]);
	console.log('\n  One file of 256 MiB, on one worker');
	printTable([['as', 'wall s', 'MiB above idle'], ...large.map(({ id, seconds, aboveIdleMib }) => [id === 'large-export' ? 'export, to a folder' : "binary data, in n8n's database", seconds.toFixed(1), aboveIdleMib.toFixed(0)])]);
	for (const { what, value, limit, passed } of verdict) console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(0)}, at most ${limit}`);
}
