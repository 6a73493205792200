import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { FIRST_WIDTH, Pace, type Look } from '../../../core/sources/layers/pace';
import { withLayers } from '../../../core/sources/layers';
import { MemorySource } from '../../../core/sources/memory/memory-source';

/** A server that answers each read after a round trip, and gives no more than so many bytes of files in a second. */
class Line {
	constructor(
		readonly roundTripMs: number,
		readonly mostPerSecond: number,
	) {}

	look(width: number): Look {
		const rate = Math.min((width / this.roundTripMs) * 1_000, this.mostPerSecond);
		const reads = width * 2;
		const tookMs = (width / rate) * 1_000;
		return { reads, elapsedMs: (reads / rate) * 1_000, waitingShare: Math.min(1, this.roundTripMs / tookMs), busyShare: 0.2 };
	}
}

const LINES: [title: string, line: Line, most: number, width: number][] = [
	['a far server that gives whatever is asked for', new Line(40, 1e6), 64, 64],
	['the same, with fewer files at once', new Line(40, 1e6), 24, 24],
	['the same, with fewer than it would begin with', new Line(40, 1e6), 3, 3],
	['a far server that gives hardly more than eight at once bring', new Line(40, 210), 64, FIRST_WIDTH],
	['a far server that gives hardly more than sixteen bring', new Line(40, 430), 64, 16],
	['a near one', new Line(1, 2_000), 64, FIRST_WIDTH],
];

test.each(LINES)('%s', (_, line, most, width) => {
	let nowMs = 0;
	const pace = new Pace(most, () => nowMs);
	for (let looks = 0; looks < 12; looks++) {
		const look = line.look(pace.width);
		nowMs += look.elapsedMs;
		pace.look(look);
	}
	expect(pace.width).toBe(width);
});

test('what brought nothing is tried again after a while', () => {
	let nowMs = 0;
	const pace = new Pace(64, () => nowMs);
	const slow = new Line(40, 210);
	for (let looks = 0; looks < 5; looks++) pace.look(slow.look(pace.width));
	expect(pace.width).toBe(FIRST_WIDTH);
	nowMs += 31_000;
	const fast = new Line(40, 1e6);
	for (let looks = 0; looks < 5; looks++) pace.look(fast.look(pace.width));
	expect(pace.width).toBe(64);
});

test('a busy thread takes no more at once', () => {
	const pace = new Pace(64);
	for (let looks = 0; looks < 5; looks++) pace.look({ ...new Line(40, 1e6).look(pace.width), busyShare: 0.95 });
	expect(pace.width).toBe(FIRST_WIDTH);
});

test('what is refused or cut makes it half as many, once for all that were asked for before, and never fewer than at the beginning', () => {
	let nowMs = 1_000;
	const pace = new Pace(64, () => nowMs);
	const far = new Line(40, 1e6);
	for (let looks = 0; looks < 5; looks++) pace.look(far.look(pace.width));
	expect(pace.width).toBe(64);
	for (let times = 0; times < 30; times++) pace.failed(nowMs - times);
	expect(pace.width).toBe(32);
	for (let times = 0; times < 9; times++) pace.failed(++nowMs);
	expect(pace.width).toBe(FIRST_WIDTH);
	pace.look(far.look(pace.width));
	expect(pace.width).toBe(FIRST_WIDTH);
	nowMs += 31_000;
	pace.look(far.look(pace.width));
	expect(pace.width).toBe(16);
});

test.each<[string, boolean]>([
	['a read that is refused', true],
	['a body that is cut', false],
])('%s where more than twelve are under way does not make them more', async (_, isRefused) => {
	const source = new MemorySource();
	await source.write('call', () => Readable.from([Buffer.from('content')]), {});
	let [underWay, most] = [0, 0];
	const read = source.read.bind(source);
	source.read = async (path, options) => {
		const isTooMuch = ++underWay > 12;
		most = Math.max(most, underWay);
		await delay(10);
		const { body, entry } = await read(path, options).finally(() => underWay--);
		const cut = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		if (isTooMuch && isRefused) throw cut;
		if (isTooMuch) body.destroy(cut);
		return { body, entry };
	};
	const paced = withLayers(source, { concurrency: 64, isPaced: true, retry: { firstDelayMs: 1, maxDelayMs: 5 } });
	let left = 2_000;
	const worker = async () => {
		while (left-- > 0) await (await paced.read('call', { offset: 0 })).body.toArray();
	};
	await Promise.all(Array.from({ length: 64 }, worker));
	expect(most).toBeLessThanOrEqual(16);
});

test('reads of a far server become more while they are asked for, and stay few where the caller has no more', async () => {
	const source = new MemorySource();
	await source.write('call', () => Readable.from([Buffer.from('content')]), {});
	let [underWay, most] = [0, 0];
	const read = source.read.bind(source);
	source.read = async (path, options) => {
		most = Math.max(most, ++underWay);
		await delay(20);
		underWay--;
		return await read(path, options);
	};
	const paced = withLayers(source, { concurrency: 64, isPaced: true });
	const readAll = async (count: number, atOnce: number) => {
		let left = count;
		const worker = async () => {
			while (left-- > 0) await (await paced.read('call', { offset: 0 })).body.toArray();
		};
		await Promise.all(Array.from({ length: atOnce }, worker));
	};
	await readAll(100, 6);
	expect(most).toBe(6);
	most = 0;
	await readAll(1_500, 64);
	expect(most).toBeGreaterThan(16);
});
