import { inParallel } from '../../../../core/transfer/in-parallel';
import { randomNumbers } from '../../../random';
import type { Orders } from './orders';
import { Suite, type Stage } from './suite';

/** As in `crash.test.ts`. */
const EVERY_NTH_STEP = Number(process.env.CRASH_STEPS ?? 41);
const RANDOM_KILLS = Number(process.env.CRASH_KILLS ?? 2);
const AT_ONCE = 3;
/** What an hour ago is to a run is at once to this one: nobody else is at work. */
const ORDERS: Partial<Orders> = { archive: { maxFiles: 5 }, concurrency: 2, tuning: { leftoverMs: -2_000, claimMs: -2_000, spoolBytes: 4_000 } };
const COMPLETE = { error: null, ended: 'complete', failed: 0 };

let suite: Suite;
beforeAll(async () => {
	suite = await Suite.begin();
}, 60_000);
afterAll(async () => await suite.end());

async function expectMended(stage: Stage, ...what: unknown[]): Promise<void> {
	expect([...what, (await suite.run(stage, ORDERS)).result]).toEqual([...what, expect.objectContaining(COMPLETE)]);
}

describe.each(['folder', 's3'] as const)('archives at a target that is a %s', (place) => {
	test('killed at steps of the protocol: the next run mends it', async () => {
		const whole = await suite[place]();
		const steps = (await suite.run(whole, ORDERS)).result?.steps ?? 0;
		expect(steps).toBeGreaterThan(20);
		const every = Math.min(EVERY_NTH_STEP, Math.ceil(steps / 6));
		const kills = (['before', 'after'] as const).flatMap((when, at) => Array.from({ length: Math.floor(steps / every) }, (_, nth) => ({ when, killAt: 7 + at * 3 + nth * every })));
		const stages = [whole];
		await inParallel(kills, AT_ONCE, async (kill) => {
			const stage = await suite[place]();
			stages.push(stage);
			await suite.run(stage, { ...ORDERS, ...kill });
			await expectMended(stage, kill);
		});
		expect(await suite.judgedArchives(stages)).toBe('');
	}, 900_000);

	test('killed at random moments, again and again: the last run mends it', async () => {
		const random = randomNumbers(3);
		const { tookMs } = await suite.run(await suite[place](), ORDERS);
		const stages: Stage[] = [];
		for (let kills = 0; kills < RANDOM_KILLS; ) {
			const stage = await suite[place]();
			stages.push(stage);
			for (let inARow = 1 + Math.floor(random() * 3); inARow > 0; inARow--, kills++) await suite.run(stage, ORDERS, random() * 1.2 * tookMs);
			await expectMended(stage, kills);
		}
		expect(await suite.judgedArchives(stages)).toBe('');
	}, 900_000);

	test('two runs at once: every file is in one archive', async () => {
		const stage = await suite[place]();
		const both = await Promise.all([2, 5].map(async (maxFiles) => await suite.run(stage, { ...ORDERS, archive: { maxFiles }, tuning: {} })));
		for (const { result } of both) expect(result).toMatchObject(COMPLETE);
		await expectMended(stage, 'both');
		expect(await suite.judgedArchives([stage])).toBe('');
	}, 120_000);
});
