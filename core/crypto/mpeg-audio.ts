const FRAMES_LOOKED_AT = 3;

/** Whether a file is MPEG audio without a tag before it; some encoders begin with zeros. ISO 11172-3 and 13818-3. */
export function beginsWithFrames(first: Buffer): boolean {
	let at = 0;
	while (at < first.length && first[at] === 0) at++;
	for (let frame = 0; frame < FRAMES_LOOKED_AT; frame++) {
		// Of a very short file there is one frame to look at.
		if (frame > 0 && at + 4 > first.length) return true;
		const length = frameLengthAt(first, at);
		if (length === undefined) return false;
		at += length;
	}
	return true;
}

const BITRATES_KBPS = {
	/** MPEG 1, layer III. */
	one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
	/** MPEG 1, layer II. */
	oneLayerTwo: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
	/** MPEG 2 and 2.5. */
	two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const SAMPLE_RATES_HZ = [44_100, 48_000, 32_000];
/** By the two bits of the version: MPEG 2.5, none, 2, 1. */
const RATE_DIVISORS = [4, undefined, 2, 1];
/** Samples of a frame, 1152 or 576, by 8 bits and by 1000: times the bit rate, over the sample rate, in bytes. */
const BYTES_PER_KBPS_SECOND = { full: 144_000, half: 72_000 };

/** In bytes: eleven bits of ones, version, layer, bit rate, sample rate, padding. Undefined where no frame begins. */
function frameLengthAt(bytes: Buffer, at: number): number | undefined {
	if (at + 4 > bytes.length || bytes.readUInt16BE(at) >> 5 !== 0x7ff) return undefined;
	const divisor = RATE_DIVISORS[(bytes[at + 1] >> 3) & 3];
	const layer = 4 - ((bytes[at + 1] >> 1) & 3);
	const hz = SAMPLE_RATES_HZ[(bytes[at + 2] >> 2) & 3];
	if (divisor === undefined || hz === undefined || (layer !== 2 && layer !== 3)) return undefined;
	const kbps = bitRates(divisor, layer)[bytes[at + 2] >> 4];
	if (!kbps) return undefined;
	const isHalf = divisor > 1 && layer === 3;
	const bytesPerKbps = BYTES_PER_KBPS_SECOND[isHalf ? 'half' : 'full'];
	return Math.floor((bytesPerKbps * kbps) / (hz / divisor)) + ((bytes[at + 2] >> 1) & 1);
}

function bitRates(divisor: number, layer: number): number[] {
	if (divisor > 1) return BITRATES_KBPS.two;
	return layer === 3 ? BITRATES_KBPS.one : BITRATES_KBPS.oneLayerTwo;
}
