import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localFolder } from '../../demo/lib/project.js';
import { credentialOf } from '../nodes/tenant';
import type { BlobServer } from '../servers/blob-server';
import { startTenantWith } from './support/originals';
import { RunningN8n } from './support/running-n8n';
import { container, exportJob, workflowOf } from './support/workflow';

/** An n8n that is killed in the middle of an export, several times; the target is judged by a script that imports nothing of the package. */
const NAME = 'test-export-kill';
const JUDGE = join(__dirname, '../core/export/crash/judge.mjs');
const WORKFLOW = 'testExportKill';
const FILES = 600;
/** Files that were fetched when it is killed; the last run is left alone. */
const KILLED_AT = [40, 150, 350];

const folder = mkdtempSync(join(tmpdir(), 'export-kill-'));
const [originals, target] = ['originals', 'target'].map((name) => join(folder, name));
const n8n = new RunningN8n(NAME, { N8N_RESTRICT_FILE_ACCESS_TO: folder });
let vendor: BlobServer;

beforeAll(async () => {
	rmSync(join(localFolder, NAME), { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	vendor = await startTenantWith(FILES, originals);
	await n8n.install();
	await n8n.start();
	await n8n.importCredentials([{ id: 'tenant', name: 'tenant', type: 'genesysSasApi', data: credentialOf(vendor) }]);
	const job = exportJob('export', { jobName: 'nightly', source: 'genesys', container: container('recordings'), targetType: 'folder', folderPath: target }, { credentials: { genesysSasApi: 'tenant' } });
	await n8n.importWorkflows([workflowOf(WORKFLOW, [[job]])]);
}, 900_000);

afterAll(async () => {
	await n8n.kill();
	await vendor.close();
	rmSync(folder, { recursive: true });
}, 60_000);

const fetched = () => vendor.requests.filter(({ method, blob }) => method === 'GET' && blob !== '').length;
const exported = () => readdirSync(target, { recursive: true }).map(String).filter((path) => path.endsWith('.mp3') && !path.includes('.call-recordings'));
const judge = () => execFileSync(process.execPath, [JUDGE, originals, 'pieces', target]).toString();

it('each file is there once and whole after the next run that is let be, whenever n8n was killed', async () => {
	await n8n.begin(WORKFLOW);
	for (const count of KILLED_AT) {
		for (let tries = 0; fetched() < count && tries < 1_200; tries++) await sleep(50);
		expect(exported().length).toBeLessThan(FILES);
		await n8n.kill();
		await n8n.start();
		await n8n.begin(WORKFLOW);
	}
	for (let tries = 0; judge() !== '' && tries < 120; tries++) await sleep(1_000);
	expect(judge()).toBe('');
	expect(exported()).toHaveLength(FILES);
}, 900_000);
