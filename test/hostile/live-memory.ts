import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const SAMPLE_EVERY_MS = 50;
const COLLECT_EVERY_MS = 1_000;
/** Below this, garbage included, nobody needs to know how much of it is garbage: to collect it takes long. */
const NOTABLE_BYTES = 40 * 1024 * 1024;

function usedBytes(): number {
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** What is in use, on the heap and beside it, without garbage. */
function liveBytes(): number {
	collectGarbage();
	return usedBytes();
}

let base: number | undefined;

/** By how much memory grew at most while some work went on. Garbage counts as long as it is little. */
export async function growthDuring(work: () => Promise<void>): Promise<number> {
	base ??= liveBytes();
	const before = Math.min(usedBytes(), base + NOTABLE_BYTES / 4);
	let most = 0;
	let collectedAt = -Infinity;
	const sample = (isLast = false) => {
		const grown = usedBytes() - before;
		if (grown <= most || (grown > NOTABLE_BYTES && !isLast && performance.now() - collectedAt < COLLECT_EVERY_MS)) return;
		if (grown > NOTABLE_BYTES) collectedAt = performance.now();
		most = grown > NOTABLE_BYTES ? Math.max(most, liveBytes() - before) : grown;
	};
	const timer = setInterval(() => sample(), SAMPLE_EVERY_MS);
	try {
		await work();
		sample(true);
	} finally {
		clearInterval(timer);
	}
	if (usedBytes() > base + NOTABLE_BYTES / 4) base = liveBytes();
	return most;
}
