import { REDACTED } from './redacted';

/** Shorter ones would garble texts and protect nothing. */
const MIN_LENGTH = 8;
/** Tokens are renewed, and processes live long: the latest count. */
const MAX_KNOWN = 2_000;

/** Secrets of this process, in each form in which a service may give them back. */
const known = new Set<string>();

/** From now on no text of ours shows this secret, whoever put it there: services repeat what they refuse. */
export function rememberSecret(secret: string): void {
	for (const form of formsOf(secret)) {
		if (form.length < MIN_LENGTH) continue;
		known.delete(form);
		known.add(form);
	}
	for (const oldest of known) {
		if (known.size <= MAX_KNOWN) break;
		known.delete(oldest);
	}
}

export function maskKnownSecrets(text: string): string {
	let masked = text;
	for (const secret of known) {
		if (masked.includes(secret)) masked = masked.replaceAll(secret, REDACTED);
	}
	return masked;
}

/** As it is, and as URLs, forms and JSON write it. Without the padding of base64, which some leave out. */
function formsOf(secret: string): Set<string> {
	const plain = secret.replace(/=+$/, '');
	const encoded = encodeURIComponent(plain);
	const twice = encodeURIComponent(encoded);
	const forms = [plain, encoded, twice, plain.replaceAll('/', '\\/'), plain.replaceAll('+', ' '), plain.replaceAll('+', '\\u002B')];
	return new Set([...forms, ...forms.map(withSmallEscapes)]);
}

function withSmallEscapes(text: string): string {
	return text.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
