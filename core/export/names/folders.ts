import type { DateTime } from '../../time/luxon';
import { factNamed, storedAt } from '../facts';
import type { ExportItem } from '../item';
import type { Home } from './plain';
import { dateTimeOf } from './render';
import { safePart } from './safe-part';

/** Folders above a name: by the day, month or year of the start (else of the storage), those of the source, or none. */
export type Folders = 'day' | 'month' | 'year' | 'source' | 'none';

/** Year, month and day, as many of them. */
const PARTS = { day: 3, month: 2, year: 1 };
/** One part with a blank in it, which no folder of a date is. */
const WITHOUT_DATE = 'unknown date';
const START = factNamed('Start Time');

export function foldersOf(item: ExportItem, folders: Folders, zone: string, home: Home | undefined): string[] {
	if (folders === 'none') return [];
	if (folders === 'source') return sourceFolders(item, home).map(safePart);
	const time = dateTimeOf(START?.valuesOf(item).at(0), zone) ?? dateTimeOf(storedAt(item), zone);
	return time ? dateParts(time).slice(0, PARTS[folders]) : [WITHOUT_DATE];
}

// Not by a format, which would be parsed for each file.
function dateParts({ year, month, day }: DateTime): string[] {
	return [year, month, day].map((number, at) => String(number).padStart(at === 0 ? 4 : 2, '0'));
}

/** Below that of the job, where it lies below it. */
function sourceFolders({ path }: ExportItem, home: Home | undefined): string[] {
	const below = home && path.startsWith(home.folder) ? path.slice(home.folder.length) : path;
	return below.split('/').slice(0, -1);
}
