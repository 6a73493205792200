/**
 * Measures this package side by side with rclone, the bare SDKs and n8n's own nodes: `npm run bench`,
 * `npm run bench -- --full`. See README.md here. Exits with 1 when a verdict is FAIL.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { continueOnNewerNode } from '../demo/lib/newer-node.mjs';
import { measureAzurite } from './azurite.mjs';
import { rcloneVersion } from './clients/rclone.mjs';
import { openBench } from './measuring.mjs';
import { whyNoN8n } from './n8n/index.mjs';
import { DIST, readOptions } from './options.mjs';
import { printJob, summarize } from './report.mjs';
import { makeCertificate } from './servers/process.mjs';

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
	const rclone = rcloneVersion();
	const bench = openBench({ folder, dist, certificate, rclone, signal: stopped.signal });
	try {
		return await measureAll(bench, [rclone ?? 'no rclone', certificate ? 'https' : 'http']);
	} finally {
		await bench.close();
	}
}

function stopNow(exitCode) {
	stopped.abort();
	process.exit(exitCode);
}

async function measureAll(bench, circumstances) {
	const machine = [`${cpus().length} x ${cpus()[0].model}`, `Node.js ${process.version}`, ...circumstances].join(', ');
	console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}`);
	const summaries = [];
	for (const job of jobsThatCanRun()) {
		const summary = summarize(job, await bench.measure(job), summaries);
		printJob(summary);
		summaries.push(summary);
	}
	if (options.full && !options.only) await showAzurite(bench);
	save({ date: new Date().toISOString(), machine, jobs: summaries });
	if (summaries.length === 0) {
		console.log('Nothing was measured.');
		return 2;
	}
	const passed = summaries.every(({ verdict }) => verdict.every((one) => one.passed));
	console.log(`\n${passed ? 'PASS' : 'FAIL'}`);
	return passed ? 0 : 1;
}

function jobsThatCanRun() {
	const why = whyNoN8n();
	const jobs = options.jobs.filter(({ kind }) => kind !== 'n8n' || why === undefined);
	const skipped = options.jobs.length - jobs.length;
	if (skipped > 0) console.log(`SKIPPED ${skipped} jobs in n8n: ${why}`);
	return jobs;
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
	writeFileSync(join(folder, 'latest.json'), JSON.stringify(report, undefined, '\t'));
}
