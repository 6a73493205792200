/** A time as a service states it, in ms since 1970; undefined for none, and for what is no time. */
export function momentOf(time: string | undefined): number | undefined {
	const ms = time === undefined ? NaN : Date.parse(time);
	return Number.isNaN(ms) ? undefined : ms;
}
