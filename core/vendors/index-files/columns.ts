import type { CsvRow } from '../../csv/types';
import { countKnown } from '../eight-by-eight/index/columns';
import { countColumns } from '../verba/table/columns';
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
/** Columns of Verba have names such as From and User, which many tables have: some of them, or most of all, make it certain. */
const ENOUGH = 5;

/**
 * The kinds of which a file has columns, that with most of them; two are as good only where both have as many. Indexes
 * of 8x8 and tables of Verba share some words, such as Start Time. A table of Genesys is known by its shape alone: its columns
 * are too many to list, so it is one only where nothing else is.
 */
export function claimsOf(rows: readonly CsvRow[], separator: string | undefined): ColumnClaim[] {
	const first = rows.slice(0, FIRST_ROWS);
	const claims = first.flatMap(({ fields }) => claimsOn(fields)).sort((a, b) => b.knownCount - a.knownCount);
	if (claims.length > 0) return claims.filter(({ knownCount }) => knownCount === claims[0].knownCount);
	return separator === ',' && first.length > 0 && isTableHeader(first[0].fields) ? [{ kind: 'gimTable', knownCount: 0 }] : [];
}

function claimsOn(fields: readonly string[]): ColumnClaim[] {
	const verba = countColumns(fields);
	const claims: ColumnClaim[] = [
		{ kind: 'eightByEightIndex', knownCount: countKnown(fields) },
		{ kind: 'verbaAuditLog', knownCount: verba['audit-log'] },
		{ kind: 'verbaTable', knownCount: verba.conversations },
	];
	return claims.filter(({ knownCount }) => knownCount >= CERTAIN && (knownCount >= ENOUGH || 2 * knownCount >= fields.length));
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
