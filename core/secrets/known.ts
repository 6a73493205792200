import { FormIndex, MIN_LENGTH } from './form-index';
import { formsOf } from './forms';
import { REDACTED } from './redacted';
import { type Range, Unescaped, withoutBegunEscape } from './unescaped';

/** Tokens are renewed, and processes live long: the latest count. */
const MAX_KNOWN = 5_000;
/** Of all their forms: keys are long. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
/** How often a text may have been escaped, one time within the other. */
const MAX_ESCAPED = 3;

/** Secrets of this process, each with the forms in which a service may give it back. */
const known = new Map<string, readonly string[]>();
const index = new FormIndex();
let characters = 0;

/** From now on no text of ours shows this secret, whoever put it there: services repeat what they refuse. */
export function rememberSecret(secret: string): void {
	if (secret.length < MIN_LENGTH) return;
	const before = known.get(secret);
	if (before) {
		known.delete(secret);
		known.set(secret, before);
		return;
	}
	const forms = [...formsOf(secret)].filter((form) => form.length >= MIN_LENGTH);
	known.set(secret, forms);
	for (const form of forms) {
		index.add(form);
		characters += form.length;
	}
	for (const oldest of known.keys()) {
		if (known.size === 1 || (known.size <= MAX_KNOWN && characters <= MAX_CHARACTERS)) break;
		forget(oldest);
	}
}

function forget(secret: string): void {
	for (const form of known.get(secret) ?? []) {
		index.delete(form);
		characters -= form.length;
	}
	known.delete(secret);
}

export function maskKnownSecrets(text: string): string {
	if (index.isEmpty) return text;
	const ranges = rangesIn(text, MAX_ESCAPED);
	if (ranges.length === 0) return text;
	ranges.sort((one, other) => one.start - other.start);
	const pieces: string[] = [];
	let shownTo = 0;
	let maskedTo = -1;
	for (const { start, end } of ranges) {
		if (start > maskedTo) pieces.push(text.slice(shownTo, start), REDACTED);
		maskedTo = Math.max(maskedTo, end);
		shownTo = maskedTo;
	}
	return [...pieces, text.slice(shownTo)].join('');
}

/** Where a text was cut within a secret, so that eight characters of it or more are its end, they are masked too. */
export function maskCutEnd(text: string): string {
	if (index.isEmpty) return text;
	const start = cutIn(text, MAX_ESCAPED);
	return start === undefined ? text : `${text.slice(0, start)}${REDACTED}`;
}

function rangesIn(text: string, levels: number): Range[] {
	const ranges = index.rangesIn(text);
	const unescaped = levels === 0 ? undefined : new Unescaped(text);
	if (!unescaped?.hadEscapes) return ranges;
	return [...ranges, ...rangesIn(unescaped.text, levels - 1).map((range) => unescaped.inSource(range))];
}

function cutIn(text: string, levels: number): number | undefined {
	const found = index.cutIn(text) ?? index.cutIn(withoutBegunEscape(text));
	const unescaped = found !== undefined || levels === 0 ? undefined : new Unescaped(text);
	if (!unescaped?.hadEscapes) return found;
	const start = cutIn(unescaped.text, levels - 1);
	return start === undefined ? undefined : unescaped.inSource({ start, end: start + 1 }).start;
}
