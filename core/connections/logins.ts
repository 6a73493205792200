import { createHmac, randomBytes } from 'node:crypto';
import { abortError } from '../sources/layers/abort';
import { RefusedBefore } from './refused-before';

/** A server that refused a login for good is left alone for so long, and twice as long with each further refusal. */
export const FIRST_REST_MS = 60_000;
export const LONGEST_REST_MS = 15 * 60_000;
const MOST_REMEMBERED = 1_000;

export interface LoginsOptions {
	/** All that stands for one login: protocol, host, port, user, and what proves who it is. */
	parts: readonly string[];
	/** Refusals in a row that may be tried again, of a login that succeeded before. */
	mostRetried: number;
	/** Asks the server in any case, once: a refusal from before this was made does not count. */
	asksAgain?: boolean;
}

/** One who is logging in. */
export interface Turn {
	accepted(): void;
	/** Gives the error that `make` makes; `mayPass`: another try may go through. */
	refused<E>(make: (mayPass: boolean) => E): E;
	/** Call it in any case, whatever became of the login. */
	end(): void;
}

interface Known {
	hasSucceeded: boolean;
	/** Since it last succeeded. */
	refusals: number;
	/** How often in a row it was refused for good. */
	rests: number;
	refused?: { error: unknown; at: number; until: number; againAt: Date };
	/** Somebody is finding out. */
	busy?: Promise<void>;
}

const pepper = randomBytes(32);
/** What became of logins in this process, by what stands for them; those used last are last. */
const logins = new Map<string, Known>();

/**
 * The logins of one open source. Servers lock an account after some wrong passwords, and a batch has many files: what was
 * refused is not asked again as long as the source is open, nor for a while by others in this process. Some servers refuse
 * a good login now and then, in the words in which they refuse a bad one: a refusal is worth another try only of what
 * succeeded earlier in this process, and only so often in a row. As long as it is not known to be good, one at a time asks.
 */
export class Logins {
	readonly #key: string;
	readonly #since = performance.now();

	constructor(private readonly options: LoginsOptions) {
		this.#key = createHmac('sha256', pepper).update(JSON.stringify(options.parts)).digest('hex');
	}

	/** Throws RefusedBefore where the server need not be asked. */
	assertNotRefused(): void {
		const refused = logins.get(this.#key)?.refused;
		if (!refused) return;
		const isOurs = refused.at >= this.#since;
		if (isOurs || (!this.options.asksAgain && performance.now() < refused.until)) throw new RefusedBefore(refused.error, refused.againAt);
	}

	/** Waits until it may ask; throws RefusedBefore when somebody else was refused meanwhile. */
	async turn(signal: AbortSignal): Promise<Turn> {
		for (;;) {
			if (signal.aborted) throw abortError();
			this.assertNotRefused();
			const known = this.#known();
			const isGood = known.hasSucceeded && known.refusals === 0;
			if (isGood) return this.#turn(known, () => {});
			if (!known.busy) return this.#turn(known, occupy(known));
			await unlessAborted(known.busy, signal);
		}
	}

	#known(): Known {
		const known = logins.get(this.#key) ?? { hasSucceeded: false, refusals: 0, rests: 0 };
		logins.delete(this.#key);
		logins.set(this.#key, known);
		for (const oldest of logins.keys()) {
			if (logins.size <= MOST_REMEMBERED) break;
			logins.delete(oldest);
		}
		return known;
	}

	#turn(known: Known, end: () => void): Turn {
		return {
			accepted: () => {
				Object.assign(known, { hasSucceeded: true, refusals: 0, rests: 0, refused: undefined });
				end();
			},
			refused: (make) => {
				known.refusals++;
				const mayPass = known.hasSucceeded && known.refusals <= this.options.mostRetried;
				const error = make(mayPass);
				if (!mayPass) known.refused = rest(known, error);
				return error;
			},
			end,
		};
	}
}

function rest(known: Known, error: unknown): Known['refused'] {
	const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** known.rests);
	known.rests++;
	const at = performance.now();
	return { error, at, until: at + restMs, againAt: new Date(Date.now() + restMs) };
}

function occupy(known: Known): () => void {
	let free: () => void = () => {};
	const busy = new Promise<void>((resolve) => (free = resolve));
	known.busy = busy;
	return () => {
		if (known.busy === busy) known.busy = undefined;
		free();
	};
}

async function unlessAborted(busy: Promise<void>, signal: AbortSignal): Promise<void> {
	let leave: () => void = () => {};
	const left = new Promise<void>((resolve) => {
		leave = resolve;
		signal.addEventListener('abort', leave, { once: true });
	});
	await Promise.race([busy, left]);
	signal.removeEventListener('abort', leave);
}

/** Forgets the logins of this process: for tests. */
export function forgetLogins(): void {
	logins.clear();
}
