import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { tableCsv, tableItems, tableJsonLines, type ExportTable, type OpenedExport, type TableOptions, type TableReader } from '../../../core/vendors/genesys/data-export';
import { addHint } from '../hints';
import { textOf } from '../parameters';
import { startWindowOf } from './calls';
import { readRows, type OutputSettings, type RowFile } from './rows';

export interface TableSettings extends OutputSettings {
	columns: string[];
	/** Whether the rows are a few of many. */
	isPart: boolean;
	read: TableOptions;
}

export interface ExportSettings extends TableSettings {
	/** None for all of them. */
	tables: string[];
	/** Of all tables together; Infinity for files. */
	limit: number;
}

/** The moments between which rows are wanted, by the collections "Filters" and "Options". */
export function tableWindowOf(filters: IDataObject, options: IDataObject, zone: string): Pick<TableOptions, 'window' | 'timeColumn'> {
	return {
		window: startWindowOf(filters, zone),
		timeColumn: options.timeColumn === undefined ? undefined : textOf(options.timeColumn, 'Time Column').trim() || undefined,
	};
}

/** Whether the rows that are wanted are a few of many: see `tableItems`. */
export function isPartOf({ window, conditions }: TableOptions, columns: readonly string[], limit: number): boolean {
	const isFiltered = window?.after !== undefined || window?.before !== undefined || (conditions ?? []).length > 0;
	return isFiltered || columns.length > 0 || limit !== Infinity;
}

/** The rows of a table, as text. */
export function tableRows(reader: TableReader, { columns, isPart }: TableSettings, names: { table: string; label: string; about: IDataObject; more?: IDataObject }): RowFile {
	const { table, label, more } = names;
	const about = { ...names.about, table };
	const stem = table.replaceAll('/', '_');
	return {
		label,
		about,
		async *rows() {
			for await (const rows of tableItems(reader, columns, isPart)) yield rows.map((row) => ({ ...about, ...row }));
		},
		csv: (options) => tableCsv(reader, columns, options),
		jsonLines: () => tableJsonLines(reader, columns),
		csvName: `${stem}.csv`,
		jsonLinesName: `${stem}.jsonl`,
		problems: reader.problems,
		counts: () => ({ rowCount: reader.rowCount, wantedCount: reader.wantedCount, ...more }),
	};
}

/** An opened export, and what to call it. */
export interface NamedExport {
	opened: OpenedExport;
	path: string;
	/** What stands on each of its items. */
	about: IDataObject;
}

/** Reads the tables that are wanted, one after the other. */
export async function parseTables(context: IExecuteFunctions, itemIndex: number, { opened, path, about }: NamedExport, settings: ExportSettings): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	let left = settings.limit;
	for (const table of chosenFrom(context, opened, settings.tables, path)) {
		if (left <= 0) break;
		const read = { ...settings.read, limit: left };
		let reader: TableReader | undefined;
		const found = await readRows(context, itemIndex, settings, async (onProblem) => {
			reader = await opened.read(table, { ...read, onProblem });
			return tableRows(reader, settings, { table: table.table, label: `${path}, ${table.table}`, about, more: { verifiedBy: opened.verifiedBy } });
		});
		left -= reader?.wantedCount ?? 0;
		for (const item of found) items.push(item);
	}
	return items;
}

/** An export that has nothing to tell of a table may leave it out: that is no error. */
function chosenFrom(context: IExecuteFunctions, opened: OpenedExport, names: readonly string[], path: string): readonly ExportTable[] {
	if (opened.tables.length === 0) addHint(context, `${path} holds no table: none of its files is a CSV file.`);
	if (names.length === 0 || opened.tables.length === 0) return opened.tables;
	const found = names.map((name) => ({ name, table: opened.find(name) }));
	const missing = found.filter(({ table }) => !table).map(({ name }) => name);
	const there = opened.tables.map(({ table }) => table).join(', ');
	if (missing.length > 0) addHint(context, `${path} has no table ${missing.join(', ')}. It has: ${there}.`);
	return [...new Set(found.flatMap(({ table }) => table ?? []))];
}
