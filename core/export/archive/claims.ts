import { RecordingError } from '../../errors/recording-error';
import { sleep } from '../../sources/layers/abort';
import { DateTime } from '../../time/luxon';
import type { Identity } from '../identity';
import type { JobFolder } from '../job-folder';
import type { Ledger } from '../ledger/ledger';
import { DayIndex, EMPTY_DAY } from '../ledger/day-index';
import type { Candidate } from '../plan/find-new';
import type { ArchiveName } from './archive-name';
import { claimFile, CLAIMS_FOLDER, filesOf, readClaim, removeClaim, writeClaim } from './claim-file';

export interface ClaimsOptions {
	run: string;
	/** Without a sign of life for so long, a run was cut. */
	claimMs: number;
	nowMs(): number;
	signal: AbortSignal;
}

/** What somebody claims, and whether his run gives signs of life. */
interface Claimed {
	base: string;
	/** It is no claim, but a sign of life. */
	isSign: boolean;
	isAlive: boolean;
}

/** Pauses until a run that is about to decide has done so. */
const WAITS_MS = [50, 100, 200, 400, 800, 1_600, 3_200, 3_200];
const BEATS = 5;

/**
 * Sees to it that no two runs put a file into their archives: nothing but names keeps runs of single files apart, and archives have
 * none in common.
 *
 * A run writes what it wants (the claim), then looks at the claims of all others, then writes what of it it takes (the intent), and
 * only then begins. Of two that want the same file, the one that looks last sees the other's claim, whatever the order. If only
 * one saw the other, that one leaves the file alone. Where both did, the name that comes first takes precedence: the other leaves
 * the file alone, and the first waits for the other's intent, since that one may have looked before there was anything to see. An
 * intent is taken away after the record of its archive is at the target; so what nobody claims is in the ledger, if anybody has done
 * it, which is read again after the claims.
 */
export class Claims {
	/** What other runs have recorded since this one began. */
	#recorded: DayIndex = EMPTY_DAY;
	/** Those that did not decide: they are not waited for again. */
	readonly #silent = new Set<string>();
	#beat?: NodeJS.Timeout;
	#beating?: Promise<void>;

	constructor(
		private readonly folder: JobFolder,
		private readonly ledger: Ledger,
		private readonly options: ClaimsOptions,
	) {}

