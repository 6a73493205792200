import type { CsvRow } from '../../csv/types';
import { countKnown } from '../eight-by-eight/index/columns';
import type { IndexFileKind } from './kinds';

/** A kind whose columns a file has. */
export interface ColumnClaim {
	kind: IndexFileKind;
	/** Of its columns, so many are there. */
	knownCount: number;
}

/** A title or a note may stand before the header of an index. */
const FIRST_ROWS = 10;
/** A row of values may hold one word that is a column too. */
const CERTAIN = 2;

/**
 * The kinds of which a file has columns, that with most of them first; two are as good only where both have as many. Indexes
 * of 8x8 and tables of Verba share some words, such as Start Time. A table of Genesys is known by its shape alone: its columns
 * are too many to list, so it is one only where nothing else is.
 */
export function claimsOf(rows: readonly CsvRow[], separator: string | undefined): ColumnClaim[] {
	const first = rows.slice(0, FIRST_ROWS);
	const claims: ColumnClaim[] = [{ kind: 'eightByEightIndex', knownCount: Math.max(0, ...first.map(({ fields }) => countKnown(fields))) }];
	const found = claims.filter(({ knownCount }) => knownCount >= CERTAIN).sort((a, b) => b.knownCount - a.knownCount);
	if (found.length > 0) return found.filter(({ knownCount }) => knownCount === found[0].knownCount);
	return separator === ',' && first.length > 0 && isTableHeader(first[0].fields) ? [{ kind: 'gimTable', knownCount: 0 }] : [];
}

const COLUMN = /^[A-Z][A-Z0-9_]{0,62}$/i;
const KEY_COLUMN = /_(?:ID|KEY|TS|GUID)$/i;

/**
 * Names of columns as the physical data model of Genesys Info Mart has them: `INTERACTION_ID`, `RESOURCE_KEY`, `START_TS`
 * (https://docs.genesys.com/Documentation/GIM/latest/PDMPostgre/AboutDataExport). That each table has one of those endings is
 * inferred.
 */
export function isTableHeader(columns: readonly string[]): boolean {
	return columns.length >= CERTAIN && columns.every((column) => COLUMN.test(column)) && columns.some((column) => KEY_COLUMN.test(column));
}
