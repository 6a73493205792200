import { recordedAtMs } from '../names';
import { asUtcMs, inOrder, parseTimeText, type DateOrder, type WallTime } from './date-text';
import type { IndexProblemCode } from './problems';
import type { WallClock } from './wall-clock';

/** A moment, or why there is none. */
export type ReadTime = { ms: number } | { problem: IndexProblemCode };

/** Reads the times of one file, in the order of dates that was found out for it. */
export class TimeReader {
	constructor(
		private readonly clock: WallClock,
		private readonly order: DateOrder | undefined,
	) {}

	utc(text: string): ReadTime {
		return this.#read(text, asUtcMs);
	}

	/** @param fileName of the recording: its time decides in the hour that comes twice */
	local(text: string, fileName: string | undefined): ReadTime {
		return this.#read(text, (wall) => this.clock.toMs(wall, () => recordedAtMs(fileName ?? '')));
	}

	#read(text: string, toMs: (wall: WallTime) => number | undefined): ReadTime {
		const written = parseTimeText(text);
		if (!written) return { problem: 'TIME_UNREADABLE' };
		if (written.form === 'instant') return { ms: written.ms };
		const wall = written.form === 'wall' ? written.wall : inOrder(written, this.order);
		if (!wall) return { problem: 'TIME_UNREADABLE' };
		if (wall === 'ambiguous') return { problem: 'TIME_AMBIGUOUS' };
		const ms = toMs(wall);
		return ms === undefined ? { problem: 'TIME_NOT_IN_ZONE' } : { ms };
	}
}

/** ISO 8601 in UTC; with milliseconds only where there are some. */
export function utcText(ms: number): string {
	const text = new Date(ms).toISOString();
	return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}
