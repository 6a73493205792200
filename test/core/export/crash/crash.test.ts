import { inParallel } from '../../../../core/transfer/in-parallel';
import { randomNumbers } from '../../../random';
import type { Orders } from './orders';
import { FILES, Suite, type Stage } from './suite';

/** Kills at random moments, for each kind; 200 of each with CRASH_KILLS=200. Each step of the protocol is a kill besides: all with CRASH_STEPS=1. */
const RANDOM_KILLS = Number(process.env.CRASH_KILLS ?? 3);
const EVERY_NTH_STEP = Number(process.env.CRASH_STEPS ?? 47);
/** They wait for the disk more than they work. */
const AT_ONCE = 3;

let suite: Suite;
beforeAll(async () => {
	suite = await Suite.begin();
}, 60_000);
afterAll(async () => await suite.end());

const COMPLETE = { error: null, ended: 'complete', failed: 0 };

interface Kind {
	name: string;
	place: 'folder' | 's3';
	orders: Partial<Orders>;
	expects: string[];
	/** How many steps a run has at least. */
	steps: number;
}

const KINDS: Kind[] = [
	{ name: 'media', place: 'folder', orders: {}, expects: [], steps: 130 },
	{ name: 'media and call detail records, oldest first, four at once', place: 'folder', orders: { order: 'oldest', concurrency: 4, cdr: {} }, expects: ['cdr'], steps: 130 },
	{ name: 'media and metadata, deleted at the source', place: 'folder', orders: { scope: 'both', deleteAtSource: true }, expects: ['metadata'], steps: 200 },
	{ name: 'to S3, with call detail records', place: 's3', orders: { cdr: {}, concurrency: 2 }, expects: ['cdr'], steps: 25 },
];

describe.each(KINDS)('$name', ({ place, orders, expects, steps }) => {
	test('killed at steps of the protocol: the next run mends it', async () => {
		const whole = await suite[place]();
		const { result } = await suite.run(whole, orders);
		expect(result).toMatchObject({ ...COMPLETE, exported: { files: FILES } });
		expect(result?.steps).toBeGreaterThan(steps);
		const every = Math.min(EVERY_NTH_STEP, Math.ceil(steps / 4));
		const kills: Array<[number, 'before' | 'after']> = [];
		for (const when of ['before', 'after'] as const) {
			for (let killAt = 1 + (kills.length % every); killAt <= (result?.steps ?? 0); killAt += every) kills.push([killAt, when]);
		}
		const stages: Stage[] = [whole];
		await inParallel(kills, AT_ONCE, async ([killAt, when]) => {
			const stage = await suite[place]();
			stages.push(stage);
			const { signal } = await suite.run(stage, { ...orders, killAt, when });
			// Some have a step more than others.
			if (killAt < 0.9 * steps) expect([killAt, when, signal]).toEqual([killAt, when, 'SIGKILL']);
			expect([killAt, when, (await suite.run(stage, orders)).result]).toEqual([killAt, when, expect.objectContaining(COMPLETE)]);
		});
		expect(await suite.judged(stages, expects)).toBe('');
	}, 900_000);

	test('killed at random moments, by two runs at a time, with a clock that jumps: the last run mends it', async () => {
		const random = randomNumbers(steps);
		const { tookMs } = await suite.run(await suite[place](), orders);
		let kills = 0;
		const stages: Stage[] = [];
		await inParallel(Array.from({ length: RANDOM_KILLS }, (_, at) => at), AT_ONCE, async (at) => {
			const stage = await suite[place]();
			stages.push(stage);
			// One that is at work is not taken for one that was cut.
			const tuning = at % 3 === 2 ? {} : { leftoverMs: -2_000 };
			const runs = Array.from({ length: at % 3 === 2 ? 2 : 1 }, async () => await suite.run(stage, { ...orders, tuning, clockJumps: at % 2 === 1 }, random() * 1.2 * tookMs));
			for (const { signal } of await Promise.all(runs)) kills += Number(signal === 'SIGKILL');
			expect((await suite.run(stage, orders)).result).toMatchObject(COMPLETE);
		});
		expect(await suite.judged(stages, expects)).toBe('');
		// Most hit a run that is at work.
		expect(kills).toBeGreaterThan(RANDOM_KILLS / 3);
		if (process.env.CRASH_KILLS) process.stderr.write(`${kills} runs killed on their way to ${stages.length} targets\n`);
	}, 1_800_000);

	test('two runs at once: everything once', async () => {
		const stage = await suite[place]();
		const both = await Promise.all([1, 2].map(async () => await suite.run(stage, { ...orders, concurrency: 3, tuning: {} })));
		// What one has deleted at the source, the other does not find there.
		for (const { result } of both) expect(result).toMatchObject(orders.deleteAtSource ? { ended: 'complete' } : COMPLETE);
		expect((await suite.run(stage, orders)).result).toMatchObject({ ...COMPLETE, exported: { files: 0 } });
		expect(await suite.judged([stage], expects)).toBe('');
	}, 120_000);
});

const TROUBLES: Array<[string, Partial<Orders>, RegExp]> = [
	['a disk that is full at once', { roomBytes: 0 }, /no room/],
	['a disk that is full in the middle of a file', { roomBytes: 20_000 }, /no room/],
	['a disk that is full in the middle of a segment', { roomBytes: 80_150, concurrency: 4 }, /no room/],
	['a token that expires in the middle', { readsUntilExpiry: 5 }, /expired/i],
	['a token that expires at once, and four at a time', { readsUntilExpiry: 0, concurrency: 4 }, /expired/i],
];

describe.each(TROUBLES)('%s', (_, trouble, message) => {
	test('leaves nothing half, and the next run goes on', async () => {
		const stage = await suite.folder();
		const { result } = await suite.run(stage, { cdr: {}, ...trouble });
		expect(result).toMatchObject({ ended: 'failed', error: expect.stringMatching(message) as string });
		expect(await suite.judged([stage], ['unfinished', 'cdr'])).toBe('');
		expect((await suite.run(stage, { cdr: {} })).result).toMatchObject({ ...COMPLETE, notes: [] });
		expect(await suite.judged([stage], ['cdr'])).toBe('');
	}, 120_000);
});
