import { rememberSecret } from '../../secrets/known';
import { Secret } from '../../secrets/secret';
import { wellFormed } from '../../text/well-formed';

/**
 * What a shared access signature says of itself. Every field but `token` can be absent: a token under a stored
 * access policy carries neither rights nor times.
 * Source of the parameter names: https://learn.microsoft.com/rest/api/storageservices/create-account-sas and
 * https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 */
export interface SharedAccessSignature {
	/** The query string without `?`, ready to be appended to a URL. */
	token: Secret;
	kind: 'account' | 'container' | 'blob' | 'unknown';
	/** One letter each: r read, l list, f find by tags, w write, d delete, t tags … (`sp`) */
	permissions?: string;
	/** ISO 8601, UTC (`st`). */
	startsAt?: string;
	/** ISO 8601, UTC (`se`). */
	expiresAt?: string;
	/** Name of a stored access policy (`si`). */
	policy?: string;
	/** `https` when the token refuses plain HTTP (`spr`). */
	httpsOnly: boolean;
}

/** Reads a SAS query string; undefined when there is no signature in it. */
export function parseSas(query: string): SharedAccessSignature | undefined {
	const parameters = parametersOf(query);
	const signature = parameters.get('sig');
	if (!signature) return undefined;
	rememberSecret(signature); // Services repeat it alone, too.
	return {
		token: new Secret(canonicalQuery(parameters)),
		kind: kindOf(parameters),
		permissions: parameters.get('sp'),
		startsAt: toIso(parameters.get('st')),
		expiresAt: toIso(parameters.get('se')),
		policy: parameters.get('si'),
		httpsOnly: parameters.get('spr') === 'https',
	};
}

// Percent-decoding by hand: URLSearchParams would turn the `+` of an unescaped signature into a space.
function parametersOf(query: string): Map<string, string> {
	const parameters = new Map<string, string>();
	// A token holds no blanks; a mail or a PDF adds line breaks.
	const text = wellFormed(query).replaceAll(/\s+/g, '').replace(/^\?/, '').replaceAll('&amp;', '&');
	for (const pair of text.split('&')) {
		const equals = pair.indexOf('=');
		if (equals <= 0) continue;
		const name = decode(pair.slice(0, equals)).toLowerCase();
		if (!REQUEST_PARAMETERS.has(name)) parameters.set(name, decode(pair.slice(equals + 1)));
	}
	return parameters;
}

// The vendor's page shows curl lines with these appended to the token; pasted whole, they would come twice.
const REQUEST_PARAMETERS = new Set(['comp', 'restype', 'where', 'maxresults', 'prefix', 'marker', 'delimiter']);

function canonicalQuery(parameters: Map<string, string>): string {
	return [...parameters].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

function kindOf(parameters: Map<string, string>): SharedAccessSignature['kind'] {
	if (parameters.has('ss') || parameters.has('srt')) return 'account';
	const resource = parameters.get('sr');
	if (resource === 'c') return 'container';
	return resource === 'b' ? 'blob' : 'unknown';
}

// Date takes much else for a time: a number alone for a year.
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;

function toIso(time: string | undefined): string | undefined {
	if (!time || !TIME.test(time)) return undefined;
	// Azure also accepts a bare date, and a time without seconds; all are UTC, with or without the Z.
	const date = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(time) ? `${time}Z` : time);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
