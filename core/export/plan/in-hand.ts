/** Counts who is at work, and tells when nobody is. */
export class InHand {
	#count = 0;
	#waiting: Array<() => void> = [];

	enter(): () => void {
		this.#count++;
		return () => {
			if (--this.#count > 0) return;
			for (const resolve of this.#waiting.splice(0)) resolve();
		};
	}

	async idle(): Promise<void> {
		if (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
}
