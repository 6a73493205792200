/**
 * A month of a small contact centre, as its `recordings` container would hold it. Imports nothing from core/: the
 * tests hold the package against this, so it must not share a mistake with it.
 *
 * Names, tags and their meaning follow the vendor's page "Blob Storage": only the tag value CALL is documented, so no
 * other is made up, and some blobs carry no tags instead. Nothing here is encrypted: every file ends in .mp3 and plays;
 * see encrypted-recordings.js.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { DateTime } = require('luxon');
const { audioFrames } = require('./mp3.js');
const { seededRandom } = require('./random.js');

/**
 * @typedef {object} SampleRecording
 * @property {string} name the blob's full name
 * @property {string} tenant
 * @property {string} [callId]
 * @property {string} [startTime] UTC, whole seconds
 * @property {string} [storedTime] UTC, whole seconds; on tagged blobs only
 * @property {string} storedAt the same, of every blob: what storage says
 * @property {Record<string, string>} tags
 * @property {{ firstFrame: number, frames: number }} audio
 */

const MAIN_TENANT = 'mytenant';
const OTHER_TENANT = '8888';
const CALLS_YESTERDAY = 24;
const UNTAGGED_YESTERDAY = 2;
const DAYS = 30;

/** What people put beside recordings, and what breaks careless encoding. */
const ODD_NAMES = [
	'mytenant/training/Call with a blank.mp3',
	'mytenant/training/100% done.mp3',
	'mytenant/training/ticket #4711.mp3',
	'mytenant/training/a+b=c&d.mp3',
	'mytenant/training/really?.mp3',
	'mytenant/training/%41 is not A.mp3',
	'mytenant/training/Gespräch – Zürich 通話.mp3',
];

const FRAMES = audioFrames(readFileSync(join(__dirname, '..', '..', 'samples', 'genesys-call.mp3')));

/**
 * @param {{ now: Date, timeZone: string, seed?: number }} options the days are those of the time zone
 * @returns {SampleRecording[]}
 */
function sampleRecordings({ now, timeZone, seed = 2026 }) {
	const random = seededRandom(seed);
	const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
	const recordings = [];
	for (let daysAgo = DAYS - 1; daysAgo >= 0; daysAgo--) {
		recordings.push(...recordingsOfDay(random, today.minus({ days: daysAgo }), daysAgo));
	}
	const untilNow = recordings.filter(({ startTime }) => Date.parse(startTime) < now.getTime() - 10 * 60_000);
	return [...untilNow, ...oddRecordings(random, today.minus({ days: 3 }))];
}

function recordingsOfDay(random, day, daysAgo) {
	if (daysAgo === 1) {
		const tagged = times(CALLS_YESTERDAY, () => recording(random, day, true));
		return [...tagged, ...times(UNTAGGED_YESTERDAY, () => recording(random, day, false))];
	}
	const count = day.weekday > 5 ? random.between(2, 4) : random.between(10, 14);
	return times(count, () => recording(random, day, random.next() > 0.06));
}

/** One call in office hours. Genesys stores and tags it about two minutes after its start, as its samples show. */
function recording(random, day, tagged) {
	const start = day.plus({ hours: 8, seconds: random.between(0, 9 * 3600) }).toUTC();
	const stored = start.plus({ seconds: random.between(90, 150) });
	const tenant = random.next() < 0.08 ? OTHER_TENANT : MAIN_TENANT;
	const callId = `${random.text('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', 19)}SO2LAES${random.text('0123456789ABCDEFGHIJKLMNOPQRSTUV', 6)}`;
	const session = `${random.text('0123456789ABCDEF', 8)}-${random.text('0123456789ABCDEF', 8)}-00000001`;
	return {
		name: `${tenant}/${callId}_${start.toFormat("yyyy-MM-dd_HH-mm-ss")}-${session}.mp3`,
		tenant,
		callId,
		startTime: utcText(start),
		...storedAndTagged(stored, tagged),
		audio: audio(random),
	};
}

/** A call of a day that is tagged, for whoever stores it in another way. */
function taggedCall(random, day) {
	return recording(random, day, true);
}

function oddRecordings(random, day) {
	return ODD_NAMES.map((name, index) => ({
		name,
		tenant: MAIN_TENANT,
		...storedAndTagged(day.plus({ hours: 12, minutes: index }).toUTC(), true),
		audio: audio(random),
	}));
}

function storedAndTagged(stored, isTagged) {
	const storedAt = utcText(stored);
	if (!isTagged) return { storedAt, tags: {} };
	return { storedAt, storedTime: storedAt, tags: { RecordingType: 'CALL', StoredTime: storedAt } };
}

/** Most calls are short; a few last minutes. */
function audio(random) {
	const longest = random.next() < 0.1 ? 40 : 12;
	return { firstFrame: random.between(0, FRAMES.length - 1), frames: random.between(FRAMES.length, longest * FRAMES.length) };
}

/**
 * The bytes of a recording: the sample's frames round and round, so that it plays.
 * @param {SampleRecording} recording
 * @returns {Buffer}
 */
function audioOf({ audio: { firstFrame, frames } }) {
	return Buffer.concat(times(frames, (index) => FRAMES[(firstFrame + index) % FRAMES.length].bytes));
}

/** @param {SampleRecording} recording @returns {string} base64, as Azure states it */
function md5Of(recording) {
	return createHash('md5').update(audioOf(recording)).digest('base64');
}

/** @template T @param {number} count @param {(index: number) => T} make @returns {T[]} */
function times(count, make) {
	return Array.from({ length: count }, (_, index) => make(index));
}

/** @param {DateTime} time */
function utcText(time) {
	return time.toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

module.exports = { sampleRecordings, taggedCall, audioOf, md5Of, ODD_NAMES, CALLS_YESTERDAY, UNTAGGED_YESTERDAY, MAIN_TENANT, OTHER_TENANT };