	/** Claims files for an archive; returns those that are nobody else's. */
	async take(name: ArchiveName, wanted: readonly Candidate[]): Promise<{ taken: Candidate[]; left: Candidate[] }> {
		const { run, nowMs } = this.options;
		await this.#live();
		const about = { run, archive: name.target, at: new Date(nowMs()).toISOString() };
		await writeClaim(this.folder, name.base, 'claim', claimFile(about, wanted));
		const others = new Set<Identity>();
		for (const other of await this.#look()) for (const identity of other.isSign ? [] : await this.#identitiesOf(other, name.base)) others.add(identity);
		this.#recorded = await this.#recorded.with(await this.ledger.refresh(run), () => {});
		const isFree = ({ identity }: Candidate) => !others.has(identity) && !this.#recorded.has(identity);
		const taken = wanted.filter(isFree);
		if (taken.length > 0) await writeClaim(this.folder, name.base, 'intent', claimFile(about, taken));
		return { taken, left: wanted.filter((candidate) => !isFree(candidate)) };
	}

	/** Throws CONFLICT when somebody took this run for a cut one, and the files as well. */
	async assertHeld({ base, target }: ArchiveName): Promise<void> {
		if (await readClaim(this.folder, base, 'intent')) return;
		throw new RecordingError({
			code: 'CONFLICT',
			operation: 'export',
			path: target,
			detail: 'another run has taken over the files of this archive, because this one gave no sign of life for too long',
			advice: 'Look whether this machine was suspended, or could not reach the target. The other run exports them.',
		});
	}

	async release({ base }: ArchiveName): Promise<void> {
		await removeClaim(this.folder, base);
	}

	/** Takes away what cut runs left of signs of life, and gives what they claimed. */
	async dead(): Promise<string[]> {
		if ((await this.#look()).length === 0) return [];
		await this.#live();
		const dead = (await this.#look()).filter(({ isAlive }) => !isAlive);
		for (const { base, isSign } of dead) if (isSign) await this.folder.removeCache(`${CLAIMS_FOLDER}${base}${ALIVE}`);
		return dead.filter(({ isSign }) => !isSign).map(({ base }) => base);
	}

	async close(): Promise<void> {
		if (!this.#beat) return;
		clearInterval(this.#beat);
		// One under way would come after what takes it away.
		await this.#beating;
		await this.folder.removeCache(this.#alive);
	}

	/** What there is of other runs. */
	async #look(): Promise<Claimed[]> {
		const { run, nowMs } = this.options;
		const newest = new Map<string, number>();
		const found = (await this.folder.list(CLAIMS_FOLDER)).map(({ name, writtenMs }) => ({ base: baseOf(name), isSign: name.endsWith(ALIVE), writtenMs }));
		for (const { base, writtenMs } of found) {
			for (const key of new Set([base, runOf(base)])) newest.set(key, Math.max(newest.get(key) ?? -Infinity, writtenMs));
		}
		const others = new Map(found.filter(({ base }) => runOf(base) !== run).map(({ base, isSign }) => [base, isSign]));
		// By the clock of the target, once this run has anything there.
		const hereMs = newest.get(run) ?? nowMs();
		return [...others].map(([base, isSign]) => ({ base, isSign, isAlive: this.#isAlive(runOf(base), hereMs - (newest.get(runOf(base)) ?? NaN)) }));
	}

	/** Where the target tells no times, a run has a day. */
	#isAlive(run: string, silentMs: number): boolean {
		if (!Number.isNaN(silentMs)) return silentMs <= this.options.claimMs;
		const began = DateTime.fromFormat(run.slice(0, run.indexOf('-')), "yyyyMMdd'T'HHmmss'Z'", { zone: 'UTC' });
		return !(began.toMillis() < this.options.nowMs() - DAY_MS);
	}

	get #alive(): string {
		return `${CLAIMS_FOLDER}${this.options.run}${ALIVE}`;
	}

	/** Gives signs of life from now on. */
	async #live(): Promise<void> {
		if (this.#beat) return;
		const beat = async () => await this.folder.write(this.#alive, Buffer.from(`${new Date(this.options.nowMs()).toISOString()}\n`), 'text/plain');
		await beat();
		// One that is missed is no harm.
		this.#beat = setInterval(() => (this.#beating = beat().catch(() => {})), Math.max(1_000, this.options.claimMs / BEATS));
	}

	async #identitiesOf({ base, isAlive }: Claimed, ours: string): Promise<Identity[]> {
		const waits = base > ours && isAlive && !this.#silent.has(base) ? WAITS_MS : [];
		for (const waitMs of [...waits, undefined]) {
			const intent = await readClaim(this.folder, base, 'intent');
			const claim = intent ?? (await readClaim(this.folder, base, 'claim'));
			// Released meanwhile: what it did is in the ledger.
			if (!claim) return [];
			if (!intent && waitMs !== undefined) {
				await sleep(waitMs, this.options.signal);
				continue;
			}
			if (!intent) this.#silent.add(base);
			return [...filesOf(claim)].map(({ identity }) => identity);
		}
		return [];
	}
}

const ALIVE = '.alive';

const DAY_MS = 86_400_000;

function baseOf(name: string): string {
	return name.slice(CLAIMS_FOLDER.length).replace(/\.\w+$/, '');
}

function runOf(base: string): string {
	return /\d{8}T\d{6}Z-[0-9a-f]{8}(?=-\d+$|$)/.exec(base)?.[0] ?? base;
}
