/** The table of an export job, with what a file costs, and its verdict. */
import { FOLDERS } from '../jobs.mjs';
import { check, LIMITS, median, numberText, printTable, summaryOf } from '../report.mjs';
import { ARCHIVE_PAIRS } from './archives.mjs';

const COLUMNS = ['client, run', 'wall s', 'with start s', 'CPU s', 'server CPU s', 'peak MiB', 'above idle MiB', 'hold ms', 'of it running'];
const PER_FILE = ['a file costs', 'CPU ms', 'requests to the source', 'to the target', 'KB of the source', 'of the target'];
/** The page of a listing that is at hand, and the code of the libraries, make some difference. */
const MOST_HELD_MORE_MIB = 8;
/** Of fewer files a second run takes a fraction of a second, most of it the start of this and that. */
const MANY = 10_000;
const NIGHTS = ['first', 'second'];

/** `earlier` are the summaries of other jobs: the one with fewer files, which this one's memory is held against. */
export function summarizeExport(job, runsByClient, earlier) {
	const { count } = FOLDERS[job.folder];
	const clients = Object.entries(runsByClient).map(([client, runs]) => ({ ...summaryOf(client, runs), wholeS: wholeOf(runs), heldMib: runs[0].result?.heldMib, perFile: perFile(runs, count) }));
	const smaller = earlier.find(({ id }) => id === job.smaller);
	const pairs = job.isArchive ? ARCHIVE_PAIRS : [['ours', 'rclone']];
	const ratios = NIGHTS.flatMap((night) => pairs.map((pair) => ratio(clients, night, pair))).filter(Boolean);
	return { id: job.id, kind: job.kind, title: `${job.title}, ${count.toLocaleString('en')} files`, clients, ratios, verdict: job.isForMemory ? verdictOnMemory(clients, smaller) : verdictOf(clients, count >= MANY ? ratios : []) };
}

export function printExport({ title, clients, ratios, verdict }) {
	console.log(`\n${title}`);
	printTable([COLUMNS, ...clients.map(row)]);
	console.log('');
	printTable([PER_FILE, ...clients.map(({ client, perFile: cost }) => [client, ...Object.values(cost).map((value) => numberText(value, 2))])]);
	for (const { client, heldMib } of clients) if (heldMib !== undefined) console.log(`  ${client}: ${heldMib.toFixed(1)} MiB held after a collection, at most`);
	for (const { client, failure } of clients) if (failure) console.log(`  ${client} FAILED: ${failure}`);
	for (const { names, night, wall, whole, cpu, memory } of ratios) console.log(`  ${names.join(' / ')}, ${night} run: wall ${numberText(wall, 2)}, with start ${numberText(whole, 2)}, CPU ${numberText(cpu, 2)}, peak memory ${numberText(memory, 2)}`);
	for (const { what, value, limit, passed } of verdict) console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(limit < 10 ? 2 : 0)}, at most ${limit}`);
}

function perFile(allRuns, count) {
	const runs = allRuns.filter(({ peakKib }) => peakKib !== undefined);
	const middle = (pick) => median(runs.map(pick)) / count;
	// Of FTP and SFTP nobody counts what comes and goes.
	const unlessNone = (value) => (value > 0 ? value : undefined);
	return {
		cpuMs: middle(({ cpuMs }) => cpuMs),
		sourceRequests: unlessNone(middle(({ sourceRequests }) => sourceRequests)),
		targetRequests: unlessNone(middle(({ targetRequests }) => targetRequests)),
		sourceKb: unlessNone(middle(({ sourceBytes }) => sourceBytes / 1_000)),
		targetKb: unlessNone(middle(({ targetBytes }) => targetBytes / 1_000)),
	};
}

function ratio(clients, night, names) {
	const [ours, theirs] = names.map((name) => clients.find(({ client }) => client === `${name}, ${night}`));
	if (!ours || !theirs || theirs.failure) return undefined;
	return { names, night, wall: ours.wallS / theirs.wallS, whole: ours.wholeS / theirs.wholeS, cpu: ours.cpuS / theirs.cpuS, memory: ours.peakMib / theirs.peakMib };
}

/** With the start of the process, its libraries, and the small request. */
function wholeOf(allRuns) {
	const runs = allRuns.filter(({ peakKib }) => peakKib !== undefined);
	return median(runs.map(({ startWallMs, wallMs }) => startWallMs + wallMs)) / 1000;
}

function verdictOf(clients, ratios) {
	const ours = clients.filter(({ client }) => client.startsWith('ours'));
	const second = ratios.find(({ night }) => night === 'second');
	return [
		check('longest hold of the event loop, worst run, ms', Math.max(...ours.map(({ worstRunningHoldMs }) => worstRunningHoldMs)), LIMITS.holdMs),
		...(second ? [check("second run: wall, in multiples of rclone's", second.wall, 1)] : []),
	];
}

/** No verdict on holds, which forced collections make. */
function verdictOnMemory([first], smaller) {
	return [
		check('held after a collection, MiB', first.heldMib, LIMITS.aboveIdleMib),
		...(smaller ? [check('held after a collection, more than for fewer files, MiB', first.heldMib - smaller.clients[0].heldMib, MOST_HELD_MORE_MIB)] : []),
	];
}

function row(of) {
	const isHeld = of.holdMs !== undefined;
	return [
		of.client,
		...[of.wallS, of.wholeS, of.cpuS, of.serverCpuS].map((seconds) => numberText(seconds, 2)),
		numberText(of.peakMib, 0),
		`${numberText(of.aboveIdleMib, 0)} (${numberText(of.worstAboveIdleMib, 0)})`,
		isHeld ? `${of.holdMs.toFixed(0)} (${of.worstHoldMs.toFixed(0)})` : '-',
		isHeld ? `${of.runningHoldMs.toFixed(0)} (${of.worstRunningHoldMs.toFixed(0)})` : '-',
	];
}
