import { NamedTexts } from '../../../csv/named-texts';
import type { CsvRow } from '../../../csv/types';
import { isRounded, parseDuration, plainText } from '../../../csv/values';
import type { TimeReader } from '../../../time/time-reader';
import { TimeText } from '../../../time/time-text';
import type { WallClock } from '../../../time/wall-clock';
import { CALL_FIELDS, SLOTS, type CallField } from './call';
import type { ColumnName, IndexColumn } from './columns';
import { recordedAtMs } from '../names';
import { FilePlaces } from './file-places';
import type { IndexProblems } from './problems';

/** Columns that are taken over as text. */
const TEXTS: ReadonlySet<ColumnName> = new Set(['callType', 'agentName', 'customerNumber', 'calledNumber', 'phoneChannel', 'caseId', 'accountNumber', 'queue', 'queueName', 'transactionId', 'externalVariable1', 'externalVariable2', 'outDialCode', 'wrapUpCode'] as const);
/** Of these, the ones that a spreadsheet takes for numbers. */
const NUMBERS: ReadonlySet<ColumnName> = new Set(['customerNumber', 'calledNumber', 'phoneChannel', 'caseId', 'accountNumber', 'transactionId'] as const);

const HALF_HOUR_MS = 1_800_000;

interface TextColumn {
	column: IndexColumn;
	slot: number;
	isNumber: boolean;
}

/** A time of a call: what it is read from, and written with. Start and end each have their own, as each goes its way. */
export class CallTime {
	/** Milliseconds since 1970; NaN for none. */
	ms = NaN;
	readonly text: TimeText;

	constructor(
		readonly utc: IndexColumn | undefined,
		readonly local: IndexColumn | undefined,
		clock: WallClock,
	) {
		this.text = new TimeText(clock);
	}

	get isKnown(): boolean {
		return !Number.isNaN(this.ms);
	}
}

/**
 * Reads rows of a file, one at a time: what one says stands here until the next is read. What cannot be read has no
 * value, is kept in `raw`, and reported.
 */
export class RowReader {
	line = 0;
	/** By `SLOTS`; those of times stay empty, since they need not become texts. */
	readonly values: (string | number | undefined)[] = CALL_FIELDS.map(() => undefined);
	/** Columns that are not known, and fields beyond the header. */
	readonly other = new NamedTexts();
	/** What stands in the file, wherever a value is not that very text. */
	readonly raw = new NamedTexts();
	readonly start: CallTime;
	readonly stop: CallTime;
	readonly #named = new Map<ColumnName, IndexColumn>();
	readonly #texts: TextColumn[] = [];
	readonly #unknown: IndexColumn[];
	readonly #file: IndexColumn | undefined;
	readonly #directory: IndexColumn | undefined;
	readonly #duration: IndexColumn | undefined;
	readonly #places = new FilePlaces();

