import type { IDataObject } from 'n8n-workflow';
import { toWindow, type TimeWindow } from '../../../core/time/window';
import { indexCsv, indexItems, indexJsonLines } from '../../../core/vendors/eight-by-eight/index/output';
import type { IndexOptions, IndexReader } from '../../../core/vendors/eight-by-eight/index/read-index';
import { csvSettingsOf } from '../csv-settings';
import { callFiltersOf } from './call-filters';
import type { RowFile } from './rows';

/** How to read an index of 8x8, by the collections "Filters" and "Options". `zone` also counts for moments without an offset. */
export function indexOptionsOf(filters: IDataObject, options: IDataObject, zone: string): IndexOptions {
	return {
		zone,
		...csvSettingsOf(options),
		filters: { ...callFiltersOf(filters), window: startWindowOf(filters, zone) },
	};
}

/** The moments between which calls, or rows of any table, are wanted. */
export function startWindowOf(filters: IDataObject, zone: string): TimeWindow {
	return toWindow({ label: 'Started After', value: filters.startedAfter }, { label: 'Started Before', value: filters.startedBefore }, zone);
}

/** The calls of an index, each with the place of that index. */
export function callRows(reader: IndexReader, columns: readonly string[], indexPath: string, about: IDataObject = {}): RowFile {
	const more = columns.length === 0 ? { indexPath } : {};
	const stem = indexPath.slice(indexPath.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
	return {
		label: indexPath,
		about: { indexPath, ...about },
		async *rows() {
			for await (const calls of indexItems(reader, columns)) yield calls.map((call) => ({ ...(call as IDataObject), ...more }));
		},
		csv: (options) => indexCsv(reader, columns, options),
		jsonLines: () => indexJsonLines(reader, columns),
		csvName: `${stem}.parsed.csv`,
		jsonLinesName: `${stem}.jsonl`,
		problems: reader.problems,
		counts: () => ({ rowCount: reader.rowCount, callCount: reader.callCount }),
	};
}
