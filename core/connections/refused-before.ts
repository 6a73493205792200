import type { Classification } from '../errors/recording-error';

/** A server that refused a login a short while ago, and was not asked again. */
export class RefusedBefore extends Error {
	override readonly name = 'RefusedBefore';

	constructor(
		/** What was thrown when it was asked. */
		readonly refusal: unknown,
		/** When it will be asked again. */
		readonly againAt: Date,
	) {
		super('the server refused this login before, and was not asked again');
	}

	/** The same for another who waited: each call counts its own attempts by its error. */
	copy(): RefusedBefore {
		return new RefusedBefore(this.refusal, this.againAt);
	}

	/** What it means, from what the refusal means. */
	explain(refusal: Classification): Classification {
		const time = this.againAt.toISOString().slice(11, 19);
		const detail = `${refusal.detail}. That was a short while ago; it was not asked again, since too many wrong logins lock an account. It will be by the next run from ${time} UTC on, and at once with a changed credential`;
		return { ...refusal, detail, retryable: false };
	}
}
