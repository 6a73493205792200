import { normalized, UniqueHeaders } from '../../../csv/headers';
import { RecordingError } from '../../../errors/recording-error';
import { cutText } from '../../../secrets/cut';
import { CONVERSATIONS, GRAMMARS, type FieldKind, type TableGrammar, type TimePart } from './fields';

/** What a column is: a field of its kind, or a part of a time. */
export type Meaning = { field: string; kind: FieldKind } | { part: TimePart };

/** One column of a file. */
export interface TableColumn {
	/** Where it stands in a row. */
	at: number;
	/** As it stands in the file; `X 2` for the second that is called X, `column 7` for one without a header. */
	header: string;
	/** Absent for a column that is not known. */
	meaning?: Meaning;
	/** The column has the name, or the meaning, of one before it. */
	isRepeated: boolean;
}

/** Header to field, for columns that a customer has named otherwise. A documented header names its field too. */
export type ColumnMapping = Readonly<Record<string, string>>;

/** Names of `startTime` and the like in a mapping. */
const TIMES_BY_FIELD: Readonly<Record<string, TimePart>> = {
	startTime: 'startLocal',
	startTimeUtc: 'startUtc',
	startDate: 'startDate',
	startClock: 'startClock',
	endTime: 'endLocal',
	endDate: 'endDate',
	endClock: 'endClock',
};

const BY_HEADER = new Map(GRAMMARS.map((grammar) => [grammar, headersOf(grammar)] as const));
const NO_HEADERS: ReadonlyMap<string, Meaning> = new Map();

/** What the columns of a file of one kind mean, with what the customer says of them. */
export class ColumnNames {
	readonly #mapped = new Map<string, Meaning>();

	/** Throws INVALID_REQUEST for a mapping to what is no field. */
	constructor(
		private readonly grammar: TableGrammar,
		mapping: ColumnMapping = {},
	) {
		for (const [header, field] of Object.entries(mapping)) if (header.trim() !== '') this.#mapped.set(normalized(header), targetOf(grammar, field));
	}

	meaningOf(header: string): Meaning | undefined {
		const name = normalized(header);
		return this.#mapped.get(name) ?? BY_HEADER.get(this.grammar)?.get(name);
	}

	/** How many columns a row names: none in a row of values. */
	countKnown(fields: readonly string[]): number {
		const known = new Set<string>();
		for (const field of fields) {
			const meaning = this.meaningOf(field);
			if (meaning) known.add(keyOf(meaning));
		}
		return known.size;
	}

	/** Where each meaning is taken from: a column that the customer has mapped comes before those with a documented header. */
	#firstOfEach(fields: readonly string[]): Map<string, number> {
		const known = new Map<string, number>();
		const isMapped = (at: number) => this.#mapped.has(normalized(fields[at]));
		const places = [...fields.keys()].sort((a, b) => Number(isMapped(b)) - Number(isMapped(a)) || a - b);
		for (const at of places) {
			const found = this.meaningOf(fields[at]);
			if (found && !known.has(keyOf(found))) known.set(keyOf(found), at);
		}
		return known;
	}

	readHeader(fields: readonly string[]): TableColumn[] {
		const headers = new UniqueHeaders();
		const written = fields.map((field, at) => field.trim() || `column ${at + 1}`);
		const known = this.#firstOfEach(written);
		return written.map((header, at) => {
			const found = this.meaningOf(header);
			const meaning = found && known.get(keyOf(found)) === at ? found : undefined;
			const unique = headers.add(header);
			return { at, header: unique, ...(meaning && { meaning }), isRepeated: unique !== header || (found !== undefined && !meaning) };
		});
	}
}

/** How many columns of each kind of file a row names. */
export function countColumns(fields: readonly string[]): Record<TableGrammar['kind'], number> {
	const counts = { conversations: 0, 'audit-log': 0 };
	for (const grammar of GRAMMARS) counts[grammar.kind] = new ColumnNames(grammar).countKnown(fields);
	return counts;
}

/** How many columns a row names, of the kind of which it names most. */
export function countMost(fields: readonly string[]): number {
	return Math.max(...Object.values(countColumns(fields)));
}

/** Fields to which a column can be mapped. */
export function mappableFields(grammar: TableGrammar = CONVERSATIONS): string[] {
	return [...grammar.fields.keys(), ...(Object.keys(grammar.times).length > 0 ? Object.keys(TIMES_BY_FIELD) : [])];
}

function targetOf(grammar: TableGrammar, field: string): Meaning {
	const known = grammar.fields.get(field);
	if (known) return { field, kind: known.kind };
	const part = Object.hasOwn(TIMES_BY_FIELD, field) ? TIMES_BY_FIELD[field] : undefined;
	if (part !== undefined && grammar.times[part]) return { part };
	const byHeader = (BY_HEADER.get(grammar) ?? NO_HEADERS).get(normalized(field));
	if (byHeader) return byHeader;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'read the settings',
		detail: `a column is mapped to "${cutText(field, 60)}", which is no field`,
		advice: `Take one of: ${mappableFields(grammar).join(', ')}.`,
	});
}

function headersOf({ fields, times }: TableGrammar): ReadonlyMap<string, Meaning> {
	const meanings = new Map<string, Meaning>();
	for (const [field, { kind, headers }] of fields) for (const header of headers) meanings.set(normalized(header), { field, kind });
	for (const [part, headers] of Object.entries(times)) for (const header of headers) meanings.set(normalized(header), { part: part as TimePart });
	return meanings;
}

function keyOf(meaning: Meaning): string {
	return 'part' in meaning ? meaning.part : meaning.field;
}
