const { DateTime } = require('luxon');
const { seededRandom } = require('../genesys/random.js');
const { detailedIndex, smallIndex } = require('./index-files.js');
const { headerOnly, wavOf } = require('./wav.js');

/**
 * @typedef {object} SampleFile
 * @property {string} path from the folder that a tenant logs in to
 * @property {Buffer | { wavSeconds: number, seed: number }} content see `contentOf`
 * @property {Date} modified
 *
 * @typedef {object} Call
 * @property {string} name of its recording
 * @property {string} folder by the day in UTC
 * @property {DateTime} start in the tenant's time zone
 * @property {number} seconds
 * @property {object} row what an index says of it, apart from times and places
 */

const DAYS = 7;
const CALLS_A_DAY = { least: 6, most: 11 };
const AGENTS = ['Lovelace, Ada', 'Alan Turing', 'Grace "Amazing" Hopper', 'Zoë Ångström'];
const QUEUES = ['Sales', 'Support', 'Billing'];
const WRAP_UPS = ['Resolved', 'Callback', 'Sold', ''];

/**
 * A week at an 8x8 tenant, as it lies on the FTP server: recordings by their day in UTC, indexes by the tenant's day, and
 * what goes wrong in real weeks, each once. Pure: the same for the same options. Its columns are the ones that a
 * customer's script reads; their order, the format of dates and the columns of the small index are not documented, and
 * made up here.
 * @param {{ lastDay: string, timeZone: string, seed?: number }} options the week ends with that day of the tenant
 * @returns {{ files: SampleFile[], days: string[], story: Story }}
 *
 * @typedef {object} Story what is wrong, by path, and on which day there is no index
 * @property {string} lateDay
 * @property {string} missing a row without its recording
 * @property {string} orphan a recording without a row
 * @property {string} empty
 * @property {string} headerOnly
 * @property {string} tooShort
 */
function sampleWeek({ lastDay, timeZone, seed = 88 }) {
	const random = seededRandom(seed);
	const last = DateTime.fromISO(lastDay, { zone: timeZone }).startOf('day');
	const days = Array.from({ length: DAYS }, (_, index) => last.minus({ days: DAYS - 1 - index }));
	const week = days.map((day) => ({ day, calls: callsOf(day, random) }));
	// All within the five days that a reconciliation looks at by itself, and away from the day without an index.
	const [clockDay, lateDay, , before, yesterday] = week.slice(2);
	const bad = { missing: before.calls[1], orphan: before.calls[2], empty: yesterday.calls[1], headerOnly: yesterday.calls[2], tooShort: clockDay.calls[3] };
	const files = week.flatMap(({ day, calls }) => [
		...calls.filter((call) => call !== bad.missing).map((call) => recording(call, contentFor(call, bad, random))),
		...(day === lateDay.day ? [] : indexFiles(day, calls.filter((call) => call !== bad.orphan))),
	]);
	const story = Object.fromEntries(Object.entries(bad).map(([what, call]) => [what, pathOf(call)]));
	return { files, days: days.map((day) => day.toISODate()), story: { ...story, lateDay: lateDay.day.toISODate() } };
}

/** The days of the last change of clocks before a moment, for `lastDay`: the change is in the middle of the week. */
function weekOfClockChange(now, timeZone) {
	let day = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').minus({ days: 5 });
	for (let count = 0; count < 366; count++, day = day.minus({ days: 1 })) {
		if (day.offset !== day.plus({ days: 1 }).offset) return day.plus({ days: 4 }).toISODate();
	}
	return DateTime.fromJSDate(now, { zone: timeZone }).minus({ days: 1 }).toISODate();
}

function callsOf(day, random) {
	const atWork = Array.from({ length: random.between(CALLS_A_DAY.least, CALLS_A_DAY.most) }, () =>
		day.set({ hour: 8 }).plus({ seconds: random.between(0, 36_000) }),
	);
	// In the night, and in the hour that comes twice where clocks go back: these are the ones that get lost.
	const atNight = [day.plus({ minutes: 75, seconds: 5 }), day.plus({ minutes: 135, seconds: 5 }), day.endOf('day').minus({ hours: 2 }).startOf('second')];
	return [...atWork, ...atNight].sort((a, b) => a - b).map((start, index) => callAt(start, index, random));
}

/** @returns {Call} */
function callAt(start, index, random) {
	const utc = start.toUTC();
	const callType = random.next() < 0.3 ? 'Outbound' : 'Inbound';
	const customer = `+1415555${random.text('0123456789', 4)}`;
	return {
		name: `R${utc.toFormat('yyyyMMddHHmmss')}${String(index).padStart(4, '0')}.wav`,
		folder: `S${utc.toFormat('yyyyMMdd')}`,
		start,
		seconds: random.between(12, 40),
		row: {
			callType,
			agent: AGENTS[random.between(0, AGENTS.length - 1)],
			customer,
			called: callType === 'Outbound' ? customer : '',
			channel: `Line ${random.between(1, 3)}`,
			caseId: String(random.between(1_000, 9_999)),
			account: random.text('123456789', 5),
			queue: callType.toLowerCase(),
			queueName: QUEUES[random.between(0, QUEUES.length - 1)],
			transaction: random.text('0123456789abcdef', 12),
			variable1: 'menu 2',
			variable2: random.next() < 0.2 ? 'asked for a call,\nafter lunch' : '',
			outDial: callType === 'Outbound' ? 'Campaign' : '',
			wrapUp: WRAP_UPS[random.between(0, WRAP_UPS.length - 1)],
		},
	};
}

function contentFor(call, bad, random) {
	const seed = random.between(1, 2 ** 30);
	if (call === bad.empty) return Buffer.alloc(0);
	if (call === bad.headerOnly) return headerOnly();
	return { wavSeconds: call === bad.tooShort ? 3 : call.seconds, seed };
}

function recording(call, content) {
	return { path: pathOf(call), content, modified: call.start.plus({ seconds: call.seconds + 4 }).toJSDate() };
}

/** Both kinds, in the folder of the same date; the small one at the root too. Made in the first hour of the next day. */
function indexFiles(day, calls) {
	const date = day.toFormat('yyyyMMdd');
	const modified = day.plus({ days: 1 }).plus({ minutes: 20 }).toJSDate();
	const small = smallIndex(calls);
	return [
		{ path: `S${date}/I${date}_version2.csv`, content: detailedIndex(calls), modified },
		{ path: `S${date}/I${date}.csv`, content: small, modified },
		{ path: `Index/I${date}.csv`, content: small, modified },
	];
}

function pathOf(call) {
	return `${call.folder}/${call.name}`;
}

/** The bytes of a file; those of a recording are made when they are asked for. */
function contentOf({ content }) {
	return Buffer.isBuffer(content) ? content : wavOf(content.wavSeconds, content.seed);
}

module.exports = { sampleWeek, weekOfClockChange, contentOf };
