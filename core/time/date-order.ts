import { asUtcMs, inOrder, parseTimeText, type DateOrder, type WallTime } from './date-text';

const DAY_MS = 86_400_000;
/** A local time and UTC are at most 14 hours apart, a call is hours long: two days apart is another day. */
const NEAR_MS = 2 * DAY_MS;

const ORDERS: readonly DateOrder[] = ['monthFirst', 'dayFirst'];

/**
 * Finds out for a file whether its dates put the month or the day first. What counts: the day that the name of the
 * recording, or of the index, tells; where there is none, a number above 12, which can only be a day.
 */
export class DateOrderEvidence {
	readonly #proofs = { monthFirst: 0, dayFirst: 0 };
	readonly #signs = { monthFirst: 0, dayFirst: 0 };

	/** @param nearMs a moment that the date must be near to, if one is known */
	add(text: string, nearMs: number | undefined): void {
		const written = parseTimeText(text.trim());
		if (written?.form !== 'numbers') return;
		const possible = ORDERS.filter((order) => inOrder(written, order));
		const isProof = possible.length === 1;
		const orders = isProof ? possible : possible.filter((order) => isNear(inOrder(written, order), nearMs));
		if (orders.length === 1) (isProof ? this.#proofs : this.#signs)[orders[0]]++;
	}

	/** What is set counts. Undefined where nothing tells, or where the file contradicts itself. */
	decide(setting?: DateOrder): DateOrder | undefined {
		if (setting) return setting;
		// The names of recordings first: one odd row must not turn all the others.
		for (const { monthFirst, dayFirst } of [this.#signs, this.#proofs]) {
			if (monthFirst > 0 && dayFirst > 0) return undefined;
			if (monthFirst > 0) return 'monthFirst';
			if (dayFirst > 0) return 'dayFirst';
		}
		return undefined;
	}
}

function isNear(time: WallTime | 'ambiguous' | undefined, nearMs: number | undefined): boolean {
	return nearMs !== undefined && typeof time === 'object' && Math.abs(asUtcMs(time) - nearMs) <= NEAR_MS;
}
