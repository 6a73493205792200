/** What a poll of each trigger costs when nothing is new: requests, bytes, CPU, and what n8n keeps for it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../servers/process.mjs';
import { whyNoServer } from '../servers/needs.mjs';
import { printTable } from '../report.mjs';
import { countBefore } from './counter.mjs';
import { largestState } from './state.mjs';
import { BUSY_DAY, VENDORS } from './vendors.mjs';

/** The first look, what it hands over, and what a first poll does alone. */
const POLLS = { before: 3, measured: 5 };
const POLLER = fileURLToPath(new URL('poller.mjs', import.meta.url));
const ROOT_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** @param bench `folder`, `dist`, `certificate` and `signal` */
export async function measurePolls(bench) {
	const rows = [];
	for (const vendor of Object.values(VENDORS)) {
		const whyNot = whyNoServer(vendor.service, bench.certificate);
		if (whyNot) console.log(`SKIPPED polls of ${vendor.title}: ${whyNot}`);
		else rows.push(...(await measureVendor(vendor, bench)));
	}
	return { id: 'polls', title: 'A poll with nothing new', rows, states: Object.values(VENDORS).map((vendor) => stateOf(vendor, bench)) };
}

export function printPolls({ title, rows, states }) {
	console.log(`\n${title}`);
	printTable([
		['trigger', 'files', 'requests', 'connections', 'sent KB', 'received KB', 'CPU ms', 'state KB'],
		...rows.map(({ vendor, files, ...cost }) => [vendor, files.toLocaleString('en'), ...COSTS.map(([name, unit]) => (cost[name] === undefined ? '-' : format(cost[name] / unit)))]),
	]);
	console.log(`\nWhat n8n keeps for a trigger, at most, with ${BUSY_DAY.toLocaleString('en')} new files a day`);
	printTable([['trigger', 'KB'], ...states.map(({ vendor, bytes }) => [vendor, format(bytes / 1_000)])]);
}

const COSTS = [['requests', 1], ['connections', 1], ['sentBytes', 1_000], ['receivedBytes', 1_000], ['cpuMs', 1], ['stateBytes', 1_000]];

function format(value) {
	return value < 100 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

async function measureVendor(vendor, bench) {
	const folder = join(bench.folder, `polls-${vendor.service}`);
	mkdirSync(folder);
	// A server reads what is in it as another user.
	chmodSync(bench.folder, 0o711);
	const server = await startServer(vendor.service, folder, bench.certificate);
	const counter = await countBefore(vendor.ports(server.place));
	try {
		const rows = [];
		for (const { files, name } of vendor.cases) {
			const given = await vendor.prepare({ place: server.place, name, folder, prepare: server.prepare });
			rows.push({ vendor: vendor.title, files, ...(await measurePoller({ node: vendor.node, ...given }, counter, bench)) });
		}
		return vendor.extrapolatedTo ? [...rows, extrapolated(rows, vendor)] : rows;
	} finally {
		counter.close();
		await server.stop();
	}
}

async function measurePoller(given, counter, { dist, certificate, folder, signal }) {
	const trust = certificate ? { NODE_EXTRA_CA_CERTS: certificate.certificateFile } : {};
	const env = { ...process.env, ...trust, NODE_PATH: ROOT_MODULES, N8N_USER_FOLDER: join(folder, 'n8n') };
	const child = fork(POLLER, [JSON.stringify({ ...given, dist, polls: POLLS })], { env, signal, execArgv: ['--no-deprecation'] });
	child.on('error', () => {});
	const failed = once(child, 'exit').then(([code]) => {
		throw new Error(`The poller ended (exit code ${code})`);
	});
	failed.catch(() => {});
	const answer = async () => (await Promise.race([once(child, 'message'), failed]))[0];
	await answer();
	counter.take();
	child.send({ go: true });
	const { handedOn, stateBytes, ...costs } = await answer();
	if (handedOn > 0) throw new Error(`${given.node} found ${handedOn} new files where none is`);
	return { stateBytes, ...perPoll({ ...costs, ...counter.take() }) };
}

function perPoll(costs) {
	return Object.fromEntries(Object.entries(costs).map(([name, value]) => [name, value / POLLS.measured]));
}

/** What costs by the file, costs so for more of them. */
function extrapolated([few, many], { extrapolatedTo }) {
	const more = (name) => many[name] + ((many[name] - few[name]) / (many.files - few.files)) * (extrapolatedTo - many.files);
	const costs = ['requests', 'sentBytes', 'receivedBytes', 'cpuMs'].map((name) => [name, more(name)]);
	return { vendor: `${many.vendor}, extrapolated`, files: extrapolatedTo, ...Object.fromEntries(costs) };
}

function stateOf(vendor, { dist }) {
	return { vendor: vendor.title, bytes: largestState(dist, vendor) };
}
