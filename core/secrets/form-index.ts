import type { Range } from './unescaped';

/** Shorter ones would garble texts and protect nothing. */
export const MIN_LENGTH = 8;

const BASE = 0x01000193;
const BASE_TO_MIN_LENGTH = Array.from({ length: MIN_LENGTH }).reduce<number>((power) => Math.imul(power, BASE), 1);
const SLOT_BITS = 20;
/** The mark of a slot with several hashes. */
const ANY = 255;
/** So much of a secret at the end of a text that was cut is looked for. */
const MOST_CUT = 16_384;

interface Entry {
	form: string;
	/** Where in the form the characters stand by which it is found. */
	offset: number;
	hash: number;
	uses: number;
}

/**
 * Texts of eight characters and more, found in a text in one pass however many they are (Rabin and Karp, "Efficient randomized
 * pattern-matching algorithms", 1987).
 */
export class FormIndex {
	readonly #entries = new Map<string, Entry>();
	readonly #bySlot = new Map<number, Entry[]>();
	readonly #byHead = new Map<string, Set<string>>();
	/** What the hashes in each slot have in common, 0 where there are none: most characters of a text need no look at a map. */
	readonly #marks = new Uint8Array(1 << SLOT_BITS);

	get isEmpty(): boolean {
		return this.#entries.size === 0;
	}

	add(form: string): void {
		const known = this.#entries.get(form);
		if (known) {
			known.uses++;
			return;
		}
		// Tokens often begin alike, or end so: by which of three places it is found, so that few are found by the same.
		const last = form.length - MIN_LENGTH;
		const offset = [last, last >>> 1, 0].reduce((best, other) => (this.#countAt(form, other) < this.#countAt(form, best) ? other : best));
		const hash = hashAt(form, offset);
		const slot = slotOf(hash);
		const entry = { form, offset, hash, uses: 1 };
		this.#entries.set(form, entry);
		this.#fill(slot, [...(this.#bySlot.get(slot) ?? []), entry]);
		const head = form.slice(0, MIN_LENGTH);
		this.#byHead.set(head, (this.#byHead.get(head) ?? new Set()).add(form));
	}

	delete(form: string): void {
		const entry = this.#entries.get(form);
		if (!entry || --entry.uses > 0) return;
		const slot = slotOf(entry.hash);
		const head = form.slice(0, MIN_LENGTH);
		const others = (this.#bySlot.get(slot) ?? []).filter((other) => other !== entry);
		const alike = this.#byHead.get(head);
		this.#entries.delete(form);
		alike?.delete(form);
		if (alike?.size === 0) this.#byHead.delete(head);
		this.#fill(slot, others);
	}

	/** In the order in which they are found; they may overlap. */
	rangesIn(text: string): Range[] {
		const ranges: Range[] = [];
		if (text.length < MIN_LENGTH) return ranges;
		const marks = this.#marks;
		let hash = hashAt(text, 0);
		for (let position = 0; ; position++) {
			const mark = marks[slotOf(hash)];
			if (mark !== 0 && (mark === ANY || mark === markOf(hash))) this.#addAt(position, hash, text, ranges);
			if (position + MIN_LENGTH >= text.length) return ranges;
			hash = (Math.imul(hash, BASE) + text.charCodeAt(position + MIN_LENGTH) - Math.imul(text.charCodeAt(position), BASE_TO_MIN_LENGTH)) | 0;
		}
	}

	/** Where the first form begins of which the end of the text holds only the beginning. */
	cutIn(text: string): number | undefined {
		for (let position = Math.max(0, text.length - MOST_CUT); position + MIN_LENGTH <= text.length; position++) {
			const forms = this.#byHead.get(text.slice(position, position + MIN_LENGTH));
			if (!forms) continue;
			const rest = text.slice(position);
			for (const form of forms) if (form.startsWith(rest)) return position;
		}
		return undefined;
	}

	#fill(slot: number, entries: Entry[]): void {
		this.#marks[slot] = entries.length > 1 ? ANY : entries.map(({ hash }) => markOf(hash))[0] ?? 0;
		if (entries.length > 0) this.#bySlot.set(slot, entries);
		else this.#bySlot.delete(slot);
	}

	#addAt(position: number, hash: number, text: string, ranges: Range[]): void {
		for (const { form, offset, hash: wanted } of this.#bySlot.get(slotOf(hash)) ?? []) {
			const start = position - offset;
			if (wanted !== hash || start < 0 || !text.startsWith(form, start)) continue;
			const end = start + form.length;
			const last = ranges.at(-1);
			if (last && start >= last.start && start <= last.end) last.end = Math.max(last.end, end);
			else ranges.push({ start, end });
		}
	}

	#countAt(form: string, offset: number): number {
		return this.#bySlot.get(slotOf(hashAt(form, offset)))?.length ?? 0;
	}
}

function hashAt(text: string, start: number): number {
	let hash = 0;
	for (let position = start; position < start + MIN_LENGTH; position++) hash = (Math.imul(hash, BASE) + text.charCodeAt(position)) | 0;
	return hash;
}

function markOf(hash: number): number {
	return (hash & 0x7f) + 1;
}

function slotOf(hash: number): number {
	return Math.imul(hash, 0x9e3779b1) >>> (32 - SLOT_BITS);
}
