import type { CsvDialect } from './types';

// In the order of preference where two are as frequent.
export const SEPARATORS = [',', ';', '\t', '|'];
/** A first record that is longer than this is judged by its beginning. */
const SAMPLE_LENGTH = 65_536;
// Excel's way to name the separator, on a line before all others.
const SEPARATOR_LINE = /^"?sep=(.)"?(?:\r\n|\r|\n)/i;

export interface DetectedDialect extends CsvDialect {
	/** How much of the text names the separator, and is no row. */
	skippedLength: number;
}

/**
 * Separator and line end from the first record; undefined while more text could change them. Text inside quotes does
 * not count. Without any separator: a comma.
 *
 * @param separator what is set
 * @param found what the caller has found out: a line that names the separator counts before it
 */
export function detectDialect(text: string, isAll: boolean, separator?: string, found?: string): DetectedDialect | undefined {
	const named = SEPARATOR_LINE.exec(text);
	const skippedLength = named ? named[0].length : 0;
	const sample = text.slice(skippedLength, skippedLength + SAMPLE_LENGTH).replace(/^[\r\n]+/, '');
	const outside = withoutQuoted(sample);
	const end = outside.search(/[\r\n]/);
	// After CR, LF may follow: then both are the line end.
	const isEndCertain = end !== -1 && end < outside.length - 1;
	if (!isAll && !isEndCertain && text.length < SAMPLE_LENGTH) return undefined;
	return {
		separator: separator ?? named?.[1] ?? found ?? mostFrequent(end === -1 ? outside : outside.slice(0, end)),
		// A quote that never closes takes the line end with it: better one that is inside than none.
		newline: newlineAt(sample, end === -1 ? sample.search(/[\r\n]/) : end),
		skippedLength,
	};
}

function newlineAt(text: string, at: number): '\n' | '\r' {
	return text[at] === '\r' && text[at + 1] !== '\n' ? '\r' : '\n';
}

function withoutQuoted(text: string): string {
	// The length stays, so that places in the one are places in the other.
	return text.replace(/"[^"]*(?:"|$)/g, (quoted) => 'x'.repeat(quoted.length));
}

function mostFrequent(line: string): string {
	const counts = SEPARATORS.map((separator) => line.split(separator).length);
	return SEPARATORS[counts.indexOf(Math.max(...counts))];
}
