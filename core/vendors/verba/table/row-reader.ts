import { isRounded, parseDuration, plainText } from '../../../csv/values';
import type { CsvRow } from '../../../csv/types';
import type { TimeReader } from '../../../time/time-reader';
import { TimeText } from '../../../time/time-text';
import type { WallClock } from '../../../time/wall-clock';
import type { AuditEntry, Conversation } from '../conversation';
import type { TableColumn } from './columns';
import type { FieldKind, TableGrammar } from './fields';
import type { TableProblems } from './problems';
import { RowTime } from './row-times';

export type TableRow = Conversation | AuditEntry;

/** Fields that a spreadsheet takes for numbers, and rounds. */
const NUMBERS: ReadonlySet<string> = new Set(['id', 'nativeId', 'nativeCallId', 'callerPhoneNumber', 'calledPhoneNumber', 'from', 'to', 'dialedNumber', 'extensionNumber', 'userId', 'ccdrId']);

interface FieldColumn {
	column: TableColumn;
	field: string;
	kind: FieldKind;
	isNumber: boolean;
}

/** Reads rows of one file. What cannot be read has no field, is kept in `raw`, and reported. */
export class RowReader {
	readonly #fields: FieldColumn[] = [];
	readonly #unknown: TableColumn[];
	readonly #timeColumns: TableColumn[];
	readonly #start: RowTime;
	readonly #end: RowTime;
	readonly #startText: TimeText;
	readonly #endText: TimeText;

	constructor(
		private readonly columns: readonly TableColumn[],
		private readonly kind: TableGrammar['kind'],
		private readonly times: TimeReader,
		clock: WallClock,
		private readonly problems: TableProblems,
	) {
		for (const column of columns) {
			const { meaning } = column;
			if (meaning && 'field' in meaning) this.#fields.push({ column, ...meaning, isNumber: NUMBERS.has(meaning.field) });
		}
		this.#unknown = columns.filter(({ meaning }) => !meaning);
		this.#timeColumns = columns.filter(({ meaning }) => meaning && 'part' in meaning);
		this.#start = new RowTime(columns, 'start');
		this.#end = new RowTime(columns, 'end');
		// Each writes its own hour, which is mostly that of the row before.
		this.#startText = new TimeText(clock);
		this.#endText = new TimeText(clock);
	}

	read(row: CsvRow): TableRow {
		const item: Record<string, unknown> = { vendor: 'verba', line: row.line };
		if (this.kind === 'conversations') this.#readTimes(item, row);
		for (const column of this.#fields) this.#readField(item, column, row);
		this.#readOthers(item, row.fields);
		if (this.kind === 'conversations') addCommon(item as unknown as Conversation);
		return item as unknown as TableRow;
	}

	#readTimes(item: Record<string, unknown>, { fields, line }: CsvRow): void {
		const startMs = this.#start.msOf(fields, line, this.times, this.problems, () => undefined);
		const endMs = this.#end.msOf(fields, line, this.times, this.problems, () => startMs);
		if (startMs !== undefined) item.startTime = this.#startText.utc(startMs);
		if (endMs !== undefined) item.endTime = this.#endText.utc(endMs);
		for (const { at, header } of this.#timeColumns) keep(item, header, fields[at]);
	}

	#readField(item: Record<string, unknown>, { column, field, kind, isNumber }: FieldColumn, { fields, line }: CsvRow): void {
		const written = fields[column.at];
		if (!written) return;
		const text = plainText(written, isNumber);
		if (text === '') return;
		if (kind === 'text') {
			item[field] = text;
			if (isNumber && isRounded(text)) this.problems.add('NUMBER_ROUNDED', line, column.header, text);
			return;
		}
		const value = this.#valueOf(text, kind);
		if (typeof value === 'object') this.problems.add(value.problem, line, column.header, text);
		else item[field] = value;
		if (kind !== 'count' || typeof value === 'object') keep(item, column.header, written);
	}

	#valueOf(text: string, kind: Exclude<FieldKind, 'text'>): string | number | { problem: Parameters<TableProblems['add']>[0] } {
		if (kind === 'count') return /^\d{1,15}$/.test(text) ? Number(text) : { problem: 'NUMBER_UNREADABLE' };
		if (kind === 'duration') return parseDuration(text) ?? { problem: 'DURATION_UNREADABLE' };
		const time = this.times.local(text, () => undefined);
		return typeof time === 'number' ? this.#startText.utc(time) : { problem: time };
	}

	#readOthers(item: Record<string, unknown>, fields: readonly string[]): void {
		let other: Record<string, string> | undefined;
		for (const { at, header } of this.#unknown) if (fields[at]) (other ??= {})[header] = fields[at];
		for (let at = this.columns.length; at < fields.length; at++) if (fields[at]) (other ??= {})[`column ${at + 1}`] = fields[at];
		if (other) item.other = other;
	}
}

function addCommon(item: Conversation): void {
	if (item.nativeCallId !== undefined) item.callId = item.nativeCallId;
	const mediaType = item.modalityId ?? item.conversationType;
	if (mediaType !== undefined) item.mediaType = mediaType;
}

function keep(item: Record<string, unknown>, header: string, text: string | undefined): void {
	if (text) ((item.raw ??= {}) as Record<string, string>)[header] = text;
}
