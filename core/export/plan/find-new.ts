import { BoundedHeap } from '../../listing/bounded-heap';
import { Breather } from '../../listing/breather';
import { dayOf, NO_DAY, type Day } from '../day';
import { identityOf, type Identity } from '../identity';
import type { Ledger } from '../ledger/ledger';
import { SetDigest } from '../ledger/set-digest';
import type { ListFiles, SourceFile } from '../types';
import { comparisonBy, type Order } from './order';

export interface Candidate {
	file: SourceFile;
	identity: Identity;
	day: Day;
}

export interface FindOptions {
	list: ListFiles;
	order: Order;
	/** What was stored later is too young. */
	youngestMs: number;
	/** Files that an order is made of at a time. */
	filesPerSort: number;
	/** Known files in memory at once. */
	loadedIdentities: number;
	/** What this run tried in vain is not tried again. */
	isGivenUp(identity: Identity): boolean;
	/** Resolves when all that was handed out is exported or given up. */
	settle(): Promise<void>;
	signal?: AbortSignal;
}

/**
 * Finds what is not exported, in memory that does not grow with it. The first look through the source takes a digest of
 * each day, and days whose digest is that of the ledger are done. Only of the others are the known files read, of as many
 * days at once as memory takes, with a further look for each time; but the newest day's are there from the beginning, since
 * what is new is most often of that day or later.
 *
 * An order other than the source's is made of so many files at a time, again with a look for each time.
 */
export class NewFiles {
	listed = 0;
	/** Of these, what is exported already, as far as it was found out: a limit may end the search. */
	known = 0;
	waiting = 0;
	/** What was found so far. */
	readonly found = { files: 0, bytes: 0 };
	/** Whether nothing will be found beyond that. */
	isCounted = false;
	/** Of what the source lists of each day, once it was looked at. */
	readonly digests = new Map<Day, SetDigest>();
	readonly #breather = new Breather();

	constructor(
		private readonly ledger: Ledger,
		private readonly options: FindOptions,
	) {}

	async *[Symbol.asyncIterator](): AsyncGenerator<Candidate> {
		const newest = this.ledger.newestDay();
		if (newest !== undefined) await this.ledger.pin(newest);
		const first = new ReadableDays(this.ledger);
		if (this.options.order === 'listed') yield* this.#asListed(first);
		else yield* this.#inOrder(first);
		if (newest !== undefined) this.ledger.release([newest]);
		this.isCounted = true;
	}

