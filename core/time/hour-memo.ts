const HOUR_MS = 3_600_000;
const COLON = 58;
const ZERO = 48;
const REMEMBERED = 256;
/** `.234`, which would be another one in each row. */
const FRACTION = /[.,]/;

interface Hour {
	/** Up to the minutes: `2026-11-03 09:`. */
	prefix: string;
	/** What follows the seconds: ` PM`, `Z`. */
	suffix: string;
	/** NaN for an hour in which time does not go on evenly. */
	startMs: number;
}

/**
 * Reading a date costs more than all else in a row, and calls come by the hour: what `2026-11-03 09:…:…` means is
 * found out once, and minutes and seconds are added. In whatever form dates are written, as far as they have a clock.
 */
export class HourMemo {
	readonly #hours = new Map<string, Hour>();
	#last: Hour = { prefix: '\n', suffix: '', startMs: NaN };

	/** @param read milliseconds since 1970 of a text; anything else for one that must be read each time */
	constructor(private readonly read: (text: string) => unknown) {}

	/** Undefined where the text has to be read. */
	msOf(text: string): number | undefined {
		const minutes = text.indexOf(':') + 1;
		if (minutes < 2 || text.charCodeAt(minutes + 2) !== COLON) return undefined;
		const minute = sixtieth(text, minutes);
		const second = sixtieth(text, minutes + 3);
		if (minute < 0 || second < 0) return undefined;
		const { startMs } = this.#hourOf(text, minutes);
		return Number.isNaN(startMs) ? undefined : startMs + (minute * 60 + second) * 1_000;
	}

	#hourOf(text: string, minutes: number): Hour {
		const last = this.#last;
		const isLast = minutes === last.prefix.length && text.length === minutes + 5 + last.suffix.length && text.startsWith(last.prefix) && text.endsWith(last.suffix);
		if (isLast) return last;
		const prefix = text.slice(0, minutes);
		const suffix = text.slice(minutes + 5);
		const key = `${prefix}${suffix}`;
		this.#last = this.#hours.get(key) ?? this.#learn(key, prefix, suffix);
		return this.#last;
	}

	#learn(key: string, prefix: string, suffix: string): Hour {
		const startMs = FRACTION.test(suffix.slice(0, 1)) ? NaN : this.read(`${prefix}00:00${suffix}`);
		const endMs = this.read(`${prefix}59:59${suffix}`);
		// Where clocks change within the hour, its ends are not an hour apart.
		const isEven = typeof startMs === 'number' && typeof endMs === 'number' && endMs - startMs === HOUR_MS - 1_000;
		const hour = { prefix, suffix, startMs: isEven ? startMs : NaN };
		if (this.#hours.size >= REMEMBERED) this.#hours.clear();
		this.#hours.set(key, hour);
		return hour;
	}
}

/** The number of two digits below 60; -1 where there is none. */
function sixtieth(text: string, at: number): number {
	const tens = text.charCodeAt(at) - ZERO;
	const ones = text.charCodeAt(at + 1) - ZERO;
	return tens >= 0 && tens < 6 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
