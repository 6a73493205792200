import { cutText } from '../../secrets/cut';
import type { Control } from './control';
import { FtpsError, replyError } from './ftps-error';
import type { ServerTraits } from './login';
import { extendedPassivePort, isRefused, passivePort, type Reply } from './reply';

/** One that was asked for ahead is good for this long. */
const PORT_IS_FRESH_MS = 5_000;
/** Who comes so soon after a transfer has been waiting for it, and others behind him. */
const IN_A_ROW_MS = 500;

/** The ports at which a server listens for the data of one control connection, asked for as early as it takes that. */
export class PassivePorts {
	#prepared?: { asked: Promise<number>; at: number };
	/** It was asked while a transfer was coming to its end. */
	#hasAskedEarly = false;
	#isAskingEarly = false;
	/** When all bytes of the last transfer were here; whether the one after it followed at once. */
	#wasReadyAt = -Infinity;
	#isInRow = false;

	constructor(
		private readonly control: Control,
		private readonly traits: ServerTraits,
	) {}

	/** Ahead, while there is nothing else to do. */
	prepare(): void {
		if (this.traits.pipelines && !this.#prepared) this.#prepareBy(this.ask());
	}

	/**
	 * The same as soon as all bytes of a transfer are here, while the server has yet to say so, where transfers follow one another. Who waits
	 * for this connection may do so anywhere.
	 */
	prepareEarly(): void {
		this.#wasReadyAt = performance.now();
		const { pipelines, epsv, asksEarly = true } = this.traits;
		if (!this.#isInRow || !pipelines || !epsv || !asksEarly || this.#prepared) return;
		this.#hasAskedEarly = true;
		this.#prepareBy(this.#askEarly());
	}

	/** For a transfer that begins now; undefined where none was asked for, or so long ago that the server may listen there no more. */
	take(): Promise<number> | undefined {
		this.#isInRow = performance.now() - this.#wasReadyAt < IN_A_ROW_MS;
		const prepared = this.#prepared;
		this.#prepared = undefined;
		const isFresh = prepared !== undefined && performance.now() - prepared.at < PORT_IS_FRESH_MS;
		return isFresh ? prepared.asked : undefined;
	}

	async ask(): Promise<number> {
		if (this.traits.epsv) {
			const reply = await this.control.ask('EPSV');
			const port = extendedPortIn(reply);
			if (port !== undefined) return port;
			this.traits.epsv = false;
		}
		const reply = await this.control.ask('PASV');
		if (isRefused(reply)) throw replyError('PASV', reply);
		const port = passivePort(reply.text);
		if (port === undefined) throw new FtpsError({ kind: 'garbled', detail: `the server says no port for data: ${cutText(reply.text, 100)}` });
		return port;
	}

	/** Replies in another order than their commands: it is what was asked early that has confused the server, if anything was. */
	noteDisorder(): void {
		// Of other connections, too: it is not pipelining that is wrong.
		if (this.#hasAskedEarly) this.traits.asksEarly = false;
		else this.traits.pipelines = false;
	}

	/** A transfer is refused of which all may be here. Tells whether the server means what it was asked early, which it is not asked again then. */
	noteRefusal(): boolean {
		if (this.#isAskingEarly) this.traits.asksEarly = false;
		return this.#isAskingEarly;
	}

	#prepareBy(asked: Promise<number>): void {
		asked.catch(() => {});
		this.#prepared = { asked, at: performance.now() };
	}

	/** A server that is not ready for it is asked again, and no more so early. */
	async #askEarly(): Promise<number> {
		this.#isAskingEarly = true;
		const reply = await this.control.ask('EPSV').finally(() => (this.#isAskingEarly = false));
		const port = extendedPortIn(reply);
		if (port !== undefined) return port;
		this.traits.asksEarly = false;
		return await this.ask();
	}
}

/** Undefined where the server does not say one. Throws where it is about to hang up. */
function extendedPortIn(reply: Reply): number | undefined {
	if (reply.code === 421) throw replyError('EPSV', reply);
	return reply.code === 229 ? extendedPassivePort(reply.text) : undefined;
}
