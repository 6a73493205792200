import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { csvFile, jsonLines, type RowForm } from '../../../core/csv/output';
import { ProblemList } from '../../../core/csv/problem-list';
import { KIND_NAMES } from '../../../core/vendors/index-files/kinds';
import { readManifest } from '../../../core/vendors/verba';
import { settingError } from '../../shared/parameters';
import { readRows, type RowFile } from '../../shared/parse/rows';
import { unread } from '../../shared/parse/unread';
import type { IndexInput } from './input';
import { assertNoCallFilters } from './settings';

/** What the manifest of an export says, as one row. */
export async function parseManifest({ context, itemIndex, body, name, settings }: IndexInput): Promise<INodeExecutionData[]> {
	const { filters, conditions, columns, signal } = settings;
	assertNoCallFilters(settings, KIND_NAMES.verbaManifest);
	if (conditions.length > 0 || Object.keys(filters).length > 0) throw settingError('filters and conditions are for rows, and a manifest has none', 'Remove them.');
	const read = await readManifest(body, { signal });
	if (Object.keys(read.fields).length === 0 && !read.lines) throw unread(name, read.problems?.join('; ') ?? 'it is empty');
	const manifest = { vendor: 'verba', ...(read as unknown as IDataObject) };
	return await readRows(context, itemIndex, settings, async () => manifestRow(manifest, columns, name));
}

function manifestRow(manifest: IDataObject, columns: readonly string[], indexPath: string): RowFile {
	const wanted = columns.length === 0 ? Object.keys(manifest) : columns.filter((column) => Object.hasOwn(manifest, column));
	const row = Object.fromEntries(wanted.map((column) => [column, manifest[column]])) as IDataObject;
	const problems = new ProblemList({ UNKNOWN_COLUMN: 'the manifest has no field of the name that was asked for' });
	for (const column of columns) if (!wanted.includes(column)) problems.add('UNKNOWN_COLUMN', 1, column);
	const form: RowForm<IDataObject> = { headers: wanted, toItem: (one) => one, toRow: (one) => wanted.map((column) => textOf(one[column])) };
	return {
		label: indexPath,
		about: { indexPath, kind: 'verbaManifest' },
		async *rows() {
			yield [columns.length === 0 ? { ...row, indexPath } : row];
		},
		csv: (options) => csvFile(once(row), () => form, options),
		jsonLines: () => jsonLines(once(row), () => form),
		csvName: `${indexPath.replace(/\.[^.]*$/, '')}.parsed.csv`,
		jsonLinesName: `${indexPath.replace(/\.[^.]*$/, '')}.jsonl`,
		problems,
		counts: () => ({ rowCount: 1, wantedCount: 1 }),
	};
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

async function* once(row: IDataObject): AsyncGenerator<IDataObject[]> {
	yield [row];
}
