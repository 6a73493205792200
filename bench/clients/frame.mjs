/**
 * The frame of a measured child process: loads a client, lets it do one small request, notes what the process then
 * holds ("idle"), runs the job, and prints what the job cost as one line of JSON.
 */
import { setTimeout } from 'node:timers/promises';
import { cpuMs, memoryKib, resetPeak, watchHolds } from './meters.mjs';

/** @param open gives `list(folder)`, `close()` and the kinds of jobs, `files(folder, target)` or others, for `{ service, place, dist }` */
export async function measureClient(open) {
	const { kind, folder, target, ...options } = JSON.parse(process.argv[2]);
	const openedAt = performance.now();
	const client = await open(options);
	await client.list('none');
	const firstUseMs = performance.now() - openedAt;
	// Since the process was started.
	const startWallMs = performance.now();
	await setTimeout(50);
	const idleKib = memoryKib('VmRSS');
	const startCpuMs = cpuMs();
	const cost = await measure(async () => await client[kind](folder, target));
	const peakKib = memoryKib('VmHWM');
	await client.close();
	console.log(JSON.stringify({ ...cost, ...client.figures?.(), startWallMs, startCpuMs, firstUseMs, idleKib, peakKib }));
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
