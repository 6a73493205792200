import type { INodeExecutionData } from 'n8n-workflow';
import { spool } from '../../../core/archive';
import { isTableHeader } from '../../../core/vendors/index-files/columns';
import { KIND_NAMES } from '../../../core/vendors/index-files/kinds';
import { unknown } from '../../../core/vendors/index-files/recognise';
import { openArchive, parseExportPath, readTable, type OpenedExport, type TableOptions } from '../../../core/vendors/genesys/data-export';
import { withoutAbsent } from '../../../core/vendors/recording';
import { readRows } from '../../shared/parse/rows';
import { isPartOf, parseTables, tableRows, tableWindowOf } from '../../shared/parse/tables';
import type { IndexInput } from './input';
import { assertNoCallFilters } from './settings';

/** One table of a data export, by itself. */
export async function parseTable({ context, itemIndex, body, name, settings }: IndexInput): Promise<INodeExecutionData[]> {
	assertNoCallFilters(settings, KIND_NAMES.gimTable);
	const { columns, limit } = settings;
	const read = { ...tableOptionsOf(settings), limit };
	const names = { table: name.replace(/\.csv$/i, ''), label: name, about: { indexPath: name, kind: 'gimTable' } };
	const how = { ...settings, read, isPart: isPartOf(read, columns, limit) };
	return await readRows(context, itemIndex, settings, async (onProblem) => ({ ...tableRows(readTable(body, { ...read, onProblem }), how, names), mustBeRead: true }));
}

/** A whole data export: the tables that are wanted. */
export async function parseExport({ context, itemIndex, body, name, settings }: IndexInput): Promise<INodeExecutionData[]> {
	assertNoCallFilters(settings, KIND_NAMES.gimExport);
	const { signal, columns, limit, kind } = settings;
	const read = tableOptionsOf(settings);
	const opened = await openArchive(await spool(body, { signal }), { path: name });
	try {
		if (kind === 'detect') await assertHoldsTables(opened, name);
		const about = withoutAbsent({ exportName: parseExportPath(name)?.exportName, exportPath: name });
		return await parseTables(context, itemIndex, { opened, path: name, about }, { ...settings, read, isPart: isPartOf(read, columns, limit) });
	} finally {
		await opened.close();
	}
}

function tableOptionsOf({ filters, options, zone, conditions, signal }: IndexInput['settings']): TableOptions {
	return { ...tableWindowOf(filters, options, zone), conditions, signal };
}

const TABLES_LOOKED_AT = 3;

async function assertHoldsTables(opened: OpenedExport, name: string): Promise<void> {
	for (const table of opened.tables.slice(0, TABLES_LOOKED_AT)) {
		const reader = await opened.read(table, { limit: 1 });
		for await (const rows of reader) if (rows.length > 0) break;
		if (isTableHeader(reader.columns)) return;
	}
	const there = opened.tables.map(({ entry }) => entry.name).slice(0, TABLES_LOOKED_AT);
	const what = there.length === 0 ? 'without a CSV file' : `whose CSV files are no tables of Genesys: ${there.join(', ')}`;
	throw unknown(name, `it is a ZIP archive ${what}`, 'Unpack it first: Recording Files > Unpack Archive. Then parse the files in it.');
}
