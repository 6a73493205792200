import { X509Certificate } from 'node:crypto';

/** What is wrong with a field, and what to do. No secret in it. */
export interface Problem {
	problem: string;
	advice: string;
}

// A block ends before the next one begins: without an end, each would otherwise be looked for to the end of the text.
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----BEGIN ).)*?)-----END \1-----/gs;
const CERTIFICATE = /^(X509 )?CERTIFICATE$/;

/**
 * Reads the field "CA Certificate": certificates in PEM, with text around them, and on one line too, as a form makes
 * of it. Never throws, and gives nothing back of what is no certificate: it may be a private key.
 */
export function readCaCertificate(pasted: string): { pem?: string; problem?: Problem } {
	// Pasted out of JSON or a variable, line ends are written out.
	const text = pasted.replaceAll(/\\r|\\n/g, '\n').trim();
	if (text === '') return {};
	if (text.includes('PRIVATE KEY-----')) return { problem: IS_KEY };
	const blocks = [...text.matchAll(BLOCK)].filter(([, kind]) => CERTIFICATE.test(kind));
	if (blocks.length === 0) return { problem: text.includes('-----BEGIN') ? IS_OTHER : IS_NO_PEM };
	const certificates = blocks.map(([, , body]) => certificateOf(body));
	const unread = certificates.indexOf(undefined);
	if (unread >= 0 || blocks.length !== text.split('-----BEGIN').length - 1) return { problem: isCut(unread + 1 || undefined) };
	const known = certificates as X509Certificate[];
	// One of several may be over, as in a bundle that goes with the times; with all of them nothing could be trusted.
	const isOver = known.every(({ validTo }) => Date.parse(validTo) < Date.now());
	return isOver ? { problem: isExpired(known[0]) } : { pem: known.map(String).join('') };
}

function certificateOf(body: string): X509Certificate | undefined {
	try {
		return new X509Certificate(Buffer.from(body.replaceAll(/\s/g, ''), 'base64'));
	} catch {
		return undefined;
	}
}

const FIELD = 'the CA Certificate of the credential';
const HOW =
	'Paste the certificate in PEM, whole: from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, several one after the other. Leave the field empty if no proxy of your company re-signs TLS.';

const IS_KEY: Problem = {
	problem: `${FIELD} holds a private key`,
	advice: `Take it out: a private key belongs to its server alone. ${HOW}`,
};
const IS_OTHER: Problem = { problem: `${FIELD} holds PEM, but no whole certificate`, advice: HOW };
const IS_NO_PEM: Problem = { problem: `${FIELD} holds no certificate in PEM`, advice: HOW };

function isCut(number: number | undefined): Problem {
	const which = number === undefined ? 'a part that is no certificate' : `a certificate (number ${number}) that cannot be read`;
	return { problem: `${FIELD} holds ${which}: it was not copied whole`, advice: HOW };
}

function isExpired({ validTo, subject }: X509Certificate): Problem {
	const name = /CN=(.{1,100})/.exec(subject)?.[1];
	const until = new Date(validTo).toISOString().slice(0, 10);
	return {
		problem: `${FIELD} expired on ${until}${name ? ` ("${name}")` : ''}`,
		advice: `Ask for the new one. ${HOW}`,
	};
}
