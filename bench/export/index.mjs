/**
 * An export job beside `rclone copy --checksum`: a first run, and a second one with nothing new; from each system to a folder
 * and to S3. Each run is a process of its own, as two nights are.
 */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { measureProgram } from '../clients/programs.mjs';
import { FOLDERS } from '../jobs.mjs';
import { pathsOf } from '../services.mjs';
import { filesLeft, OUR_ARCHIVES, withSevenZip } from './archives.mjs';
import { rcloneExport } from './rclone.mjs';

const run = promisify(execFile);
const EXPORTER = fileURLToPath(new URL('exporter.mjs', import.meta.url));
const LIMIT_MS = 3_600_000;
const NIGHTS = ['first', 'second'];

function nightsOf({ isSeeded, isArchive }) {
	if (isSeeded) return ['second'];
	return isArchive ? ['first'] : NIGHTS;
}

/**
 * @param bench what `openBench` made: `serverOf(service)`, and `settings` for clients
 * @returns runs by client and night, each with its costs and those of the servers
 */
export async function measureExport(job, bench) {
	const source = await bench.serverOf(job.service);
	const target = await openTarget(job, bench);
	await source.prepare(job.folder);
	const clients = await clientsOf(job, source, bench.settings);
	const runs = {};
	for (let round = 0; round < job.rounds; round++) {
		for (const [client, measure] of Object.entries(clients)) {
			const place = target.open(`${client}-${round}`);
			if (job.isSeeded) await seed(job, client, target, place, measure);
			for (const night of nightsOf(job)) {
				const cost = await counted([source, target], async () => await measure({ kind: 'export', folder: job.folder, target: place }));
				(runs[`${client}, ${night}`] ??= []).push(cost);
				assertDone(job, client, night, cost.result, await target.countFiles(place));
			}
			await target.empty(place);
		}
	}
	return runs;
}

/** As if a first run had been there: its files, and what ours knows of them. */
async function seed({ service, folder }, client, target, place, measure) {
	await target.seed({ root: place.root, service, folder });
	if (client === 'ours') await measure({ kind: 'record', folder, target: place });
}

async function clientsOf({ service, isForMemory = false, isArchive = false }, { place }, bench) {
	const client = (archive) => async (job) => await runOurs({ service, place, dist: bench.dist, to: job.target, isForMemory, archive, ...job }, bench);
	const ours = { ours: client(), ...mapped(isArchive ? OUR_ARCHIVES : {}, client) };
	if (isForMemory || bench.versions.rclone === undefined) return ours;
	const copy = await rcloneExport(service, place);
	const commands = { rclone: copy, ...(isArchive ? withSevenZip(copy) : {}) };
	return { ...ours, ...mapped(commands, (command) => async (job) => await measureProgram(command, job, bench)) };
}

function mapped(values, change) {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

export async function runOurs(settings, { env, signal }) {
	const { stdout } = await run(process.execPath, ['--no-deprecation', EXPORTER, JSON.stringify(settings)], { timeout: LIMIT_MS, env, signal });
	return JSON.parse(stdout);
}

/** With what the servers used, and what came to them. */
export async function counted(servers, measure) {
	const ask = async () => await Promise.all(servers.map(async (server) => await server.costs()));
	const before = await ask();
	const cost = await measure();
	const after = await ask();
	const spent = (pick) => after.map((costs, index) => pick(costs) - pick(before[index]));
	const requests = spent(({ traffic }) => traffic.requests);
	const bytes = spent(({ traffic }) => traffic.receivedBytes + traffic.sentBytes);
	return { ...cost, serverCpuMs: sum(spent(({ cpuMs }) => cpuMs)), sourceRequests: requests[0], targetRequests: requests[1], sourceBytes: bytes[0], targetBytes: bytes[1] };
}

function assertDone({ title, folder }, client, night, result, filesThere) {
	const { count } = FOLDERS[folder];
	if (filesThere !== filesLeft(client, count)) throw new Error(`${client} left ${filesThere} files at the target of ${title}`);
	if (!client.startsWith('ours')) return;
	const expected = night === 'first' ? { exported: count, known: 0 } : { exported: 0, known: count };
	if (result.exported !== expected.exported || result.known !== expected.known) throw new Error(`${client}, ${night}: ${JSON.stringify(result)}`);
}

async function openTarget({ target }, bench) {
	if (target === 'folder') return folderTarget(bench.settings.folder);
	const server = await bench.serverOf('s3-target');
	return {
		costs: server.costs,
		open: (name) => ({ ...server.place, type: 's3', root: `${name}/` }),
		countFiles: async ({ root }) => await server.countFiles(root),
		seed: server.seed,
		empty: async ({ root }) => await server.prepare(root),
	};
}

function folderTarget(folder) {
	return {
		costs: async () => ({ cpuMs: 0, traffic: { requests: 0, receivedBytes: 0, sentBytes: 0 } }),
		open: (name) => {
			const root = join(folder, 'exported', name);
			mkdirSync(root, { recursive: true });
			chmodSync(root, 0o700);
			return { type: 'folder', root };
		},
		countFiles: async ({ root }) => {
			const entries = readdirSync(root, { recursive: true, withFileTypes: true });
			return entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.call-recordings')).length;
		},
		// Of the right size, which is all that can be compared where no MD5 is stated.
		seed: async ({ root, service, folder }) => {
			for (const path of pathsOf(service, folder, FOLDERS[folder].count)) {
				writeFileSync(join(root, basename(path)), '');
				truncateSync(join(root, basename(path)), FOLDERS[folder].sizeBytes);
			}
			// The night before was hours ago: whoever brings something to the disk must not wait for all of this.
			execFileSync('sync', ['-f', root]);
		},
		empty: async ({ root }) => rmSync(root, { recursive: true }),
	};
}

function sum(numbers) {
	return numbers.reduce((total, number) => total + number, 0);
}
