/**
 * What a small trading floor recorded, and what Verba knows of it. Imports nothing from core/: the tests hold the package
 * against this.
 */
const { DateTime } = require('luxon');
const { seededRandom } = require('../genesys/random.js');

/**
 * @typedef {object} SampleConversation
 * @property {string} id
 * @property {string} nativeCallId
 * @property {DateTime} start in the time zone of the export
 * @property {number} seconds
 * @property {string} caller number
 * @property {string} callerName
 * @property {string} called number
 */

const TRADERS = ['Norbert Kis', 'Zoë Ångström', 'O’Brien, Pat', 'Jürgen Groß', '李 小龙'];

/**
 * @param {{ day: DateTime, count: number, seed: number }} options `day` begins in the time zone of the export
 * @returns {SampleConversation[]} by their start
 */
function conversationsOf({ day, count, seed }) {
	const random = seededRandom(seed);
	const number = () => `+1212555${random.text('0123456789', 4)}`;
	return Array.from({ length: count }, () => {
		const seconds = random.between(4, 14);
		const caller = random.between(0, TRADERS.length - 1);
		return {
			id: [8, 4, 4, 4, 12].map((length) => random.text('0123456789abcdef', length)).join('-'),
			nativeCallId: random.text('0123456789abcdef', 32),
			start: day.plus({ hours: 8, seconds: random.between(0, 32_000) }),
			seconds,
			caller: number(),
			callerName: TRADERS[caller],
			called: number(),
		};
	}).sort((one, other) => one.start.toMillis() - other.start.toMillis());
}

/** Midnight, some days ago. */
function dayAgo(now, timeZone, days) {
	return DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').minus({ days });
}

module.exports = { conversationsOf, dayAgo };
