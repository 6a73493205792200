/** Medians, ratios, the table, and the verdict. */
import { reached } from './goals.mjs';

export const LIMITS = {
	aboveIdleMib: 64,
	holdMs: 50,
	/** What 768 MiB more in the file may take: a fiftieth of that, since the peak of a garbage collector varies so much. */
	growthMib: 16,
	/** Until a source has answered for the first time, its code loaded. */
	firstUseMs: 250,
	/** Of the memory that n8n's own node takes. */
	shareOfN8n: 0.1,
};

const COLUMNS = ['client', 'wall s', 'CPU s', 'start CPU s', 'server CPU s', 'peak MiB', 'above idle MiB', 'hold ms', 'of it running'];

/**
 * One line for each client of a job: medians of its runs, and for the two required figures the worst run as well.
 * `earlier` are the summaries of other jobs, one of which this one may have to be held against.
 */
export function summarize(job, runsByClient, earlier = []) {
	const clients = Object.entries(runsByClient).map(([client, runs]) => summaryOf(client, runs));
	const smaller = earlier.find(({ id }) => id === job.smaller);
	const verdict = [...(job.kind === 'n8n' ? verdictInN8n(job, clients) : verdictOf(job, clients[0])), ...flatness(clients[0], smaller), ...speed(job, clients)];
	return { id: job.id, title: job.title, clients, ratios: ratios(clients), verdict };
}

export function printJob({ title, clients, ratios, verdict }) {
	console.log(`\n${title}`);
	printTable([COLUMNS, ...clients.map(row)]);
	for (const { client, failure } of clients) if (failure) console.log(`  ${client} FAILED: ${failure}`);
	for (const { client, n8nOwn } of clients) if (n8nOwn) console.log(`  ${client}, a tiny file instead: ${ownText(n8nOwn)}`);
	for (const { peer, wall, cpu, memory } of ratios) {
		console.log(`  ours / ${peer}: wall ${numberText(wall, 2)}, CPU ${numberText(cpu, 2)}, memory above idle ${numberText(memory, 2)}`);
	}
	for (const { what, value, limit, passed } of verdict) {
		console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(limit < 10 ? 2 : 0)}, at most ${limit}`);
	}
}

export function summaryOf(client, allRuns) {
	// Of a program that failed nothing is known; of an n8n that did, how much memory it had.
	const runs = allRuns.filter(({ peakKib }) => peakKib !== undefined);
	const middle = (pick) => median(runs.map(pick));
	const aboveIdle = runs.map(({ peakKib, idleKib }) => (peakKib - idleKib) / 1024);
	const failure = allRuns.find((run) => run.failure)?.failure;
	return {
		client,
		wallS: middle((run) => run.wallMs) / 1000,
		cpuS: middle((run) => run.cpuMs) / 1000,
		startCpuS: middle((run) => run.startCpuMs) / 1000,
		...(runs[0]?.heldMib === undefined ? {} : { heldMib: middle((run) => run.heldMib) }),
		...(runs[0]?.firstUseMs === undefined ? {} : { firstUseMs: middle((run) => run.firstUseMs) }),
		serverCpuS: middle((run) => run.serverCpuMs) / 1000,
		peakMib: middle((run) => run.peakKib / 1024),
		aboveIdleMib: median(aboveIdle),
		worstAboveIdleMib: Math.max(...aboveIdle),
		...(runs[0]?.holdMs === undefined ? {} : holds(runs)),
		...(runs[0]?.n8nOwn ? { n8nOwn: { wallS: middle((run) => run.n8nOwn.wallMs) / 1000, ...holds(runs.map((run) => run.n8nOwn)) } } : {}),
		...(failure ? { failure } : {}),
	};
}

function holds(runs) {
	const byClock = runs.map(({ holdMs }) => holdMs);
	const running = runs.map(({ runningHoldMs }) => runningHoldMs);
	return {
		holdMs: median(byClock),
		worstHoldMs: Math.max(...byClock),
		runningHoldMs: median(running),
		worstRunningHoldMs: Math.max(...running),
	};
}

function ratios([ours, ...peers]) {
	return peers.map((peer) => ({
		peer: peer.client,
		wall: ours.wallS / peer.wallS,
		cpu: ours.cpuS / peer.cpuS,
		memory: ours.aboveIdleMib / peer.aboveIdleMib,
	}));
}

// The worst of the rounds counts, not the median: a user meets the worst. Time in which the machine ran others does not.
function verdictOf({ kind, isFar = false, isLinear = false, isHeld = false, isYoung = false }, { worstAboveIdleMib, worstRunningHoldMs, firstUseMs, heldMib }) {
	// Holds are those of forced collections.
	if (heldMib !== undefined) return [check('held after a collection, MiB', heldMib, LIMITS.aboveIdleMib)];
	return [
		// Far away it is round trips: those of TCP, TLS and a login, whoever asks.
		...(kind === 'list' && !isFar && firstUseMs !== undefined ? [check('first use of the source, ms', firstUseMs, LIMITS.firstUseMs)] : []),
		// All of the items are there at once: n8n wants them so. Of a long listing it is V8's young generation, which grows whatever is held.
		...(isLinear || isHeld || isYoung ? [] : [check('memory above idle, worst round, MiB', worstAboveIdleMib, LIMITS.aboveIdleMib)]),
		check('longest hold of the event loop, worst round, ms', worstRunningHoldMs, LIMITS.holdMs),
	];
}

function verdictInN8n({ isForMemory }, [ours, theirs]) {
	const share = ours.worstAboveIdleMib / theirs.aboveIdleMib;
	return [
		...(isForMemory ? [check(`memory above idle, worst round, in multiples of ${theirs.client}'s`, share, LIMITS.shareOfN8n)] : []),
		check('longest hold of the event loop, worst round, ms', ours.worstRunningHoldMs, LIMITS.holdMs),
	];
}

