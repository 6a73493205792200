import { TextDecoder } from 'node:util';

/** Enough for a declaration. */
export const DECLARATION_BYTES = 256;

const DECLARED = /^(?:\xEF\xBB\xBF)?<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']{1,40})["']/;

/**
 * The encoding that the declaration names; undefined where it names none, or UTF-8 or UTF-16, which show by the bytes: programs
 * write `utf-16` into files that are none.
 */
export function declaredEncoding(head: Uint8Array): string | undefined {
	const label = DECLARED.exec(Buffer.from(head).toString('latin1'))?.[1];
	return label === undefined || /^(?:utf|ucs)-?_?(?:8|16)/i.test(label) ? undefined : label;
}

export function isEncoding(label: string): boolean {
	try {
		new TextDecoder(label);
		return true;
	} catch {
		return false;
	}
}
