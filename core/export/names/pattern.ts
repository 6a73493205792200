import { RecordingError } from '../../errors/recording-error';
import { isTimeZone } from '../../time/zone';
import { factNamed, FACTS, normalized, type Fact } from '../facts';

/** A piece of a pattern: text as it is, or a token. */
export type Piece =
	| { kind: 'text'; text: string }
	| { kind: 'fact'; fact: Fact; format?: string; zone?: string }
	| { kind: 'stem' }
	| { kind: 'name' }
	| { kind: 'extension' };

/** The folders and the name that a pattern makes; the extension follows the name, whatever the pattern says. */
export interface NamePattern {
	folders: Piece[][];
	/** Without the extension. */
	stem: Piece[];
}

export const ORIGINAL_NAME = '{Original Name}';

const LABEL = 'Rename Pattern';
const MAX_LENGTH = 1_000;
// Not an object: "{constructor}" would find what objects inherit.
const OF_NAMES = new Map<string, Piece>([
	['originalname', { kind: 'name' }],
	['stem', { kind: 'stem' }],
	['extension', { kind: 'extension' }],
]);
const PIECES = /\{([^{}]*)\}|[^{}]+|[{}]/g;
/**
 * Luxon's tokens without those that write a whole date in the manner of a country (D, t, T, f, F). Other letters it would leave as they
 * are, in the names of all files: YYYY-MM-DD, which other libraries understand, became "YYYY-11-Nov 21, 2026".
 */
const OF_TIMES = /^(?:S|SSS|u{1,3}|ss?|mm?|hh?|HH?|Z{1,5}|z|a|dd?|c|c{3,5}|E|E{3,5}|L{1,5}|M{1,5}|y|yy|yyyy|y{6}|GG?|G{5}|kk|kkkk|WW?|nn?|ii|iiii|o|ooo|qq?|X|x)$/;
// What a safe name cannot hold, but for the slash, which makes folders.
const UNSAFE = /[<>:"\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;

/**
 * Reads a pattern: text, and tokens in braces. Tokens are the facts of `facts.ts` (`{Agent}`), `{Stem}`, `{Extension}`,
 * `{Tag:RecordingType}` for a tag, `{Field:call.caseId}` for any field, and times with a format in luxon's tokens
 * (https://moment.github.io/luxon/#/formatting?id=table-of-tokens) and a zone: `{Start Time:yyyy-MM-dd_HH-mm-ss@Europe/Berlin}`. Case
 * and blanks in names of tokens do not count. A slash makes a folder. A pattern that leaves out the extension gets it at its end.
 * @throws INVALID_REQUEST for what no name can be made of; it names the token and lists those that there are
 */
export function readPattern(text: string): NamePattern {
	if (text.length > MAX_LENGTH) throw invalid(`it is longer than ${MAX_LENGTH} characters`, 'Shorten it.');
	const parts = text.trim().split(/\/(?![^{}]*\})/).map((part) => (part.match(PIECES) ?? []).map(readPiece));
	if (parts.some((part) => part.length === 0)) {
		throw invalid('a folder or the name in it is empty', 'Use a slash between two names only: {Agent}/{Call ID}.');
	}
	return { folders: parts.slice(0, -1), stem: withoutExtension(parts.at(-1) ?? []) };
}

function readPiece(piece: string): Piece {
	if (piece === '{' || piece === '}') throw invalid(`a "${piece}" stands alone`, 'Write tokens in single braces: {Call ID}.');
	if (piece.startsWith('{')) return readToken(piece.slice(1, -1).trim());
	const unsafe = UNSAFE.exec(piece)?.[0];
	if (unsafe === undefined && !isDots(piece)) return { kind: 'text', text: piece.normalize('NFC') };
	throw invalid(`${JSON.stringify(unsafe ?? piece.trim())} cannot be part of a name on all systems`, 'Use letters, digits, blanks, and - _ . , ( ) between tokens.');
}

function isDots(text: string): boolean {
	return /^ *\.{2,} *$/.test(text);
}

function readToken(token: string): Piece {
	const ofName = OF_NAMES.get(normalized(token));
	if (ofName) return ofName;
	const colon = token.indexOf(':');
	const timed = colon === -1 ? undefined : factOfFile(token.slice(0, colon));
	if (timed?.isTime) return { kind: 'fact', fact: timed, ...readFormat(token.slice(colon + 1)) };
	if (timed) throw invalid(`{${token}} has a format, and ${timed.name} is no time`, `Write {${timed.name}}.`);
	const fact = factOfFile(token);
	if (fact) return { kind: 'fact', fact };
	throw invalid(`{${token}} is no token`, `Tokens are ${tokenNames().join(', ')}.`);
}

function factOfFile(name: string): Fact | undefined {
	const fact = factNamed(name);
	return fact?.isOfExport ? undefined : fact;
}

function readFormat(text: string): { format?: string; zone?: string } {
	const at = text.lastIndexOf('@');
	const format = (at === -1 ? text : text.slice(0, at)).trim();
	const zone = at === -1 ? undefined : text.slice(at + 1).trim();
	if (zone !== undefined && !isTimeZone(zone)) throw invalid(`"${zone}" is no time zone`, 'Give the name of a place, such as Europe/Berlin, or UTC.');
	const strange = lettersOf(format).find((letters) => !OF_TIMES.test(letters));
	if (strange !== undefined) {
		throw invalid(
			`"${strange}" in "${format}" is no part of a time`,
			"Write yyyy for the year, MM for the month, dd for the day, HH, mm and ss for the time of day. Other letters stand in single quotes: yyyy-MM-dd'T'HH-mm.",
		);
	}
	return { ...(format !== '' && { format }), ...(zone !== undefined && { zone }) };
}

/** Runs of one letter, as luxon takes them; what stands in quotes is text. */
function lettersOf(format: string): string[] {
	return format.replace(/'[^']*'?/g, ' ').match(/([a-z])\1*/gi) ?? [];
}

/** All tokens, as they are written. */
export function tokenNames(): string[] {
	const facts = FACTS.filter(({ isOfExport }) => !isOfExport).map(({ name, isTime }) => (isTime ? `{${name}:yyyy-MM-dd}` : `{${name}}`));
	return [...facts, '{Stem}', '{Tag:name}', '{Field:name}'];
}

// "{Stem}.{Extension}" and "{Original Name}" say where the extension goes: to the end, where it is put anyway.
function withoutExtension(part: Piece[]): Piece[] {
	const last = part.at(-1);
	const before = part.at(-2);
	if (last?.kind === 'name') return [...part.slice(0, -1), { kind: 'stem' }];
	if (last?.kind !== 'extension' || before?.kind !== 'text' || !before.text.endsWith('.')) return part;
	const text = before.text.slice(0, -1);
	return text === '' ? part.slice(0, -2) : [...part.slice(0, -2), { kind: 'text', text }];
}

function invalid(detail: string, advice: string): RecordingError {
	return new RecordingError({ code: 'INVALID_REQUEST', operation: 'read the settings', detail: `"${LABEL}": ${detail}`, advice });
}
