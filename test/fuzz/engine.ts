import { setTimeout } from 'node:timers/promises';
import { sample } from 'fast-check';
import type { Kept } from './corpus';
import { anything, blownUp, damaged, pumped, shrunk, type Pumped } from './damage';
import { hashOf, Random } from './random';
import { Violation, type Input, type Subject } from './subject';

export interface Finding {
	what: string;
	/** How often it came. */
	times: number;
	/** The smallest input that was found for it, as the corpus keeps it. */
	input: Kept;
	stack?: string;
}

export interface Report {
	name: string;
	inputs: number;
	seconds: number;
	accepted: number;
	refused: Record<string, number>;
	/** Of this thread's own time, for one input. */
	longestMs: number;
	longestBytes: number;
	peakHeapMb: number;
	keptHeapMb: number;
	findings: Finding[];
}

export interface FuzzOptions {
	inputs: number;
	seed: number;
	corpus: readonly Kept[];
	/** Told of each input, so that somebody can see one that never ends. */
	onInput?(): void;
}

/** So many inputs share what fast-check puts together. */
const ROUND = 2_000;
const STRUCTURED_IN_ROUND = 150;
const PUMPED_LENGTH = 10_000;
const PUMPED_PART = 0.002;
/** Worth a second look. */
const SLOW_MS = 20;
/** An input of some KiB: nothing here takes as long by right. */
const MOST_MS = 400;
/** Between what grows with the length, and what grows with its square. */
const GROWTH_POWER = 1.6;
const MOST_KEPT_MB = 48;

/** Feeds a parser, and counts what it does. The same seed gives the same inputs. */
export async function fuzz(subject: Subject, options: FuzzOptions): Promise<Report> {
	return await new Fuzzing(subject, options, await seedsOf(subject)).run();
}

async function seedsOf({ seeds }: Subject): Promise<readonly Input[]> {
	return typeof seeds === 'function' ? await seeds() : seeds;
}

class Fuzzing {
	readonly #found = new Map<string, Finding>();
	readonly #report: Report;
	#pool: readonly Input[] = [];
	#heapAtStart = 0;

	constructor(
		private readonly subject: Subject,
		private readonly options: FuzzOptions,
		private readonly seeds: readonly Input[],
	) {
		this.#report = { name: subject.name, inputs: 0, seconds: 0, accepted: 0, refused: {}, longestMs: 0, longestBytes: 0, peakHeapMb: 0, keptHeapMb: 0, findings: [] };
	}

	async run(): Promise<Report> {
		const { inputs, seed, corpus } = this.options;
		globalThis.gc?.();
		this.#heapAtStart = heapBytes();
		const begun = performance.now();
		for (const kept of corpus) await this.#replay(kept);
		for (const input of this.seeds) await this.#feed(input);
		for (let index = 0; index < inputs; index++) {
			if (index % ROUND === 0) this.#refill(seed + index);
			await this.#feedOne(new Random(seed * 1_000_003 + index));
			if (index % 256 === 0) this.#look();
		}
		this.#report.seconds = (performance.now() - begun) / 1_000;
		await this.#end();
		return { ...this.#report, findings: [...this.#found.values()] };
	}

	#refill(seed: number): void {
		const { structured } = this.subject;
		this.#pool = structured ? [...this.seeds, ...sample(structured, { numRuns: STRUCTURED_IN_ROUND, seed })] : this.seeds;
	}

	async #feedOne(random: Random): Promise<void> {
		const { words = [] } = this.subject;
		const base = random.pick(random.chance(0.3) ? this.seeds : this.#pool);
		const roll = random.below(1_000);
		if (random.chance(PUMPED_PART)) await this.#pump(pumped(base, random, words));
		else if (roll < 80) await this.#feed(base);
		else if (roll < 850) await this.#feed(damaged(base, random, this.#pool, words));
		else await this.#feed(anything(base, random, words));
	}