	async *#asListed(first: ReadableDays): AsyncGenerator<Candidate> {
		yield* this.#counted(this.#look((day) => first.has(day), 'first'));
		for (const group of this.#groups(this.#unread(first))) {
			await this.#pin(group);
			yield* this.#counted(this.#look((day) => group.has(day), 'further'));
			this.ledger.release(group);
		}
	}

	async *#inOrder(first: ReadableDays): AsyncGenerator<Candidate> {
		const { heap, count } = await this.#sort((day) => first.has(day), 'first');
		const knownAtFirst = this.known;
		const unread = this.#unread(first);
		if (unread.length === 0) {
			this.isCounted = true;
			yield* heap.sorted();
			if (count > this.options.filesPerSort) yield* this.#dayByDay(first.all, 'again');
		} else {
			// What was found is not first in order: there are days that come before.
			Object.assign(this.found, { files: 0, bytes: 0 });
			this.known -= knownAtFirst;
			yield* this.#dayByDay([...unread, ...first.all], 'further');
		}
	}

	async *#dayByDay(days: readonly Day[], turn: Turn): AsyncGenerator<Candidate> {
		for (const group of this.#groups(days)) {
			await this.options.settle();
			await this.#pin(group);
			yield* this.#sorted((day) => group.has(day), turn);
			this.ledger.release(group);
		}
	}

	/** The first of them, and again the first of the others, until there are none. */
	async *#sorted(accepts: (day: Day) => boolean, firstTurn: Turn): AsyncGenerator<Candidate> {
		for (let turn = firstTurn; ; turn = 'again') {
			const { heap, count } = await this.#sort(accepts, turn);
			yield* heap.sorted();
			if (count <= this.options.filesPerSort) return;
			await this.options.settle();
		}
	}

	async #sort(accepts: (day: Day) => boolean, turn: Turn): Promise<Sorted> {
		const { order, filesPerSort } = this.options;
		const compare = comparisonBy(order === 'listed' ? 'oldest' : order);
		const heap = new BoundedHeap<Candidate>(filesPerSort, (a, b) => compare(a.file, b.file));
		let count = 0;
		const found = this.#look(accepts, turn);
		for await (const candidate of turn === 'again' ? found : this.#counted(found)) {
			heap.add(candidate);
			count++;
		}
		return { heap, count };
	}

	async *#counted(candidates: AsyncIterable<Candidate>): AsyncGenerator<Candidate> {
		for await (const candidate of candidates) {
			this.found.files++;
			this.found.bytes += candidate.file.entry.sizeBytes ?? 0;
			yield candidate;
		}
	}

	/** One look through the source. */
	async *#look(accepts: (day: Day) => boolean, turn: Turn): AsyncGenerator<Candidate> {
		const { list, signal } = this.options;
		const digests = new Map<Day, SetDigest>();
		const isNew = ({ day, identity }: Omit<Candidate, 'file'>) => accepts(day) && this.#isNew(day, identity);
		const isNeeded = (file: SourceFile) => !this.#isTooYoung(file) && isNew({ day: dayOf(file.storedMs), identity: identityOf(file) });
		let isWhole = false;
		try {
			for await (const page of list({ signal, isNeeded })) {
				for (const file of page) {
					if (this.#breather.isDue()) await this.#breather.breathe();
					if (this.#isTooYoung(file)) {
						if (turn === 'first') this.waiting++;
						continue;
					}
					const candidate = { file, day: dayOf(file.storedMs), identity: identityOf(file) };
					if (turn === 'first' || accepts(candidate.day)) this.#addTo(digests, candidate);
					if (isNew(candidate)) yield candidate;
					else if (turn !== 'again' && accepts(candidate.day)) this.known++;
				}
			}
			isWhole = true;
		} finally {
			if (isWhole) this.#note(digests);
			else this.#countListed(digests);
		}
	}

	#isNew(day: Day, identity: Identity): boolean {
		return !this.ledger.has(day, identity) && !this.options.isGivenUp(identity);
	}

	#isTooYoung({ storedMs }: SourceFile): boolean {
		return storedMs !== undefined && storedMs > this.options.youngestMs;
	}

	#addTo(digests: Map<Day, SetDigest>, { day, identity }: Candidate): void {
		let digest = digests.get(day);
		if (!digest) digests.set(day, (digest = new SetDigest(this.ledger.digestKey)));
		digest.add(identity);
	}

	/** The last look at a day counts: a source leaves out what has to wait, and may find that out only where it is asked for more. */
	#note(digests: ReadonlyMap<Day, SetDigest>): void {
		for (const [day, digest] of digests) {
			this.listed += digest.count - (this.digests.get(day)?.count ?? 0);
			this.digests.set(day, digest);
		}
	}

	/** Of a look that was broken off: its digests say nothing, and of days that were looked at before, the count stands. */
	#countListed(digests: ReadonlyMap<Day, SetDigest>): void {
		for (const [day, digest] of digests) if (!this.digests.has(day)) this.listed += digest.count;
	}

	/** Days of which more has to be read; of the others, all is exported. */
	#unread(first: ReadableDays): Day[] {
		const unread: Day[] = [];
		for (const [day, digest] of this.digests) {
			if (first.has(day)) continue;
			if (this.ledger.agrees(day, digest)) this.known += digest.count;
			else unread.push(day);
		}
		return unread;
	}

	/** As many days together as there is room for what is known of them. */
	*#groups(days: readonly Day[]): Generator<Set<Day>> {
		const { order, loadedIdentities } = this.options;
		const placeOf = (day: Day) => (day === NO_DAY ? Infinity : order === 'newest' ? -day : day);
		let group = new Set<Day>();
		let identities = 0;
		for (const day of [...days].sort((a, b) => placeOf(a) - placeOf(b))) {
			const count = this.ledger.countOf(day);
			if (group.size > 0 && identities + count > loadedIdentities) {
				yield group;
				group = new Set();
				identities = 0;
			}
			group.add(day);
			identities += count;
		}
		if (group.size > 0) yield group;
	}

	async #pin(days: Iterable<Day>): Promise<void> {
		for (const day of days) await this.ledger.pin(day);
	}
}

/** `again`: what is found was counted before. */
type Turn = 'first' | 'further' | 'again';

interface Sorted {
	heap: BoundedHeap<Candidate>;
	/** Of all that were found, kept or not. */
	count: number;
}

/** Days whose exported files were known when the first file of them was met. */
class ReadableDays {
	readonly #days = new Map<Day, boolean>();

	constructor(private readonly ledger: Ledger) {}

	has(day: Day): boolean {
		let isReadable = this.#days.get(day);
		if (isReadable === undefined) this.#days.set(day, (isReadable = this.ledger.isReadable(day)));
		return isReadable;
	}

	get all(): Day[] {
		return [...this.#days].filter(([, isReadable]) => isReadable).map(([day]) => day);
	}
}
