import { setTimeout } from 'node:timers/promises';

/** The longest time between two turns of the event loop, in CPU of this thread: others share the machine. */
export function watchHolds() {
	let longest = 0;
	let before = cpuMs();
	const timer = setInterval(() => {
		const now = cpuMs();
		longest = Math.max(longest, now - before);
		before = now;
	}, 1);
	return {
		async longestMs() {
			await setTimeout(5);
			clearInterval(timer);
			return longest;
		},
	};
}

// Node.js 23.9 and later; before that the CPU of all threads is an upper bound.
function cpuMs(): number {
	const { user, system } = (process.threadCpuUsage ?? process.cpuUsage).call(process);
	return (user + system) / 1000;
}
