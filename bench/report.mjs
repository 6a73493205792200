/** Medians, ratios, the table, and the verdict. */
export const LIMITS = { aboveIdleMib: 64, holdMs: 50 };

const COLUMNS = ['client', 'wall s', 'CPU s', 'start CPU s', 'server CPU s', 'peak MiB', 'above idle MiB', 'hold ms', 'of it running'];

/** One line for each client of a job: medians of its runs, and for the two required figures the worst run as well. */
export function summarize(job, runsByClient) {
	const clients = Object.entries(runsByClient).map(([client, runs]) => {
		const middle = (pick) => median(runs.map(pick));
		const aboveIdle = runs.map(({ peakKib, idleKib }) => (peakKib - idleKib) / 1024);
		return {
			client,
			wallS: middle((run) => run.wallMs) / 1000,
			cpuS: middle((run) => run.cpuMs) / 1000,
			startCpuS: middle((run) => run.startCpuMs) / 1000,
			serverCpuS: middle((run) => run.serverCpuMs) / 1000,
			peakMib: middle((run) => run.peakKib / 1024),
			aboveIdleMib: median(aboveIdle),
			worstAboveIdleMib: Math.max(...aboveIdle),
			...(runs[0].holdMs === undefined ? {} : holds(runs)),
		};
	});
	return { id: job.id, title: job.title, clients, ratios: ratios(clients), verdict: verdict(clients[0]) };
}

export function printJob({ title, clients, ratios, verdict }) {
	console.log(`\n${title}`);
	printTable([COLUMNS, ...clients.map(row)]);
	for (const { peer, wall, cpu } of ratios) {
		console.log(`  ours / ${peer}: wall ${wall.toFixed(2)}, CPU ${cpu.toFixed(2)}`);
	}
	for (const { what, value, limit, passed } of verdict) {
		console.log(`  ${passed ? 'PASS' : 'FAIL'}  ${what}: ${value.toFixed(0)}, at most ${limit}`);
	}
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
	return peers.map(({ client, wallS, cpuS }) => ({ peer: client, wall: ours.wallS / wallS, cpu: ours.cpuS / cpuS }));
}

// The worst of the rounds counts, not the median: a user meets the worst. Time in which the machine ran others does not.
function verdict({ worstAboveIdleMib, worstRunningHoldMs }) {
	return [
		check('memory above idle, worst round, MiB', worstAboveIdleMib, LIMITS.aboveIdleMib),
		check('longest hold of the event loop, worst round, ms', worstRunningHoldMs, LIMITS.holdMs),
	];
}

function check(what, value, limit) {
	return { what, value, limit, passed: value <= limit };
}

function row(of) {
	return [
		of.client,
		of.wallS.toFixed(2),
		of.cpuS.toFixed(2),
		of.startCpuS.toFixed(2),
		of.serverCpuS.toFixed(2),
		of.peakMib.toFixed(0),
		`${of.aboveIdleMib.toFixed(0)} (${of.worstAboveIdleMib.toFixed(0)})`,
		of.holdMs === undefined ? '-' : `${of.holdMs.toFixed(0)} (${of.worstHoldMs.toFixed(0)})`,
		of.holdMs === undefined ? '-' : `${of.runningHoldMs.toFixed(0)} (${of.worstRunningHoldMs.toFixed(0)})`,
	];
}

function printTable(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
	for (const cells of rows) {
		const [first, ...rest] = cells.map((cell, column) => cell[column === 0 ? 'padEnd' : 'padStart'](widths[column]));
		console.log(`  ${[first, ...rest].join('  ')}`);
	}
}

function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
