import { isUtf8 } from 'node:buffer';

/**
 * Servers of files keep names as bytes, and not all of them are UTF-8. A byte that is not becomes one character of the
 * Private Use Area (U+F780 to U+F7FF) and back again, so that every name can be asked for as it was listed. A name in
 * which such a character truly stands is written the same way, byte for byte: two names are never the same text.
 */
const FIRST_STAND_IN = 0xf700;
const STAND_IN = /[\uF780-\uF7FF]/;
const STAND_INS = /[\uF780-\uF7FF]+|[^\uF780-\uF7FF]+/g;
const LONGEST_SEQUENCE = 4;

export function nameFromBytes(bytes: Buffer): string {
	const text = bytes.toString('utf8');
	return text.includes('\uFFFD') || STAND_IN.test(text) ? decodeCarefully(bytes) : text;
}

export function nameToBytes(name: string): Buffer {
	if (!STAND_IN.test(name)) return Buffer.from(name, 'utf8');
	const pieces = name.match(STAND_INS) ?? [];
	return Buffer.concat(pieces.map((piece) => (STAND_IN.test(piece) ? standForBytes(piece) : Buffer.from(piece, 'utf8'))));
}

function standForBytes(piece: string): Buffer {
	return Buffer.from(piece, 'utf16le').filter((_, index) => index % 2 === 0) as Buffer;
}

function decodeCarefully(bytes: Buffer): string {
	let name = '';
	let position = 0;
	while (position < bytes.length) {
		const character = characterAt(bytes, position);
		name += character ?? String.fromCharCode(FIRST_STAND_IN + bytes[position]);
		position += character === undefined ? 1 : Buffer.byteLength(character);
	}
	return name;
}

function characterAt(bytes: Buffer, position: number): string | undefined {
	for (let length = 1; length <= LONGEST_SEQUENCE && position + length <= bytes.length; length++) {
		const sequence = bytes.subarray(position, position + length);
		if (!isUtf8(sequence)) continue;
		const character = sequence.toString('utf8');
		return STAND_IN.test(character) ? undefined : character;
	}
	return undefined;
}
