/** What a process costs: CPU, memory, and how long it holds the event loop. For every process that is measured from within. */
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 1;

/**
 * The longest time between two turns of the event loop, by the clock, and the most CPU that this thread used in
 * between: on a busy machine the clock also counts the time in which others ran.
 */
export function watchHolds() {
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

export function cpuMs() {
	const { userCPUTime, systemCPUTime } = process.resourceUsage();
	return (userCPUTime + systemCPUTime) / 1000;
}

// Linux: 5 sets the peak back to what is resident now; else it would be the peak of loading the libraries.
export function resetPeak(pid = 'self') {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

export function memoryKib(field, pid = 'self') {
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** What is in use after a collection of garbage, each time that somebody looks: V8 lets the rest lie as long as it likes. */
export function watchHeld() {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	let most = 0;
	const look = () => {
		collect();
		const { heapUsed, external } = process.memoryUsage();
		most = Math.max(most, (heapUsed + external) / 1024 ** 2);
		return most;
	};
	return { look };
}
