import { goOn, handingOver, newerOf, type SavedTrigger } from '../../../core/watch/hand-over';
import { LISTED_BY } from '../../../core/watch/marks';
import { BY_TIME, sweepByTime } from '../../../core/watch/query-windows';
import { sweep, type Swept } from '../../../core/watch/sweep';
import { beginWatch, type WatchState } from '../../../core/watch/watch-state';
import { Watcher } from '../../../core/watch/watcher';
import { randomNumbers } from '../../random';
import { SimulatedStorage } from './simulated-storage';

/**
 * A trigger in a random world: files that turn up late, executions that end, never end or cannot begin, crashes at every step,
 * saves that are lost, clocks that are off. At the end nothing is missing, and nothing came twice but with an execution that was lost.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOOK_BACK = 15 * MINUTE;
const WORLDS = Number(process.env.WATCH_WORLDS ?? 5);
const STEPS = 80;

interface Kind {
	look: 'listing' | 'query';
	/** Young files wait. */
	isYoung?: boolean;
	/** Some files wait for hours. */
	waits?: boolean;
	/** The clock of n8n's machine is off, and jumps. */
	clock?: boolean;
}

const copied = <Value>(value: Value): Value => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value));

class World {
	readonly storage = new SimulatedStorage();
	readonly #next: () => number;
	readonly #skewMs: number;
	#jumpMs = 0;
	readonly #waitUntil = new Map<string, number>();
	#count = 0;
	#process = 0;
	#runs = 0;
	/** What n8n has in its database, what it has in memory, and our file. */
	#database: SavedTrigger | undefined;
	#memory: SavedTrigger | undefined;
	#copy: SavedTrigger | undefined;
	readonly #ended = new Set<string>();
	#failed = new Set<string>();
	readonly #open = new Map<string, string[]>();
	readonly got = new Map<string, number>();
	readonly #lost = new Map<string, number>();
	readonly #old: ReadonlySet<string>;

