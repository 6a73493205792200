import { fork, type ChildProcess } from 'node:child_process';
import type { Ask } from '../protocol';

/** The process with the servers. */
export class WorldProcess {
	readonly #child: ChildProcess;
	readonly #asked = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
	#count = 0;
	#ended?: Error;

	constructor(program: string) {
		this.#child = fork(program, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
		this.#child.on('message', ({ id, result, failure }: { id: number; result?: unknown; failure?: string }) => {
			const asked = this.#asked.get(id);
			this.#asked.delete(id);
			if (failure === undefined) asked?.resolve(result);
			else asked?.reject(new Error(failure));
		});
		this.#child.once('exit', (code, signal) => {
			this.#ended = new Error(`the servers ended: ${code ?? signal}`);
			for (const { reject } of this.#asked.values()) reject(this.#ended);
		});
	}

	async ask<Result = void>(asked: Ask): Promise<Result> {
		if (this.#ended) throw this.#ended;
		const id = ++this.#count;
		return await new Promise<Result>((resolve, reject) => {
			this.#asked.set(id, { resolve: resolve as (result: unknown) => void, reject });
			this.#child.send({ id, asked });
		});
	}

	end(): void {
		this.#child.disconnect();
	}
}
