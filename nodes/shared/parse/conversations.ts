import type { IDataObject } from 'n8n-workflow';
import { rowCsv, rowItems, rowJsonLines, type RowsReader } from '../../../core/vendors/verba';
import type { RowFile } from './rows';

/** The rows of a table or metadata of Verba, each with the name of its file. */
export function conversationRows(reader: RowsReader, columns: readonly string[], indexPath: string, about: IDataObject = {}): RowFile {
	const more = columns.length === 0 ? { indexPath } : {};
	const stem = indexPath.slice(indexPath.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
	return {
		label: indexPath,
		about: { indexPath, ...about },
		async *rows() {
			for await (const rows of rowItems(reader, columns)) yield rows.map((row) => ({ ...(row as IDataObject), ...more }));
		},
		csv: (options) => rowCsv(reader, columns, options),
		jsonLines: () => rowJsonLines(reader, columns),
		csvName: `${stem}.parsed.csv`,
		jsonLinesName: `${stem}.jsonl`,
		problems: reader.problems,
		mustBeRead: true,
		counts: () => ({ rowCount: reader.rowCount, wantedCount: 'wantedCount' in reader ? reader.wantedCount : reader.conversationCount }),
	};
}
