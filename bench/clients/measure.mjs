/**
 * The frame of a measured child process: loads a client, lets it do one small request, notes what the process then
 * holds ("idle"), runs the job, and prints what the job cost as one line of JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

const RESOLUTION_MS = 1;

/** @param open gives `{ list(folder), files(folder, target), discard(folder), close() }` for `{ url, dist }` */
export async function measureClient(open) {
	const { kind, folder, target, ...options } = JSON.parse(process.argv[2]);
	const client = await open(options);
	await client.list('none');
	await setTimeout(50);
	const idleKib = memoryKib('VmRSS');
	const startCpuMs = cpuMs();
	const cost = await measure(async () => await client[kind](folder, target));
	const peakKib = memoryKib('VmHWM');
	await client.close();
	console.log(JSON.stringify({ ...cost, startCpuMs, idleKib, peakKib }));
}

async function measure(run) {
	resetPeak();
	const holds = watchHolds();
	const cpuBefore = cpuMs();
	const startedAt = performance.now();
	const result = await run();
	const wallMs = performance.now() - startedAt;
	const jobCpuMs = cpuMs() - cpuBefore;
	// A hold right at the end shows up only when the timer fires once more.
	await setTimeout(5);
	return { result, wallMs, cpuMs: jobCpuMs, ...holds.stop() };
}

/**
 * The longest time between two turns of the event loop, by the clock, and the most CPU that this thread used in
 * between: on a busy machine the clock also counts the time in which others ran.
 */
function watchHolds() {
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	delay.enable();
	let runningHoldMs = 0;
	let before = threadCpuMs();
	const timer = setInterval(() => {
		const now = threadCpuMs();
		runningHoldMs = Math.max(runningHoldMs, now - before);
		before = now;
	}, RESOLUTION_MS);
	return {
		stop: () => {
			clearInterval(timer);
			delay.disable();
			const holdMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
			return { holdMs, runningHoldMs: Math.min(runningHoldMs, holdMs) };
		},
	};
}

// Node.js 23.9 and later; before that the CPU of all threads is an upper bound.
function threadCpuMs() {
	const { user, system } = (process.threadCpuUsage ?? process.cpuUsage)();
	return (user + system) / 1000;
}

function cpuMs() {
	const { userCPUTime, systemCPUTime } = process.resourceUsage();
	return (userCPUTime + systemCPUTime) / 1000;
}

// Linux: 5 sets the peak back to what is resident now; else it would be the peak of loading the libraries.
function resetPeak() {
	writeFileSync('/proc/self/clear_refs', '5');
}

function memoryKib(field) {
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}
