import { inspect } from 'node:util';
import { rememberSecret } from './known';
import { REDACTED } from './redacted';

/** A password, key or token. Every way of printing it gives "[redacted]"; only `reveal()` gives the text. */
export class Secret {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
		rememberSecret(text);
	}

	/** The text itself. Call it where the text goes on the wire, and keep the result nowhere. */
	reveal(): string {
		return this.#text;
	}

	toString(): string {
		return REDACTED;
	}

	toJSON(): string {
		return REDACTED;
	}

	[inspect.custom](): string {
		return REDACTED;
	}
}
