import { scrubText } from '../secrets/scrub';
import { decoded } from '../text/entities';
import { oneLine } from '../text/markup';

export interface Headers {
	get(name: string): string | undefined;
}

const MAX_TITLE_LENGTH = 80;
const PAGE_START = /^[\uFEFF\s]*(?:<!--[^]{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|title|meta|script)\b/i;

/** Whether an answer is a web page: of a company's proxy, of the sign-in page of a network, of another server. */
export function isWebPage(headers: Headers, bodyText: string): boolean {
	return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '') || PAGE_START.test(bodyText);
}

/** A web page in words: what it came for, and its title. */
export function pageDetail(httpStatus: number, expected: string, bodyText: string): string {
	const title = oneLine(decoded(/<title[^>]{0,200}>([^<]{1,1000})/i.exec(scrubText(bodyText))?.[1] ?? ''), MAX_TITLE_LENGTH);
	return `a web page came instead of ${expected} (${httpStatus}, text/html${title ? `, "${title}"` : ''})`;
}
