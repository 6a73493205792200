/** Some ticks of the clock of a thread, which goes in steps of 4 ms on some machines. */
const LEAST_MEASURED_MS = 20;
const TRIES = 3;

/** Between what grows with the size, 4, and what grows with its square, 16. */
export const MOST_GROWTH = 9;

/**
 * How many times as much of this thread's own time work takes for four times the size: a machine that is slow, or busy with
 * something else, does not count. The least of some tries, since what happens beside the work only adds.
 * @param inputOf made once for each size, and not measured
 */
export async function growthOf<Input>(work: (input: Input) => unknown, inputOf: (size: number) => Input, size: number): Promise<number> {
	const [small, large] = [inputOf(size), inputOf(4 * size)];
	const tries = { small: [] as number[], large: [] as number[] };
	for (let count = 0; count < TRIES; count++) {
		tries.small.push(await timeOf(async () => await work(small)));
		tries.large.push(await timeOf(async () => await work(large)));
	}
	return Math.min(...tries.large) / Math.min(...tries.small);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const before = process.threadCpuUsage();
	for (let runs = 1; ; runs++) {
		await work();
		const { user, system } = process.threadCpuUsage(before);
		const ms = (user + system) / 1_000;
		if (ms >= LEAST_MEASURED_MS) return ms / runs;
	}
}
