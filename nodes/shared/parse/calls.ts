import type { IDataObject } from 'n8n-workflow';
import type { DateOrder } from '../../../core/time/date-text';
import { toWindow, type TimeWindow } from '../../../core/time/window';
import { indexCsv, indexItems, indexJsonLines } from '../../../core/vendors/eight-by-eight/index/output';
import type { IndexOptions, IndexReader } from '../../../core/vendors/eight-by-eight/index/read-index';
import { choiceOf, settingError, textOf } from '../parameters';
import { callFiltersOf } from './call-filters';
import type { RowFile } from './rows';

const DATE_ORDERS = ['auto', 'dayFirst', 'monthFirst'] as const;

/** How to read an index of 8x8, by the collections "Filters" and "Options". `zone` also counts for moments without an offset. */
export function indexOptionsOf(filters: IDataObject, options: IDataObject, zone: string): IndexOptions {
	return {
		zone,
		separator: separatorOf(options.separator),
		encoding: encodingOf(options.encoding),
		dateOrder: dateOrderOf(options.dateOrder),
		filters: { ...callFiltersOf(filters), window: startWindowOf(filters, zone) },
	};
}

export function dateOrderOf(value: unknown = 'auto'): DateOrder | undefined {
	const dateOrder = choiceOf(value, 'Date Order', DATE_ORDERS);
	return dateOrder === 'auto' ? undefined : dateOrder;
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
		csv: () => indexCsv(reader, columns),
		jsonLines: () => indexJsonLines(reader, columns),
		csvName: `${stem}.parsed.csv`,
		jsonLinesName: `${stem}.jsonl`,
		problems: reader.problems,
		counts: () => ({ rowCount: reader.rowCount, callCount: reader.callCount }),
	};
}

export function encodingOf(value: unknown = 'auto'): string | undefined {
	const encoding = textOf(value, 'Encoding').trim();
	if (encoding === 'auto') return undefined;
	try {
		return new TextDecoder(encoding).encoding;
	} catch {
		throw settingError(`"Encoding" is "${encoding.slice(0, 40)}", which is none`, 'Choose one, or let the expression give a name such as utf-8 or windows-1252.');
	}
}

export function separatorOf(value: unknown = 'auto'): string | undefined {
	const separator = textOf(value, 'Separator');
	if (separator === 'auto') return undefined;
	if (separator.length === 1 && !/["\r\n]/.test(separator)) return separator;
	throw settingError(`"Separator" is "${separator.slice(0, 40)}", which is not one character`, 'Choose one, or let the expression give a character such as a comma.');
}
