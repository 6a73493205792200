import type { CsvRow } from '../../../csv/types';
import type { CallField, IndexCall } from './call';
import type { ColumnName, IndexColumn } from './columns';
import type { IndexProblems } from './problems';
import { utcText, type TimeReader } from './time-reader';
import { filePlace, isRounded, parseDuration, plainText } from './values';

/** Columns that are taken over as text. */
const TEXTS: ReadonlySet<ColumnName> = new Set(['callType', 'agentName', 'customerNumber', 'calledNumber', 'phoneChannel', 'caseId', 'accountNumber', 'queue', 'queueName', 'transactionId', 'externalVariable1', 'externalVariable2', 'outDialCode', 'wrapUpCode'] as const);
/** Of these, the ones that a spreadsheet takes for numbers. */
const NUMBERS: ReadonlySet<ColumnName> = new Set(['customerNumber', 'calledNumber', 'phoneChannel', 'caseId', 'accountNumber', 'transactionId'] as const);

interface TextColumn {
	at: number;
	header: string;
	field: CallField;
	isNumber: boolean;
}

/** Turns rows of a file into calls. What cannot be read is left out of the call, kept in `raw`, and reported. */
export class CallBuilder {
	readonly #named = new Map<ColumnName, IndexColumn>();
	readonly #texts: TextColumn[] = [];
	readonly #unknown: IndexColumn[];

	constructor(
		private readonly columns: readonly IndexColumn[],
		private readonly times: TimeReader,
		private readonly problems: IndexProblems,
	) {
		for (const column of columns) {
			const { at, name, header } = column;
			if (name) this.#named.set(name, column);
			if (name && TEXTS.has(name)) this.#texts.push({ at, header, field: name as CallField, isNumber: NUMBERS.has(name) });
		}
		this.#unknown = columns.filter(({ name }) => name === undefined);
	}

	build({ fields, line }: CsvRow): IndexCall {
		const call: IndexCall = { vendor: '8x8', line };
		const raw: Record<string, string> = {};
		this.#addFile(call, fields, raw);
		this.#addTimes(call, fields, raw);
		this.#addDuration(call, fields, raw);
		for (const column of this.#texts) this.#addText(call, column, fields[column.at], raw);
		const remoteNumber = call.callType?.toLowerCase() === 'outbound' ? call.calledNumber : call.customerNumber;
		if (remoteNumber !== undefined) call.remoteNumber = remoteNumber;
		this.#addOthers(call, fields);
		if (Object.keys(raw).length > 0) call.raw = raw;
		return call;
	}

	#addFile(call: IndexCall, fields: string[], raw: Record<string, string>): void {
		const written = this.#text('fileName', fields);
		const directory = this.#text('directory', fields) || undefined;
		const fileName = plainText(written, false);
		if (fileName === '') {
			if (this.#named.has('fileName')) this.problems.add('NO_FILE_NAME', call.line);
			if (directory) call.directory = directory;
			return;
		}
		const place = filePlace(fileName, directory);
		Object.assign(call, place);
		if (place.fileName !== written) this.#keep('fileName', fields, raw);
	}

	#addTimes(call: IndexCall, fields: string[], raw: Record<string, string>): void {
		const startMs = this.#timeOf('utcStart', 'localStart', call, fields, raw);
		const stopMs = this.#timeOf('utcStop', 'localStop', call, fields, raw);
		if (startMs !== undefined) call.startTime = utcText(startMs);
		if (stopMs !== undefined) call.stopTime = utcText(stopMs);
	}

	#timeOf(utc: ColumnName, local: ColumnName, call: IndexCall, fields: string[], raw: Record<string, string>): number | undefined {
		this.#keep(utc, fields, raw);
		this.#keep(local, fields, raw);
		for (const name of [utc, local]) {
			const text = plainText(this.#text(name, fields), false);
			if (text === '') continue;
			const time = name === utc ? this.times.utc(text) : this.times.local(text, call.fileName);
			if ('ms' in time) return time.ms;
			this.problems.add(time.problem, call.line, this.#named.get(name)?.header, text);
		}
		return undefined;
	}

	#addDuration(call: IndexCall, fields: string[], raw: Record<string, string>): void {
		const text = plainText(this.#text('duration', fields), true);
		if (text === '') return;
		this.#keep('duration', fields, raw);
		const seconds = parseDuration(text);
		if (seconds !== undefined) call.durationSeconds = seconds;
		else this.problems.add('DURATION_UNREADABLE', call.line, this.#named.get('duration')?.header, text);
	}

	#addText(call: IndexCall, { field, header, isNumber }: TextColumn, written: string | undefined, raw: Record<string, string>): void {
		if (!written) return;
		const value = plainText(written, isNumber);
		if (value === '') return;
		(call as unknown as Record<CallField, string>)[field] = value;
		if (value.length !== written.length && value !== written.trim()) raw[header] = written;
		if (isNumber && isRounded(value)) this.problems.add('NUMBER_ROUNDED', call.line, header, value);
	}

	#addOthers(call: IndexCall, fields: string[]): void {
		for (const { at, header } of this.#unknown) this.#addOther(call, header, fields[at]);
		for (let at = this.columns.length; at < fields.length; at++) this.#addOther(call, `column ${at + 1}`, fields[at]);
	}

	#addOther(call: IndexCall, header: string, text: string | undefined): void {
		if (text) (call.other ??= {})[header] = text;
	}

	#text(name: ColumnName, fields: string[]): string {
		const column = this.#named.get(name);
		return column === undefined ? '' : (fields[column.at] ?? '').trim();
	}

	#keep(name: ColumnName, fields: string[], raw: Record<string, string>): void {
		const column = this.#named.get(name);
		const text = column && fields[column.at];
		if (text) raw[column.header] = text;
	}
}
