import { LISTED_BY } from '../../../core/watch/marks';
import { BY_TIME, sweepByTime } from '../../../core/watch/query-windows';
import { goOn, handingOver, type SavedTrigger } from '../../../core/watch/hand-over';
import { sweep, type Swept } from '../../../core/watch/sweep';
import { beginWatch, type Beginning, type WatchState } from '../../../core/watch/watch-state';
import { Watcher } from '../../../core/watch/watcher';
import { SimulatedStorage } from './simulated-storage';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOOK_BACK = 15 * MINUTE;

interface PollOptions {
	limit?: number;
	minAgeMs?: number;
	/** How far the clock of n8n's machine is ahead of the service's. */
	skewMs?: number;
	ageToleranceMs?: number;
	isLate?: boolean;
	sections?: string[];
}

type Poll = (storage: SimulatedStorage, state: WatchState, options?: PollOptions) => Promise<Swept<string>>;

const storedMs = ({ lastModified }: { lastModified?: string }) => Date.parse(lastModified ?? '');

function watcherFor(storage: SimulatedStorage, state: WatchState, keyOf: (path: string) => string, { minAgeMs = 0, skewMs = 0, ageToleranceMs }: PollOptions): Watcher {
	return new Watcher(state, { lookBackMs: LOOK_BACK, minAgeMs, nowMs: storage.nowMs + skewMs, ageToleranceMs, keyOf });
}

const bySweep: Poll = async (storage, saved, options = {}) => {
	const state = JSON.parse(JSON.stringify(saved)) as WatchState;
	return await sweep(storage.recordings, watcherFor(storage, state, LISTED_BY.bytes, options), state.position, {
		sections: options.sections ?? [''],
		storedMs,
		toFound: ({ path }) => path,
		limit: options.limit ?? Infinity,
		deadlineMs: options.isLate ? 0 : Infinity,
		keyOf: LISTED_BY.bytes,
	});
};

const byQuery: Poll = async (storage, saved, options = {}) => {
	const state = JSON.parse(JSON.stringify(saved)) as WatchState;
	return await sweepByTime(watcherFor(storage, state, BY_TIME.keyOf, options), {
		find: (fromMs, beforeMs) => storage.find(fromMs, beforeMs),
		storedMs,
		toFound: ({ path }) => path,
		limit: options.limit ?? Infinity,
		deadlineMs: options.isLate ? 0 : Infinity,
		nowMs: storage.nowMs + (options.skewMs ?? 0),
		clockToleranceMs: 2 * HOUR,
	});
};

/** Polls until nothing is left, at most 1,000 times. */
async function drain(poll: Poll, storage: SimulatedStorage, start: WatchState, options?: PollOptions): Promise<{ found: string[]; state: WatchState }> {
	let state = start;
	const found: string[] = [];
	for (let count = 0; count < 1000; count++) {
		const result = await poll(storage, state, options);
		found.push(...result.found);
		state = result.state;
		if (result.isComplete && result.found.length === 0) return { found, state };
	}
	throw new Error('it never comes to an end');
}

