import { FileSet } from './seen';
import type { WatchState } from './watch-state';

/** For so long a folder that shows nothing may be away, and what is awaited there is not given up. */
const LONGEST_ABSENCE_MS = 7 * 86_400_000;

type Saved = Pick<WatchState, 'awaited' | 'awaitedSections' | 'absentSinceMs'>;

/** Files that are still to be handed on, whatever the marks say, and where they lie. */
export class Awaited {
	readonly #files: FileSet;
	readonly #before: FileSet;
	readonly #sections: Set<string>;
	/** Those in which something was listed. */
	readonly #shown = new Set<string>();
	#absentSinceMs: number | undefined;

	constructor({ awaited, awaitedSections, absentSinceMs }: Saved) {
		this.#files = new FileSet(awaited);
		this.#before = new FileSet(awaited);
		this.#sections = new Set(awaitedSections);
		this.#absentSinceMs = absentSinceMs;
	}

	has(identity: string, ms: number): boolean {
		return this.#files.has(identity, ms);
	}

	/** Since an earlier look. */
	hadBefore(identity: string, ms: number): boolean {
		return this.#before.has(identity, ms);
	}

	add(identity: string, ms: number): void {
		this.#files.add(identity, ms);
	}

	delete(identity: string, ms: number): void {
		this.#files.delete(identity, ms);
	}

	earliestMs(): number | undefined {
		return this.#files.earliestMs();
	}

	/** Something waits there. */
	addSection(section: string | undefined): void {
		if (section !== undefined) this.#sections.add(section);
	}

	/** Something is listed there. */
	shows(section: string | undefined): void {
		if (section !== undefined) this.#shown.add(section);
	}

	/** Whether a section in which something waits shows nothing at all. */
	get isAbsent(): boolean {
		return [...this.#sections].some((section) => !this.#shown.has(section));
	}

	/** All was listed: what is not there any more is not looked for for ever. */
	giveUp(nowMs: number): void {
		this.#absentSinceMs = this.isAbsent ? (this.#absentSinceMs ?? nowMs) : undefined;
		if (this.#absentSinceMs !== undefined && nowMs - this.#absentSinceMs < LONGEST_ABSENCE_MS) return;
		this.#absentSinceMs = undefined;
		this.#files.clear();
		this.#sections.clear();
	}

	save(): Saved {
		const awaited = this.#files.save();
		return {
			...(awaited.length > 0 ? { awaited } : {}),
			...(this.#sections.size > 0 ? { awaitedSections: [...this.#sections] } : {}),
			...(this.#absentSinceMs === undefined ? {} : { absentSinceMs: this.#absentSinceMs }),
		};
	}
}
