import { plainText } from '../../../csv/values';
import type { TimeReader } from '../../../time/time-reader';
import type { TableColumn } from './columns';
import type { TimePart } from './fields';
import type { TableProblems } from './problems';

const TIMES = {
	start: { utc: 'startUtc', local: 'startLocal', date: 'startDate', clock: 'startClock' },
	end: { utc: undefined, local: 'endLocal', date: 'endDate', clock: 'endClock' },
} as const;

interface Parts {
	utc?: TableColumn;
	local?: TableColumn;
	date?: TableColumn;
	clock?: TableColumn;
}

/** The moment at which a conversation starts or ends, out of the columns that a file has of it. */
export class RowTime {
	readonly #parts: Parts = {};

	constructor(columns: readonly TableColumn[], which: keyof typeof TIMES) {
		for (const [name, part] of Object.entries(TIMES[which]) as [keyof Parts, TimePart | undefined][]) {
			const column = columns.find(({ meaning }) => meaning && 'part' in meaning && meaning.part === part);
			if (column) this.#parts[name] = column;
		}
	}

	/** All texts of a row that hold a date: what tells in which order day and month are written. */
	writtenIn(fields: readonly string[]): string[] {
		const { utc, local } = this.#parts;
		return [textAt(utc, fields), textAt(local, fields), this.#joined(fields)].filter((text) => text !== '');
	}

	/** Milliseconds since 1970. UTC counts first, then a date with its time, then the two from columns of their own. */
	msOf(fields: readonly string[], line: number, times: TimeReader, problems: TableProblems, nearMs: () => number | undefined): number | undefined {
		const { utc, local, date, clock } = this.#parts;
		return (
			read(utc, textAt(utc, fields), line, problems, (text) => times.utc(text)) ??
			read(local, textAt(local, fields), line, problems, (text) => times.local(text, nearMs)) ??
			read(clock ?? date, this.#joined(fields), line, problems, (text) => times.local(text, nearMs))
		);
	}

	/** A date without a time is no moment; a column of times may hold the date as well. */
	#joined(fields: readonly string[]): string {
		const clock = textAt(this.#parts.clock, fields);
		const date = textAt(this.#parts.date, fields);
		return clock === '' || date === '' ? clock : `${date} ${clock}`;
	}
}

function read(column: TableColumn | undefined, text: string, line: number, problems: TableProblems, toMs: (text: string) => ReturnType<TimeReader['utc']>): number | undefined {
	if (text === '') return undefined;
	const time = toMs(text);
	if (typeof time === 'number') return time;
	problems.add(time, line, column?.header, text);
	return undefined;
}

function textAt(column: TableColumn | undefined, fields: readonly string[]): string {
	return column === undefined ? '' : plainText(fields[column.at] ?? '', false);
}
