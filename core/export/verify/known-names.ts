import { hash } from 'node:crypto';
import { IDENTITY_BYTES, type Identity } from '../identity';
import { EMPTY_DAY } from '../ledger/day-index';

const ADDED_AT_ONCE = 50_000;

/** Names, 16 bytes each in memory: millions of them. */
export class KnownNames {
	#index = EMPTY_DAY;
	#added = new Set<Identity>();

	async add(name: string): Promise<void> {
		this.#added.add(keyOf(name));
		if (this.#added.size < ADDED_AT_ONCE) return;
		const added = this.#added;
		this.#index = await this.#index.with([...added], () => {});
		this.#added = new Set();
	}

	has(name: string): boolean {
		const key = keyOf(name);
		return this.#added.has(key) || this.#index.has(key);
	}
}

function keyOf(name: string): Identity {
	return hash('sha256', name, 'binary').slice(0, IDENTITY_BYTES);
}
