import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Outcomes } from './hand-over';

/** More are forgotten: a state never asks for older ones. */
const KEPT = 200;

/**
 * Which runs have ended, for as long as the process lives and, in a small file, beyond it: after a restart in good order
 * nothing is handed over twice. Without the file (it was lost, or n8n runs on another machine now) the latest run is.
 */
export class RunOutcomes implements Outcomes {
	readonly #ended = new Set<string>();
	readonly #failed = new Set<string>();
	#writing: Promise<void> = Promise.resolve();

	private constructor(private readonly file: string) {}

	static async open(file: string): Promise<RunOutcomes> {
		const outcomes = new RunOutcomes(file);
		for (const run of await savedRuns(file)) outcomes.#ended.add(run);
		return outcomes;
	}

	hasEnded(run: string): boolean {
		return this.#ended.has(run);
	}

	hasFailedToStart(run: string): boolean {
		return this.#failed.has(run);
	}

	failedToStart(run: string): void {
		this.#failed.add(run);
	}

	/** Resolves when it is on disk; rejects when it cannot be, which costs a repetition after a restart, no more. */
	async ended(run: string): Promise<void> {
		this.#ended.add(run);
		for (const oldest of this.#ended) {
			if (this.#ended.size <= KEPT) break;
			this.#ended.delete(oldest);
		}
		const write = async () => await this.#write();
		this.#writing = this.#writing.then(write, write);
		await this.#writing;
	}

	async #write(): Promise<void> {
		const partial = `${this.file}.partial`;
		await mkdir(dirname(this.file), { recursive: true });
		await writeFile(partial, JSON.stringify({ ended: [...this.#ended] }), { mode: 0o600 });
		await rename(partial, this.file);
	}
}

async function savedRuns(file: string): Promise<string[]> {
	try {
		const { ended } = JSON.parse(await readFile(file, 'utf8')) as { ended?: unknown };
		return Array.isArray(ended) ? ended.filter((run): run is string => typeof run === 'string') : [];
	} catch {
		return [];
	}
}
