import { detectDialect, SEPARATORS } from '../../../csv/dialect';

/** As many as may be in question for the header. */
const HEADER_ROWS = 11;
/** One word can be in any text. */
const CERTAIN = 2;

/** The first lines of a text that are not blank: one of them is the header. */
export function headerCandidates(text: string): string[] {
	return text
		.split(/\r\n|\r|\n/, 10 * HEADER_ROWS)
		.filter((line) => line.trim() !== '')
		.slice(0, HEADER_ROWS);
}

export function fieldsOf(line: string, separator: string): string[] {
	return line.split(separator).map((field) => field.trim().replace(/^"|"$/g, ''));
}

/**
 * The separator with which a line names columns that are known: a title before the header has none, or another one. Undefined
 * where no line does.
 */
export function headerSeparator(text: string, countKnown: (fields: readonly string[]) => number): string | undefined {
	const lines = headerCandidates(text);
	const detected = detectDialect(text, true)?.separator;
	let best: { separator: string; count: number } | undefined;
	for (const separator of new Set([...(detected === undefined ? [] : [detected]), ...SEPARATORS])) {
		const count = Math.max(0, ...lines.map((line) => countKnown(fieldsOf(line, separator))));
		if (count >= CERTAIN && count > (best?.count ?? 0)) best = { separator, count };
	}
	return best?.separator;
}
