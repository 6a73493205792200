/** What files begin with. A RIFF is a WAV or an AVI; `ftyp` stands after four bytes of an MP4. */
const ARCHIVES = [bytes(0x50, 0x4b, 0x03, 0x04), bytes(0x50, 0x4b, 0x05, 0x06), bytes(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c), Buffer.from('Rar!'), bytes(0x1f, 0x8b)];
const MEDIA = [Buffer.from('RIFF'), Buffer.from('ID3'), Buffer.from('OggS'), Buffer.from('fLaC'), bytes(0x1a, 0x45, 0xdf, 0xa3), bytes(0x30, 0x26, 0xb2, 0x75)];
const FTYP = Buffer.from('ftyp');
const FTYP_AT = 4;

/** An archive or media by its first bytes. */
export function kindBySigns(head: Buffer): 'archive' | 'media' | undefined {
	const begins = (sign: Buffer) => head.subarray(0, sign.length).equals(sign);
	if (ARCHIVES.some(begins)) return 'archive';
	return MEDIA.some(begins) || head.subarray(FTYP_AT, FTYP_AT + FTYP.length).equals(FTYP) ? 'media' : undefined;
}

function bytes(...values: number[]): Buffer {
	return Buffer.from(values);
}
