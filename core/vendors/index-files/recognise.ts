import { ByteFeed } from '../../crypto/byte-feed';
import { contentTypeOf, TELLING_LENGTH } from '../../crypto/cms/content-types';
import { unwrapped } from '../../crypto/unwrap';
import { CsvDecoder } from '../../csv/decoder';
import { readCsv, type CsvOptions } from '../../csv/read-csv';
import type { CsvRow } from '../../csv/types';
import { RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';
import { recognise } from '../verba/kind';
import { countMost } from '../verba/table/columns';
import { headerSeparator } from '../verba/table/separator';
import { xmlFieldOf } from '../verba/xml/fields';
import { claimsOf } from './columns';
import { KIND_NAMES, type IndexFileKind } from './kinds';
import { noTextIn } from './no-text';

/** As much of a file as is looked at; a header is a few KiB at most. */
export const RECOGNISED_BYTES = 65_536;

export interface RecogniseOptions extends Pick<CsvOptions, 'separator' | 'encoding'> {
	/** For errors. */
	name?: string;
}

/**
 * What a file is, by its first RECOGNISED_BYTES. A ZIP is taken for a data export: what is in it shows when it is opened.
 * Throws INVALID_REQUEST, with what was seen and what to do, for what is none of the kinds, or could be two.
 */
export async function recogniseIndexFile(first: Buffer, options: RecogniseOptions = {}): Promise<IndexFileKind> {
	if (first.length === 0) throw unknown(options.name, 'it is empty', 'Look at the node before this one: it has put an empty file into the field.');
	const found = await noTextOf(first, options.name);
	if (found === 'zip') return 'gimExport';
	return await kindOfText(first, options);
}

/** What it is said to be, unless it cannot be that. Throws INVALID_REQUEST, with what to do. */
export async function assertCanBe(kind: IndexFileKind, first: Buffer, name?: string): Promise<void> {
	const found = await noTextOf(first, name, true);
	if (found === 'zip' && kind !== 'gimExport') throw unknown(name, `it is a ZIP archive, and no ${KIND_NAMES[kind]}`, UNPACK);
}

/** Throws for what nobody can read here. */
async function noTextOf(first: Buffer, name: string | undefined, isChosen = false): Promise<'zip' | undefined> {
	if (await isEncrypted(first)) throw unknown(name, 'it is encrypted (PKCS#7)', 'Decrypt it first: Recording Files > Decrypt, with your private keys.');
	const found = noTextIn(first, { isChosen });
	if (found === undefined || found === 'zip') return found;
	throw unknown(name, found.detail, found.advice);
}

async function kindOfText(first: Buffer, options: RecogniseOptions): Promise<IndexFileKind> {
	const text = textOf(first, options.encoding);
	if (/^\s*</.test(text)) return xmlKind(first, text, options.name);
	const { rows, separator } = await firstRows(first, options);
	const claims = claimsOf(rows, separator);
	if (claims.length === 1) return claims[0].kind;
	if (claims.length > 1) throw unknown(options.name, `its columns fit ${claims.map(({ kind }) => KIND_NAMES[kind]).join(' as well as ')}`, 'Set Kind to what it is.');
	if (isManifest(first, options.name)) return 'verbaManifest';
	throw unknown(options.name, `no columns of any kind are in its first lines; it begins with "${beginningOf(text)}"`, CHOOSE);
}

/** Metadata of Verba have at least two of its fields, as elements or attributes. */
function xmlKind(first: Buffer, text: string, name: string | undefined): IndexFileKind {
	const names = new Set(Array.from(text.matchAll(/[<\s:]([a-z_]{2,20})(?=[\s>=/])/gi), ([, one]) => xmlFieldOf(one)));
	names.delete(undefined);
	if (names.size >= 2) return 'verbaXml';
	if (isManifest(first, name)) return 'verbaManifest';
	throw unknown(name, `it is XML or HTML, and has no fields of Verba; it begins with "${beginningOf(text)}"`, 'If it is metadata of Verba all the same, set Kind. For any other XML, use the node XML.');
}

/** Its form is not documented: it is known by its name, or by the words in it. */
function isManifest(first: Buffer, name = ''): boolean {
	return [name, ''].some((one) => recognise(one, first) === 'manifest');
}

/** What cannot be read shows when the file is. */
function textOf(first: Buffer, encoding: string | undefined): string {
	return new CsvDecoder(encoding).decode(first);
}

const UNPACK = 'Unpack it first: Recording Files > Unpack Archive. If it is a data export of Genesys, set Kind to that.';
const CHOOSE =
	'If it is one of the kinds all the same, set Kind, and Separator or Encoding where they are unusual. For any other table, use the node Extract from File.';

export function unknown(path: string | undefined, detail: string, advice: string): RecordingError {
	return new RecordingError({ code: 'INVALID_REQUEST', operation: 'recognise', path, detail, advice });
}

/** Whether it begins like a PKCS#7/CMS message, in any wrapping. */
async function isEncrypted(first: Buffer): Promise<boolean> {
	const { feed } = await unwrapped(new ByteFeed(once(first)));
	return typeof contentTypeOf(await feed.peek(2 * TELLING_LENGTH)) === 'object';
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
	yield bytes;
}

async function firstRows(first: Buffer, { separator, encoding }: RecogniseOptions): Promise<{ rows: CsvRow[]; separator?: string }> {
	const findSeparator = (text: string) => headerSeparator(text, countMost);
	const reader = readCsv(first, { separator, encoding, findSeparator });
	const rows: CsvRow[] = [];
	for await (const batch of reader) rows.push(...batch.rows);
	return { rows, separator: reader.dialect?.separator };
}

const MAX_SHOWN = 60;

function beginningOf(text: string): string {
	return cutText(cutText(text, 4 * MAX_SHOWN).replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim(), MAX_SHOWN);
}
