import { Worker } from 'node:worker_threads';
import { RecordingError } from '../../errors/recording-error';
import type { HashAlgorithm, RunningHash } from './running-hash';
import { THREAD_CODE } from './thread-code';

const BLOCK_BYTES = 512 * 1024;
/** Of one hash: what is on its way to the thread, and not hashed yet. */
const BLOCKS_AHEAD = 4;
/** Filled again, rather than made anew. */
const SPARE_BLOCKS = 8;
/** A thread costs some 10 MB as long as it is there. */
const IDLE_MS = 30_000;

interface Said {
	id: number;
	block?: ArrayBuffer;
	digest?: string;
}

/** A thread that hashes for this process, begun when it is needed and ended when it was not for a while. */
export class HashThread {
	readonly #jobs = new Map<number, ThreadHash>();
	readonly #spare: ArrayBuffer[] = [];
	#worker?: Worker;
	#idle?: NodeJS.Timeout;
	#lastId = 0;

	/** Other than the defaults: for tests. */
	constructor(private readonly code = THREAD_CODE, private readonly idleMs = IDLE_MS) {}

	get isThere(): boolean {
		return this.#worker !== undefined;
	}

	/** Hashes under way. */
	get load(): number {
		return this.#jobs.size;
	}

	begin(algorithm: HashAlgorithm): RunningHash {
		clearTimeout(this.#idle);
		const worker = (this.#worker ??= this.#start());
		const id = ++this.#lastId;
		const job = new ThreadHash({
			post: (message, block) => worker.postMessage({ id, ...message }, block ? [block] : []),
			takeBlock: () => this.#spare.pop() ?? new ArrayBuffer(BLOCK_BYTES),
			leave: () => this.#leave(id),
		});
		this.#jobs.set(id, job);
		job.begin(algorithm);
		return job;
	}

	#start(): Worker {
		// It sees nothing of the process: no environment, no arguments, nothing on the way to its output.
		const worker = new Worker(this.code, { eval: true, env: {}, argv: [], execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 } });
		worker.on('message', (said: Said) => this.#hear(said));
		worker.once('error', (error) => this.#broke(worker, error));
		worker.once('exit', () => this.#broke(worker, new Error('it ended')));
		worker.unref();
		return worker;
	}

	#hear({ id, block, digest }: Said): void {
		if (block && this.#spare.length < SPARE_BLOCKS) this.#spare.push(block);
		const job = this.#jobs.get(id);
		if (block) job?.hashed();
		if (digest !== undefined) job?.done(digest);
	}

	#leave(id: number): void {
		this.#jobs.delete(id);
		if (this.#jobs.size > 0) return;
		clearTimeout(this.#idle);
		this.#idle = setTimeout(() => this.#end(), this.idleMs).unref();
	}

	#end(): void {
		const worker = this.#worker;
		this.#worker = undefined;
		this.#spare.length = 0;
		void worker?.terminate();
	}

	/** Those that it worked for begin anew, with another one. */
	#broke(worker: Worker, error: Error): void {
		if (this.#worker !== worker) return;
		this.#worker = undefined;
		for (const job of [...this.#jobs.values()]) job.fail(error);
	}
}

interface Thread {
	post(message: { algorithm?: HashAlgorithm; block?: ArrayBuffer; length?: number; isOver?: 'digest' | 'dropped' }, block?: ArrayBuffer): void;
	takeBlock(): ArrayBuffer;
	leave(): void;
}

/** One hash in the thread. */
class ThreadHash implements RunningHash {
	#block?: ArrayBuffer;
	#filled = 0;
	#ahead = 0;
	#failure?: Error;
	#room?: { resolve(): void; reject(error: Error): void };
	#digest?: { resolve(digest: Buffer): void; reject(error: Error): void };
	#isOver = false;

	constructor(private readonly thread: Thread) {}

	begin(algorithm: HashAlgorithm): void {
		this.thread.post({ algorithm });
	}

	update(chunk: Buffer): void | Promise<void> {
		if (this.#failure) throw this.#failure;
		for (let from = 0; from < chunk.length; ) {
			this.#block ??= this.thread.takeBlock();
			const piece = chunk.subarray(from, from + BLOCK_BYTES - this.#filled);
			new Uint8Array(this.#block).set(piece, this.#filled);
			this.#filled += piece.length;
			from += piece.length;
			if (this.#filled === BLOCK_BYTES) this.#send();
		}
		if (this.#ahead < BLOCKS_AHEAD) return;
		return new Promise((resolve, reject) => (this.#room = { resolve, reject }));
	}

	async digest(): Promise<Buffer> {
		if (this.#failure) throw this.#failure;
		this.#send();
		return await new Promise((resolve, reject) => {
			this.#digest = { resolve, reject };
			this.thread.post({ isOver: 'digest' });
		});
	}

	drop(): void {
		if (this.#isOver) return;
		this.#leave();
		if (!this.#failure) this.thread.post({ isOver: 'dropped' });
	}

	hashed(): void {
		this.#ahead--;
		if (this.#ahead >= BLOCKS_AHEAD) return;
		this.#room?.resolve();
		this.#room = undefined;
	}

	done(digest: string): void {
		this.#leave();
		this.#digest?.resolve(Buffer.from(digest, 'base64'));
	}

	/** What the thread knew is lost: the file is fetched once more. */
	fail(cause: Error): void {
		this.#leave();
		this.#failure = new RecordingError({ code: 'CORRUPTED', operation: 'hash', detail: 'the thread that computed a checksum broke down', advice: 'Try it again; is there enough memory?', cause });
		this.#room?.reject(this.#failure);
		this.#digest?.reject(this.#failure);
	}

	#send(): void {
		const [block, length] = [this.#block, this.#filled];
		if (!block || length === 0) return;
		this.#block = undefined;
		this.#filled = 0;
		this.#ahead++;
		this.thread.post({ block, length }, block);
	}

	#leave(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.thread.leave();
	}
}