function flatness({ aboveIdleMib }, smaller) {
	if (!smaller) return [];
	return [check('memory above idle, more than for 256 MiB, MiB', aboveIdleMib - smaller.clients[0].aboveIdleMib, LIMITS.growthMib)];
}

function speed({ id }, clients) {
	const goal = reached(id, ratios(clients));
	return goal ? [check(`${goal.figure}, in multiples of ${goal.peer}'s`, goal.ratio, goal.atMost)] : [];
}

export function check(what, value, limit) {
	return { what, value, limit, passed: value <= limit };
}

function row(of) {
	return [
		of.client,
		...[of.wallS, of.cpuS, of.startCpuS, of.serverCpuS].map((seconds) => numberText(seconds, 2)),
		numberText(of.peakMib, 0),
		Number.isFinite(of.aboveIdleMib) ? `${of.aboveIdleMib.toFixed(0)} (${of.worstAboveIdleMib.toFixed(0)})` : '-',
		of.holdMs === undefined ? '-' : `${of.holdMs.toFixed(0)} (${of.worstHoldMs.toFixed(0)})`,
		of.holdMs === undefined ? '-' : `${of.runningHoldMs.toFixed(0)} (${of.worstRunningHoldMs.toFixed(0)})`,
	];
}

function ownText({ wallS, holdMs, worstHoldMs, runningHoldMs, worstRunningHoldMs }) {
	const hold = `${holdMs.toFixed(0)} (${worstHoldMs.toFixed(0)}) ms, of it running ${runningHoldMs.toFixed(0)} (${worstRunningHoldMs.toFixed(0)}) ms`;
	return `wall ${wallS.toFixed(2)} s, hold ${hold}`;
}

export function numberText(value, digits) {
	return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

export function printTable(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
	for (const cells of rows) {
		const [first, ...rest] = cells.map((cell, column) => cell[column === 0 ? 'padEnd' : 'padStart'](widths[column]));
		console.log(`  ${[first, ...rest].join('  ')}`);
	}
}

export function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
