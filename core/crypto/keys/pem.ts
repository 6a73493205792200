/** A block of PEM: RFC 7468, and RFC 1421 for the two lines that name an old encryption. */
export interface PemBlock {
	/** `CERTIFICATE`, `PRIVATE KEY`, … */
	kind: string;
	/** DER, as far as base64 can be read. */
	der: Buffer;
	/** Of a private key that is encrypted in the way before PKCS#8: the block again, with its lines where they belong. */
	legacyEncrypted?: string;
}

// A block ends before the next one begins: without an end, each would otherwise be looked for to the end of the text.
const BLOCK = /-----BEGIN ([A-Z0-9 #]{1,40})-----((?:(?!-----BEGIN ).)*?)-----END \1-----/gs;
/** Triple DES has an initial vector of 8 bytes, AES one of 16: without line ends nothing else tells where it stops. */
const LEGACY = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*((?=DES)[A-Z0-9-]+,\s*[0-9A-Fa-f]{16}|[A-Z0-9-]+,\s*[0-9A-Fa-f]{32})(.*)$/s;

/** All blocks of a text, and how many begin without being whole. A form may have made one line of it. */
export function readPem(pasted: string): { blocks: PemBlock[]; cutCount: number } {
	const text = withLineEnds(pasted);
	const blocks = [...text.matchAll(BLOCK)].map(([, kind, body]) => blockOf(kind, body));
	return { blocks, cutCount: text.split('-----BEGIN ').length - 1 - blocks.length };
}

/** Out of JSON or a variable, line ends come written out. */
function withLineEnds(pasted: string): string {
	return pasted.replaceAll(/\\r|\\n/g, '\n');
}

function blockOf(kind: string, body: string): PemBlock {
	const legacy = LEGACY.exec(body);
	const base64 = (legacy ? legacy[2] : body).replaceAll(/\s/g, '');
	const der = Buffer.from(base64, 'base64');
	if (!legacy) return { kind, der };
	const lines = base64.match(/.{1,64}/g) ?? [];
	const head = ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${legacy[1].replaceAll(/\s/g, '')}`, ''];
	return { kind, der, legacyEncrypted: [`-----BEGIN ${kind}-----`, ...head, ...lines, `-----END ${kind}-----`, ''].join('\n') };
}

const DATA_URL = /^\s*data:[^,]*,/;

/** The bytes of base64 text, of one file or several one after the other; undefined for what is none. */
export function readBase64(pasted: string): Buffer | undefined {
	const text = withLineEnds(pasted).replace(DATA_URL, '').replaceAll(/\s/g, '');
	if (!/^[A-Za-z0-9+/][A-Za-z0-9+/=]*$/.test(text)) return undefined;
	const files = text.match(/[A-Za-z0-9+/]+={0,2}/g) ?? [];
	return Buffer.concat(files.map((file) => Buffer.from(file, 'base64')));
}
