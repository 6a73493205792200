import { jsonKey, JsonBytes, JsonKeys } from '../../../csv/json-bytes';
import type { NamedTexts } from '../../../csv/named-texts';
import { CALL_FIELDS, SLOTS, type IndexCall } from './call';
import type { CallTime, RowReader } from './row-reader';

/** Times stand together, from `startTime` to `localStopTime`. */
const FIRST_TIME = SLOTS.startTime;
const AFTER_TIMES = SLOTS.localStopTime + 1;

/** The row that was read last, as a call. */
export function callOf(row: RowReader): IndexCall {
	const call: Record<string, unknown> = { vendor: '8x8', line: row.line };
	const { values, start, stop, other, raw } = row;
	for (let slot = 0; slot < FIRST_TIME; slot++) if (values[slot] !== undefined) call[CALL_FIELDS[slot]] = values[slot];
	if (start.isKnown) call.startTime = start.text.utc(start.ms);
	if (stop.isKnown) call.stopTime = stop.text.utc(stop.ms);
	if (start.isKnown) call.localStartTime = start.text.local(start.ms);
	if (stop.isKnown) call.localStopTime = stop.text.local(stop.ms);
	for (let slot = AFTER_TIMES; slot < values.length; slot++) if (values[slot] !== undefined) call[CALL_FIELDS[slot]] = values[slot];
	if (other.count > 0) call.other = other.toObject();
	if (raw.count > 0) call.raw = raw.toObject();
	return call as unknown as IndexCall;
}

const KEYS = CALL_FIELDS.map(jsonKey);
const LINE = Buffer.from('{"vendor":"8x8","line":');
const SECONDS = Buffer.from(',"durationSeconds":');
const OTHER = Buffer.from(',"other":{');
const RAW = Buffer.from(',"raw":{');
const END_OF_OBJECT = Buffer.from('}');
const END_OF_LINE = Buffer.from('}\n');

/** Rows as lines of JSON: those of their calls, with the number in front. */
export class JsonLines {
	readonly #json = new JsonBytes();
	readonly #keys = new JsonKeys();

	/** The row that was read last. */
	add(row: RowReader): void {
		const { values, other, raw } = row;
		const json = this.#json;
		json.add(LINE);
		json.addNumber(row.line);
		const seconds = values[SLOTS.durationSeconds];
		if (typeof seconds === 'number') {
			json.add(SECONDS);
			json.addNumber(seconds);
		}
		this.#addTexts(values, 0, FIRST_TIME);
		this.#addTimes(row);
		this.#addTexts(values, AFTER_TIMES, values.length);
		if (other.count > 0) this.#addObject(OTHER, other);
		if (raw.count > 0) this.#addObject(RAW, raw);
		json.add(END_OF_LINE);
	}

	/** The lines since the last time. */
	take(): Buffer | undefined {
		return this.#json.take();
	}

	#addTexts(values: RowReader['values'], from: number, to: number): void {
		for (let slot = from; slot < to; slot++) {
			const value = values[slot];
			if (typeof value === 'string') this.#json.addText(KEYS[slot], value);
		}
	}

	#addTimes({ start, stop }: RowReader): void {
		if (start.isKnown) this.#addUtc(SLOTS.startTime, start);
		if (stop.isKnown) this.#addUtc(SLOTS.stopTime, stop);
		if (start.isKnown) this.#addLocal(SLOTS.localStartTime, start);
		if (stop.isKnown) this.#addLocal(SLOTS.localStopTime, stop);
	}

	#addUtc(slot: number, { ms, text }: CallTime): void {
		this.#json.add(KEYS[slot]);
		text.addUtc(ms, this.#json);
		this.#json.endText();
	}

	#addLocal(slot: number, { ms, text }: CallTime): void {
		this.#json.add(KEYS[slot]);
		text.addLocal(ms, this.#json);
		this.#json.endText();
	}

	#addObject(begin: Buffer, texts: NamedTexts): void {
		this.#json.add(begin);
		texts.addTo(this.#json, this.#keys);
		this.#json.add(END_OF_OBJECT);
	}
}
