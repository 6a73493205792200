/**
 * The last days of the `gim-export` container: what Genesys Info Mart exported of the calls in recordings.js.
 *
 * Documented ("About Data Export", docs.genesys.com, GIM and PSAAS): a run leaves a folder `export_XXX` with
 * `export_XXX.zip`, one `<table-name>.csv` per table in it, and `export_XXX.zip.sha1` for sha1sum; XXX is the highest
 * audit key and the highest date of the data, in GMT, as YYYY_MM_DD_HH_MI_SS; a run holds what is new since the one
 * before; by default 00:20, 08:20 and 16:20; CSV as in RFC 4180, UTF-8, with a header line, NULL as an empty field. The
 * columns are some of those of the table INTERACTION_FACT.
 * Inferred: that the container holds these folders at its top; "_" between key and date; that the schedule is in UTC;
 * that MEDIA_SERVER_IXN_GUID is the identifier in a recording's name; that START_TS and END_TS are seconds since 1970.
 * Not known: what else a folder holds, and whether the archives of a tenant are encrypted. These are not.
 */
const { createHash } = require('node:crypto');
const { DateTime } = require('luxon');
const { zip } = require('../../lib/zip.js');
const { playSeconds } = require('./mp3.js');
const { seededRandom } = require('./random.js');
const { audioOf } = require('./recordings.js');

/** @typedef {{ name: string, bytes: Buffer, storedAt: string }} SampleExport a file of a run */

const DAYS = 3;
const RUNS_AT = [{ hour: 0, minute: 20 }, { hour: 8, minute: 20 }, { hour: 16, minute: 20 }];
const COLUMNS = [
	'INTERACTION_ID',
	'TENANT_KEY',
	'MEDIA_SERVER_IXN_GUID',
	'SOURCE_ADDRESS',
	'TARGET_ADDRESS',
	'SUBJECT',
	'STATUS',
	'START_TS',
	'END_TS',
];
/** Keys are numeric(19): more than a number of JavaScript holds. */
const FIRST_KEY = 1_000_000_000_000_000_000n;

/**
 * @param {{ now: Date, recordings: import('./recordings.js').SampleRecording[] }} options
 * @returns {SampleExport[]}
 */
function sampleExports({ now, recordings }) {
	const calls = recordings.filter(({ callId }) => callId).sort((a, b) => a.storedAt.localeCompare(b.storedAt));
	const runs = runTimes(now);
	return runs.slice(1).flatMap((run, index) => {
		const isNew = ({ storedAt }) => Date.parse(storedAt) > runs[index].toMillis() && Date.parse(storedAt) <= run.toMillis();
		const first = calls.findIndex(isNew);
		return first < 0 ? [] : filesOfRun(run, calls.filter(isNew), first);
	});
}

/** Those of the last days, and one more before them, from which the first counts. */
function runTimes(now) {
	const today = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('day');
	const all = Array.from({ length: DAYS + 1 }, (_, index) => today.minus({ days: DAYS - index }));
	return all.flatMap((day) => RUNS_AT.map((time) => day.set(time))).filter((time) => time.toMillis() <= now.getTime());
}

/** @param {number} first how many calls all the runs before had */
function filesOfRun(run, calls, first) {
	const rows = calls.map((call, index) => rowOf(call, FIRST_KEY + BigInt(first + index)));
	const auditKey = 50_000 + 10 * (first + calls.length);
	const newest = DateTime.fromISO(calls.at(-1).storedAt, { zone: 'utc' });
	const name = `export_${auditKey}_${newest.toFormat('yyyy_MM_dd_HH_mm_ss')}`;
	const archive = zip({ 'interaction_fact.csv': csv([COLUMNS, ...rows]) }, run.toJSDate());
	const sha1 = createHash('sha1').update(archive).digest('hex');
	// An export takes a while, and its checksum comes last.
	return [
		{ name: `${name}/${name}.zip`, bytes: archive, storedAt: utcText(run.plus({ seconds: 95 })) },
		{ name: `${name}/${name}.zip.sha1`, bytes: Buffer.from(`${sha1}  ${name}.zip\n`), storedAt: utcText(run.plus({ seconds: 97 })) },
	];
}

/** Numbers that are set aside for fiction: +1 555 0100 to 0199. */
function rowOf(call, key) {
	const random = seededRandom(Number(key % 1_000_000n));
	const number = () => `+1212555${random.between(100, 199).toString().padStart(4, '0')}`;
	const start = Date.parse(call.startTime) / 1000;
	const end = start + Math.round(playSeconds(audioOf(call)));
	return [key, call.tenant === 'mytenant' ? 1 : 2, call.callId, number(), number(), '', '', start, end];
}

/** RFC 4180: lines end with CRLF, and what holds a comma, a quote or a line end is quoted. */
function csv(rows) {
	const cell = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
	return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function utcText(time) {
	return time.toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

module.exports = { sampleExports };
