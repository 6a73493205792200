import type { CsvBatch } from './types';

/** What rows become, a batch at a time. */
export interface RowForm<Row, Batch> {
	/** The row that was read last. */
	add(row: Row): void;
	/** What was added since; undefined for nothing. */
	take(): Batch | undefined;
}

/** Lists of what each row becomes. */
export function listForm<Row, Item>(toItem: (row: Row) => Item): RowForm<Row, Item[]> {
	// As in `ReadBatch`.
	let items = Array.of<Item>();
	const take = () => {
		const taken = items;
		items = Array.of<Item>();
		return taken.length > 0 ? taken : undefined;
	};
	return { add: (row) => void items.push(toItem(row)), take };
}

/** Problems of a batch but for numbers of columns: readers count these against the header, which need not be the first row. */
export function problemsBesideCounts({ problems }: CsvBatch): CsvBatch['problems'] {
	return problems.filter(({ code }) => code !== 'COLUMN_COUNT');
}
