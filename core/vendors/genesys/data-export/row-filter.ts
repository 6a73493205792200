import { conditionTest, type RowCondition } from '../../../csv/conditions';
import type { CsvRow } from '../../../csv/types';
import { columnIndex } from './columns';
import type { TableProblems } from './problems';
import type { TableOptions } from './read-table';

export type RowFilter = (row: CsvRow) => boolean;

/**
 * When the interaction, or what a row tells of it, began. "int" in the tables INTERACTION_FACT and IXN_RESOURCE_STATE_FACT;
 * of the latter, "the start and end dates and times are stored as seconds since midnight of January 1, 1970"
 * (https://docs.genesys.com/Documentation/GIM/8.5.0/PDMPostgre/Table-IXN_RESOURCE_STATE_FACT). That it is so in every
 * table that has the column is inferred.
 */
export const DEFAULT_TIME_COLUMN = 'START_TS';

/** Undefined where every row is wanted. */
export function rowFilter(columns: readonly string[], options: TableOptions, problems: TableProblems, headerLine: number): RowFilter | undefined {
	const conditions = (options.conditions ?? []).map((condition) => fulfilling(condition, columns, problems, headerLine));
	const filters = [inWindow(columns, options, problems, headerLine), wantedValue(columns, options), ...conditions].filter((filter) => filter !== undefined);
	if (filters.length === 0) return undefined;
	return (row) => filters.every((filter) => filter(row));
}

/** A row whose time is not told is wanted: better one too many than one that is missing without a word. */
function inWindow(columns: readonly string[], { window = {}, timeColumn = DEFAULT_TIME_COLUMN }: TableOptions, problems: TableProblems, headerLine: number): RowFilter | undefined {
	const { after, before } = window;
	if (after === undefined && before === undefined) return undefined;
	const at = columnIndex(columns, timeColumn);
	if (at === -1) {
		problems.add('NO_TIME_COLUMN', headerLine, timeColumn);
		return undefined;
	}
	const from = after === undefined ? -Infinity : Date.parse(after) / 1_000;
	const to = before === undefined ? Infinity : Date.parse(before) / 1_000;
	return ({ fields, line }) => {
		const text = fields[at];
		if (!/^\d{1,11}$/.test(text)) {
			if (text !== '') problems.add('TIME_UNREADABLE', line, columns[at], text);
			return true;
		}
		return Number(text) >= from && Number(text) < to;
	};
}

function wantedValue(columns: readonly string[], { where }: TableOptions): RowFilter | undefined {
	if (!where) return undefined;
	const at = columnIndex(columns, where.column);
	if (at === -1) return () => false;
	const places = new Map<string, number>();
	const placeOf = (column: string) => {
		const known = places.get(column) ?? columnIndex(columns, column);
		places.set(column, known);
		return known;
	};
	return ({ fields }) => where.isWanted(fields[at], (column) => fields[placeOf(column)] ?? '');
}

/** No row of a table without the column fulfils it. */
function fulfilling(condition: RowCondition, columns: readonly string[], problems: TableProblems, headerLine: number): RowFilter {
	const at = columnIndex(columns, condition.column);
	if (at === -1) problems.add('UNKNOWN_COLUMN', headerLine, condition.column);
	const fits = conditionTest(condition);
	return ({ fields }) => at !== -1 && fits(fields[at]);
}
