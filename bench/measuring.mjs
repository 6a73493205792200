/** Servers and clients of the jobs, and a job done by each client in turn. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clientsFor } from './clients/index.mjs';
import { measureExport } from './export/index.mjs';
import { FOLDERS } from './jobs.mjs';
import { openN8n } from './n8n/index.mjs';
import { startServer } from './servers/process.mjs';

/**
 * @param settings `folder` for what is made on the way, `dist`, `certificate`, `versions` of the programs that are
 *   installed, and `signal`, which ends the client that is being measured
 */
export function openBench({ certificate, ...settings }) {
	const certificateFile = certificate?.certificateFile;
	// Node.js reads the first, rclone the second, curl the third.
	const trust = certificateFile ? { NODE_EXTRA_CA_CERTS: certificateFile, SSL_CERT_FILE: certificateFile, CURL_CA_BUNDLE: certificateFile } : {};
	const bench = { ...settings, trust, env: { ...withoutSettings(process.env), ...trust } };
	const servers = once(async (service) => await startServer(service, settings.folder, certificate));
	const n8ns = once(async (service) => await openN8n(service, (await servers.of(service)).place, bench));
	return {
		measure: async (job) => {
			if (job.kind === 'export') return await measureExport(job, { serverOf: servers.of, settings: bench });
			const server = await servers.of(job.service);
			const place = job.isFar ? { ...server.place, ...server.place.far } : server.place;
			const clients = job.kind === 'n8n' ? (await n8ns.of(job.service)).clients : clientsFor(job, place, bench);
			for (const folder of job.kind === 'n8n' ? ['tiny', job.folder] : [job.folder]) await server.prepare(folder);
			return await inTurn(job, clients, server, bench);
		},
		serverOf: servers.of,
		settings: bench,
		/** On a server that is not one of ours. */
		measureOn: async (place, job) => {
			const server = { cpuMs: async () => 0 }; // Unknown: nobody tells.
			return await inTurn(job, clientsFor(job, place, bench), server, bench);
		},
		close: async () => {
			for (const server of await servers.all()) await server.stop();
		},
	};
}

/** A B C A B C …, so that what else the machine does falls on all of them alike. */
async function inTurn(job, clients, server, { folder }) {
	const runs = Object.fromEntries(Object.keys(clients).map((client) => [client, []]));
	for (let round = 0; round < job.rounds; round++) {
		for (const [client, measure] of Object.entries(clients)) {
			const target = join(folder, 'files');
			mkdirSync(target);
			const serverCpuBefore = await server.cpuMs();
			const cost = await measure({ kind: job.kind, folder: job.folder, target });
			const serverCpuMs = (await server.cpuMs()) - serverCpuBefore;
			rmSync(target, { recursive: true });
			const isWhole = cost.failure !== undefined || cost.result === (job.count ?? FOLDERS[job.folder].count);
			if (!isWhole) throw new Error(`${client} came to ${cost.result} in ${job.title}`);
			runs[client].push({ ...cost, serverCpuMs });
		}
	}
	return runs;
}

/** One for each name, made when it is first needed. */
function once(make) {
	const made = new Map();
	return {
		of: async (name) => {
			if (!made.has(name)) made.set(name, make(name));
			return await made.get(name);
		},
		all: async () => await Promise.all(made.values()),
	};
}

/** What the machine's owner has set for these clients is not to be measured; rclone fails at another CA bundle. */
function withoutSettings(env) {
	return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|AZURE|RCLONE)_/.test(name)));
}
