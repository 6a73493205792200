import { decoded, oneLine } from './text';

export interface Headers {
	get(name: string): string | undefined;
}

const MAX_TITLE_LENGTH = 80;
const PAGE_START = /^[\uFEFF\s]*(?:<!--[^]{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|title|meta|script)\b/i;
// Azure names its request in every answer, and so does its emulator.
const OWN_HEADERS = ['x-ms-request-id', 'x-ms-version', 'x-ms-error-code'];

export function isOfAzure(headers: Headers): boolean {
	return OWN_HEADERS.some((name) => headers.get(name) !== undefined);
}

/** Whether an answer is a web page: of a company's proxy, of the sign-in page of a network, of another server. */
export function isWebPage(headers: Headers, bodyText: string): boolean {
	return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '') || PAGE_START.test(bodyText);
}

/** A web page in words: what it came for, and its title. */
export function pageDetail(httpStatus: number, expected: string, bodyText: string): string {
	const title = oneLine(decoded(/<title[^>]{0,200}>([^<]{1,1000})/i.exec(bodyText)?.[1] ?? ''), MAX_TITLE_LENGTH);
	return `a web page came instead of ${expected} (${httpStatus}, text/html${title ? `, "${title}"` : ''})`;
}

/**
 * What to say of an error answer that carries nothing of Azure's. Undefined where it need not be somebody else's:
 * what is in front of Azure also answers that the service is away, and then time may help.
 */
export function foreignDetail(httpStatus: number, headers: Headers, bodyText: string): string | undefined {
	if (isOfAzure(headers)) return undefined;
	if (httpStatus === 407) return 'the proxy asks for a user name and password (407)';
	if (isWebPage(headers, bodyText)) return pageDetail(httpStatus, 'an answer of Azure Blob Storage', bodyText);
	return mayPass(httpStatus) ? undefined : `the answer ${httpStatus} does not come from Azure Blob Storage`;
}

/** Whether an answer of that status may be another one a little later, whoever gave it. */
export function mayPass(httpStatus: number): boolean {
	return httpStatus >= 500 || httpStatus === 408 || httpStatus === 429;
}
