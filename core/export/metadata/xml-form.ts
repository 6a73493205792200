import type { Field, Fields } from './fields';

/** As names of elements in XML 1.0; the standard keeps those that begin with `xml`. */
const ELEMENT_NAME = /^(?!xml)[A-Za-z_][\w.-]*$/i;
/** What XML 1.0 cannot hold, escaped or not. */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;', '\n': '&#10;', '\t': '&#9;' };

/**
 * One `recording`; each field is an element of its name, and a `field` with that name as an attribute where it can be none. Values of a
 * list are elements of the same name. A character that XML does not allow becomes U+FFFD.
 */
export function xmlMetadata(fields: Fields): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n<recording>\n${childrenOf(fields, 1)}</recording>\n`;
}

function childrenOf(fields: Fields, depth: number): string {
	return Object.keys(fields).map((name) => elementsOf(name, fields[name], depth)).join('');
}

function elementsOf(name: string, field: Field, depth: number): string {
	if (Array.isArray(field)) return field.map((one) => elementsOf(name, Array.isArray(one) ? { value: one } : one, depth)).join('');
	const indent = '\t'.repeat(depth);
	const tag = ELEMENT_NAME.test(name) ? name : 'field';
	const open = tag === name ? tag : `field name="${escaped(name, /[&<>"\r\n\t]/g)}"`;
	if (typeof field !== 'object') return `${indent}<${open}>${escaped(String(field), /[&<>\r]/g)}</${tag}>\n`;
	return `${indent}<${open}>\n${childrenOf(field, depth + 1)}${indent}</${tag}>\n`;
}

function escaped(text: string, special: RegExp): string {
	return text.replace(NO_CHARACTER, '\uFFFD').replace(special, (character) => ESCAPES[character]);
}
