import { randomBytes } from 'node:crypto';
import { isRecordingError } from '../../errors/recording-error';
import { dayFromText, type Day } from '../day';
import { fromHex, type Identity } from '../identity';
import type { JobFolder } from '../job-folder';
import { Chain } from './chain';
import { keyOf, readCheckpoint, textOfKey, writeCheckpoint, type Checkpoint } from './checkpoint';
import { Days, INDEX_FOLDER, StaleCacheError } from './days';
import type { EndRecord, SegmentHeader } from './records';
import { isAlone, RetiredIndexes } from './retired-indexes';
import { segmentNames } from './segment-names';
import { epochFolder, makeSegment, readSegment, type Segment, type SegmentName } from './segment';
import type { SetDigest } from './set-digest';

/** Identities that are taken in before the indexes are written, while all segments are read. */
const ADDED_AT_ONCE = 400_000;

/**
 * What a job has exported. The segments of its manifest are the truth, each written once and never altered; the checkpoint
 * and the indexes of days are made of them, and are made anew when they are missing or do not fit.
 */
export class Ledger {
	/** What had to be mended. */
	readonly notes: string[] = [];
	/** Days whose indexes somebody works with. */
	readonly #pinned = new Set<Day>();
	#days: Days;
	#chain = new Chain({ epoch: 1, heads: [] });
	readonly #retired = new RetiredIndexes();
	/** Another run has written while this one was at work. */
	#hasMet = false;
	/** A segment could not be read: what days have seen is not to be believed without it. */
	#hasLost = false;
	#lastRun?: EndRecord;
	readonly #open = new Map<string, string>();
	#turn: Promise<void> = Promise.resolve();

	static async open(folder: JobFolder): Promise<Ledger> {
		const ledger = new Ledger(folder);
		const checkpoint = await ledger.#checkpoint();
		if (!checkpoint || !(await ledger.#restore(checkpoint))) await ledger.#rebuild();
		return ledger;
	}

	private constructor(private readonly folder: JobFolder) {
		this.#days = new Days(folder, randomBytes(KEY_BYTES).toString('latin1'));
	}

	/** How the last run ended. */
	get lastRun(): EndRecord | undefined {
		return this.#lastRun;
	}

	/** Runs that have something left to do, each with the time of its first segment: cut, or still at work. ISO 8601. */
	get openRuns(): ReadonlyMap<string, string> {
		return this.#open;
	}

	/** Where the next segment goes, below the job's folder. */
	get newestFolder(): string {
		return epochFolder(this.#chain.nextEpoch());
	}

	/** SHA-256 of the segments that no other names. */
	heads(): string[] {
		return this.#chain.heads();
	}

	/** Of digests that are compared with the ledger's. */
	get digestKey(): string {
		return this.#days.key;
	}

	newestDay(): Day | undefined {
		return this.#days.newest();
	}

	countOf(day: Day): number {
		return this.#days.countOf(day);
	}

	agrees(day: Day, listed: SetDigest): boolean {
		return this.#days.agrees(day, listed);
	}

	isReadable(day: Day): boolean {
		return this.#days.isReadable(day);
	}

	has(day: Day, identity: Identity): boolean {
		return this.#days.has(day, identity);
	}

	noteSeen(day: Day, listed: SetDigest): void {
		this.#days.noteSeen(day, listed);
	}

	/** Keeps the index of a day in memory until it is released. */
	async pin(day: Day): Promise<void> {
		this.#pinned.add(day);
		await this.#exclusively(async () => await this.#orRebuilt(async () => await this.#days.load(day)));
	}

	release(days: Iterable<Day>): void {
		for (const day of days) {
			this.#pinned.delete(day);
			this.#days.unload(day);
		}
	}

	/** Writes a segment; what it records is exported from then on. `lines` are JSON. */
	async append(header: Omit<SegmentHeader, 'previous'>, lines: readonly string[], files: ReadonlyArray<{ day: Day; identity: Identity }>, previous = this.heads()): Promise<SegmentName> {
		const { name, content } = makeSegment(this.#chain.nextEpoch(), { ...header, previous }, lines);
		// Not held up by a cancelled run: what it did is worth its record.
		await this.folder.write(name.path, content, 'application/x-ndjson', AbortSignal.timeout(APPEND_MS));
		// Not into what is just being made anew, out of segments that were listed before.
		await this.#exclusively(async () => {
			this.#chain.add(name);
			this.#chain.link([{ hash: name.hash, previous }]);
			this.#noteOpen(header);
			for (const { day, identity } of files) this.#days.add(day, identity);
			await Promise.resolve();
		});
		return name;
	}

	/** Takes in what other runs have recorded since this one looked last; gives the files. */
	async refresh(run: string): Promise<Identity[]> {
		const found: Identity[] = [];
		await this.#exclusively(async () => {
			const names = await this.#unknownSegments();
			await this.#takeIn(names.filter((name) => name.run !== run), (identity) => found.push(identity));
		});
		return found;
	}

