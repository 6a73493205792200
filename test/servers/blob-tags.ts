import type { StoredBlob } from './blob-store';

type Matcher = (container: string, blob: StoredBlob) => boolean;

const TERM = /^\s*(?:(@container)|"([^"]+)"|(\w+))\s*(>=|<=|=|>|<)\s*'([^']*)'\s*$/;

/** Reads a tag expression: comparisons joined by AND. Undefined when Azure would answer 400. */
export function parseTagExpression(expression: string): { matches: Matcher; keys: string[] } | undefined {
	const terms = expression.split(/ AND (?=(?:[^']*'[^']*')*[^']*$)/i).map((term) => TERM.exec(term));
	const matchers: Matcher[] = [];
	const keys: string[] = [];
	for (const term of terms) {
		if (!term) return undefined;
		const [, isContainer, quoted, bare, operator, value] = term;
		const key = quoted ?? bare;
		if (key) keys.push(key);
		matchers.push((container, blob) => compares(isContainer ? container : blob.tags[key], operator, value));
	}
	return { matches: (container, blob) => matchers.every((matches) => matches(container, blob)), keys };
}

function compares(actual: string | undefined, operator: string, value: string): boolean {
	if (actual === undefined) return false;
	if (operator === '=') return actual === value;
	if (operator === '>') return actual > value;
	if (operator === '<') return actual < value;
	return operator === '>=' ? actual >= value : actual <= value;
}
