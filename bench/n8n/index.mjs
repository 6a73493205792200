/**
 * Our node beside n8n's own, in the same n8n, with the package as npm would publish it and n8n's default store for
 * files. Each run is an n8n of its own, so that nobody finds memory that another has claimed before.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isInstalled } from '../../demo/n8n/install.mjs';
import n8ns from '../../demo/n8n/n8n.js';
import processes from '../../demo/lib/processes.js';
import project from '../../demo/lib/project.js';
import { filesOf, FOLDERS } from '../jobs.mjs';
import { probeSettings, startMeasured } from './running.mjs';
import { workflowsFor } from './workflows.mjs';

const NAME = 'bench-n8n';
const BIN = join(project.root, 'demo', 'n8n', 'node_modules', 'n8n', 'bin', 'n8n');
const SETTLE_MS = 500;

/** Why there is nothing to measure in; undefined where there is. */
export function whyNoN8n() {
	return isInstalled() ? undefined : 'n8n is not installed; node demo/n8n/install.mjs does it (2.2 GB)';
}

export async function openN8n(service, place, { folder, trust }) {
	rmSync(join(project.localFolder, NAME), { recursive: true, force: true });
	const socket = join(folder, 'probe.sock');
	const create = (env) => n8ns.createN8n({ name: NAME, timeZone: 'UTC', env });
	const workflows = workflowsFor(service, place);
	await prepare(create(trust), workflows);
	const measured = create({ ...trust, ...probeSettings(socket) });
	const clients = workflows.map(({ title, workflow }) => [
		title,
		async (job) => await measureDownload(measured, socket, { service, workflow: workflow.id, folder: job.folder }),
	]);
	return { clients: Object.fromEntries(clients) };
}

async function prepare(n8n, workflows) {
	await n8n.installPackage();
	await n8n.importCredentials(workflows.map(({ credential }) => credential));
	await n8n.importWorkflows(workflows.map(({ workflow }) => workflow));
	for (const { workflow } of workflows) await publish(n8n, workflow.id);
}

/** A webhook answers in published workflows only. */
async function publish(n8n, id) {
	const env = project.childEnvironment({ N8N_USER_FOLDER: n8n.folder, N8N_DIAGNOSTICS_ENABLED: 'false' });
	const parameters = [BIN, 'publish:workflow', `--id=${id}`];
	const { code, stdout, stderr } = await processes.run({ command: project.nodeBinary(), parameters, env, cwd: n8n.folder });
	if (code !== 0) throw new Error(`n8n did not publish the workflow ${id}:\n${stdout}${stderr}`);
}

async function measureDownload(n8n, socket, { service, workflow, folder }) {
	const store = join(n8n.folder, '.n8n', 'storage');
	rmSync(store, { recursive: true, force: true });
	const running = await startMeasured(n8n, workflow, socket);
	try {
		const tiny = async () => {
			const cost = await running.measure(filesOf(service, 'tiny'));
			if (cost.failure) throw new Error(`n8n could not download a tiny file: ${cost.failure}\n${running.log()}`);
			await setTimeout(SETTLE_MS);
			return cost;
		};
		// The first one loads the nodes, and with them the libraries.
		await tiny();
		const idle = await tiny();
		const { failure, ...cost } = await running.measure(filesOf(service, folder));
		return {
			...cost,
			startCpuMs: idle.cpuMs,
			idleKib: idle.peakKib,
			n8nOwn: { wallMs: idle.wallMs, holdMs: idle.holdMs, runningHoldMs: idle.runningHoldMs },
			result: countFiles(store, FOLDERS[folder].sizeBytes),
			...(failure ? { failure: `${failure}. n8n's log: ${running.log().split('\n').slice(-3).join(' ')}` } : {}),
		};
	} finally {
		await running.stop();
		rmSync(store, { recursive: true, force: true });
	}
}

/** What n8n has stored, whatever it says: files of just that size. */
function countFiles(store, sizeBytes) {
	const entries = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return entries.filter(({ parentPath, name }) => statSync(join(parentPath, name)).size === sizeBytes).length;
}