	/** Identities that only segments know. */
	get unfolded(): number {
		return this.#days.addedCount;
	}

	/**
	 * Brings indexes and checkpoint up to the segments. Of runs that end together each writes a checkpoint, and the last one stays: where it is
	 * not this run's, it is taken in and written anew.
	 */
	async save(lastRun?: EndRecord): Promise<void> {
		for (let tries = 0; tries < MOST_WRITES; tries++) {
			await this.#exclusively(async () => await this.#save(lastRun));
			if (!lastRun || !this.#hasMet || (await this.#checkpoint())?.lastRun?.run === lastRun.run) return;
		}
	}

	/** Takes away indexes that no checkpoint names and that were written before a moment of the target's clock: runs side by side leave some. */
	async sweep(beforeMs: number): Promise<void> {
		const inUse = this.#days.indexes();
		const kept = new Set([...inUse, ...this.#retired.namesBeside(inUse)]);
		for (const { name, writtenMs } of await this.folder.list(INDEX_FOLDER)) if (writtenMs < beforeMs && !kept.has(name)) await this.folder.removeCache(name);
	}

	async #save(lastRun?: EndRecord): Promise<void> {
		// In the middle of a run, what others have recorded is for `refresh` to tell.
		const other = lastRun ? await this.#takeOthersIn() : await this.#checkpoint();
		// Twice: what was made anew is not in the indexes yet.
		for (let turn = 0; turn < 2; turn++) await this.#orRebuilt(async () => await this.#days.fold());
		if (other) this.#followOn(other);
		if (lastRun) this.#noteEnd(lastRun);
		const inUse = this.#days.indexes();
		this.#retired.add(this.#days.retired.splice(0));
		const gone = lastRun && isAlone(lastRun, this.#open) ? this.#retired.takeOld(inUse) : [];
		await writeCheckpoint(this.folder, { version: 1, key: textOfKey(this.#days.key), ...this.#chain.save(), days: this.#days.save(), open: [...this.#open], retired: this.#retired.namesBeside(inUse), lastRun: this.#lastRun });
		for (const name of gone) await this.folder.removeCache(name);
	}

	/** Runs side by side write one checkpoint each, and the last one stays: it has to hold what the others recorded. Gives the one before. */
	async #takeOthersIn(): Promise<Checkpoint | undefined> {
		const other = await this.#checkpoint();
		const unknown = await this.#unknownSegments();
		this.#hasMet ||= unknown.length > 0;
		await this.#orRebuilt(async () => await this.#takeIn(unknown));
		return other;
	}

	/** Its indexes are of no use any more; what its runs have seen is true where all segments that it goes by are known. */
	#followOn(other: Checkpoint): void {
		this.#retired.add([...other.days.map(({ index }) => index), ...other.retired]);
		if (!this.#hasLost && keyOf(other) === this.#days.key && this.#knows(other)) this.#days.takeSeen(other.days);
	}

	#knows({ covered }: Checkpoint): boolean {
		return covered.every((hash) => this.#chain.has(hash));
	}

	async #checkpoint(): Promise<Checkpoint | undefined> {
		try {
			return await readCheckpoint(this.folder);
		} catch (error) {
			if (!(error instanceof SyntaxError) && !(isRecordingError(error) && error.code === 'TOO_LARGE')) throw error;
			return undefined;
		}
	}

	/** False where the checkpoint does not fit the segments. */
	async #restore(checkpoint: Checkpoint): Promise<boolean> {
		const listed = await this.#segmentsFrom(checkpoint.epoch);
		const hashes = new Set(listed.map(({ hash }) => hash));
		if (!checkpoint.covered.every((hash) => hashes.has(hash))) {
			this.notes.push('segments of the manifest are missing at the target: what they recorded is looked for there and recorded anew');
			return false;
		}
		this.#lastRun = checkpoint.lastRun;
		for (const [run, since] of checkpoint.open) this.#open.set(run, since);
		this.#retired.restore(checkpoint.retired);
		this.#days = new Days(this.folder, keyOf(checkpoint));
		this.#days.restore(checkpoint.days);
		this.#chain = new Chain(checkpoint);
		const covered = new Set(checkpoint.covered);
		for (const name of listed) if (covered.has(name.hash)) this.#chain.add(name);
		await this.#orRebuilt(async () => await this.#takeIn(listed.filter(({ hash }) => !covered.has(hash))));
		return true;
	}

	async #rebuild(): Promise<void> {
		const names = await this.#segmentsFrom(1);
		this.#days = new Days(this.folder, this.#days.key);
		this.#chain = new Chain({ epoch: 1, heads: [] });
		await this.#takeIn(names);
		for (const day of this.#pinned) await this.#days.load(day);
	}

	async #takeIn(names: readonly SegmentName[], onFile: (identity: Identity) => void = () => {}): Promise<void> {
		const links: Array<{ hash: string; previous: readonly string[] }> = [];
		for (const name of names) {
			const segment = await this.#read(name);
			this.#chain.add(name);
			links.push({ hash: name.hash, previous: segment?.header.previous ?? [] });
			if (segment) this.#noteOpen(segment.header);
			for (const line of segment?.lines ?? []) {
				if (line.type === 'file') {
					this.#days.add(dayFromText(line.day), fromHex(line.id));
					onFile(fromHex(line.id));
				}
				if (line.type === 'end') this.#noteEnd(line);
			}
			if (this.#days.addedCount > ADDED_AT_ONCE) await this.#days.fold();
		}
		this.#chain.link(links);
	}

	#noteOpen({ run, writtenAt }: Pick<SegmentHeader, 'run' | 'writtenAt'>): void {
		if (!this.#open.has(run)) this.#open.set(run, writtenAt);
	}

	#noteEnd(line: EndRecord): void {
		this.#lastRun = line;
		for (const run of [...(line.owesCdr || line.owesDeletions || line.owesClearing ? [] : [line.run]), ...(line.cleared ?? [])]) this.#open.delete(run);
	}

	/** A segment that somebody altered says nothing: its files are looked for at the target. */
	async #read(name: SegmentName): Promise<Segment | undefined> {
		try {
			return await readSegment(this.folder, name);
		} catch (error) {
			if (!isRecordingError(error) || (error.code !== 'CORRUPTED' && error.code !== 'NOT_FOUND')) throw error;
			this.#hasLost = true;
			this.notes.push(`${error.message}; what it recorded is looked for at the target and recorded anew`);
			return undefined;
		}
	}

	async #unknownSegments(): Promise<SegmentName[]> {
		return (await this.#segmentsFrom(this.#chain.oldestOpenEpoch)).filter(({ hash }) => !this.#chain.has(hash));
	}

	async #segmentsFrom(epoch: number): Promise<SegmentName[]> {
		const names: SegmentName[] = [];
		for await (const name of segmentNames(this.folder, epoch)) names.push(name);
		return names;
	}

	async #orRebuilt(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			if (!(error instanceof StaleCacheError)) throw error;
			this.notes.push(`${error.message}: the indexes of the manifest were made anew`);
			await this.#rebuild();
		}
	}

	/** An index that is read while it is being replaced would lose what was added. */
	async #exclusively(work: () => Promise<void>): Promise<void> {
		const turn = this.#turn.then(work);
		this.#turn = turn.catch(() => {});
		await turn;
	}
}

const KEY_BYTES = 16;
const MOST_WRITES = 3;
const APPEND_MS = 300_000;
