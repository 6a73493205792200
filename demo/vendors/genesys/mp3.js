/**
 * Just enough of MPEG audio layer III to make recordings of any length out of one sample that still play, and to
 * tell how long one plays: a file is a row of frames, each with a header of its own.
 * Source: ISO/IEC 11172-3 and 13818-3, section 2.4.2.3 (header), and LAME's "MPEG 2.5".
 */

const KBPS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** By the version bits: 0 is MPEG 2.5, 2 is MPEG 2, 3 is MPEG 1. */
const SAMPLE_RATES = { 0: [11025, 12000, 8000], 2: [22050, 24000, 16000], 3: [44100, 48000, 32000] };

/**
 * The audio frames of a file, without its ID3 tag and without the "Info" frame, which states the old length.
 * @param {Buffer} file
 * @returns {Array<{ bytes: Buffer, seconds: number }>}
 */
function audioFrames(file) {
	const frames = [];
	let offset = id3Length(file);
	while (offset + 4 <= file.length) {
		const header = frameHeader(file, offset);
		if (!header || offset + header.length > file.length) break;
		frames.push({ bytes: file.subarray(offset, offset + header.length), seconds: header.seconds });
		offset += header.length;
	}
	return frames.filter(({ bytes }) => !bytes.includes('Info') && !bytes.includes('Xing'));
}

function frameHeader(file, offset) {
	const bits = file.readUInt32BE(offset);
	const version = (bits >>> 19) & 3;
	const isLayer3 = (bits & 0xffe00000) >>> 0 === 0xffe00000 && ((bits >>> 17) & 3) === 1;
	const kbps = (version === 3 ? KBPS_MPEG1 : KBPS_MPEG2)[(bits >>> 12) & 15];
	const sampleRate = SAMPLE_RATES[version]?.[(bits >>> 10) & 3];
	if (!isLayer3 || !kbps || !sampleRate) return undefined;
	const samples = version === 3 ? 1152 : 576;
	const padding = (bits >>> 9) & 1;
	return { length: Math.floor((samples * 125 * kbps) / sampleRate) + padding, seconds: samples / sampleRate };
}

/** ID3v2 states its length in four bytes of seven bits each. */
function id3Length(file) {
	if (file.toString('latin1', 0, 3) !== 'ID3') return 0;
	return 10 + [6, 7, 8, 9].reduce((sum, index) => sum * 128 + file[index], 0);
}

/**
 * @param {Buffer} file
 * @returns {number | undefined} how long it plays, or nothing when it is not such audio
 */
function playSeconds(file) {
	const frames = audioFrames(file);
	return frames.length ? frames.reduce((sum, frame) => sum + frame.seconds, 0) : undefined;
}

module.exports = { audioFrames, playSeconds };
