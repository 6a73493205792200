import type { Random } from './random';
import type { Input } from './subject';

/** What breaks programs, whatever they read. */
const WORDS = [
	'\0', '\r', '\n', '\r\n', '\n\r', '\t', '\u000b', '\u0085', '\u2028', '\ufeff', '\u00a0', '\u200b', '\u202e', '\u0301', '\ud83d\ude42', '\ud800', '\udc00', '\uf7ff', '\uffff', '\u0130', '\u017f', '\u212a',
	'"', "'", '`', '\\', '\\\\', '/', '//', '../', '..\\', './', 'C:', 'CON', 'nul.txt', '~', ' ', '  ', '.', '..', '%', '%00', '%2e%2e%2f', '%ff', '&', '&amp;', '&#0;', '<', '>', '<!--', ']]>', '{', '}', '[', ']', '(', ')', ';', ',', '|', '=', '+', '-', '*', '?', '@', ':', '#',
	'__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', 'true', '[]', '{}', '{"__proto__":{"polluted":1}}',
];
const NUMBERS = ['0', '1', '-1', '00', '9', '10', '99', '255', '256', '65535', '65536', '2147483647', '2147483648', '4294967295', '4294967296', '9007199254740991', '9007199254740993', '99999999999999999999', '1e308', '0x10', '1.5', '٣', '-0', '8640000000000001'];
const FIELDS = [0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
/** Nothing is made longer than this by damage alone. */
const MOST_LENGTH = 60_000;

function joined<Of extends Input>(like: Of, ...parts: Array<Input>): Of {
	if (typeof like === 'string') return parts.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))).join('') as Of;
	return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))) as unknown as Of;
}

function cut<Of extends Input>(input: Of, from: number, to?: number): Of {
	return (typeof input === 'string' ? input.slice(from, to) : input.subarray(from, to)) as Of;
}

/** A place, and one behind it, mostly near. */
function rangeIn(input: Input, random: Random): [from: number, to: number] {
	const from = random.below(input.length + 1);
	return [from, Math.min(input.length, from + random.small(Math.max(4, input.length)))];
}

function replaced<Of extends Input>(input: Of, from: number, to: number, by: Input): Of {
	return joined(input, cut(input, 0, from), by, cut(input, to));
}

type Operation = <Of extends Input>(input: Of, random: Random, others: readonly Of[], words: readonly string[]) => Of;

const OPERATIONS: Operation[] = [
	// One byte or letter is another one.
	(input, random) => {
		if (input.length === 0) return input;
		const at = random.below(input.length);
		if (typeof input === 'string') return replaced(input, at, at + 1, String.fromCharCode(input.charCodeAt(at) ^ (1 << random.below(random.chance(0.9) ? 7 : 16))));
		const flipped = Buffer.from(input);
		flipped[at] ^= 1 << random.below(8);
		return flipped as unknown as typeof input;
	},
	(input, random) => replaced(input, ...rangeIn(input, random), ''),
	(input, random) => cut(input, 0, random.below(input.length + 1)),
	(input, random) => cut(input, random.small(input.length)),
	(input, random) => {
		const [from, to] = rangeIn(input, random);
		const times = Math.min(1 + random.small(30), Math.floor(MOST_LENGTH / (to - from + 1)));
		return replaced(input, from, from, joined(input, ...Array.from({ length: times }, () => cut(input, from, to))));
	},
	(input, random, others) => {
		const other = random.pick(others);
		return replaced(input, ...rangeIn(input, random), cut(other, ...rangeIn(other, random)));
	},
	(input, random, _others, words) => replaced(input, ...placeIn(input, random), random.pick(words)),
	(input, random, _others, words) => replaced(input, ...rangeIn(input, random), random.pick(words)),
	(input, random) => replaced(input, ...placeIn(input, random), random.pick(WORDS)),
	(input, random) => replaced(input, ...rangeIn(input, random), random.pick(WORDS)),
	(input, random) => {
		const from = random.below(input.length + 1);
		const text = typeof input === 'string' ? input.slice(from, from + 80) : input.toString('latin1', from, from + 80);
		const found = /\d+/.exec(text);
		return found ? replaced(input, from + found.index, from + found.index + found[0].length, random.pick(NUMBERS)) : input;
	},
	(input, random) => {
		if (input.length === 0) return input;
		const at = random.below(input.length);
		const letter = cut(input, at, at + 1);
		return replaced(input, at, at, joined(input, ...Array.from({ length: random.small(random.chance(0.05) ? 5_000 : 300) }, () => letter)));
	},
	(input, random) => {
		if (typeof input === 'string') return input.replaceAll(/\r?\n|\r/g, random.pick(['\n', '\r\n', '\r', '\n\n', ' '])) as typeof input;
		const [at, width] = [random.below(Math.max(1, input.length - 8)), random.pick([1, 2, 4, 8])];
		if (at + width > input.length) return input;
		const altered = Buffer.from(input);
		const value = random.pick(FIELDS);
		const isBig = random.chance(0.5);
		for (let byte = 0; byte < width; byte++) altered[at + (isBig ? width - 1 - byte : byte)] = byte < 4 ? (value >>> (8 * byte)) & 0xff : value === 0xffffffff ? 0xff : 0;
		return altered as unknown as typeof input;
	},
	// Two pieces change places.
	(input, random) => {
		const [from, to] = rangeIn(input, random);
		const end = Math.min(input.length, to + (to - from));
		return joined(input, cut(input, 0, from), cut(input, to, end), cut(input, from, to), cut(input, end));
	},
];

