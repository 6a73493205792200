const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const BYTES_PER_SECOND = 8_000;
const MU_LAW = 7;
const HEADER_BYTES = 44;

/** The sound of the sample: µ-law, one channel, 8,000 samples a second. */
const SOUND = soundOf(readFileSync(join(__dirname, '..', '..', 'samples', '8x8-call.wav')));

function soundOf(file) {
	const at = file.indexOf('data', 0, 'latin1');
	return file.subarray(at + 8, at + 8 + file.readUInt32LE(at + 4));
}

/** A recording of that length: the sample over and over, from a place that differs with the seed. */
function wavOf(seconds, seed) {
	const length = Math.round(seconds * BYTES_PER_SECOND);
	const start = seed % SOUND.length;
	const rounds = Math.ceil((start + length) / SOUND.length);
	const sound = Buffer.concat(Array.from({ length: rounds }, () => SOUND)).subarray(start, start + length);
	return Buffer.concat([header(length), sound]);
}

/** What a recorder leaves that was stopped before the first sound. */
function headerOnly() {
	return header(0);
}

function header(length) {
	const bytes = Buffer.alloc(HEADER_BYTES);
	bytes.write('RIFF', 0, 'latin1');
	bytes.writeUInt32LE(HEADER_BYTES - 8 + length, 4);
	bytes.write('WAVEfmt ', 8, 'latin1');
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(MU_LAW, 20);
	bytes.writeUInt16LE(1, 22);
	bytes.writeUInt32LE(BYTES_PER_SECOND, 24);
	bytes.writeUInt32LE(BYTES_PER_SECOND, 28);
	bytes.writeUInt16LE(1, 32);
	bytes.writeUInt16LE(8, 34);
	bytes.write('data', 36, 'latin1');
	bytes.writeUInt32LE(length, 40);
	return bytes;
}

module.exports = { wavOf, headerOnly };
