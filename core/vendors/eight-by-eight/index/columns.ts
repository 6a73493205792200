import { normalized, UniqueHeaders } from '../../../csv/headers';
import type { IndexKind } from '../names';

/**
 * The columns of an index: what the vendor's page calls them
 * (https://docs.8x8.com/8x8WebHelp/VCC/configuration-manager-general/content/audiofilesftp.htm), and what the script of a
 * customer reads them by, which are the real headers of a detailed index. Their order, and the headers of the small
 * index, are not documented: so any order, and none is required.
 */
const HEADERS = {
	callType: ['CALL TYPE'],
	localStart: ['START TIME'],
	localStop: ['STOP TIME'],
	agentName: ['AGENT NAME'],
	customerNumber: ['CUSTOMER NUMBER'],
	phoneChannel: ['PHONE CHANNEL'],
	calledNumber: ['CALLED NUMBER'],
	caseId: ['CASEID'],
	duration: ['DURATION'],
	fileName: ['FILENAME'],
	directory: ['DIRECTORY'],
	accountNumber: ['ACCOUNT NUMBER', 'ACCOUNT'],
	utcStart: ['START TIME UTC'],
	utcStop: ['STOP TIME UTC'],
	queue: ['QUEUE'],
	queueName: ['QUEUE NAME'],
	transactionId: ['TRANS ID', 'TRANSACTION ID'],
	externalVariable1: ['EXT VAR1', 'EXTERNAL VARIABLE 1'],
	externalVariable2: ['EXT VAR2', 'EXTERNAL VARIABLE 2'],
	outDialCode: ['OUT DIAL CODE', 'OUTDIAL CODE'],
	wrapUpCode: ['WRAP UP CODE'],
} as const;

export type ColumnName = keyof typeof HEADERS;
export const COLUMN_NAMES = Object.keys(HEADERS) as ColumnName[];

const BY_HEADER = new Map(COLUMN_NAMES.flatMap((name) => HEADERS[name].map((header) => [normalized(header), name] as const)));
/** "OUT DIAL CODE and WRAP UP CODE can be missing": the customer's script. */
const MISSING_AT_TIMES: readonly ColumnName[] = ['outDialCode', 'wrapUpCode'];

/** One column of a file. */
export interface IndexColumn {
	/** Where it stands in a row. */
	at: number;
	/** Absent for a column that is not known. */
	name?: ColumnName;
	/** As it stands in the file; `X 2` for the second that is called X, `column 7` for one without a header. */
	header: string;
	/** The column has the name, or the meaning, of one before it. */
	isRepeated: boolean;
}

/** What a text names: a header of either kind, in any letters. */
export function columnNamed(text: string): ColumnName | undefined {
	return BY_HEADER.get(normalized(text));
}

/** The columns by a header row. */
export function readHeader(fields: readonly string[]): IndexColumn[] {
	const headers = new UniqueHeaders();
	const names = new Set<ColumnName>();
	return fields.map((field, at) => {
		const header = field.trim() || `column ${at + 1}`;
		const known = columnNamed(header);
		const name = known !== undefined && !names.has(known) ? known : undefined;
		const unique = headers.add(header);
		if (name) names.add(name);
		return { at, name, header: unique, isRepeated: (unique !== header && header !== '__proto__') || (known !== undefined && name === undefined) };
	});
}

/** How many columns of an index a row names: none in a row of values. */
export function countKnown(fields: readonly string[]): number {
	return readHeader(fields).filter(({ name }) => name !== undefined).length;
}

/**
 * The kind that the columns speak for. Inferred, since the header of the small index is not documented: detailed is what
 * has all columns that the customer's script relies on.
 */
export function kindOfColumns(columns: readonly IndexColumn[]): IndexKind {
	const present = new Set(columns.map(({ name }) => name));
	const isDetailed = COLUMN_NAMES.every((name) => present.has(name) || MISSING_AT_TIMES.includes(name));
	return isDetailed ? 'detailed' : 'small';
}

/** Whether a header that ends its file was cut: its last name is the beginning of one, or what each index has is not there. */
export function isCutHeader(columns: readonly IndexColumn[], kind: IndexKind | undefined): boolean {
	const last = normalized(columns.at(-1)?.header ?? '');
	const isBegun = columnNamed(last) === undefined && [...BY_HEADER.keys()].some((known) => known.startsWith(last));
	return isBegun || (kind === 'detailed' && kindOfColumns(columns) !== 'detailed');
}
