import { JsonBytes, JsonKeys } from '../../../csv/json-bytes';
import { TimeText } from '../../../time/time-text';
import type { WallClock } from '../../../time/wall-clock';
import type { AuditEntry, Conversation } from '../conversation';
import type { RowReader } from './row-reader';

export type TableRow = Conversation | AuditEntry;

/** Writes the moments of rows; start and end each have their own hour, which is mostly that of the row before. */
export class RowTexts {
	readonly start: TimeText;
	readonly end: TimeText;

	constructor(clock: WallClock) {
		this.start = new TimeText(clock);
		this.end = new TimeText(clock);
	}
}

/** The row that was read last. */
export function rowOf(row: RowReader, texts: RowTexts): TableRow {
	const item: Record<string, unknown> = { vendor: 'verba', line: row.line };
	const [callId, mediaType] = commonOf(row);
	if (callId !== undefined) item.callId = callId;
	if (mediaType !== undefined) item.mediaType = mediaType;
	if (!Number.isNaN(row.startMs)) item.startTime = texts.start.utc(row.startMs);
	if (!Number.isNaN(row.endMs)) item.endTime = texts.end.utc(row.endMs);
	row.values.forEach((value, slot) => {
		if (value !== undefined) item[row.fields[slot]] = value;
	});
	if (row.other.count > 0) item.other = row.other.toObject();
	if (row.raw.count > 0) item.raw = row.raw.toObject();
	return item as unknown as TableRow;
}

/** `callId` and `mediaType`. */
function commonOf(row: RowReader): [callId: string | undefined, mediaType: string | undefined] {
	if (row.kind !== 'conversations') return [undefined, undefined];
	return [row.valueOf('nativeCallId'), row.valueOf('modalityId') ?? row.valueOf('conversationType')];
}

const LINE = Buffer.from('{"vendor":"verba","line":');
const OTHER = Buffer.from(',"other":{');
const RAW = Buffer.from(',"raw":{');
const END_OF_OBJECT = Buffer.from('}');
const END_OF_LINE = Buffer.from('}\n');

/** Rows as lines of JSON, with no object in between, as `JsonBytes` says why. */
export class RowLines {
	readonly #json = new JsonBytes();
	readonly #keys = new JsonKeys();

	constructor(private readonly texts: RowTexts) {}

	/** The row that was read last. */
	add(row: RowReader): void {
		const json = this.#json;
		json.add(LINE);
		json.addNumber(row.line);
		const [callId, mediaType] = commonOf(row);
		this.#addValue('callId', callId);
		this.#addValue('mediaType', mediaType);
		this.#addTime('startTime', row.startMs, this.texts.start);
		this.#addTime('endTime', row.endMs, this.texts.end);
		for (let slot = 0; slot < row.values.length; slot++) this.#addValue(row.fields[slot], row.values[slot]);
		if (row.other.count > 0) this.#addObject(OTHER, row.other);
		if (row.raw.count > 0) this.#addObject(RAW, row.raw);
		json.add(END_OF_LINE);
	}

	/** The lines since the last time. */
	take(): Buffer | undefined {
		return this.#json.take();
	}

	#addValue(field: string, value: string | number | undefined): void {
		if (value === undefined) return;
		const key = this.#keys.of(field);
		if (typeof value === 'string') return this.#json.addText(key, value);
		// Without the quote that begins a text.
		this.#json.add(key.subarray(0, -1));
		this.#json.addNumber(value);
	}

	#addTime(field: string, ms: number, text: TimeText): void {
		if (Number.isNaN(ms)) return;
		this.#json.add(this.#keys.of(field));
		text.addUtc(ms, this.#json);
		this.#json.endText();
	}

	#addObject(begin: Buffer, texts: RowReader['other']): void {
		this.#json.add(begin);
		texts.addTo(this.#json, this.#keys);
		this.#json.add(END_OF_OBJECT);
	}
}
