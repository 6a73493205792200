import { setTimeout as delay } from 'node:timers/promises';
import { BYTE_FAULTS } from '../../faults/fault-proxy';
import { randomNumbers } from '../../random';
import type { Service, Side } from '../protocol';
import type { Served } from './servers';

/** What a server can be told to do wrong. */
export interface Refuser {
	/** Answers so many requests with this; -1 is what it says of a token that has expired. */
	refuse(status: number, times: number, headers?: Record<string, string>): void;
	/** One bit of the next file that is read is another; false where the protocol has no checksum that would tell. */
	rot(): boolean;
	heal(): void;
}

const HTTP = [401, 403, 409, 412, 429, 500, 503, 503];
/**
 * What may be said of any request. Nobody can tell a target that denies what it has from an empty one, so that targets do not: no 404, no
 * SSH_FX_NO_SUCH_FILE, no 550.
 */
const STATUSES: Record<Exclude<Service, 'folder'>, Record<Side, number[]>> = {
	azure: { source: [...HTTP, 404], target: HTTP },
	s3: { source: [...HTTP, 404], target: HTTP },
	sftp: { source: [2, 3, 4, 5, 7, 8], target: [3, 4, 5, 7, 8] },
	ftps: { source: [421, 425, 426, 450, 451, 452, 500, 502, 530, 550, 552, 553], target: [421, 425, 426, 450, 451, 452, 500, 502, 530, 552] },
};
const CALMEST_MS = 2_200;
const WILDEST_MS = 150;
/** Bytes that pass before a fault strikes, at most: a few records of TLS, or a part of a large file. */
const DEPTHS = [40, 2_000, 60_000, 4_000_000];

/** Does to one server and its proxy what a seed says, in this order, whenever there is a storm. */
export class Storm {
	readonly counts: Record<string, number> = {};
	readonly #random: () => number;
	#isRaging = false;

	constructor(
		private readonly served: Served,
		seed: number,
	) {
		this.#random = randomNumbers(seed);
	}

	begin(): void {
		if (this.served.service === 'folder' || this.#isRaging) return;
		this.#isRaging = true;
		void this.#rage();
	}

	end(): void {
		this.#isRaging = false;
		this.#heal();
	}

	async #rage(): Promise<void> {
		while (this.#isRaging) {
			await delay(WILDEST_MS + this.#random() * (CALMEST_MS - WILDEST_MS));
			if (this.#isRaging) await this.#strike();
		}
		this.#heal();
	}

	async #strike(): Promise<void> {
		const { served } = this;
		const { service, side, proxy } = served;
		const kind = this.#random();
		if (kind < 0.58) {
			const fault = this.#oneOf(BYTE_FAULTS);
			proxy?.arm({ kind: fault, direction: this.#random() < 0.6 ? 'down' : 'up', at: Math.floor(this.#random() * this.#oneOf(DEPTHS)) });
			this.#count(fault);
		} else if (kind < 0.88) {
			const status = this.#oneOf(STATUSES[service as Exclude<Service, 'folder'>][side]);
			served.refuse(status, 1 + Math.floor(this.#random() * 3), status === 429 || (status === 503 && this.#random() < 0.5) ? { 'Retry-After': '1' } : undefined);
			this.#count(String(status));
		} else if (kind < 0.93) {
			if (side === 'source' && served.rot()) this.#count('rot');
		} else if (kind < 0.97) {
			await this.#meanwhile('away', () => proxy?.setAway(true));
		} else if (service === 'azure' || service === 's3') {
			await this.#meanwhile('expired', () => served.refuse(-1, Infinity));
		}
	}

	async #meanwhile(name: string, begin: () => void): Promise<void> {
		this.#count(name);
		begin();
		await delay(300 + this.#random() * 2_000);
		this.#heal();
	}

	#heal(): void {
		this.served.proxy?.setAway(false);
		this.served.proxy?.arm();
		this.served.heal();
	}

	#oneOf<One>(all: readonly One[]): One {
		return all[Math.floor(this.#random() * all.length)];
	}

	#count(name: string): void {
		this.counts[name] = (this.counts[name] ?? 0) + 1;
	}
}