	async #replay(kept: Kept): Promise<void> {
		const like = this.seeds[0];
		if (kept.piece === undefined) await this.#feed(inputOf(kept, like));
		else await this.#pump({ before: partOf(kept.before ?? '', like), piece: partOf(kept.piece, like), after: partOf(kept.after ?? '', like) });
	}

	async #feed(input: Input): Promise<void> {
		this.#report.inputs++;
		const begun = performance.now();
		const violation = await this.#check(input);
		const ms = performance.now() - begun;
		if (violation !== undefined) await this.#keep(violation, input);
		if (ms < Math.max(SLOW_MS, this.#report.longestMs)) {
			if (ms > this.#report.longestMs) this.#noteTime(ms, input);
			return;
		}
		const ownMs = await this.#leastMs(input);
		this.#noteTime(ownMs, input);
		if (ownMs > MOST_MS) await this.#keep(new Violation(`takes ${Math.round(ownMs)} ms for ${input.length} bytes`), input);
	}

	async #pump(spec: Pumped<Input>): Promise<void> {
		const small = blownUp(spec, PUMPED_LENGTH);
		const begun = performance.now();
		await this.#feed(small);
		if (performance.now() - begun < SLOW_MS / 2) return;
		const smallMs = await this.#leastMs(small);
		// What takes long already is not made four times as long.
		const factor = smallMs > 4 * SLOW_MS ? 2 : 4;
		const large = blownUp(spec, factor * PUMPED_LENGTH);
		const largeMs = await this.#leastMs(large);
		if (largeMs < 2 * SLOW_MS || largeMs / Math.max(1, smallMs) < factor ** GROWTH_POWER) return;
		// Others share the machine, and code is compiled meanwhile: it has to go on like that.
		const largerMs = await this.#leastMs(blownUp(spec, 2 * factor * PUMPED_LENGTH));
		if (largerMs / largeMs < 2 ** GROWTH_POWER) return;
		const what = `takes ${Math.round(smallMs)} ms for ${small.length} bytes and ${Math.round(largeMs)} ms for ${large.length}`;
		this.#note('superlinear', what, { before: keptText(spec.before), piece: keptText(spec.piece), after: keptText(spec.after) });
	}

	/** Of three tries, in this thread's own time. */
	async #leastMs(input: Input): Promise<number> {
		let least = Infinity;
		for (let tries = 0; tries < 3; tries++) {
			const before = process.threadCpuUsage();
			await this.#check(input, false);
			const { user, system } = process.threadCpuUsage(before);
			least = Math.min(least, (user + system) / 1_000);
			if (least > MOST_MS) break;
		}
		return least;
	}

	/** What was wrong. */
	async #check(input: Input, isCounted = true): Promise<unknown> {
		this.options.onInput?.();
		try {
			const checked = this.subject.check(input as never, new Random(hashOf(input)));
			const outcome = typeof checked === 'string' ? checked : await checked;
			if (isCounted) this.#count(outcome);
			return undefined;
		} catch (error) {
			return error ?? new Violation('threw nothing');
		}
	}

	#count(outcome: string): void {
		if (outcome === 'accepted') this.#report.accepted++;
		else this.#report.refused[outcome] = (this.#report.refused[outcome] ?? 0) + 1;
	}

	async #keep(violation: unknown, input: Input): Promise<void> {
		const mark = markOf(violation);
		const known = this.#found.get(mark);
		if (known) {
			known.times++;
			return;
		}
		const isSlow = mark.startsWith('takes');
		const smallest = isSlow ? input : await shrunk(input, async (smaller) => markOf(await this.#check(smaller, false)) === mark);
		this.#note(mark, messageOf(violation), keptOf(smallest), violation instanceof Error ? violation.stack : undefined);
	}

	#note(mark: string, what: string, input: Kept, stack?: string): void {
		const known = this.#found.get(mark);
		if (known) known.times++;
		else this.#found.set(mark, { what, times: 1, input, stack: stack?.split('\n').slice(0, 8).join('\n') });
	}

	#noteTime(ms: number, input: Input): void {
		if (ms <= this.#report.longestMs) return;
		this.#report.longestMs = ms;
		this.#report.longestBytes = input.length;
	}

	#look(): void {
		this.#report.peakHeapMb = Math.max(this.#report.peakHeapMb, (heapBytes() - this.#heapAtStart) / 1e6);
		const polluted = Object.keys(Object.prototype)[0] ?? Object.keys(Array.prototype)[0];
		if (polluted !== undefined) this.#note('polluted', `a prototype got "${polluted}"`, { text: '' });
	}

	async #end(): Promise<void> {
		this.#look();
		this.#pool = [];
		// Memory outside the heap is given back a moment later.
		for (let times = 0; times < 3; times++) {
			globalThis.gc?.();
			await setTimeout(5);
		}
		this.#report.keptHeapMb = Math.max(0, (heapBytes() - this.#heapAtStart) / 1e6);
		if (globalThis.gc && this.#report.keptHeapMb > MOST_KEPT_MB) this.#note('keeps', `keeps ${Math.round(this.#report.keptHeapMb)} MB`, { text: '' });
	}
}

function heapBytes(): number {
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** Findings of one kind: numbers and what is quoted may differ. */
function markOf(violation: unknown): string {
	if (violation === undefined) return '';
	if (!(violation instanceof Error)) return messageOf(violation);
	if (violation instanceof Violation) return violation.message.replaceAll(/[\d.,]+/g, 'N').split(/[^A-Za-z' ]/)[0].split(' ', 5).join(' ');
	const place = (violation.stack?.split('\n').find((line) => line.includes('core/')) ?? '').trim();
	return `${violation.name}: ${violation.message.replaceAll(/["“].*/gs, '').replaceAll(/[\d.]+/g, 'N').split(/[:\n]/)[0]} ${place}`;
}

function messageOf(violation: unknown): string {
	return violation instanceof Error ? `${violation.name}: ${violation.message.slice(0, 1_000)}` : JSON.stringify(violation)?.slice(0, 200) ?? 'undefined';
}

function keptOf(input: Input): Kept {
	return typeof input === 'string' ? { text: input } : { base64: input.toString('base64') };
}

function inputOf({ text = '', base64 }: Kept, like: Input): Input {
	if (base64 !== undefined) return Buffer.from(base64, 'base64');
	return typeof like === 'string' ? text : Buffer.from(text);
}

/** Bytes as letters of ISO 8859-1. */
function keptText(part: Input): string {
	return typeof part === 'string' ? part : part.toString('latin1');
}

function partOf(text: string, like: Input): Input {
	return typeof like === 'string' ? text : Buffer.from(text, 'latin1');
}