	constructor(
		private readonly columns: readonly IndexColumn[],
		private readonly times: TimeReader,
		clock: WallClock,
		private readonly problems: IndexProblems,
	) {
		for (const column of columns) {
			const { name } = column;
			if (name) this.#named.set(name, column);
			if (name && TEXTS.has(name)) this.#texts.push({ column, slot: SLOTS[name as CallField], isNumber: NUMBERS.has(name) });
		}
		this.#unknown = columns.filter(({ name }) => name === undefined);
		this.#file = this.#named.get('fileName');
		this.#directory = this.#named.get('directory');
		this.#duration = this.#named.get('duration');
		this.start = new CallTime(this.#named.get('utcStart'), this.#named.get('localStart'), clock);
		this.stop = new CallTime(this.#named.get('utcStop'), this.#named.get('localStop'), clock);
	}

	read({ fields, line }: CsvRow): void {
		const { values } = this;
		values.fill(undefined);
		this.line = line;
		this.raw.count = 0;
		this.other.count = 0;
		this.#readFile(fields);
		this.#readTime(this.start, fields, this.#recordedMs);
		this.#readDuration(fields);
		this.#readTime(this.stop, fields, this.#usualStopMs);
		for (const column of this.#texts) this.#readText(column, fields[column.column.at]);
		values[SLOTS.remoteNumber] = isOutbound(values[SLOTS.callType]) ? values[SLOTS.calledNumber] : values[SLOTS.customerNumber];
		for (const { at, header } of this.#unknown) this.#addOther(header, fields[at]);
		for (let at = this.columns.length; at < fields.length; at++) this.#addOther(`column ${at + 1}`, fields[at]);
	}

	#readFile(fields: string[]): void {
		const written = textAt(this.#file, fields);
		const directory = textAt(this.#directory, fields) || undefined;
		const fileName = plainText(written, false);
		if (fileName === '') {
			if (this.#file) this.problems.add('NO_FILE_NAME', this.line);
			this.values[SLOTS.directory] = directory;
			return;
		}
		const place = this.#places.of(fileName, directory);
		this.values[SLOTS.path] = place.path;
		this.values[SLOTS.fileName] = place.fileName;
		this.values[SLOTS.directory] = place.directory;
		if (place.fileName !== written) this.#keep(this.#file, fields);
	}

	/** @param nearMs decides in the hour that comes twice */
	#readTime(time: CallTime, fields: string[], nearMs: () => number | undefined): void {
		const { utc, local } = time;
		this.#keep(utc, fields);
		this.#keep(local, fields);
		time.ms = this.#msOf(utc, fields) ?? this.#msOf(local, fields, nearMs) ?? NaN;
	}

	readonly #recordedMs = () => recordedAtMs((this.values[SLOTS.fileName] as string | undefined) ?? '');

	/** Of two moments an hour apart, the first one that is not before the start is nearer to half an hour after it. */
	readonly #usualStopMs = () => {
		const fromMs = this.start.isKnown ? this.start.ms : this.#recordedMs();
		const seconds = this.values[SLOTS.durationSeconds] as number | undefined;
		return fromMs === undefined ? undefined : fromMs + (seconds === undefined ? HALF_HOUR_MS : seconds * 1_000);
	};

	/** In UTC, unless it is told what decides where a local time comes twice. */
	#msOf(column: IndexColumn | undefined, fields: string[], nearMs?: () => number | undefined): number | undefined {
		const text = plainText(textAt(column, fields), false);
		if (text === '') return undefined;
		const time = nearMs ? this.times.local(text, nearMs) : this.times.utc(text);
		if (typeof time === 'number') return time;
		this.problems.add(time, this.line, column?.header, text);
		return undefined;
	}

	#readDuration(fields: string[]): void {
		const text = plainText(textAt(this.#duration, fields), true);
		if (text === '') return;
		this.#keep(this.#duration, fields);
		const seconds = parseDuration(text);
		if (seconds !== undefined) this.values[SLOTS.durationSeconds] = seconds;
		else this.problems.add('DURATION_UNREADABLE', this.line, this.#duration?.header, text);
	}

	#readText({ column, slot, isNumber }: TextColumn, written: string | undefined): void {
		if (!written) return;
		const value = plainText(written, isNumber);
		if (value === '') return;
		this.values[slot] = value;
		if (value.length !== written.length && value !== written.trim()) this.raw.add(column.header, written);
		if (isNumber && isRounded(value)) this.problems.add('NUMBER_ROUNDED', this.line, column.header, value);
	}

	#addOther(header: string, text: string | undefined): void {
		if (text) this.other.add(header, text);
	}

	#keep(column: IndexColumn | undefined, fields: string[]): void {
		const text = column && fields[column.at];
		if (text) this.raw.add(column.header, text);
	}
}

function textAt(column: IndexColumn | undefined, fields: string[]): string {
	return column === undefined ? '' : (fields[column.at] ?? '');
}

function isOutbound(callType: string | number | undefined): boolean {
	return callType === 'Outbound' || (typeof callType === 'string' && callType.toLowerCase() === 'outbound');
}
