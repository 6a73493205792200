import { wellFormed } from '../text/well-formed';

/**
 * As it is, and as forms, host names, hex and Basic authorization write it; what escapes characters is undone where the
 * text is searched. Without the padding of base64, which some leave out.
 */
export function formsOf(secret: string): Set<string> {
	const plain = withoutPadding(secret);
	const bytes = Buffer.from(plain);
	const hex = bytes.toString('hex');
	const texts = [plain, wellFormed(plain), plain.replaceAll('+', ' '), plain.replaceAll(' ', '+'), hostLabel(plain)];
	return new Set([...texts, hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset))]);
}

function withoutPadding(secret: string): string {
	let end = secret.length;
	while (secret[end - 1] === '=') end--;
	return secret.slice(0, end);
}

/** A host name that was made of it is in small letters. */
function hostLabel(text: string): string {
	return text.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
}

/** Behind something else, such as a user and a colon: the characters that stand for it alone. */
function base64Forms(bytes: Buffer, offset: number): string[] {
	const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
	const own = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
	return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
}
