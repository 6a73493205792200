import { readIndex, type IndexOptions } from '../../../../core/vendors/eight-by-eight/index/read-index';
import type { IndexCall } from '../../../../core/vendors/eight-by-eight/index/call';
import type { CsvInput } from '../../../../core/csv/input';

export const ZONE = 'America/Los_Angeles';

/** Header and rows in any separator; fields are given as they stand in the file. */
export function table(rows: string[][], separator = ','): string {
	return rows.map((row) => `${row.join(separator)}\r\n`).join('');
}

export async function read(input: CsvInput, options: Partial<IndexOptions> = {}) {
	const reader = readIndex(input, { zone: ZONE, ...options });
	const calls: IndexCall[] = [];
	for await (const batch of reader) calls.push(...batch);
	return { reader, calls, problems: reader.problems.examples.map(({ code, line, column, text }) => ({ code, line, ...(column && { column }), ...(text && { text }) })) };
}
