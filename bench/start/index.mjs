/** What the package costs where nobody uses it: how long n8n takes to start with it and without, and how large it is. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoN8n } from '../n8n/index.mjs';
import n8ns from '../../demo/n8n/n8n.js';
import packages from '../../demo/n8n/package.js';
import { check, median, printTable } from '../report.mjs';

const ROUNDS = 5;
/** What two medians of the same n8n differ by on a machine that does nothing else. */
const MOST_SLOWER = 1.05;
const MOST_MIB = 4;
const NAMES = { with: 'bench-start-with', without: 'bench-start-without' };

export function whyNoStart() {
	return whyNoN8n();
}

/** In turn, in n8ns whose databases have been made before. */
export async function measureStart({ rounds = ROUNDS } = {}) {
	const n8n = Object.fromEntries(Object.entries(NAMES).map(([kind, name]) => [kind, fresh(name)]));
	await packages.unpackInto(join(n8n.with.userFolder, '.n8n', 'nodes'));
	for (const each of Object.values(n8n)) await timed(each);
	const runs = { with: [], without: [] };
	for (let round = 0; round < rounds; round++) for (const [kind, each] of Object.entries(n8n)) runs[kind].push(await timed(each));
	for (const { userFolder } of Object.values(n8n)) rmSync(userFolder, { recursive: true, force: true });
	const sizeMib = statSync(await packages.packedTarball()).size / 1024 ** 2;
	const [withS, withoutS] = [runs.with, runs.without].map(median);
	const verdict = [check('start of n8n, in multiples of one without the package', withS / withoutS, MOST_SLOWER), check('the package as it is downloaded, MiB', sizeMib, MOST_MIB)];
	return { id: 'start', title: 'Start of n8n, until it is ready', clients: [], runs, withS, withoutS, sizeMib, verdict };
}

export function printStart({ title, runs, verdict }) {
	console.log(`\n${title}`);
	const row = (name, times) => [name, ...[Math.min(...times), median(times), Math.max(...times)].map((time) => time.toFixed(2))];
	printTable([['n8n', 'fastest s', 'median s', 'slowest s'], row('with the package', runs.with), row('without', runs.without)]);
	for (const { what, value, limit, passed } of verdict) console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(2)}, at most ${limit}`);
}

/** Outside of the project, whose own modules a package below it would find, and load a second time. */
function fresh(name) {
	const userFolder = mkdtempSync(join(tmpdir(), `${name}-`));
	return { userFolder, ...n8ns.createN8n({ name, timeZone: 'UTC', env: { N8N_USER_FOLDER: userFolder } }) };
}

/** Seconds from the start of the process until it says that it is ready. */
async function timed(n8n) {
	const startedAt = performance.now();
	const server = await n8n.start();
	const seconds = (performance.now() - startedAt) / 1000;
	await server.stop();
	return seconds;
}
