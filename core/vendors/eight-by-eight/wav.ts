/**
 * What the first bytes of a WAV file tell. RIFF/WAVE: "Multimedia Programming Interface and Data Specifications 1.0"
 * (IBM and Microsoft, 1991) and https://learn.microsoft.com/en-us/windows/win32/api/mmreg/ns-mmreg-waveformatextensible;
 * RF64: EBU Tech 3306. Which codec 8x8 records with is not documented.
 */
export interface WavInfo {
	isWav: boolean;
	codec?: WavCodec;
	/** The number that stands for the codec in the file. */
	formatTag?: number;
	channels?: number;
	sampleRateHz?: number;
	/** Of sound, without headers; of a file that is cut, what is there of it. */
	dataBytes?: number;
	durationSeconds?: number;
	/** The header promises more sound than the file has. */
	isCut?: boolean;
}

export type WavCodec = 'pcm' | 'float' | 'alaw' | 'mulaw' | 'adpcm' | 'gsm' | 'mp3' | 'other';

/** All that is read of a file; sound begins long before, unless somebody put pictures in front of it. */
export const WAV_HEADER_BYTES = 65_536;

const CODECS: Record<number, WavCodec> = { 1: 'pcm', 2: 'adpcm', 3: 'float', 6: 'alaw', 7: 'mulaw', 0x11: 'adpcm', 0x31: 'gsm', 0x55: 'mp3' };
const EXTENSIBLE = 0xfffe;
const CHUNK_HEADER = 8;
/**
 * What recorders leave that never came to fill in the length, besides 0: 0xFFFFFFFF or 0x7FFFFFFF, often less the header.
 * As sound, 2 GiB of speech would be days.
 */
const LEAST_UNKNOWN_LENGTH = 0x7fff0000;

interface Found {
	format?: Format;
	/** From the `ds64` chunk of RF64. */
	longDataBytes?: number;
	data?: { offset: number; declaredBytes: number };
}

interface Format {
	formatTag: number;
	channels: number;
	sampleRateHz: number;
	bytesPerSecond: number;
}

/**
 * @param head the first bytes, at most `WAV_HEADER_BYTES` of them
 * @param sizeBytes of the whole file; without it, the length of the sound is what the header says
 */
export function readWavHeader(head: Buffer, sizeBytes?: number): WavInfo {
	const form = head.toString('latin1', 0, 4);
	if (!['RIFF', 'RF64', 'BW64'].includes(form) || head.toString('latin1', 8, 12) !== 'WAVE') return { isWav: false };
	const { format, data, longDataBytes } = readChunks(head);
	const info: WavInfo = { isWav: true };
	if (format) {
		info.codec = CODECS[format.formatTag] ?? 'other';
		info.formatTag = format.formatTag;
		info.channels = format.channels;
		info.sampleRateHz = format.sampleRateHz;
	}
	if (!data) return withoutSound(info, head, sizeBytes);
	const { dataBytes, isCut } = lengthOf(data, longDataBytes, sizeBytes);
	if (dataBytes !== undefined) info.dataBytes = dataBytes;
	if (isCut) info.isCut = true;
	if (dataBytes !== undefined && format && format.bytesPerSecond > 0) {
		info.durationSeconds = Math.round((dataBytes / format.bytesPerSecond) * 1_000) / 1_000;
	}
	return info;
}

// Sound may begin behind what was read; where that is the whole file, there is none.
function withoutSound(info: WavInfo, head: Buffer, sizeBytes: number | undefined): WavInfo {
	return sizeBytes !== undefined && head.length >= sizeBytes ? { ...info, dataBytes: 0, durationSeconds: 0 } : info;
}

function readChunks(head: Buffer): Found {
	const found: Found = {};
	for (let at = 12; at + CHUNK_HEADER <= head.length; ) {
		const id = head.toString('latin1', at, at + 4);
		const length = head.readUInt32LE(at + 4);
		const body = at + CHUNK_HEADER;
		if (id === 'data') {
			found.data = { offset: body, declaredBytes: length };
			break;
		}
		if (id === 'fmt ') found.format = readFormat(head.subarray(body, body + length));
		if (id === 'ds64' && body + 16 <= head.length) found.longDataBytes = Number(head.readBigUInt64LE(body + 8));
		// Chunks begin at even places.
		at = body + length + (length % 2);
	}
	return found;
}

function readFormat(body: Buffer): Format | undefined {
	if (body.length < 16) return undefined;
	const tag = body.readUInt16LE(0);
	const formatTag = tag === EXTENSIBLE && body.length >= 26 ? body.readUInt16LE(24) : tag;
	const channels = body.readUInt16LE(2);
	const sampleRateHz = body.readUInt32LE(4);
	const blockBytes = body.readUInt16LE(12);
	// Samples that stand alone have an exact rate; blocks of several samples have the one that the header states.
	const isPlain = ['pcm', 'float', 'alaw', 'mulaw'].includes(CODECS[formatTag]);
	return { formatTag, channels, sampleRateHz, bytesPerSecond: isPlain && blockBytes > 0 ? blockBytes * sampleRateHz : body.readUInt32LE(8) };
}

function lengthOf(data: { offset: number; declaredBytes: number }, longDataBytes: number | undefined, sizeBytes: number | undefined): { dataBytes?: number; isCut: boolean } {
	const thereBytes = sizeBytes === undefined ? undefined : Math.max(0, sizeBytes - data.offset);
	const isUnknown = data.declaredBytes === 0 || (data.declaredBytes >= LEAST_UNKNOWN_LENGTH && data.declaredBytes > (thereBytes ?? 0));
	const declaredBytes = isUnknown ? longDataBytes || undefined : data.declaredBytes;
	if (declaredBytes === undefined) return { dataBytes: thereBytes, isCut: false };
	if (thereBytes !== undefined && declaredBytes > thereBytes) return { dataBytes: thereBytes, isCut: true };
	return { dataBytes: declaredBytes, isCut: false };
}
