import { CsvDecoder } from '../../../csv/decoder';
import { piecesOf, type CsvInput } from '../../../csv/input';
import { readCsv } from '../../../csv/read-csv';
import type { Value, Values } from '../conversation';
import { addValue } from '../xml/element';
import { XML_FIELDS } from '../xml/fields';
import { readMetadataXml } from '../xml/read-xml';
import type { Manifest } from './manifest';
import { isTextForm, readTextForm } from './text-form';
import { recognised } from './words';

/** One text for a whole job; a list of exceptions can make it long. What lies beyond is not read. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ROWS = 1_000;

type Read = Pick<Manifest, 'format' | 'fields' | 'lines' | 'problems'>;

/**
 * Reads a manifest, in whatever form it comes: JSON, XML, CSV, or lines of text. See `Manifest` for what of it is known, which is
 * not its format. Throws only what the input throws.
 */
export async function readManifest(input: CsvInput, { signal }: { signal?: AbortSignal } = {}): Promise<Manifest> {
	const { text, isCut } = await textOf(input, signal);
	const read = await readAny(text, signal);
	const problems = [...(isCut ? [`only its first ${MAX_BYTES / 1024 / 1024} MiB were read`] : []), ...(read.problems ?? [])];
	const { format, fields, lines } = read;
	return { format, ...recognised(fields), fields, ...(lines?.length && { lines }), ...(problems.length > 0 && { problems }) };
}

async function readAny(text: string, signal?: AbortSignal): Promise<Read> {
	const begin = text.trimStart().slice(0, 1);
	if (begin === '<') return await readXml(text, signal);
	const json = begin === '{' || begin === '[' ? parsed(text) : undefined;
	if (json !== undefined) return { format: 'json', fields: json };
	if (isTextForm(text)) return { format: 'text', ...readTextForm(text) };
	return (await readPairs(text, signal)) ?? { format: 'text', ...readTextForm(text) };
}

async function readXml(text: string, signal?: AbortSignal): Promise<Read> {
	const reader = readMetadataXml(text, { signal });
	const fields: Values = {};
	for await (const batch of reader) {
		for (const conversation of batch) {
			// In its own words, whatever they would mean in metadata.
			for (const [name, field] of Object.entries(XML_FIELDS)) if (conversation[field] !== undefined) addValue(fields, name, conversation[field]);
			for (const [name, value] of Object.entries(conversation.other ?? {})) addValue(fields, name, value);
		}
	}
	for (const [name, value] of Object.entries(reader.around ?? {})) addValue(fields, name, value);
	const problems = reader.problems.examples.filter(({ code }) => code !== 'NO_KNOWN_FIELD').map(({ line, message }) => `line ${line}: ${message}`);
	return { format: 'xml', fields, problems };
}

/** Values as text, as in the other forms. Undefined for no JSON. */
function parsed(text: string): Values | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	const value = valueOf(json, 0);
	return typeof value === 'string' || Array.isArray(value) ? { items: value } : value;
}

const MAX_DEPTH = 64;

function valueOf(json: unknown, depth: number): Value {
	if (json === null || json === undefined) return '';
	if (typeof json !== 'object') return String(json as string | number | boolean);
	if (depth >= MAX_DEPTH) return '…';
	if (Array.isArray(json)) return json.map((one) => valueOf(one, depth + 1));
	const values: Values = {};
	for (const [name, value] of Object.entries(json)) values[name === '__proto__' ? '__proto__ 2' : name] = valueOf(value, depth + 1);
	return values;
}

/** Two columns are keys with their values; more are a header with its rows. Undefined for one column. */
async function readPairs(text: string, signal?: AbortSignal): Promise<Read | undefined> {
	const rows: string[][] = [];
	for await (const batch of readCsv(text, { signal })) for (const { fields } of batch.rows) if (rows.length < MAX_ROWS) rows.push(fields);
	const [header = [], ...others] = rows;
	if (header.length < 2) return undefined;
	const fields: Values = {};
	const isPairs = rows.every((row) => row.length === 2) && rows.length !== 2;
	if (isPairs) for (const [key, value] of rows) addValue(fields, key.trim(), value.trim());
	else for (const row of others) header.forEach((name, at) => addValue(fields, name.trim() || `column ${at + 1}`, row[at]?.trim() ?? ''));
	return { format: 'csv', fields };
}

async function textOf(input: CsvInput, signal?: AbortSignal): Promise<{ text: string; isCut: boolean }> {
	const decoder = new CsvDecoder();
	let text = '';
	let bytes = 0;
	for await (const piece of piecesOf(input, signal)) {
		bytes += piece.length;
		if (bytes > MAX_BYTES) return { text: text + decoder.end(), isCut: true };
		text += decoder.decode(piece);
	}
	return { text: text + decoder.end(), isCut: false };
}
