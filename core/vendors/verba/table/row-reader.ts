import { NamedTexts } from '../../../csv/named-texts';
import type { CsvRow } from '../../../csv/types';
import { isRounded, parseDuration, plainText } from '../../../csv/values';
import { utcText, type TimeReader } from '../../../time/time-reader';
import type { TableColumn } from './columns';
import type { FieldKind, TableGrammar } from './fields';
import type { TableProblems } from './problems';
import { RowTime } from './row-times';

/** Fields that a spreadsheet takes for numbers, and rounds. */
const NUMBERS: ReadonlySet<string> = new Set(['id', 'nativeId', 'nativeCallId', 'callerPhoneNumber', 'calledPhoneNumber', 'from', 'to', 'dialedNumber', 'extensionNumber', 'userId', 'ccdrId']);

interface FieldColumn {
	column: TableColumn;
	field: string;
	kind: FieldKind;
	isNumber: boolean;
}

/**
 * Reads rows of one file, one at a time: what one says stands here until the next is read. What cannot be read has no value, is
 * kept in `raw`, and reported.
 */
export class RowReader {
	line = 0;
	/** Milliseconds since 1970; NaN for none. */
	startMs = NaN;
	endMs = NaN;
	/** Names of the fields that the file has, and their values. */
	readonly fields: readonly string[];
	readonly values: (string | number | undefined)[];
	/** Columns that are not known, and fields beyond the header. */
	readonly other = new NamedTexts();
	/** What stands in the file, wherever a value is not that very text. */
	readonly raw = new NamedTexts();
	readonly #columns: FieldColumn[] = [];
	readonly #unknown: TableColumn[];
	readonly #timeColumns: TableColumn[];
	readonly #start: RowTime;
	readonly #end: RowTime;

	constructor(
		private readonly columns: readonly TableColumn[],
		readonly kind: TableGrammar['kind'],
		private readonly times: TimeReader,
		private readonly problems: TableProblems,
	) {
		for (const column of columns) {
			const { meaning } = column;
			if (meaning && 'field' in meaning) this.#columns.push({ column, ...meaning, isNumber: NUMBERS.has(meaning.field) });
		}
		this.fields = this.#columns.map(({ field }) => field);
		this.values = this.fields.map(() => undefined);
		this.#unknown = columns.filter(({ meaning }) => !meaning);
		this.#timeColumns = columns.filter(({ meaning }) => meaning && 'part' in meaning);
		this.#start = new RowTime(columns, 'start');
		this.#end = new RowTime(columns, 'end');
	}

	read({ fields, line }: CsvRow): void {
		this.line = line;
		this.other.count = 0;
		this.raw.count = 0;
		this.#readTimes(fields, line);
		for (let slot = 0; slot < this.#columns.length; slot++) this.values[slot] = this.#read(this.#columns[slot], fields, line);
		for (const { at, header } of this.#unknown) if (fields[at]) this.other.add(header, fields[at]);
		for (let at = this.columns.length; at < fields.length; at++) if (fields[at]) this.other.add(`column ${at + 1}`, fields[at]);
	}

	valueOf(field: string): string | undefined {
		const value = this.values[this.fields.indexOf(field)];
		return typeof value === 'string' ? value : undefined;
	}

	#readTimes(fields: readonly string[], line: number): void {
		this.startMs = this.#start.msOf(fields, line, this.times, this.problems, NOTHING_NEAR) ?? NaN;
		this.endMs = this.#end.msOf(fields, line, this.times, this.problems, this.#startNear) ?? NaN;
		for (const { at, header } of this.#timeColumns) this.#keep(header, fields[at]);
	}

	/** Decides in the hour that comes twice. */
	readonly #startNear = () => (Number.isNaN(this.startMs) ? undefined : this.startMs);

	#read({ column, kind, isNumber }: FieldColumn, fields: readonly string[], line: number): string | number | undefined {
		const written = fields[column.at];
		if (!written) return undefined;
		const text = plainText(written, isNumber);
		if (text === '') return undefined;
		if (kind === 'text') {
			if (isNumber && isRounded(text)) this.problems.add('NUMBER_ROUNDED', line, column.header, text);
			return text;
		}
		const value = this.#valueOf(text, kind);
		if (kind !== 'count' || typeof value === 'object') this.#keep(column.header, written);
		if (typeof value !== 'object') return value;
		this.problems.add(value.problem, line, column.header, text);
		return undefined;
	}

	#valueOf(text: string, kind: Exclude<FieldKind, 'text'>): string | number | { problem: Parameters<TableProblems['add']>[0] } {
		if (kind === 'count') return /^\d{1,15}$/.test(text) ? Number(text) : { problem: 'NUMBER_UNREADABLE' };
		if (kind === 'duration') return parseDuration(text) ?? { problem: 'DURATION_UNREADABLE' };
		const time = this.times.local(text, NOTHING_NEAR);
		return typeof time === 'number' ? utcText(time) : { problem: time };
	}

	#keep(header: string, text: string | undefined): void {
		if (text) this.raw.add(header, text);
	}
}

const NOTHING_NEAR = () => undefined;
