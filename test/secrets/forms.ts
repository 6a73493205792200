/** Fewer characters are found everywhere, and say nothing. */
export const MIN_LENGTH = 8;

export interface Needle {
	/** What the secret is. */
	kind: string;
	/** How it is written. */
	form: string;
	bytes: Buffer;
}

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9 ]+ )?PRIVATE KEY-----([\s\S]+?)-----END/g;
const PUTTY_KEY = /Private-Lines: \d+\s+([\s\S]+?)\s+Private-(?:MAC|Hash)/g;
const SIGNATURE = /(?:^|[?&])sig=([^&\s]+)/g;

/** What is secret of a text that a user would paste: of a URL with a token its signature, of PEM what stands in it. Empty where nothing is. */
export function secretPartsOf(text: string): string[] {
	const keys = [...text.matchAll(PRIVATE_KEY), ...text.matchAll(PUTTY_KEY)].flatMap(([, body]) => keyParts(body));
	if (keys.length > 0) return keys;
	const signatures = [...text.matchAll(SIGNATURE)].map(([, signature]) => decoded(signature));
	if (signatures.length > 0) return signatures;
	// An address without a token, a token without a signature, or a certificate.
	if (/^https?:\/\/[^@]*$/.test(text) || /\bsig=$/.test(text) || text.startsWith('-----BEGIN CERTIFICATE')) return [];
	// A key that was not copied whole.
	if (/-----(BEGIN|END)/.test(text)) return keyParts(text.replaceAll(/-----[A-Z0-9 ]+-----/g, '\n'));
	return [text];
}

/** Each line, and all of them as one: a key is printed in either way. */
function keyParts(body: string): string[] {
	const lines = body.split(/\\r|\\n|\s+/).filter((line) => line.length >= 20 && !CONSTANT_LINE.test(line));
	return [...lines, lines.join('')];
}

/** What begins any key of its kind, and headers of encrypted ones. */
const CONSTANT_LINE = /^b3BlbnNzaC1rZXktdjEAAAA|^(?:Proc-Type|DEK-Info)|[^A-Za-z0-9+/=]/;

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** A secret in every form in which it could be written down. */
export function needlesOf(kind: string, part: string): Needle[] {
	// Padding is left out at times.
	const plain = part.replace(/=+$/, '');
	if (plain.length < MIN_LENGTH || new Set(plain).size < 4) return [];
	const encoded = encodeURIComponent(plain);
	const json = JSON.stringify(plain).slice(1, -1);
	const entities = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	const bytes = Buffer.from(plain);
	const texts: [form: string, text: string][] = [
		['as it is', plain],
		['percent-encoded', encoded],
		['percent-encoded, small', encoded.replaceAll(/%../g, (escape) => escape.toLowerCase())],
		['percent-encoded twice', encodeURIComponent(encoded)],
		['of a form', new URLSearchParams({ x: plain }).toString().slice(2)],
		['in JSON', json],
		['in JSON in JSON', JSON.stringify(json).slice(1, -1)],
		['in JSON of PHP', json.replaceAll('/', '\\/')],
		['in XML', entities],
		['in XML, with quotes', entities.replaceAll('"', '&quot;')],
		['in HTML', entities.replaceAll('"', '&quot;').replaceAll('>', '&gt;')],
		...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset)),
		['hexadecimal', bytes.toString('hex')],
		['hexadecimal, large', bytes.toString('hex').toUpperCase()],
	];
	const needles = new Map<string, Needle>();
	for (const [form, text] of texts) if (!needles.has(text)) needles.set(text, { kind, form, bytes: Buffer.from(text) });
	const wide = Buffer.from(plain, 'utf16le');
	return [...needles.values(), { kind, form: 'UTF-16', bytes: wide }, { kind, form: 'UTF-16, big-endian', bytes: Buffer.from(wide).swap16() }];
}

/** Somewhere within base64, as the password is in the header of Basic: only characters that belong to it alone. */
function base64Forms(bytes: Buffer, offset: number): [string, string][] {
	const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replace(/=+$/, '');
	const first = Math.ceil((offset * 8) / 6);
	const last = Math.floor(((offset + bytes.length) * 8) / 6);
	const own = text.slice(first, last);
	if (own.length < MIN_LENGTH) return [];
	return [
		['base64', own],
		['base64url', own.replaceAll('+', '-').replaceAll('/', '_')],
	];
}
