import { RecordingError } from '../errors/recording-error';
import { toInstant } from './instant';

/** From the first moment on, before the second. ISO 8601 in UTC; either may be open. */
export interface TimeWindow {
	after?: string;
	before?: string;
}

/** A bound as a form gives it, with the label of its field. */
export interface Bound {
	label: string;
	value: unknown;
}

/** Reads two bounds, as `toInstant` does. Throws INVALID_REQUEST when they are the wrong way round. */
export function toWindow(from: Bound, to: Bound, zone: string): TimeWindow {
	const after = toInstant(from.value, zone, from.label);
	const before = toInstant(to.value, zone, to.label);
	if (after !== undefined && before !== undefined && Date.parse(after) > Date.parse(before)) {
		throw new RecordingError({
			code: 'INVALID_REQUEST',
			operation: 'read the settings',
			detail: `"${from.label}" (${after}) is later than "${to.label}" (${before}), so nothing can match`,
			advice: 'Swap the two, or leave one of them empty.',
		});
	}
	return { after, before };
}

/** A test whether a moment lies in the window; undefined where every moment does. A missing moment lies in none. */
export function insideWindow({ after, before }: TimeWindow): ((time?: string) => boolean) | undefined {
	if (after === undefined && before === undefined) return undefined;
	const from = after === undefined ? -Infinity : Date.parse(after);
	const to = before === undefined ? Infinity : Date.parse(before);
	return (time) => time !== undefined && Date.parse(time) >= from && Date.parse(time) < to;
}
