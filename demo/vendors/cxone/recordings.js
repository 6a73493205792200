/**
 * What life-cycle rules would have copied to the SEA folder of a small contact centre in its 30 days. Imports nothing
 * from core/: the tests hold the package against this, so it must not share a mistake with it.
 *
 * Names follow the vendor's page "Access Files from Secure External Access". It shows the media type VOICE alone;
 * SCREEN is made up in its likeness. Every file is MP4 and plays.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { DateTime } = require('luxon');
const { seededRandom } = require('../genesys/random.js');

/**
 * @typedef {object} SeaFile
 * @property {string} name without the folder
 * @property {string} contactId
 * @property {'VOICE' | 'SCREEN'} mediaType
 * @property {string} id
 * @property {string} startTime UTC, whole seconds
 * @property {string} storedTime UTC: the night after
 * @property {number} seed
 */

const CONTACTS_LAST_NIGHT = 12;
const SCREENS_LAST_NIGHT = 7;
const DAYS = 29;
const SAMPLES = { VOICE: sample('cxone-voice.mp4'), SCREEN: sample('cxone-screen.mp4') };

/** What people put beside recordings, and what breaks careless encoding. */
const ODD_NAMES = ['notes/read me.txt', 'notes/100% + more (1) & #2=é.txt'];

function sample(name) {
	return readFileSync(join(__dirname, '..', '..', 'samples', name));
}

/**
 * @param {{ now: Date, timeZone: string, seed?: number }} options "last night" is the evening before, from 18:00 on
 * @returns {SeaFile[]}
 */
function seaFiles({ now, timeZone, seed = 4711 }) {
	const random = seededRandom(seed);
	const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
	const files = [];
	// None the day before: what was stored in the last 26 hours is last night's alone, at any time of the day.
	for (let daysAgo = DAYS; daysAgo >= 3; daysAgo--) {
		const day = today.minus({ days: daysAgo });
		for (let contact = random.between(2, 4); contact > 0; contact--) {
			files.push(...contactAt(random, day.plus({ hours: 9, seconds: random.between(0, 28_000) }), random.next() < 0.4));
		}
	}
	const evening = today.minus({ days: 1 }).plus({ hours: 18 });
	for (let contact = 0; contact < CONTACTS_LAST_NIGHT; contact++) {
		files.push(...contactAt(random, evening.plus({ seconds: random.between(0, 14_000) }), contact < SCREENS_LAST_NIGHT));
	}
	return files;
}

/** The voice of a contact and, where the agent's screen was recorded too, its screen. */
function contactAt(random, start, hasScreen) {
	const contactId = random.text('123456789', 11);
	const voice = file(random, start, contactId, 'VOICE');
	return hasScreen ? [voice, file(random, start.plus({ seconds: 2 }), contactId, 'SCREEN')] : [voice];
}

function file(random, start, contactId, mediaType) {
	const hex = (length) => random.text('0123456789abcdef', length);
	const id = [hex(8), hex(4), hex(4), hex(4), hex(12)].join('-');
	const startUtc = start.toUTC();
	const stored = start.startOf('day').plus({ days: 1, minutes: random.between(0, 20) }).toUTC();
	return {
		name: `${startUtc.toFormat('yyyy-MM-dd-HH-mm-ss')}_${contactId}_${mediaType}_${id}.mp4`,
		contactId,
		mediaType,
		id,
		startTime: utcText(startUtc),
		storedTime: utcText(stored),
		seed: random.between(1, 2 ** 31),
	};
}

/**
 * The bytes of a file: the sample, and after it a box of type "free", which players skip, so that no two are the same.
 * Source: ISO/IEC 14496-12, section 8.1.2.
 * @param {SeaFile} seaFile
 * @returns {Buffer}
 */
function mediaOf({ mediaType, seed }) {
	const random = seededRandom(seed);
	const filling = Buffer.from(random.text('0123456789abcdef', random.between(500, 60_000)));
	const header = Buffer.alloc(8);
	header.writeUInt32BE(filling.length + 8, 0);
	header.write('free', 4, 'latin1');
	return Buffer.concat([SAMPLES[mediaType], header, filling]);
}

/** @param {SeaFile} seaFile @returns {string} base64 */
function md5Of(seaFile) {
	return createHash('md5').update(mediaOf(seaFile)).digest('base64');
}

function utcText(time) {
	return time.toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

module.exports = { seaFiles, mediaOf, md5Of, ODD_NAMES, CONTACTS_LAST_NIGHT, SCREENS_LAST_NIGHT };
