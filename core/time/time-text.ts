import type { JsonBytes } from '../csv/json-bytes';
import { utcText } from './time-reader';
import type { WallClock } from './wall-clock';

const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;

/** `00:00` to `59:59`. */
const MINUTES_AND_SECONDS = Array.from({ length: 3_600 }, (_, second) => `${two(Math.floor(second / 60))}:${two(second % 60)}`);

/** Writes many times that lie close together: what they have in common is written once. ISO 8601. */
export class TimeText {
	#hour = NaN;
	#hourText = '';
	#quarter = NaN;
	#quarterText = '';
	#offsetMs = 0;
	#offsetText = '';

	constructor(private readonly clock: WallClock) {}

	/** In UTC, with `Z`. */
	utc(ms: number): string {
		const rest = this.#utcRest(ms);
		return rest % 1_000 === 0 ? `${this.#hourText}${MINUTES_AND_SECONDS[rest / 1_000]}Z` : utcText(ms);
	}

	/** The same, as part of a text of JSON. */
	addUtc(ms: number, json: JsonBytes): void {
		const rest = this.#utcRest(ms);
		if (rest % 1_000 !== 0) return json.addInside(utcText(ms));
		json.addInside(this.#hourText);
		json.addInside(MINUTES_AND_SECONDS[rest / 1_000]);
		json.addInside('Z');
	}

	/** As clocks of the zone show it, with their offset. */
	local(ms: number): string {
		const rest = this.#localRest(ms);
		return `${rest === undefined ? this.#unevenLocal(ms) : `${this.#quarterText}${MINUTES_AND_SECONDS[rest / 1_000]}`}${this.#offsetText}`;
	}

	/** The same, as part of a text of JSON. */
	addLocal(ms: number, json: JsonBytes): void {
		const rest = this.#localRest(ms);
		if (rest === undefined) json.addInside(this.#unevenLocal(ms));
		else {
			json.addInside(this.#quarterText);
			json.addInside(MINUTES_AND_SECONDS[rest / 1_000]);
		}
		json.addInside(this.#offsetText);
	}

	/** Of the hour, which is entered. */
	#utcRest(ms: number): number {
		const hour = Math.floor(ms / HOUR_MS);
		if (hour !== this.#hour) {
			this.#hour = hour;
			this.#hourText = beginningOf(hour * HOUR_MS);
		}
		return ms - hour * HOUR_MS;
	}

	/** Of the hour that clocks show; undefined for a fraction of a second, or where the hour is not that of the quarter. */
	#localRest(ms: number): number | undefined {
		const quarter = Math.floor(ms / QUARTER_MS);
		if (quarter !== this.#quarter) this.#enter(quarter);
		const shownMs = ms + this.#offsetMs;
		const rest = shownMs - Math.floor(shownMs / HOUR_MS) * HOUR_MS;
		// Long ago, zones differed by minutes and seconds.
		return rest % 1_000 !== 0 || this.#offsetMs % QUARTER_MS !== 0 ? undefined : rest;
	}

	#unevenLocal(ms: number): string {
		return utcText(ms + this.#offsetMs).slice(0, -1);
	}

	#enter(quarter: number): void {
		this.#quarter = quarter;
		this.#offsetMs = this.clock.offsetMs(quarter * QUARTER_MS);
		this.#quarterText = beginningOf(quarter * QUARTER_MS + this.#offsetMs);
		const minutes = Math.round(Math.abs(this.#offsetMs) / MINUTE_MS);
		this.#offsetText = `${this.#offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
	}
}

/** `2026-11-03T09:`. */
function beginningOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, -10);
}

function two(number: number): string {
	return String(number).padStart(2, '0');
}