function placeIn(input: Input, random: Random): [number, number] {
	const at = random.below(input.length + 1);
	return [at, at];
}

export function damaged<Of extends Input>(input: Of, random: Random, others: readonly Of[], words: readonly string[]): Of {
	let result = input;
	const count = 1 + random.small(7);
	for (let done = 0; done < count; done++) {
		result = random.pick(OPERATIONS)(result, random, others, words.length === 0 ? WORDS : words);
		if (result.length > MOST_LENGTH) result = cut(result, 0, MOST_LENGTH);
	}
	return result;
}

/** Of no grammar at all. */
export function anything<Of extends Input>(like: Of, random: Random, words: readonly string[]): Of {
	const length = random.small(random.chance(0.02) ? 8_000 : 120);
	const all = random.pick([words.length === 0 ? WORDS : words, WORDS, NUMBERS]);
	if (random.chance(0.5)) return joined(like, ...Array.from({ length: Math.ceil(length / 4) }, () => random.pick(all)));
	if (typeof like !== 'string') return Buffer.from(Array.from({ length }, () => random.below(256))) as unknown as Of;
	const most = random.pick([0x80, 0x100, 0x800, 0x10000]);
	return String.fromCharCode(...Array.from({ length: Math.min(length, 2_000) }, () => random.below(most))) as Of;
}

/** A piece that comes again and again: what takes the square of its length shows itself. */
export interface Pumped<Of extends Input> {
	before: Of;
	piece: Of;
	after: Of;
}

export function pumped<Of extends Input>(input: Of, random: Random, words: readonly string[]): Pumped<Of> {
	const at = random.below(input.length + 1);
	const end = Math.min(input.length, at + 1 + random.small(12));
	const own = random.chance(0.6) && end > at ? cut(input, at, end) : joined(input, random.pick(random.chance(0.5) && words.length > 0 ? words : WORDS));
	const piece = random.chance(0.3) ? joined(input, own, random.pick(WORDS)) : own;
	const after = random.pick([cut(input, end), joined(input, '!'), joined(input, '\0'), cut(input, 0, 0)]);
	return { before: cut(input, 0, at), piece, after };
}

export function blownUp<Of extends Input>({ before, piece, after }: Pumped<Of>, length: number): Of {
	if (piece.length === 0) return before;
	const times = Math.ceil(length / piece.length);
	const middle = typeof piece === 'string' ? (piece.repeat(times) as Of) : (Buffer.alloc(times * piece.length, piece) as unknown as Of);
	return joined(before, before, middle, after);
}

/** Fewer and fewer pieces, as long as `isSame` of what is left. */
export async function shrunk<Of extends Input>(input: Of, isSame: (smaller: Of) => Promise<boolean>): Promise<Of> {
	let best = input;
	let tries = 400;
	for (let width = Math.ceil(best.length / 2); width >= 1 && tries > 0; width = width === 1 ? 0 : Math.ceil(width / 2)) {
		for (let at = 0; at < best.length && tries > 0; tries--) {
			const smaller = joined(best, cut(best, 0, at), cut(best, at + width));
			if (await isSame(smaller)) best = smaller;
			else at += width;
		}
	}
	return best;
}
