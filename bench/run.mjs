/**
 * Measures this package side by side with rclone, lftp, OpenSSH, the bare libraries and n8n's own nodes: `npm run bench`,
 * `npm run bench -- --full`. See README.md here. Exits with 1 when a verdict is FAIL.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { continueOnNewerNode } from '../demo/lib/newer-node.mjs';
import { measureAzurite } from './azurite.mjs';
import { versionsFor } from './clients/index.mjs';
import { IS_SMOKE } from './jobs.mjs';
import { markdownTable } from './markdown.mjs';
import { openBench } from './measuring.mjs';
import { whyNoN8n } from './n8n/index.mjs';
import { printExport, summarizeExport } from './export/report.mjs';
import { DIST, readOptions } from './options.mjs';
import { measurePolls, printPolls } from './polls/index.mjs';
import { measureQueue, printQueue, whyNoQueue } from './queue/index.mjs';
import { printJob, summarize } from './report.mjs';
import { measureScale, printScale } from './scale/index.mjs';
import { measureStart, printStart, whyNoStart } from './start/index.mjs';
import { whyNoServer } from './servers/needs.mjs';
import { makeCertificate } from './servers/process.mjs';

const OWN_TABLES = new Set(['polls', 'start', 'scale', 'queue']);

await continueOnNewerNode(import.meta.url);
const options = readOptions();
/** Ends the client that is being measured when the bench is stopped. */
const stopped = new AbortController();
process.exitCode = await main();

async function main() {
	const folder = mkdtempSync(join(tmpdir(), 'recordings-bench-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stopNow(128 + constants.signals[signal]));
	// Our own copy: a build that runs at the same time takes `dist` away for some seconds.
	const dist = join(folder, 'dist');
	cpSync(DIST, dist, { recursive: true });
	const certificate = options.http ? undefined : makeCertificate(folder);
	const jobs = jobsThatCanRun(certificate);
	const isWanted = (wanted) => options.jobs.some(({ kind }) => kind === wanted);
	const versions = versionsFor([...new Set(jobs.map(({ service }) => service))]);
	const bench = openBench({ folder, dist, certificate, versions, signal: stopped.signal });
	const programs = Object.entries(versions).map(([name, version]) => version ?? `no ${name}`);
	try {
		const others = [];
		if (isWanted('polls')) others.push({ measure: async () => await measurePolls({ folder, dist, certificate, signal: stopped.signal }), print: printPolls });
		const whyNot = whyNoStart();
		if (isWanted('start') && whyNot) console.log(`SKIPPED start: ${whyNot}`);
		else if (isWanted('start')) others.push({ measure: async () => await measureStart({ rounds: IS_SMOKE ? 1 : undefined }), print: printStart });
		if (isWanted('scale')) others.push({ measure: async () => await measureScale(bench), print: printScale });
		const whyNoWorkers = whyNoQueue();
		if (isWanted('queue') && whyNoWorkers) console.log(`SKIPPED queue: ${whyNoWorkers}`);
		else if (isWanted('queue')) others.push({ measure: async () => await measureQueue(bench), print: printQueue });
		return await measureAll(bench, jobs, [...programs, certificate ? 'https' : 'http'], others);
	} finally {
		await bench.close();
	}
}

function stopNow(exitCode) {
	stopped.abort();
	process.exit(exitCode);
}

async function measureAll(bench, jobs, circumstances, others) {
	const machine = [`${cpus().length} x ${cpus()[0].model}`, `Node.js ${process.version}`, ...circumstances].join(', ');
	console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}`);
	const summaries = [];
	for (const job of jobs) {
		const [sum, print] = job.kind === 'export' ? [summarizeExport, printExport] : [summarize, printJob];
		const summary = sum(job, await bench.measure(job), summaries);
		print(summary);
		summaries.push(summary);
	}
	const more = [];
	for (const { measure, print } of others) {
		const report = await measure();
		print(report);
		more.push(report);
	}
	if (options.full && !options.only) await showAzurite(bench);
	const table = markdownTable(summaries);
	if (!IS_SMOKE) console.log(`\n${table}`);
	save({ date: new Date().toISOString(), machine, jobs: summaries, others: more, table });
	if (summaries.length + more.length === 0) {
		console.log('Nothing was measured.');
		return 2;
	}
	if (IS_SMOKE) {
		const allRan = summaries.every(({ clients }) => clients.every(({ failure }) => failure === undefined));
		console.log(`\nSMOKE: ${allRan ? 'these jobs run' : 'FAIL'}; no figure above means anything.`);
		return allRan ? 0 : 1;
	}
	const passed = [...summaries, ...more].every(({ verdict = [] }) => verdict.every((one) => one.passed));
	console.log(`\n${passed ? 'PASS' : 'FAIL'}`);
	return passed ? 0 : 1;
}

/** Says what is left out, and why. */
function jobsThatCanRun(certificate) {
	const whyNotInN8n = whyNoN8n();
	const whyNot = ({ kind, service }) => whyNoServer(service, certificate) ?? (kind === 'n8n' ? whyNotInN8n : undefined);
	const skipped = Object.groupBy(options.jobs.filter(({ kind }) => !OWN_TABLES.has(kind)), (job) => whyNot(job) ?? '');
	for (const [why, jobs] of Object.entries(skipped)) if (why) console.log(`SKIPPED ${jobs.map(({ id }) => id).join(', ')}: ${why}`);
	return skipped[''] ?? [];
}

/** For the reader only: no verdict comes from a run that measures the server. */
async function showAzurite(bench) {
	const runs = await measureAzurite(bench.measureOn);
	if (runs) printJob({ ...summarize({ title: 'Azurite: list 20,000; bound by the server' }, runs), verdict: [] });
	else console.log('\nAzurite took more than a minute to fill; left out.');
}

function save(report) {
	const folder = fileURLToPath(new URL('../.local/bench/', import.meta.url));
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, IS_SMOKE ? 'smoke.json' : 'latest.json'), JSON.stringify(report, undefined, '\t'));
}
