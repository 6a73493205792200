import { AssertionError } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isAbort } from '../../../core/errors/classify';
import { isRecordingError } from '../../../core/errors/recording-error';
import { inParallel } from '../../../core/transfer/in-parallel';
import { randomNumbers } from '../../random';
import { JOBS, SERVICES, type JobPlan, type Service } from '../protocol';
import { exported } from './exporting';
import type { Places } from './places';
import { READINGS } from './reading';
import { Tally, Work } from './tally';
import { Trigger } from './watching';

const AT_ONCE = 7;
/** What takes longer hangs. */
const HANGS_AFTER_MS = 240_000;
const NEVER = new AbortController().signal;

/** Everything at once, as often as it goes; what is done next follows from the seed. */
export class Soak {
	readonly tally = new Tally(() => this.#calmSinceMs);
	readonly triggers = SERVICES.map((service) => new Trigger(service));
	readonly #random: () => number;
	readonly #busy = new Set<string>();
	#calmSinceMs = 0;
	#goesOn = false;
	#workers: Promise<void>[] = [];

	constructor(
		private readonly places: Places,
		seed: number,
	) {
		this.#random = randomNumbers(seed);
	}

	begin(): void {
		this.#goesOn = true;
		this.#workers = Array.from({ length: AT_ONCE }, async () => {
			while (this.#goesOn) await this.#next();
		});
	}

	/** Resolves when nothing is under way any more. */
	async pause(): Promise<void> {
		this.#goesOn = false;
		await Promise.all(this.#workers);
	}

	stormBegins(): void {
		this.#calmSinceMs = Infinity;
	}

	calmBegins(): void {
		this.#calmSinceMs = performance.now() + 500;
	}

	/** Where no fault is: one last run of each job, and polls to the end. Returns what is left to do, which is nothing. */
	async finish(): Promise<string[]> {
		const problems: string[] = [];
		await inParallel(JOBS, AT_ONCE, async (plan) => {
			const work = new Work('last run', [plan.source, plan.target], NEVER);
			await this.#tallied(work, async () => {
				const { ended, error, failed, inOtherRuns, unrecorded } = await exported(this.places, plan, work, this.tally, { isLast: true });
				if (ended !== 'complete' || failed + inOtherRuns + unrecorded > 0) problems.push(`${plan.name}: the last run ended as ${inspect({ ended, error, failed, inOtherRuns, unrecorded })}`);
			});
		});
		for (const trigger of this.triggers) {
			for (let polls = 0, quiet = 0; quiet < 2 && polls < 500; polls++) {
				const work = new Work('last polls', [trigger.service], NEVER);
				await this.#tallied(work, async () => void (quiet = (await trigger.poll(this.places, work)) ? quiet + 1 : 0));
			}
		}
		return problems;
	}

	async #next(): Promise<void> {
		const kind = this.#random();
		const [first, second, when] = [this.#random(), this.#random(), this.#random()];
		const cancel = new AbortController();
		const timer = when < 0.14 ? setTimeout(() => cancel.abort(), (when / 0.14) * 2_500) : undefined;
		try {
			if (kind < 0.34) await this.#export(first, second, cancel.signal);
			else if (kind < 0.46) await this.#poll(SERVICES[Math.floor(first * SERVICES.length)], cancel.signal);
			else await this.#read(first, second, cancel.signal);
		} finally {
			clearTimeout(timer);
		}
		await delay(5);
	}

	async #read(first: number, second: number, signal: AbortSignal): Promise<void> {
		const all = READINGS.flatMap((reading) => Array.from({ length: reading.weight }, () => reading));
		const { operation, services, go } = all[Math.floor(first * all.length)];
		const service = services[Math.floor(second * services.length)];
		const work = new Work(operation, [service], signal);
		await this.#tallied(work, async () => await go(this.places, service, work, this.#random));
	}

	async #poll(service: Service, signal: AbortSignal): Promise<void> {
		const work = new Work('poll of a trigger', [service], signal);
		await this.#tallied(work, async () => void (await this.triggers[SERVICES.indexOf(service)].poll(this.places, work)));
	}

	/** Now and then a job is started twice; the second run hears of no cancel. */
	async #export(first: number, second: number, signal: AbortSignal): Promise<void> {
		const plan = JOBS[Math.floor(first * JOBS.length)];
		if (this.#busy.has(plan.name)) return;
		this.#busy.add(plan.name);
		try {
			await Promise.all([this.#run(plan, signal, 'export'), ...(second < 0.25 ? [this.#run(plan, NEVER, 'export, started twice')] : [])]);
		} finally {
			this.#busy.delete(plan.name);
		}
	}

	async #run(plan: JobPlan, signal: AbortSignal, operation: string): Promise<void> {
		const what = [operation, ...(plan.archives ? ['into archives'] : []), ...(plan.deletes ? ['deleting at the source'] : []), ...(plan.cdr ? ['with CDR'] : [])];
		const work = new Work(what.join(', '), [plan.source, plan.target], signal);
		await this.#tallied(work, async () => {
			const { ended, error } = await exported(this.places, plan, work, this.tally);
			if (error) throw error;
			if (ended === 'failed') throw new Error('it failed, and does not say why');
			if (ended === 'cancelled' && !signal.aborted) throw new Error('nobody cancelled it');
		});
	}

	async #tallied(work: Work, go: () => Promise<void>): Promise<void> {
		const timer = setTimeout(() => this.tally.wrong(work, `it hangs for ${HANGS_AFTER_MS / 1_000} s`), HANGS_AFTER_MS);
		try {
			await go();
			this.tally.done(work);
		} catch (error) {
			// A body says so in the platform's own way.
			if (isAbort(error) && work.signal.aborted) this.tally.cancelled(work);
			else if (error instanceof AssertionError || !isRecordingError(error)) this.tally.wrong(work, inspect(error).slice(0, 1_500));
			else this.tally.failed(work, error);
		} finally {
			clearTimeout(timer);
		}
	}
}
