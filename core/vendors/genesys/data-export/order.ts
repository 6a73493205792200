import { parseExportName } from './names';

/** What tells the place of an export among others. */
export interface Placed {
	exportName: string;
	lastModified?: string;
	path?: string;
}

/**
 * The order in which exports were made, the oldest first: by the date of their data, then by their audit key, neither of
 * which ever goes back, by what the names mean. An export whose name does not tell is placed by when it was stored.
 * Rows of a later export replace those of an earlier one.
 */
export function byAge(a: Placed, b: Placed): number {
	const [first, second] = [keyOf(a), keyOf(b)];
	return compare(first.time, second.time) || compareNumbers(first.auditKey, second.auditKey) || compare(a.exportName, b.exportName) || compare(a.path ?? '', b.path ?? '');
}

function keyOf({ exportName, lastModified = '' }: Placed): { time: string; auditKey: string } {
	const { dataUntil, auditKey = '' } = parseExportName(exportName);
	return { time: dataUntil ?? lastModified, auditKey };
}

/** Digits of any length. */
function compareNumbers(a: string, b: string): number {
	const [first, second] = [a, b].map((digits) => digits.replace(/^0+/, ''));
	return first.length - second.length || compare(first, second);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