describe.each([
	['by a listing', bySweep],
	['by a query on the time', byQuery],
])('watching %s', (_, poll) => {
	const begin = (beginning: Beginning) => beginWatch('test', beginning);
	const fromNow = (skewMs = 0): Beginning => ({ fromNowMs: storage.nowMs + skewMs, floorMs: storage.nowMs + skewMs - 2 * HOUR });
	let storage: SimulatedStorage;
	beforeEach(() => {
		storage = new SimulatedStorage();
	});

	/** After the first look, which finds nothing. */
	async function activated(options?: PollOptions): Promise<WatchState> {
		return (await drain(poll, storage, begin(fromNow(options?.skewMs)), options)).state;
	}

	test('what was there before the activation is not new', async () => {
		for (const minutes of [0, 1, 14, 16, 500]) storage.store(`old-${minutes}`, { agoMs: minutes * MINUTE });
		const state = await activated();
		expect((await drain(poll, storage, state)).found).toEqual([]);
	});

	test('each new file once, whatever its name', async () => {
		storage.store('m-old');
		let state = await activated();
		const found: string[] = [];
		for (const name of ['z', 'a', 'm', 'b', 'é', '日本', '\u{1f600}', '\uffee']) {
			storage.nowMs += MINUTE;
			storage.store(name);
			const result = await drain(poll, storage, state);
			found.push(...result.found);
			state = result.state;
		}
		expect(found).toEqual(['z', 'a', 'm', 'b', 'é', '日本', '\u{1f600}', '\uffee']);
	});

	test('many files with the same time, in portions', async () => {
		const state = await activated();
		storage.nowMs += MINUTE;
		for (let index = 0; index < 100; index++) storage.store(`file-${index}`);
		const { found } = await drain(poll, storage, state, { limit: 7 });
		expect(found).toHaveLength(100);
		expect(new Set(found).size).toBe(100);
	});

	test('files that appear late, with an earlier time than others, are not missed', async () => {
		let state = await activated();
		storage.nowMs += MINUTE;
		storage.store('late', { lateMs: 14 * MINUTE });
		storage.store('at-once');
		const first = await drain(poll, storage, state);
		storage.nowMs += 13 * MINUTE;
		storage.store('later');
		const second = await drain(poll, storage, first.state);
		storage.nowMs += MINUTE;
		state = second.state;
		expect([first.found, second.found, (await drain(poll, storage, state)).found]).toEqual([['at-once'], ['later'], ['late']]);
	});

	test.each([-60, -10, 10, 60])('a clock that is %i minutes off loses nothing and repeats nothing', async (minutes) => {
		const options = { skewMs: minutes * MINUTE };
		storage.store('old');
		let state = await activated(options);
		const found: string[] = [];
		for (let index = 0; index < 40; index++) {
			storage.nowMs += 4 * MINUTE;
			storage.store(`file-${index % 7}-${index}`, { lateMs: (index % 4) * 4 * MINUTE });
			const result = await drain(poll, storage, state, options);
			found.push(...result.found);
			state = result.state;
		}
		storage.nowMs += 15 * MINUTE;
		found.push(...(await drain(poll, storage, state, options)).found);
		expect(found.sort()).toEqual(storage.files.map(({ path }) => path).filter((path) => path !== 'old').sort());
	});

	test.each([5 * HOUR, 24 * 365 * HOUR])('a file that is dated %i ms into the future hides none that follow', async (aheadMs) => {
		let state = await activated();
		storage.nowMs += MINUTE;
		storage.files.push({ path: 'future', storedMs: storage.nowMs + aheadMs, visibleMs: storage.nowMs });
		const found: string[] = [];
		for (let index = 0; index < 5; index++) {
			const result = await drain(poll, storage, state);
			found.push(...result.found);
			state = result.state;
			storage.nowMs += 20 * MINUTE;
			storage.store(`file-${index}`);
		}
		found.push(...(await drain(poll, storage, state)).found);
		expect(found).toEqual(['future', 'file-0', 'file-1', 'file-2', 'file-3', 'file-4']);
	});

	test('a poll with a clock that is a day ahead hides none that follow', async () => {
		let state = await activated();
		state = (await drain(poll, storage, state, { skewMs: 24 * HOUR })).state;
		storage.nowMs += 30 * MINUTE;
		storage.store('a');
		const first = await drain(poll, storage, state);
		storage.nowMs += HOUR;
		storage.store('b');
		expect([first.found, (await drain(poll, storage, first.state)).found]).toEqual([['a'], ['b']]);
	});

	test('an activation where nothing was stored for long does not begin with all that is there', async () => {
		for (const hours of [2.1, 3, 50, 900]) storage.store(`old-${hours}`, { agoMs: hours * HOUR });
		let state = await activated();
		storage.nowMs += MINUTE;
		const second = await drain(poll, storage, state);
		storage.store('new');
		state = second.state;
		expect([second.found, (await drain(poll, storage, state)).found]).toEqual([[], ['new']]);
	});

	test('what was lost with an execution comes again, and nothing else', async () => {
		let trigger: SavedTrigger = { watch: await activated() };
		const ended = new Set<string>();
		const outcomes = { hasEnded: (run: string) => ended.has(run), hasFailedToStart: () => false };
		for (let run = 0; run < 30; run++) {
			storage.nowMs += 3 * MINUTE;
			for (const name of ['x', 'y']) storage.store(`${(run * 7) % 10}-${run}${name}`);
			const { state, files } = await poll(storage, trigger.watch);
			trigger = handingOver(goOn(trigger, 'this', outcomes), state, 'this', `run ${run}`, files);
			if (run !== 4 && run !== 20) ended.add(`run ${run}`);
		}
		const resumed = goOn(JSON.parse(JSON.stringify(trigger)) as SavedTrigger, 'another', outcomes);
		expect(resumed.repeats).toBe('n8n ended');
		const again = await drain(poll, storage, resumed.watch);
		expect(again.found.sort()).toEqual(['0-20x', '0-20y', '8-4x', '8-4y']);
		expect(again.state.awaited).toBeUndefined();
	});

	test('days without a poll', async () => {
		const state = await activated();
		for (let hour = 0; hour < 72; hour++) {
			storage.nowMs += HOUR;
			storage.store(`weekend-${hour}`);
		}
		expect((await drain(poll, storage, state, { limit: 10 })).found).toHaveLength(72);
	});

	test('a file that is stored anew is new', async () => {
		let state = await activated();
		storage.nowMs += MINUTE;
		storage.store('a');
		state = (await drain(poll, storage, state)).state;
		storage.files.length = 0;
		storage.nowMs += MINUTE;
		storage.store('a');
		expect((await drain(poll, storage, state)).found).toEqual(['a']);
	});

	test('young files wait, and hold nothing back', async () => {
		const options = { minAgeMs: 5 * MINUTE };
		let state = await activated(options);
		storage.nowMs += HOUR;
		storage.store('young');
		storage.store('old-enough', { agoMs: 6 * MINUTE });
		const first = await drain(poll, storage, state, options);
		storage.nowMs += 4 * MINUTE;
		const second = await drain(poll, storage, first.state, options);
		storage.nowMs += HOUR;
		state = second.state;
		expect([first.found, second.found, (await drain(poll, storage, state, options)).found]).toEqual([['old-enough'], [], ['young']]);
	});

	test('from a chosen time on', async () => {
		for (const hours of [1, 2, 3, 4]) storage.store(`h${hours}`, { agoMs: hours * HOUR });
		const { found } = await drain(poll, storage, begin({ sinceMs: storage.nowMs - 2.5 * HOUR }));
		expect(found.sort()).toEqual(['h1', 'h2']);
	});

	test('everything there is, in portions, and polls that run out of time', async () => {
		for (let index = 0; index < 300; index++) storage.store(`${index % 10}/file-${index}`, { agoMs: index * HOUR });
		const { found } = await drain(poll, storage, begin({ sinceMs: 0 }), { limit: 13, isLate: true });
		expect(found).toHaveLength(300);
		expect(new Set(found).size).toBe(300);
	});

	test('a crash repeats, and skips nothing', async () => {
		const state = await activated();
		storage.nowMs += MINUTE;
		for (let index = 0; index < 20; index++) storage.store(`file-${index}`);
		const lost = await poll(storage, state, { limit: 10 });
		expect((await drain(poll, storage, state)).found).toEqual(expect.arrayContaining(lost.found));
	});

	test('the state stays small at 100,000 files a day', async () => {
		storage.pageSize = 5000;
		let state = await activated();
		let largest = 0;
		let count = 0;
		for (let minute = 0; minute < 60; minute++) {
			storage.nowMs += MINUTE;
			for (let index = 0; index < 70; index++) storage.store(`${String((index * 7919) % 1000)}-${minute}-${index}`, { agoMs: index * 800 });
			const result = await poll(storage, state);
			({ state } = result);
			count += result.found.length;
			largest = Math.max(largest, JSON.stringify(state).length);
		}
		expect(count).toBe(4200);
		expect(largest).toBeLessThan(11_000);
	});

	test('nothing new costs few requests', async () => {
		for (let index = 0; index < 20; index++) storage.store(`file-${index}`, { agoMs: index * HOUR });
		storage.pageSize = 1000;
		const state = await activated();
		storage.listedPages = 0;
		storage.nowMs += HOUR;
		await poll(storage, state);
		expect(storage.listedPages).toBeLessThanOrEqual(1);
	});
});

