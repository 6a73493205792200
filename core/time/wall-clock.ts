import { asUtcMs, type WallTime } from './date-text';
import { DateTime } from './luxon';
import { assertZone } from './zone';

const DAY_MS = 86_400_000;
/** Clocks are changed on the quarter of an hour everywhere. */
const QUARTER_MS = 900_000;
const REMEMBERED = 512;

/** Turns what a clock on a wall shows into a moment. Throws INVALID_REQUEST for a zone that does not exist. */
export class WallClock {
	/** Offsets from UTC; asking the time zone library for each row would be most of the work. */
	readonly #offsets = new Map<number, number>();

	constructor(private readonly zone: string) {
		assertZone(zone);
	}

	/**
	 * Milliseconds since 1970. A time that comes twice, in the hour in which clocks go back, is the one nearer to
	 * what `nearMs` gives, else the first. Undefined for one that clocks skip.
	 */
	toMs(time: WallTime, nearMs?: () => number | undefined): number | undefined {
		const asUtc = asUtcMs(time);
		const day = Math.floor(asUtc / DAY_MS);
		const beforeMs = this.offsetMs((day - 1) * DAY_MS);
		const afterMs = this.offsetMs((day + 2) * DAY_MS);
		if (beforeMs === afterMs) return asUtc - beforeMs;
		const moments = [asUtc - Math.max(beforeMs, afterMs), asUtc - Math.min(beforeMs, afterMs)];
		const [first, second] = moments.filter((ms) => asUtc - this.offsetMs(ms) === ms);
		const near = second === undefined ? undefined : nearMs?.();
		if (near === undefined) return first;
		return Math.abs(second - near) < Math.abs(first - near) ? second : first;
	}

	/** What clocks there are ahead of UTC at a moment. */
	offsetMs(ms: number): number {
		const quarter = Math.floor(ms / QUARTER_MS);
		const known = this.#offsets.get(quarter);
		if (known !== undefined) return known;
		const offsetMs = DateTime.fromMillis(quarter * QUARTER_MS, { zone: this.zone }).offset * 60_000;
		if (this.#offsets.size >= REMEMBERED) this.#offsets.clear();
		this.#offsets.set(quarter, offsetMs);
		return offsetMs;
	}
}
