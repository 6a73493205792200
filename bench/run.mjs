/**
 * Measures this package side by side with rclone and the bare SDK: `npm run bench`, `npm run bench -- --full`.
 * See README.md here. Exits with 1 when a job needs too much memory or holds the event loop too long.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { continueOnNewerNode } from '../demo/lib/newer-node.mjs';
import { measureAzurite } from './azurite.mjs';
import { measureRclone, rcloneVersion } from './clients/rclone.mjs';
import { FOLDERS, jobsFor } from './jobs.mjs';
import { printJob, summarize } from './report.mjs';
import { makeCertificate, startServer } from './server-process.mjs';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const LIMIT_MS = 300_000;
/** Ends the client that is being measured when the bench is stopped. */
const stopped = new AbortController();

await continueOnNewerNode(import.meta.url);
const options = readOptions();
process.exitCode = await main();

/** A job that does not exist, or no rounds, would measure nothing and pass. */
function readOptions() {
	const { values } = parse();
	const rounds = Number(values.rounds);
	if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds takes a whole number from 1: ${values.rounds}`);
	const jobs = jobsFor({ isFull: values.full, only: values.only });
	if (jobs.length === 0) fail(`No job begins with "${values.only}". There are: ${jobsFor({ isFull: true }).map(({ id }) => id).join(', ')}`);
	if (process.platform !== 'linux') fail('The bench reads memory and CPU from /proc, so it runs on Linux only.');
	if (!existsSync(join(HERE, '..', 'dist', 'core'))) fail('The package is not built. Run it as: npm run bench');
	return { ...values, rounds, jobs };
}

function parse() {
	try {
		return parseArgs({
			options: {
				full: { type: 'boolean', default: false },
				rounds: { type: 'string', default: '3' },
				only: { type: 'string' },
				http: { type: 'boolean', default: false },
			},
		});
	} catch (error) {
		fail(error.message);
	}
}

function fail(message) {
	console.error(message);
	process.exit(2);
}

async function main() {
	const folder = mkdtempSync(join(tmpdir(), 'recordings-bench-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stopNow(128 + constants.signals[signal]));
	// Our own copy: a build that runs at the same time takes `dist` away for some seconds.
	cpSync(join(HERE, '..', 'dist'), join(folder, 'dist'), { recursive: true });
	const certificate = options.http ? undefined : makeCertificate(folder);
	const server = await startServer(certificate);
	try {
		return await measureAll({ ...server, certificateFile: certificate?.certificateFile }, folder);
	} finally {
		server.stop();
	}
}

function stopNow(exitCode) {
	stopped.abort();
	process.exit(exitCode);
}

async function measureAll(server, folder) {
	const rclone = rcloneVersion();
	const machine = `${cpus().length} x ${cpus()[0].model}, Node.js ${process.version}, ${rclone ?? 'no rclone'}, ${new URL(server.url).protocol.slice(0, -1)}`;
	console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}`);
	const measureOf = clients(server, folder, rclone);
	const summaries = [];
	for (const job of options.jobs) {
		summaries.push(summarize(job, await measureJob(job, measureOf, server, folder)));
		printJob(summaries.at(-1));
	}
	if (options.full && !options.only) await showAzurite(folder, rclone);
	save({ date: new Date().toISOString(), machine, jobs: summaries });
	const passed = summaries.every(({ verdict }) => verdict.every((one) => one.passed));
	console.log(`\n${passed ? 'PASS' : 'FAIL'}`);
	return passed ? 0 : 1;
}

/** For the reader only: no verdict comes from a run that measures the server. */
async function showAzurite(folder, rclone) {
	const runs = await measureAzurite(async (url, job, count) => {
		const cpuMs = async () => 0; // Unknown: Azurite does not tell.
		return await measureJob({ ...job, count }, clients({ url }, folder, rclone), { cpuMs }, folder);
	});
	if (runs) printJob({ ...summarize({ title: 'list 20,000 on Azurite: bound by the server' }, runs), verdict: [] });
	else console.log('\nAzurite took more than a minute to fill; left out.');
}

/** Ours first: the report compares everybody else with it. */
function clients({ url, certificateFile }, folder, rclone) {
	// Node.js reads the first, rclone the second.
	const trust = certificateFile ? { NODE_EXTRA_CA_CERTS: certificateFile, SSL_CERT_FILE: certificateFile } : {};
	const env = { ...process.env, ...trust };
	const dist = join(folder, 'dist');
	const inNode = (name) => async (job) => {
		const program = join(HERE, 'clients', `${name}.mjs`);
		const parameters = ['--no-deprecation', program, JSON.stringify({ url, dist, ...job })];
		const { stdout } = await run(process.execPath, parameters, { timeout: LIMIT_MS, env, signal: stopped.signal });
		return JSON.parse(stdout);
	};
	return {
		ours: inNode('ours'),
		...(rclone ? { rclone: async (job) => await measureRclone({ url, env, signal: stopped.signal, ...job }) } : {}),
		'bare SDK': inNode('sdk'),
	};
}

/** A B C A B C …, so that what else the machine does falls on all of them alike. */
async function measureJob(job, measureOf, server, folder) {
	const runs = Object.fromEntries(Object.keys(measureOf).map((client) => [client, []]));
	for (let round = 0; round < options.rounds; round++) {
		for (const [client, measure] of Object.entries(measureOf)) {
			const target = join(folder, 'files');
			mkdirSync(target);
			const serverCpuBefore = await server.cpuMs();
			const cost = await measure({ kind: job.kind, folder: job.folder, target });
			const serverCpuMs = (await server.cpuMs()) - serverCpuBefore;
			rmSync(target, { recursive: true });
			if (cost.result !== (job.count ?? FOLDERS[job.folder].count)) throw new Error(`${client} came to ${cost.result} in ${job.title}`);
			runs[client].push({ ...cost, serverCpuMs });
		}
	}
	return runs;
}

function save(report) {
	const folder = join(HERE, '..', '.local', 'bench');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'latest.json'), JSON.stringify(report, undefined, '\t'));
}