	constructor(
		seed: number,
		private readonly kind: Kind,
	) {
		this.#next = randomNumbers(seed);
		this.storage.pageSize = this.#int(3, 8);
		this.#skewMs = kind.clock ? this.#int(-1, 1) * 10 * MINUTE : 0;
		for (let index = 0; index < 20; index++) this.storage.store(`old${this.#int(0, 999)}-${index}`, { agoMs: this.#int(0, 99) * HOUR + 30 * MINUTE });
		this.#old = new Set(this.storage.files.map(({ path }) => path));
	}

	async live(): Promise<void> {
		await this.#poll(true);
		this.#database = copied(this.#memory);
		for (let step = 0; step < STEPS; step++) {
			this.storage.nowMs += this.#chance(0.02) ? this.#int(0, 69) * HOUR : this.#int(0, 3) * MINUTE;
			for (let count = this.#int(0, 3); count > 0; count--) this.#arrive();
			for (const run of [...this.#open.keys()]) if (this.#chance(0.2)) this.#end(run);
			this.#jumpMs = this.kind.clock && this.#chance(0.05) ? this.#int(-30, 30) * HOUR : 0;
			await this.#poll(false);
			const fate = this.#next();
			if (fate < 0.03) this.#crash();
			else if (fate < 0.06) this.#restart();
			if (this.#chance(0.03)) this.#rename();
		}
		await this.#calmDown();
	}

	get missing(): string[] {
		return this.storage.files.map(({ path }) => path).filter((path) => !this.#old.has(path) && !this.got.has(path));
	}

	get twice(): string[] {
		return [...this.got].filter(([path, count]) => count > 1 + (this.#lost.get(path) ?? 0)).map(([path]) => path);
	}

	get old(): string[] {
		return [...this.got.keys()].filter((path) => this.#old.has(path));
	}

	#int(low: number, high: number): number {
		return low + Math.floor(this.#next() * (high - low + 1));
	}

	#chance(share: number): boolean {
		return this.#next() < share;
	}

	#arrive(): void {
		const begin = ['a', 'm', 'olf', 'z', String(this.#count).padStart(6, '0')][this.#int(0, 4)];
		const path = `${begin}-${this.#count++}`;
		this.storage.store(path, { lateMs: this.#chance(0.3) ? this.#int(0, 11) * MINUTE : 0 });
		if (this.kind.waits && this.#chance(0.4)) this.#waitUntil.set(path, this.storage.nowMs + this.#int(0, 1_200) * MINUTE);
	}

	async #calmDown(): Promise<void> {
		this.#jumpMs = 0;
		for (let count = 0; count < 14; count++) {
			this.storage.nowMs += 2 * HOUR + (count > 11 ? 30 * HOUR : 0);
			for (const run of [...this.#open.keys()]) this.#end(run);
			for (let polls = 0; polls < 3; polls++) await this.#poll(true);
		}
	}

	#end(run: string): void {
		this.#ended.add(run);
		this.#open.delete(run);
	}

	/** The executions that were under way are lost, and what was not in the database. */
	#crash(): false {
		for (const run of [...this.#open.keys()]) this.#lose(run);
		this.#begin();
		return false;
	}

	#restart(): void {
		for (const run of [...this.#open.keys()]) this.#end(run);
		this.#begin();
	}

	#begin(): void {
		this.#process++;
		this.#memory = copied(this.#database);
		this.#failed = new Set();
	}

	/** n8n forgets what it kept by the name of the node. */
	#rename(): void {
		if (!this.#copy || this.#copy.count !== this.#memory?.count) return;
		this.#memory = undefined;
		this.#database = undefined;
	}

	#lose(run: string): void {
		for (const path of this.#open.get(run) ?? []) this.#lost.set(path, (this.#lost.get(path) ?? 0) + 1);
		this.#open.delete(run);
	}

	/** One poll; calm, nothing goes wrong. */
	async #poll(isCalm: boolean): Promise<void> {
		let saved: SavedTrigger = newerOf(this.#memory, copied(this.#copy)) ?? { watch: this.#beginning() };
		const limit = isCalm ? 50 : [1, 2, 5, 50][this.#int(0, 3)];
		const isLate = !isCalm && this.#chance(0.2);
		const outcomes = { hasEnded: (run: string) => this.#ended.has(run), hasFailedToStart: (run: string) => this.#failed.has(run) };
		for (let slices = 0; slices < 40; slices++) {
			const { watch, pending, count } = goOn(saved, `process ${this.#process}`, outcomes);
			if ((pending?.runs.length ?? 0) >= 20) return;
			const swept = await this.#look(watch, limit, isLate);
			const run = `run ${this.#runs++}`;
			const before: SavedTrigger = { watch, pending, count };
			saved = swept.found.length > 0 ? handingOver(before, swept.state, `process ${this.#process}`, run, swept.files) : { ...before, watch: swept.state };
			this.#memory = copied(saved);
			if (swept.found.length > 0 && !this.#handOver(saved, run, swept.found, isCalm)) return;
			if (swept.isComplete || isLate) return;
		}
	}

	/** False after a crash. */
	#handOver(saved: SavedTrigger, run: string, paths: string[], isCalm: boolean): boolean {
		const goesWrong = (share: number) => !isCalm && this.#chance(share);
		if (goesWrong(0.03)) return this.#crash();
		const isKept = !goesWrong(0.1);
		if (isKept) this.#copy = copied(saved);
		if (goesWrong(0.03)) return this.#crash();
		if (!isKept || !goesWrong(0.15)) this.#database = copied(saved);
		this.#open.set(run, paths);
		for (const path of paths) this.got.set(path, (this.got.get(path) ?? 0) + 1);
		if (isCalm || this.#chance(0.6)) this.#end(run);
		else if (this.#chance(0.1)) {
			this.#failed.add(run);
			this.#lose(run);
		}
		return true;
	}

	#beginning(): WatchState {
		const nowMs = this.storage.nowMs + this.#skewMs;
		return beginWatch('test', { fromNowMs: nowMs, floorMs: nowMs - 2 * HOUR });
	}

	async #look(saved: WatchState, limit: number, isLate: boolean): Promise<Swept<string>> {
		const state = copied(saved);
		const nowMs = this.storage.nowMs + this.#skewMs + this.#jumpMs;
		const common = { storedMs: ({ lastModified = '' }) => Date.parse(lastModified), toFound: ({ path }: { path: string }) => path, limit, deadlineMs: isLate ? 0 : Infinity };
		const watching = { lookBackMs: LOOK_BACK, minAgeMs: this.kind.isYoung ? 5 * MINUTE : 0, nowMs };
		if (this.kind.look === 'query') {
			const find = (fromMs: number, beforeMs: number | undefined) => this.storage.find(fromMs, beforeMs);
			return await sweepByTime(new Watcher(state, { ...watching, keyOf: BY_TIME.keyOf }), { ...common, find, nowMs, clockToleranceMs: 2 * HOUR });
		}
		const mustWait = ({ path }: { path: string }) => (this.#waitUntil.get(path) ?? 0) > this.storage.nowMs;
		return await sweep(this.storage.recordings, new Watcher(state, { ...watching, keyOf: LISTED_BY.bytes }), state.position, { ...common, sections: [''], mustWait, keyOf: LISTED_BY.bytes });
	}
}

describe.each<[string, Kind]>([
	['a listing', { look: 'listing' }],
	['a listing, where young files wait', { look: 'listing', isYoung: true }],
	['a listing, where some wait for hours', { look: 'listing', waits: true }],
	['a listing, by a clock that is off', { look: 'listing', clock: true }],
	['queries', { look: 'query' }],
	['queries, where young files wait', { look: 'query', isYoung: true }],
	['queries, by a clock that is off', { look: 'query', clock: true }],
])('%s', (_, kind) => {
	test.each(Array.from({ length: WORLDS }, (__, index) => (index + 1) * 7_919))('world %i', async (seed) => {
		const world = new World(seed, kind);
		await world.live();
		expect(world.got.size).toBeGreaterThan(20);
		expect({ missing: world.missing, twice: world.twice, old: world.old }).toEqual({ missing: [], twice: [], old: [] });
	});
});
