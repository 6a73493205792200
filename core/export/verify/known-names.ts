import { hash } from 'node:crypto';
import { IDENTITY_BYTES, type Identity } from '../identity';
import { EMPTY_DAY } from '../ledger/day-index';

const ADDED_AT_ONCE = 50_000;

/** Names, 16 bytes each in memory: millions of them. */
export class KnownNames {
	#index = EMPTY_DAY;
	#added: Identity[] = [];

	async add(name: string): Promise<void> {
		this.#added.push(keyOf(name));
		if (this.#added.length >= ADDED_AT_ONCE) await this.seal();
	}

	/** To be called before `has`. */
	async seal(): Promise<void> {
		this.#index = await this.#index.with(this.#added.splice(0), () => {});
	}

	has(name: string): boolean {
		return this.#index.has(keyOf(name));
	}
}

function keyOf(name: string): Identity {
	return hash('sha256', name, 'binary').slice(0, IDENTITY_BYTES);
}