describe('what only a listing has', () => {
	test('files that are stored behind the place where it stands, in a list that takes many polls', async () => {
		const storage = new SimulatedStorage();
		for (let index = 0; index < 100; index++) storage.store(`m-${String(index).padStart(3, '0')}`, { agoMs: HOUR });
		let state = (await drain(bySweep, storage, beginWatch('test', { fromNowMs: Infinity }))).state;
		const found: string[] = [];
		for (let index = 0; index < 60; index++) {
			storage.nowMs += MINUTE;
			storage.store(`${index % 2 ? 'a' : 'z'}-${index}`);
			const result = await bySweep(storage, state, { isLate: true });
			found.push(...result.found);
			state = result.state;
		}
		found.push(...(await drain(bySweep, storage, state)).found);
		expect(found).toHaveLength(60);
		expect(new Set(found).size).toBe(60);
	});

	test('only the folders that are asked for, and folders that come later', async () => {
		const storage = new SimulatedStorage();
		storage.store('S1/old');
		let state = (await drain(bySweep, storage, beginWatch('test', { fromNowMs: Infinity }), { sections: ['S1/'] })).state;
		storage.nowMs += HOUR;
		for (const path of ['S0/x', 'S1/b', 'S2/a']) storage.store(path);
		const first = await drain(bySweep, storage, state, { sections: ['S1/', 'S2/'], isLate: true });
		storage.nowMs += HOUR;
		storage.store('S3/a');
		state = first.state;
		expect([first.found, (await drain(bySweep, storage, state, { sections: ['S2/', 'S3/'] })).found]).toEqual([['S1/b', 'S2/a'], ['S3/a']]);
	});

	test('files whose time is that of the beginning of their upload may come much later than others', async () => {
		const storage = new SimulatedStorage();
		const look = async (state: WatchState) =>
			await sweep(storage.recordings, new Watcher(state, { lookBackMs: LOOK_BACK, slowLookBackMs: 3 * HOUR, minAgeMs: 0, nowMs: storage.nowMs, keyOf: LISTED_BY.bytes }), undefined, {
				sections: [''],
				storedMs,
				isSlow: ({ path }) => path.startsWith('parts'),
				toFound: ({ path }) => path,
				limit: Infinity,
				deadlineMs: Infinity,
				keyOf: LISTED_BY.bytes,
			});
		let { state } = await look(beginWatch('test', { fromNowMs: Infinity }));
		storage.store('parts-late', { lateMs: 2 * HOUR });
		storage.store('whole-late', { lateMs: 2 * HOUR });
		const found: string[][] = [];
		for (let count = 0; count < 4; count++) {
			storage.nowMs += HOUR;
			storage.store(`parts-${count}`);
			storage.store(`whole-${count}`);
			const swept = await look(JSON.parse(JSON.stringify(state)) as WatchState);
			found.push(swept.found);
			({ state } = swept);
		}
		expect(found).toEqual([['parts-0', 'whole-0'], ['parts-1', 'parts-late', 'whole-1'], ['parts-2', 'whole-2'], ['parts-3', 'whole-3']]);
	});

	test('files that must wait are new until they need not, and hold back none that follow', async () => {
		const storage = new SimulatedStorage();
		let waiting = /-wait/;
		const prepared: string[][] = [];
		const look = async (state: WatchState) =>
			await sweep(storage.recordings, watcherFor(storage, state, LISTED_BY.bytes, {}), undefined, {
				sections: [''],
				storedMs,
				prepare: async (fresh) => await Promise.resolve(void prepared.push(fresh.map(({ path }) => path))),
				mustWait: ({ path }) => waiting.test(path),
				toFound: ({ path }) => path,
				limit: 1,
				deadlineMs: Infinity,
				keyOf: LISTED_BY.bytes,
			});
		let { state } = await look(beginWatch('test', { fromNowMs: Infinity }));
		const found: string[] = [];
		for (let day = 0; day < 3; day++) {
			storage.nowMs += 24 * HOUR;
			for (const name of ['a', 'b-wait', 'c']) storage.store(`${name}-${day}`);
			for (let count = 0; count < 4; count++) {
				const swept = await look(JSON.parse(JSON.stringify(state)) as WatchState);
				found.push(...swept.found);
				({ state } = swept);
			}
		}
		expect(found).toEqual(['a-0', 'c-0', 'a-1', 'c-1', 'a-2', 'c-2']);
		expect(prepared[0]).toEqual(['a-0', 'b-wait-0', 'c-0']);
		waiting = /nothing/;
		for (let count = 0; count < 4; count++) {
			const swept = await look(state);
			found.push(...swept.found);
			({ state } = swept);
		}
		expect(found.slice(6)).toEqual(['b-wait-0', 'b-wait-1', 'b-wait-2']);
	});

	test('what is stored during a first look that takes long is new, wherever it lies', async () => {
		const storage = new SimulatedStorage();
		for (let index = 0; index < 60; index++) storage.store(`m-${String(index).padStart(3, '0')}`, { agoMs: index * HOUR });
		let state = beginWatch('test', { fromNowMs: storage.nowMs });
		const found: string[] = [];
		for (let index = 0; index < 40; index++) {
			storage.nowMs += 2 * MINUTE;
			if (index % 3 === 0) storage.store(`${['a', 'm-030', 'z'][(index / 3) % 3]}-${index}`);
			const swept = await bySweep(storage, state, { isLate: true });
			found.push(...swept.found);
			({ state } = swept);
		}
		found.push(...(await drain(bySweep, storage, state)).found);
		expect(found).toHaveLength(14);
		expect(new Set(found).size).toBe(14);
	});

	test('where no clock can be trusted, a file is young until it was seen for long enough, and did not grow', async () => {
		const storage = new SimulatedStorage();
		// The server states the time of a zone two hours to the east.
		const store = (path: string) => storage.files.push({ path, storedMs: storage.nowMs + 2 * HOUR, visibleMs: 0 });
		const options = { minAgeMs: 5 * MINUTE, ageToleranceMs: 26 * HOUR };
		let { state } = await drain(bySweep, storage, beginWatch('test', { fromNowMs: Infinity }), options);
		store('a');
		const found: string[][] = [];
		for (let minute = 0; minute < 9; minute++) {
			storage.nowMs += MINUTE;
			const swept = await bySweep(storage, state, options);
			found.push(swept.found);
			({ state } = swept);
		}
		expect(found.map(({ length }) => length).join('')).toMatch(/^00000?0?10*$/);
		expect(state.young).toBeUndefined();
	});

	test('files that nobody wants are young once, and do not hold the marks', async () => {
		const storage = new SimulatedStorage();
		storage.pageSize = 5_000;
		const look = async (state: WatchState) =>
			await sweep(storage.recordings, watcherFor(storage, state, LISTED_BY.bytes, { minAgeMs: 5 * MINUTE, ageToleranceMs: 26 * HOUR }), undefined, {
				sections: [''],
				storedMs,
				toFound: ({ path }) => (path.startsWith('unwanted') ? undefined : path),
				limit: Infinity,
				deadlineMs: Infinity,
				keyOf: LISTED_BY.bytes,
			});
		let { state } = await look(beginWatch('test', { fromNowMs: Infinity }));
		let [count, largest] = [0, 0];
		for (let minute = 0; minute < 45; minute++) {
			storage.nowMs += MINUTE;
			for (let index = 0; index < 50; index++) storage.store(`unwanted-${minute}-${index}`);
			storage.store(`wanted-${minute}`);
			const swept = await look(JSON.parse(JSON.stringify(state)) as WatchState);
			count += swept.found.length;
			({ state } = swept);
			largest = Math.max(largest, JSON.stringify(state).length);
		}
		expect(count).toBe(40);
		// Those within Look Back: a quarter of an hour.
		expect(largest).toBeLessThan(14_000);
		expect(storage.nowMs - (state.marks?.[0][1] ?? 0)).toBeLessThan(10 * MINUTE);
	});

	test('a few that wait for days cost a few bytes, and hold nothing back', async () => {
		const storage = new SimulatedStorage();
		storage.pageSize = 5_000;
		const look = async (state: WatchState) =>
			await sweep(storage.recordings, watcherFor(storage, state, LISTED_BY.bytes, {}), undefined, {
				sections: [''],
				storedMs,
				mustWait: ({ path }) => path.includes('wait'),
				toFound: ({ path }) => path,
				limit: Infinity,
				deadlineMs: Infinity,
				keyOf: LISTED_BY.bytes,
			});
		let { state } = await look(beginWatch('test', { fromNowMs: Infinity }));
		storage.store('wait');
		let count = 0;
		for (let hour = 0; hour < 96; hour++) {
			storage.nowMs += HOUR;
			for (let index = 0; index < 40; index++) storage.store(`${index}-${hour}`);
			const swept = await look(JSON.parse(JSON.stringify(state)) as WatchState);
			count += swept.found.length;
			({ state } = swept);
		}
		expect(count).toBe(96 * 40);
		expect(JSON.stringify(state).length).toBeLessThan(3_000);
	});

	interface Look {
		lookBackMs?: number;
		minAgeMs?: number;
		ageToleranceMs?: number;
		limit?: number;
		isLate?: boolean;
		skewMs?: number;
	}

	async function lookAt(storage: SimulatedStorage, saved: WatchState, { lookBackMs = LOOK_BACK, limit = Infinity, isLate, skewMs = 0, minAgeMs = 0, ageToleranceMs }: Look = {}) {
		const state = JSON.parse(JSON.stringify(saved)) as WatchState;
		const watcher = new Watcher(state, { lookBackMs, minAgeMs, ageToleranceMs, nowMs: storage.nowMs + skewMs, keyOf: LISTED_BY.bytes });
		return await sweep(storage.recordings, watcher, state.position, { sections: [''], storedMs, toFound: ({ path }) => path, limit, deadlineMs: isLate ? 0 : Infinity, keyOf: LISTED_BY.bytes });
	}
	const numbered = (number: number) => `f${String(number).padStart(7, '0')}`;

	test('a large execution that was lost comes again, though its files are young again', async () => {
		const storage = new SimulatedStorage();
		storage.pageSize = 5_000;
		const options = { lookBackMs: 2 * HOUR, minAgeMs: 5 * MINUTE, ageToleranceMs: 26 * HOUR };
		for (let index = 0; index < 1_000; index++) storage.store(numbered(index), { agoMs: (1_000 - index) * MINUTE });
		let trigger: SavedTrigger = { watch: beginWatch('test', { sinceMs: storage.nowMs - 24 * HOUR }) };
		for (let minute = 0; minute < 10; minute++) {
			storage.nowMs += MINUTE;
			const { files, state } = await lookAt(storage, trigger.watch, options);
			trigger = files.length > 0 ? handingOver(trigger, state, 'this', 'run', files) : { ...trigger, watch: state };
		}
		expect(trigger.pending?.runs).toHaveLength(1);
		let { watch } = goOn(trigger, 'another', { hasEnded: () => false, hasFailedToStart: () => false });
		const again: string[] = [];
		for (let minute = 0; minute < 30; minute++) {
			storage.nowMs += MINUTE;
			const { found, state } = await lookAt(storage, watch, options);
			again.push(...found);
			watch = state;
		}
		expect(new Set(again).size).toBe(1_000);
	});

	test('a first look that takes many polls hands on nothing that was there, in whatever order of names', async () => {
		const storage = new SimulatedStorage();
		for (let index = 0; index < 300; index++) storage.store(numbered(index), { agoMs: (300 - index) * HOUR });
		let state = beginWatch('test', { fromNowMs: storage.nowMs });
		for (let count = 0; count < 100; count++) {
			storage.nowMs += MINUTE;
			const swept = await lookAt(storage, state, { isLate: true });
			expect(swept.found).toEqual([]);
			({ state } = swept);
		}
	});

	test('a longer Look Back brings nothing again', async () => {
		const storage = new SimulatedStorage();
		let { state } = await lookAt(storage, beginWatch('test', { fromNowMs: Infinity }));
		for (let minute = 0; minute < 100; minute++) {
			storage.nowMs += MINUTE;
			storage.store(numbered(minute));
			({ state } = await lookAt(storage, state));
		}
		expect((await lookAt(storage, state, { lookBackMs: 2 * HOUR })).found).toEqual([]);
	});

	test.each([
		['everything there is', 0],
		['a list that always takes several polls', Infinity],
	])('the state stays small: %s', async (_, sinceMs) => {
		const storage = new SimulatedStorage();
		storage.pageSize = 100;
		for (let index = 0; index < 3_000; index++) storage.store(numbered(index), { agoMs: (3_000 - index) * HOUR });
		let state = beginWatch('test', sinceMs === 0 ? { sinceMs } : { fromNowMs: storage.nowMs });
		let largest = 0;
		for (let count = 0; count < 300; count++) {
			storage.nowMs += MINUTE;
			for (let index = 0; index < 5; index++) storage.store(`g${numbered(count)}-${index}`);
			({ state } = await lookAt(storage, state, { isLate: true, limit: 100 }));
			largest = Math.max(largest, JSON.stringify(state).length);
		}
		expect(largest).toBeLessThan(8_000);
	});

	test('a server whose clock is hours behind, and one file that is dated into the future', async () => {
		const storage = new SimulatedStorage();
		const options = { lookBackMs: 2 * HOUR, skewMs: 8 * HOUR };
		let { state } = await lookAt(storage, beginWatch('test', { fromNowMs: Infinity }), options);
		storage.files.push({ path: 'future', storedMs: storage.nowMs + 24 * HOUR, visibleMs: 0 });
		const found: string[] = [];
		for (let count = 0; count < 20; count++) {
			storage.nowMs += 10 * MINUTE;
			storage.store(numbered(count));
			const swept = await lookAt(storage, state, options);
			found.push(...swept.found);
			({ state } = swept);
		}
		expect(found).toHaveLength(21);
	});

	test('times of another zone, where no clock can be trusted', async () => {
		const storage = new SimulatedStorage();
		const options = { skewMs: 8 * HOUR };
		let state = (await drain(bySweep, storage, beginWatch('test', { fromNowMs: Infinity }), options)).state;
		const found: string[] = [];
		for (let index = 0; index < 30; index++) {
			storage.nowMs += 10 * MINUTE;
			storage.store(`file-${index}`);
			const result = await drain(bySweep, storage, state, options);
			found.push(...result.found);
			state = result.state;
		}
		expect(found).toEqual(storage.files.map(({ path }) => path));
	});
});
