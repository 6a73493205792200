import type { CsvRow } from '../../../csv/types';
import { RecordingError } from '../../../errors/recording-error';
import { countKnown, readHeader, type IndexColumn } from './columns';
import type { IndexProblems } from './problems';

/** A title or a note may stand before the header, but no more than this. */
const MAX_ROWS_BEFORE = 10;
/** A row of values may hold one word that is a header too. */
const CERTAIN = 2;

/** Finds the header of an index: the row that names most of its columns, among the first ones. */
export class HeaderSearch {
	columns: IndexColumn[] | undefined;
	line = 1;
	#fields: readonly string[] = [];
	#waiting: CsvRow[] = [];

	constructor(private readonly problems: IndexProblems) {}

	/** The rows that follow the header; none while it is not found. Throws INVALID_REQUEST if there is none. */
	rowsAfter(rows: CsvRow[], isAll: boolean): CsvRow[] {
		if (this.columns) return rows;
		this.#waiting.push(...rows);
		if (this.#waiting.length === 0) {
			if (isAll) this.problems.add('NO_HEADER', 1);
			return [];
		}
		const isCertain = countKnown(this.#waiting[0].fields) >= CERTAIN;
		if (!isCertain && !isAll && this.#waiting.length < MAX_ROWS_BEFORE) return [];
		return this.#choose();
	}

	/** Whether a row is the header once more: some programs join files whole. */
	isRepeatedBy({ fields }: CsvRow): boolean {
		return fields[0] === this.#fields[0] && fields.length === this.#fields.length && fields.every((field, at) => field === this.#fields[at]);
	}

	#choose(): CsvRow[] {
		const counts = this.#waiting.slice(0, MAX_ROWS_BEFORE).map(({ fields }) => countKnown(fields));
		const most = Math.max(...counts);
		if (most === 0) throw noIndex(this.#waiting[0]);
		const at = counts[0] >= CERTAIN ? 0 : counts.indexOf(most);
		const { fields, line } = this.#waiting[at];
		this.line = line;
		this.#fields = fields;
		this.columns = readHeader(fields);
		for (const row of this.#waiting.slice(0, at)) this.problems.add('BEFORE_HEADER', row.line, undefined, row.fields.join(' '));
		if (!this.columns.some(({ name }) => name === 'fileName')) this.problems.add('NO_FILE_COLUMN', line);
		for (const { header, isRepeated } of this.columns) if (isRepeated) this.problems.add('REPEATED_COLUMN', line, header);
		const following = this.#waiting.slice(at + 1);
		this.#waiting = [];
		return following;
	}
}

function noIndex({ fields }: CsvRow): RecordingError {
	return new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'parse the index',
		detail: `none of the first lines names a column of an 8x8 index; the file begins with "${fields.join(',').slice(0, 60)}"`,
		advice: 'Choose an index file, such as Index/I20260131.csv, and set its separator or encoding if it is an unusual one.',
	});
}
