import { beginsWithFrames } from './mpeg-audio';

/** What a file is, by its first bytes. */
export interface MediaType {
	mimeType: string;
	/** Lower case, without a dot. */
	extension: string;
}

/** As much of a file as is looked at: two frames of MP3 at least, after what encoders put before them. */
export const SIGNATURE_BYTES = 8_192;

const MP3: MediaType = { mimeType: 'audio/mpeg', extension: 'mp3' };

/** A piece of a signature: where it stands, as text. */
type Mark = [at: number, text: string];

/** What contact centres store, and the containers that it comes in. */
const SIGNATURES: { marks: Mark[]; type: MediaType }[] = [
	...['RIFF', 'RF64', 'BW64'].map((form) => ({ marks: [[0, form], [8, 'WAVE']] as Mark[], type: { mimeType: 'audio/wav', extension: 'wav' } })),
	{ marks: [[0, 'RIFF'], [8, 'AVI ']], type: { mimeType: 'video/x-msvideo', extension: 'avi' } },
	{ marks: [[0, 'ID3']], type: MP3 },
	{ marks: [[0, 'OggS\0']], type: { mimeType: 'audio/ogg', extension: 'ogg' } },
	{ marks: [[0, 'fLaC']], type: { mimeType: 'audio/flac', extension: 'flac' } },
	{ marks: [[0, '\0\0'], [4, 'ftypM4A']], type: { mimeType: 'audio/mp4', extension: 'm4a' } },
	{ marks: [[0, '\0\0'], [4, 'ftyp3g']], type: { mimeType: 'video/3gpp', extension: '3gp' } },
	{ marks: [[0, '\0\0'], [4, 'ftypqt']], type: { mimeType: 'video/quicktime', extension: 'mov' } },
	{ marks: [[0, '\0\0'], [4, 'ftyp']], type: { mimeType: 'video/mp4', extension: 'mp4' } },
	{ marks: [[0, '\x1aE\xdf\xa3']], type: { mimeType: 'video/webm', extension: 'webm' } },
	{ marks: [[0, '0&\xb2u\x8ef\xcf\x11']], type: { mimeType: 'video/x-ms-asf', extension: 'wmv' } },
	{ marks: [[0, '#!AMR']], type: { mimeType: 'audio/amr', extension: 'amr' } },
	{ marks: [[0, '.snd\0']], type: { mimeType: 'audio/basic', extension: 'au' } },
	{ marks: [[0, 'PK\x03\x04']], type: { mimeType: 'application/zip', extension: 'zip' } },
	{ marks: [[0, 'PK\x05\x06']], type: { mimeType: 'application/zip', extension: 'zip' } },
	{ marks: [[0, '\x1f\x8b\x08']], type: { mimeType: 'application/gzip', extension: 'gz' } },
	{ marks: [[0, '%PDF-']], type: { mimeType: 'application/pdf', extension: 'pdf' } },
];
const HEAD_BYTES = 32;

/** Undefined for what is none of these. `first`: the first SIGNATURE_BYTES of the file, or all of a smaller one. */
export function mediaTypeOf(first: Buffer): MediaType | undefined {
	const head = first.toString('latin1', 0, HEAD_BYTES);
	const found = SIGNATURES.find(({ marks }) => marks.every(([at, text]) => head.startsWith(text, at)));
	return found?.type ?? (beginsWithFrames(first) ? MP3 : undefined);
}

/** What the types are called in names: a file that promises one of these must be one of these. */
const PROMISED = new Set(['mp2', 'mp4', 'oga', 'opus', 'wave', ...SIGNATURES.map(({ type }) => type.extension)]);

export function isMediaExtension(extension: string): boolean {
	return PROMISED.has(extension);
}
