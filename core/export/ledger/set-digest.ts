import { hash } from 'node:crypto';
import { IDENTITY_BYTES, type Identity } from '../identity';

/**
 * Stands for a set of files, in whatever order they come: their number, and the XOR of a keyed hash of each. Without the
 * key, which lies at the target, nobody who can store recordings can make two sets that look alike.
 */
export class SetDigest {
	readonly #sum = Buffer.alloc(IDENTITY_BYTES);
	/** Key and identity, one behind the other: what is hashed, made once for all of them. */
	readonly #element: Buffer;
	#count = 0;

	constructor(private readonly key: string) {
		this.#element = Buffer.from(key.padEnd(key.length + IDENTITY_BYTES), 'latin1');
	}

	get count(): number {
		return this.#count;
	}

	add(identity: Identity): void {
		this.#element.write(identity, this.key.length, 'latin1');
		// As text: a buffer of its own for each would take longer than its hash.
		const element = hash('sha256', this.#element, 'binary');
		for (let at = 0; at < IDENTITY_BYTES; at++) this.#sum[at] ^= element.charCodeAt(at);
		this.#count++;
	}

	/** `count:sum`; equal for equal sets. */
	toString(): string {
		return `${this.#count}:${this.#sum.toString('hex')}`;
	}

	static parse(key: string, text: string): SetDigest {
		const digest = new SetDigest(key);
		const [count, sum] = text.split(':');
		digest.#count = Number(count);
		digest.#sum.set(Buffer.from(sum, 'hex').subarray(0, IDENTITY_BYTES));
		return digest;
	}
}
