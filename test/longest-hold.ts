// A hold that is a fault is there each time; what the garbage collector of a busy machine takes is not. So the tests of a file that
// measures holds get two more chances, and say so.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/**
 * The longest stretch for which work held the event loop, in milliseconds of this thread's own time: a machine that is busy
 * with something else does not count.
 */
export async function longestHoldMs(work: () => Promise<unknown>): Promise<number> {
	let longest = 0;
	let last = process.threadCpuUsage();
	const look = () => {
		const { user, system } = process.threadCpuUsage(last);
		longest = Math.max(longest, (user + system) / 1_000);
		last = process.threadCpuUsage();
	};
	const timer = setInterval(look, 1);
	try {
		await work();
		// Work that never lets the timer run is one long stretch.
		look();
	} finally {
		clearInterval(timer);
	}
	return longest;
}
