import { LISTED_BY } from '../../../core/watch/marks';
import { sweep } from '../../../core/watch/sweep';
import { beginWatch, type WatchState } from '../../../core/watch/watch-state';
import { Watcher } from '../../../core/watch/watcher';
import { SimulatedStorage } from './simulated-storage';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a folder that shows nothing for a while', () => {
	const DAY = 24 * HOUR;
	let storage: SimulatedStorage;
	let state: WatchState;
	let isWaiting: boolean;

	async function look(): Promise<string[]> {
		const swept = await sweep(storage.recordings, new Watcher(state, { lookBackMs: 15 * MINUTE, minAgeMs: 0, nowMs: storage.nowMs, keyOf: LISTED_BY.bytes }), undefined, {
			sections: ['S1/', 'S2/'],
			storedMs: ({ lastModified = '' }) => Date.parse(lastModified),
			mustWait: ({ path }) => isWaiting && path.startsWith('S1/waits'),
			toFound: ({ path }) => path,
			limit: Infinity,
			deadlineMs: Infinity,
			keyOf: LISTED_BY.bytes,
		});
		state = JSON.parse(JSON.stringify(swept.state)) as WatchState;
		return swept.found;
	}

	// One file waits; others, which come later, move the marks beyond it.
	beforeEach(async () => {
		storage = new SimulatedStorage();
		isWaiting = true;
		state = beginWatch('test', { fromNowMs: Infinity });
		storage.store('S1/old');
		await look();
		storage.nowMs += HOUR;
		storage.store('S1/waits');
		await look();
		storage.nowMs += 5 * HOUR;
		storage.store('S2/later');
		expect(await look()).toEqual(['S2/later']);
	});

	test.each([
		['its folder', /^S1/, 5 * MINUTE, ['S1/waits']],
		['all folders', /^/, 5 * MINUTE, ['S1/waits']],
		['its folder, for days', /^S1/, 6 * DAY, ['S1/waits']],
		['its folder, for so long that it will not come back', /^S1/, 8 * DAY, []],
	])('%s', async (_, away, forMs, expected) => {
		const all = [...storage.files];
		storage.files.splice(0, Infinity, ...all.filter(({ path }) => !away.test(path)));
		await look();
		storage.nowMs += forMs;
		await look();
		storage.files.splice(0, Infinity, ...all);
		isWaiting = false;
		expect([await look(), await look()]).toEqual([expected, []]);
		expect(state).not.toHaveProperty('awaited');
		expect(state).not.toHaveProperty('absentSinceMs');
	});

	test('more files than are remembered one by one', async () => {
		for (let index = 0; index < 700; index++) storage.store(`S1/waits-${index}`);
		await look();
		const all = [...storage.files];
		storage.files.splice(0, Infinity, ...all.filter(({ path }) => !path.startsWith('S1')));
		storage.nowMs += 5 * HOUR;
		storage.store('S2/later-still');
		expect(await look()).toEqual(['S2/later-still']);
		storage.files.push(...all.filter(({ path }) => path.startsWith('S1')));
		isWaiting = false;
		expect(await look()).toHaveLength(701);
		expect(await look()).toEqual([]);
	});

	test('a file that is gone from a folder with others is given up', async () => {
		storage.files.splice(0, Infinity, ...storage.files.filter(({ path }) => path !== 'S1/waits'));
		await look();
		expect(state).not.toHaveProperty('awaited');
	});
});
