import type { ExportItem } from './item';

/**
 * What is known of a recording in the words of the field, wherever its vendor keeps it: in the recording itself, in the row of an
 * index (8x8: `call`, and `calls` where several rows name one file), or in the metadata of an export (Verba: `conversation`).
 * Tokens of names, columns of call detail records and filters all read it here.
 */
export interface Fact {
	/** As users write it: `Call ID`. */
	name: string;
	/** A time: ISO 8601 in UTC, which is shown in a zone. */
	isTime?: boolean;
	/** Known once the recording was exported: nothing that a name can be made of. */
	isOfExport?: boolean;
	/** All that is known, the first one first; empty when nothing is. */
	valuesOf(item: ExportItem): string[];
}

type Fields = Record<string, unknown>;

/** Fields that say the same, in the order in which they count. */
const KEPT_IN: Record<string, string[]> = {
	'Vendor': ['vendor'],
	'Call ID': ['callId', 'contactId', 'transactionId', 'nativeCallId', 'nativeId'],
	'Segment ID': ['segmentId', 'recordingId', 'statementId'],
	'Media Type': ['mediaType', 'modalityId', 'conversationType'],
	'Agent': ['agentName', 'agent', 'agentId', 'user', 'userId'],
	'Queue': ['queueName', 'queue'],
	'Number': ['remoteNumber', 'customerNumber', 'calledNumber', 'callerPhoneNumber', 'calledPhoneNumber', 'dialedNumber', 'fromDigits', 'toDigits', 'from', 'to'],
	'Direction': ['direction', 'callType'],
	'Duration': ['durationSeconds'],
	'Case ID': ['caseId', 'case'],
	'Tenant': ['tenant'],
	'Container': ['container'],
	'Original Name': ['name'],
	'Source Path': ['path'],
	'Extension': ['extension'],
	'Size': ['sizeBytes'],
	'ETag': ['etag'],
	'Content MD5': ['contentMd5'],
};

const TIMES_KEPT_IN: Record<string, string[]> = {
	'Start Time': ['startTime'],
	'End Time': ['stopTime', 'endTime'],
	'Last Modified': ['lastModified'],
	'Expires At': ['expiresAt'],
};

const OF_EXPORT: Record<string, string> = {
	'Target Name': 'targetPath',
	'Archive': 'archive',
	'Written Bytes': 'writtenBytes',
	'SHA-256': 'sha256',
	'Verified By': 'verifiedBy',
	'Exception': 'exception',
};

export const FACTS: readonly Fact[] = [
	...Object.entries(KEPT_IN).map(([name, fields]) => ({ name, valuesOf: (item: ExportItem) => valuesIn(item, fields) })),
	...Object.entries(TIMES_KEPT_IN).map(([name, fields]) => ({ name, isTime: true, valuesOf: (item: ExportItem) => valuesIn(item, fields) })),
	{ name: 'Stored Time', isTime: true, valuesOf: (item) => listOf(storedAt(item)) },
	...Object.entries(OF_EXPORT).map(([name, field]) => ({ name, isOfExport: true, valuesOf: (item: ExportItem) => valuesAt(item, ['export', field]) })),
	{ name: 'Exported At', isTime: true, isOfExport: true, valuesOf: (item) => valuesAt(item, ['export', 'exportedAt']) },
];

const BY_NAME = new Map(FACTS.map((fact) => [normalized(fact.name), fact]));

/** Case, blanks and marks do not count: `callId` is `Call ID`. */
export function normalized(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * The fact that a text names: `Call ID`, `Tag:RecordingType`, or `Field:call.wrapUpCode` for any field, nested ones with dots.
 * Undefined for what is none of these.
 */
export function factNamed(text: string): Fact | undefined {
	const colon = text.indexOf(':');
	if (colon === -1) return BY_NAME.get(normalized(text));
	const kind = normalized(text.slice(0, colon));
	const rest = text.slice(colon + 1).trim();
	if (rest === '') return undefined;
	if (kind === 'tag') return { name: `Tag:${rest}`, valuesOf: (item) => tagsOf(item, rest) };
	return kind === 'field' ? { name: `Field:${rest}`, valuesOf: (item) => valuesAt(item, rest.split('.')) } : undefined;
}

/** When the vendor stored it: the tag of Genesys, else what the storage says. */
export function storedAt({ tags, lastModified }: ExportItem): string | undefined {
	const tagged = tags?.StoredTime;
	return tagged && !Number.isNaN(Date.parse(tagged)) ? tagged : lastModified;
}

/** Names of tags are case-sensitive at Azure; where that exact one is missing, one in other letters counts. */
function tagsOf({ tags = {} }: ExportItem, name: string): string[] {
	if (Object.hasOwn(tags, name)) return textsOf(tags[name]);
	const wanted = name.toLowerCase();
	return Object.entries(tags).filter(([tag]) => tag.toLowerCase() === wanted).flatMap(([, value]) => textsOf(value));
}

function valuesIn(item: ExportItem, fields: readonly string[]): string[] {
	const found = placesOf(item).flatMap((place) => fields.flatMap((field) => textsOf(own(place, field))));
	return [...new Set(found)];
}

function valuesAt(item: ExportItem, path: readonly string[]): string[] {
	let value: unknown = item;
	for (const name of path) value = isFields(value) || Array.isArray(value) ? own(value as Fields, name) : undefined;
	return textsOf(value);
}

function placesOf(item: ExportItem): Fields[] {
	const { call, calls, conversation } = item as unknown as Fields;
	return [item as unknown as Fields, ...(Array.isArray(calls) ? calls : [call]), conversation].filter(isFields);
}

// What is inherited, such as "constructor", is no field.
function own(fields: Fields, name: string): unknown {
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(value: unknown): string[] {
	if (value === undefined || value === null || value === '') return [];
	if (Array.isArray(value)) return value.flatMap(textsOf);
	return [typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)];
}

function listOf(value: string | undefined): string[] {
	return value === undefined ? [] : [value];
}
