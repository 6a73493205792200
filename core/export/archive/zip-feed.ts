import type { NewZipFile } from '../../archive';

/** A file on its way into an archive. */
export interface FedFile {
	/** Resolves when all of its content went in; rejects with what that failed with, or the archive. */
	whenIn: Promise<void>;
	/** To be called once afterwards; nothing else goes in before. */
	decide(isWanted: boolean): void;
}

interface Open {
	taken(failure?: { error: unknown }): void;
	decide(isWanted: boolean): void;
}

/** Lets those who have files put them into an archive that is written elsewhere. One file at a time: `decide` on each before the next. */
export class ZipFeed {
	readonly #waiting: NewZipFile[] = [];
	#wake: () => void = () => {};
	#open?: Open;
	#isEnded = false;
	#failure?: { error: unknown };

	/** What the archive takes. */
	async *files(): AsyncGenerator<NewZipFile> {
		for (;;) {
			const next = this.#waiting.shift();
			if (next) yield next;
			else if (this.#failure) throw this.#failure.error;
			else if (this.#isEnded) return;
			else await new Promise<void>((resolve) => (this.#wake = resolve));
		}
	}

	put(file: Omit<NewZipFile, 'isWanted'>): FedFile {
		let decide: Open['decide'] = () => {};
		const decided = new Promise<boolean>((resolve) => (decide = resolve));
		let taken: Open['taken'] = () => {};
		const whenIn = new Promise<void>((resolve, reject) => (taken = (failure) => (failure ? reject(failure.error) : resolve())));
		whenIn.catch(() => {});
		const isWanted = async (failure?: { error: unknown }) => {
			taken(failure);
			return await decided;
		};
		this.#open = { taken, decide };
		if (this.#failure) this.fail(this.#failure.error);
		this.#waiting.push({ ...file, isWanted });
		this.#wake();
		return { whenIn, decide };
	}

	end(): void {
		this.#isEnded = true;
		this.#wake();
	}

	/** The archive failed, or is given up: nothing more goes in. */
	fail(error: unknown): void {
		this.#failure ??= { error };
		this.#open?.taken(this.#failure);
		this.#open?.decide(false);
		this.#wake();
	}
}
