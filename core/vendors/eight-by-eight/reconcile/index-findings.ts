import { intervalOfDays } from '../days';
import { indexState } from '../index-places';
import type { IndexTally } from './compared-index';
import { finding, type Finding } from './findings';
import type { Retention } from './retention';

/** What is wrong with an index that was read. */
export function* findingsOf({ path: indexPath, day, rowCount, foreignCount, lossCount }: IndexTally): Generator<Finding> {
	if (lossCount > 0) {
		yield finding('indexUnsound', `Reading the index met ${lossCount} problems that can have cost rows, so recordings may look as if nothing listed them. Parse it to see them with their lines.`, { day, indexPath });
	}
	if (foreignCount * 2 > rowCount) {
		yield finding('indexOfAnotherDay', `${foreignCount} of its ${rowCount} calls are of another day. Check the time zone: it must be the tenant's.`, { day, indexPath });
	}
}

/** A file with the name of an index, in which no recording is named. */
export function unreadableIndex(day: string, indexPath: string): Finding {
	return finding('indexUnsound', 'The file has the name of an index, and no column that names recordings. Download it and look at its beginning; then ask 8x8 for the index.', { day, indexPath });
}

/** Why a day has no index. */
export function absentIndex(day: string, zone: string, nowMs: number, retention: Retention): Finding {
	const interval = intervalOfDays(day, day, zone);
	const state = indexState(interval, nowMs);
	if (state === 'notDue') return finding('indexNotDue', 'The day is not over; 8x8 makes its index between 00:00 and 01:00 of the next one. Look again then.', { day });
	if (state === 'due') return finding('indexNotDue', '8x8 makes the index of the day between 00:00 and 01:00 of the next one, which is now. Look again in an hour.', { day });
	if (retention.hasDeleted(interval.endMs - 1)) {
		return finding('indexExpired', `There is no index of the day, and no recording: it is past the retention of ${retention.days} days. Look back fewer days.`, { day });
	}
	return finding('indexLate', 'There is no index of the day, which 8x8 makes between 00:00 and 01:00 of the next one. Recordings of the day cannot be compared: look again later, then ask 8x8.', { day });
}
