import { readCsv, type CsvOptions } from '../../../core/csv/read-csv';
import type { CsvInput } from '../../../core/csv/input';
import type { CsvProblem, CsvRow } from '../../../core/csv/types';

/** Everything that a CSV file says. */
export async function readAll(input: CsvInput, options?: CsvOptions) {
	const reader = readCsv(input, options);
	const rows: CsvRow[] = [];
	const problems: CsvProblem[] = [];
	for await (const batch of reader) {
		rows.push(...batch.rows);
		problems.push(...batch.problems);
	}
	return { rows, fields: rows.map((row) => row.fields), lines: rows.map((row) => row.line), problems, dialect: reader.dialect, encoding: reader.encoding };
}

/** The same bytes, or the same text, cut at random places. */
export function* cutAtRandom<Whole extends Buffer | string>(whole: Whole, random: () => number, longest = 7): Generator<Whole> {
	for (let at = 0; at < whole.length; ) {
		const end = at + 1 + Math.floor(random() * longest);
		yield (typeof whole === 'string' ? whole.slice(at, end) : whole.subarray(at, end)) as Whole;
		at = end;
	}
}
