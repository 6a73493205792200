import { inspect } from 'node:util';
import { seeValue } from '../secrets/seen.js';

/** Remembers all that was shown to anyone, to tell whether a secret was in it. */
export class SecretWatch {
	readonly #texts: string[] = [];

	see(...values: unknown[]): void {
		for (const value of values) {
			seeValue('nodes', expect.getState().currentTestName ?? '', value);
			this.#texts.push(inspect(value, { depth: 10, showHidden: true, maxStringLength: null }), plain(value));
			if (value instanceof Error) this.#seeError(value);
		}
	}

	/** The pieces of what was seen that hold one of the secrets; empty when all is well. */
	leaksOf(...secrets: string[]): string[] {
		const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
		return this.#texts.flatMap((text) =>
			forms.filter((form) => text.includes(form)).map((form) => around(text, text.indexOf(form))),
		);
	}

	get isEmpty(): boolean {
		return this.#texts.length === 0;
	}

	#seeError(error: Error): void {
		const { message, stack, description, cause } = error as Error & { description?: string };
		this.#texts.push(message, stack ?? '', description ?? '');
		if (cause !== undefined) this.see(cause);
	}
}

function plain(value: unknown): string {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return ''; // Circular: `inspect` has shown it.
	}
}

function around(text: string, position: number): string {
	return text.slice(Math.max(0, position - 200), position + 60);
}
