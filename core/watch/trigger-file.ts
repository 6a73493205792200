import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { savedTrigger, type Outcomes, type SavedTrigger } from './hand-over';

/** More are forgotten: a state never asks for older ones. */
const KEPT = 1_000;

/**
 * What a trigger knows beside what n8n keeps for it, in a small file: which executions have ended, so that after a restart in
 * good order nothing comes twice; and a copy of its memory, which n8n keeps under the name of the node and forgets when
 * that changes. Without the file (n8n runs on another machine now) executions that were under way come again.
 */
export class TriggerFile implements Outcomes {
	readonly #ended: Set<string>;
	readonly #failed = new Set<string>();
	#copy: SavedTrigger | undefined;
	#writing: Promise<void> = Promise.resolve();

	private constructor(
		private readonly file: string,
		{ ended, memory }: Content,
	) {
		this.#ended = new Set(ended);
		this.#copy = memory;
	}

	static async open(file: string): Promise<TriggerFile> {
		return new TriggerFile(file, await contentOf(file));
	}

	get copy(): SavedTrigger | undefined {
		return this.#copy;
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
		await this.#write();
	}

	/** The same for the copy of the memory. */
	async keep(memory: SavedTrigger): Promise<void> {
		this.#copy = memory;
		await this.#write();
	}

	async #write(): Promise<void> {
		const write = async () => await this.#writeNow();
		this.#writing = this.#writing.then(write, write);
		await this.#writing;
	}

	async #writeNow(): Promise<void> {
		const partial = `${this.file}.partial`;
		await mkdir(dirname(this.file), { recursive: true });
		await writeFile(partial, JSON.stringify({ ended: [...this.#ended], memory: this.#copy }), { mode: 0o600 });
		await rename(partial, this.file);
	}
}

interface Content {
	ended: string[];
	memory?: SavedTrigger;
}

async function contentOf(file: string): Promise<Content> {
	try {
		const { ended, memory } = JSON.parse(await readFile(file, 'utf8')) as { ended?: unknown; memory?: unknown };
		const runs = Array.isArray(ended) ? ended.filter((run): run is string => typeof run === 'string') : [];
		return { ended: runs, memory: savedTrigger(memory) };
	} catch {
		return { ended: [] };
	}
}
