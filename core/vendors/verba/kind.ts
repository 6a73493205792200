import { CsvDecoder } from '../../csv/decoder';
import { detectDialect, SEPARATORS } from '../../csv/dialect';
import { readTextForm } from './manifest/text-form';
import { recognised } from './manifest/words';
import { isMediaExtension, parseVerbaPath } from './names';
import { kindBySigns } from './signs';
import { countColumns, countMost } from './table/columns';
import { fieldsOf, headerCandidates, headerSeparator } from './table/separator';
import { tellsOfConversation } from './xml/fields';

/**
 * What a file of an export is. `metadata-csv` and `cdr` have the same columns, chosen by the customer, and are told apart by
 * their names alone; a file that cannot be told is `other`.
 */
export type ExportFileKind = 'media' | 'metadata-xml' | 'metadata-csv' | 'cdr' | 'manifest' | 'audit-log' | 'archive' | 'other';

/** How much of a file is enough to tell its kind. */
export const HEAD_BYTES = 16_384;

const ARCHIVES: ReadonlySet<string> = new Set(['zip', '7z', 'rar', 'gz', 'tar', 'tgz']);
const CERTAIN_BY_NAME: ReadonlySet<ExportFileKind> = new Set(['media', 'manifest', 'other'] as const);
/** Their extension does not tell what they are. */
const TEXTS: ReadonlySet<string | undefined> = new Set(['csv', 'txt', 'json', 'log', undefined]);

/** What files are called is inferred: the pages name a CDR and a manifest, and no file. */
const NAMED_MANIFEST = /manifest/i;
const NAMED_CDR = /(?:^|[^a-z])cdr(?:[^a-z]|$)|conversation[ _-]?detail/i;
const NAMED_AUDIT = /audit/i;

/** Such a file has to be seen, whatever lies beside it. */
export function isNamedLikeCdr(path: string): boolean {
	return NAMED_CDR.test(parseVerbaPath(path).name);
}

/** By its name alone. Undefined where its beginning has to be seen: that of a call is metadata, however it is called. */
export function kindByName(path: string): ExportFileKind | undefined {
	const { name, extension } = parseVerbaPath(path);
	if (isMediaExtension(extension)) return 'media';
	if (extension !== undefined && ARCHIVES.has(extension)) return 'archive';
	const isNamedManifest = NAMED_MANIFEST.test(name);
	if (extension === 'xml') return isNamedManifest ? undefined : 'metadata-xml';
	if (isNamedManifest && TEXTS.has(extension)) return 'manifest';
	return TEXTS.has(extension) ? undefined : 'other';
}

/**
 * What a file is, by its name and, where that is not enough or says otherwise, its first bytes. Without them, a text is
 * told by its name alone, or not.
 */
export function recognise(path: string, head?: Uint8Array): ExportFileKind {
	const byName = kindByName(path);
	if (!head || head.length === 0) return byName ?? kindOfUnseen(path);
	const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
	const bySigns = kindBySigns(bytes);
	if (bySigns) return bySigns;
	return byName !== undefined && CERTAIN_BY_NAME.has(byName) ? byName : kindOfText(path, decoded(bytes));
}

function kindOfText(path: string, text: string): ExportFileKind {
	if (text.trimStart().startsWith('<')) return xmlKind(path, text);
	return tableKind(path, text) ?? (isManifestText(text) ? 'manifest' : 'other');
}

function decoded(bytes: Buffer): string {
	const decoder = new CsvDecoder();
	return decoder.decode(bytes) + decoder.end();
}

function kindOfUnseen(path: string): ExportFileKind {
	const { name, extension } = parseVerbaPath(path);
	return extension === 'xml' && NAMED_MANIFEST.test(name) ? 'manifest' : (namedTable(path) ?? 'other');
}

/** Of a page of HTML nobody wants the metadata. */
function xmlKind(path: string, text: string): ExportFileKind {
	const root = /<(?![?!])([^\s/>]+)/.exec(text)?.[1] ?? '';
	if (/^html$/i.test(root)) return 'other';
	if (NAMED_MANIFEST.test(root)) return 'manifest';
	return NAMED_MANIFEST.test(parseVerbaPath(path).name) && !tellsOfConversation(text) ? 'manifest' : 'metadata-xml';
}

function namedTable(path: string): ExportFileKind | undefined {
	const { name, extension } = parseVerbaPath(path);
	if (extension !== 'csv') return undefined;
	if (NAMED_AUDIT.test(name)) return 'audit-log';
	return NAMED_CDR.test(name) ? 'cdr' : 'metadata-csv';
}

/** One word can be in any text. */
const CERTAIN = 2;
/** `native_id` is in both kinds. */
const CERTAIN_AUDIT = 4;

/** A table is what names columns in one of its first lines; or what is called one and has columns, whatever their names. */
function tableKind(path: string, text: string): ExportFileKind | undefined {
	const lines = headerCandidates(text);
	const separator = headerSeparator(text, countMost) ?? detectDialect(text, true)?.separator ?? ',';
	const counts = lines.map((line) => countColumns(fieldsOf(line, separator)));
	const audit = Math.max(0, ...counts.map((count) => count['audit-log']));
	const conversations = Math.max(0, ...counts.map((count) => count.conversations));
	if (audit >= CERTAIN_AUDIT && audit > conversations) return 'audit-log';
	if (conversations >= CERTAIN) return isNamedLikeCdr(path) ? 'cdr' : 'metadata-csv';
	return kindByColumns(path, lines, separator);
}

/** Whatever its columns are called: a CDR may have a title before them. */
function kindByColumns(path: string, [first = '', ...others]: readonly string[], separator: string): ExportFileKind | undefined {
	const byName = namedTable(path);
	if (byName === 'audit-log' || first.includes(separator)) return byName === 'audit-log' ? undefined : byName;
	return byName === 'cdr' && others.some((line) => SEPARATORS.some((one) => line.includes(one))) ? byName : undefined;
}

/** Two of the four things that a manifest is said to tell. */
function isManifestText(text: string): boolean {
	return Object.keys(recognised(readTextForm(text).fields)).length >= CERTAIN;
}
