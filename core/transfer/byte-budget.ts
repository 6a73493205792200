/** So many bytes at once, whoever has them; who comes first is served first. More than all of it has all of it to itself. */
export class ByteBudget {
	readonly #waiting: Array<{ bytes: number; begin(): void }> = [];
	#taken = 0;

	constructor(private readonly most: number) {}

	/** Resolves when there is room; call what it gives when the bytes are let go. Rejects with the reason of the signal. */
	async take(bytes: number, signal?: AbortSignal): Promise<() => void> {
		const wanted = Math.min(bytes, this.most);
		if (this.#waiting.length > 0 || this.#taken + wanted > this.most) await this.#turn(wanted, signal);
		else this.#taken += wanted;
		return once(() => {
			this.#taken -= wanted;
			this.#serve();
		});
	}

	async #turn(bytes: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const leave = () => {
				this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
				reject(signal?.reason as Error);
				this.#serve();
			};
			const waiting = {
				bytes,
				begin: () => {
					signal?.removeEventListener('abort', leave);
					resolve();
				},
			};
			signal?.addEventListener('abort', leave, { once: true });
			this.#waiting.push(waiting);
		});
	}

	#serve(): void {
		for (let [next] = this.#waiting; next && this.#taken + next.bytes <= this.most; [next] = this.#waiting) {
			this.#waiting.shift();
			this.#taken += next.bytes;
			next.begin();
		}
	}
}

function once(work: () => void): () => void {
	let isDone = false;
	return () => {
		if (!isDone) work();
		isDone = true;
	};
}
