/**
 * The last days of the `gim-export` container: what Genesys Info Mart exported of the calls in recordings.js.
 *
 * Documented ("About Data Export", docs.genesys.com, GIM and PSAAS): a run leaves a folder `export_XXX` with
 * `export_XXX.zip`, one `<table-name>.csv` per table in it, and `export_XXX.zip.sha1` for sha1sum; XXX is the highest
 * audit key and the highest date of the data, in GMT, as YYYY_MM_DD_HH_MI_SS; a run holds what is new since the one
 * before; by default 00:20, 08:20 and 16:20; CSV as in RFC 4180, UTF-8, with a header line, NULL as an empty field. The
 * columns are some of those of the tables INTERACTION_FACT, IXN_RESOURCE_STATE_FACT and IRF_USER_DATA_CUST_1, whose key
 * of date and time stands for a quarter of an hour.
 * Inferred: that the container holds these folders at its top; "_" between key and date; that the schedule is in UTC;
 * that MEDIA_SERVER_IXN_GUID is the identifier in a recording's name; that START_TS and END_TS are seconds since 1970 in
 * each table; that a quarter's key is its first second.
 * Made up: which rows change later (here the newest of a run end in the next one), resources, and what is attached.
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
/** Keys are numeric(19): more than a number of JavaScript holds. */
const FIRST_KEY = 1_000_000_000_000_000_000n;
const FIRST_RESOURCE = 2_000_000_000_000_000_000n;
/** Those of the media server are numeric(20). */
const FIRST_IXN = 10_000_000_000_000_000_000n;
/** Calls at the end of a run that come again in the next one, changed. */
const CHANGED_LATER = 2;

/**
 * @param {{ now: Date, recordings: import('./recordings.js').SampleRecording[] }} options
 * @returns {SampleExport[]}
 */
function sampleExports({ now, recordings }) {
	const calls = recordings.filter(({ callId }) => callId).sort((a, b) => a.storedAt.localeCompare(b.storedAt));
	const runs = runTimes(now);
	let before = [];
	return runs.slice(1).flatMap((run, index) => {
		const isNew = ({ storedAt }) => Date.parse(storedAt) > runs[index].toMillis() && Date.parse(storedAt) <= run.toMillis();
		const first = calls.findIndex(isNew);
		if (first < 0) return [];
		const made = exportedCalls(calls.filter(isNew), first);
		const again = before.slice(-CHANGED_LATER).map((one) => ({ ...one, auditKey: made[0].auditKey, isGoingOn: false }));
		before = made;
		return filesOfRun(run, made, again);
	});
}

/** Those of the last days, and one more before them, from which the first counts. */
function runTimes(now) {
	const today = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('day');
	const all = Array.from({ length: DAYS + 1 }, (_, index) => today.minus({ days: DAYS - index }));
	return all.flatMap((day) => RUNS_AT.map((time) => day.set(time))).filter((time) => time.toMillis() <= now.getTime());
}

/**
 * @param {number} first how many calls all the runs before had
 * @returns {Exported[]}
 */
function exportedCalls(calls, first) {
	const auditKey = 50_000 + 10 * (first + calls.length);
	return calls.map((call, index) => ({ call, number: first + index, createdBy: auditKey, auditKey, isGoingOn: index >= calls.length - CHANGED_LATER }));
}

/** @param {Exported[]} made @param {Exported[]} again changed since the run before */
function filesOfRun(run, made, again) {
	const newest = DateTime.fromISO(made.at(-1).call.storedAt, { zone: 'utc' });
	const name = `export_${made[0].auditKey}_${newest.toFormat('yyyy_MM_dd_HH_mm_ss')}`;
	const rows = [...again, ...made];
	const files = Object.entries(TABLES).map(([table, { columns, rowOf }]) => [`${table}.csv`, csv([columns, ...rows.map(rowOf)])]);
	const archive = zip(Object.fromEntries(files), run.toJSDate());
	const sha1 = createHash('sha1').update(archive).digest('hex');
	// An export takes a while, and its checksum comes last.
	return [
		{ name: `${name}/${name}.zip`, bytes: archive, storedAt: utcText(run.plus({ seconds: 95 })) },
		{ name: `${name}/${name}.zip.sha1`, bytes: Buffer.from(`${sha1}  ${name}.zip\n`), storedAt: utcText(run.plus({ seconds: 97 })) },
	];
}

/** @typedef {{ call: object, number: number, createdBy: number, auditKey: number, isGoingOn?: boolean }} Exported a call in a run */

const TABLES = {
	interaction_fact: {
		columns: ['INTERACTION_ID', 'TENANT_KEY', 'INTERACTION_TYPE_KEY', 'MEDIA_TYPE_KEY', 'MEDIA_SERVER_ROOT_IXN_ID', 'MEDIA_SERVER_IXN_ID', 'MEDIA_SERVER_ROOT_IXN_GUID', 'MEDIA_SERVER_IXN_GUID', 'SOURCE_ADDRESS', 'TARGET_ADDRESS', 'SUBJECT', 'STATUS', 'START_TS', 'END_TS', 'START_DATE_TIME_KEY', 'END_DATE_TIME_KEY', 'CREATE_AUDIT_KEY', 'UPDATE_AUDIT_KEY'],
		rowOf: ({ call, number, createdBy, auditKey, isGoingOn }) => {
			const { start, end, source, target } = detailsOf(call, number);
			const [id, own] = [FIRST_KEY + BigInt(number), FIRST_IXN + BigInt(number)];
			const ended = isGoingOn ? ['', ''] : [end, quarterOf(end)];
			return [id, tenantOf(call), 1, 1, own, own, call.callId, call.callId, source, target, '', 0, start, ended[0], quarterOf(start), ended[1], createdBy, auditKey];
		},
	},
	ixn_resource_state_fact: {
		columns: ['IXN_RESOURCE_STATE_FACT_KEY', 'START_DATE_TIME_KEY', 'END_DATE_TIME_KEY', 'TENANT_KEY', 'MEDIA_TYPE_KEY', 'RESOURCE_KEY', 'CREATE_AUDIT_KEY', 'UPDATE_AUDIT_KEY', 'INTERACTION_RESOURCE_ID', 'START_TS', 'END_TS', 'TOTAL_DURATION'],
		rowOf: ({ call, number, createdBy, auditKey }) => {
			const { start, end, resource } = detailsOf(call, number);
			return [FIRST_KEY + BigInt(number), quarterOf(start), quarterOf(end), tenantOf(call), 1, resource, createdBy, auditKey, FIRST_RESOURCE + BigInt(number), start, end, end - start];
		},
	},
	irf_user_data_cust_01: {
		columns: ['INTERACTION_RESOURCE_ID', 'START_DATE_TIME_KEY', 'TENANT_KEY', 'CREATE_AUDIT_KEY', 'UPDATE_AUDIT_KEY', 'CUSTOM_DATA_1', 'CUSTOM_DATA_2'],
		rowOf: ({ call, number, createdBy, auditKey }) => {
			const { start, note } = detailsOf(call, number);
			return [FIRST_RESOURCE + BigInt(number), quarterOf(start), tenantOf(call), createdBy, auditKey, `CASE-${10_000 + number}`, note];
		},
	},
};

const NOTES = ['', 'asked for "Zürich", then rang off', 'first line\r\nsecond line', 'billing, refund', '通話'];

/** Numbers that are set aside for fiction: +1 555 0100 to 0199. The same for a call in each run. */
function detailsOf(call, number) {
	const random = seededRandom(number);
	const phone = () => `+1212555${random.between(100, 199).toString().padStart(4, '0')}`;
	const start = Date.parse(call.startTime) / 1000;
	const end = start + Math.round(playSeconds(audioOf(call)));
	return { start, end, source: phone(), target: phone(), resource: random.between(101, 109), note: NOTES[random.between(0, NOTES.length - 1)] };
}

function tenantOf(call) {
	return call.tenant === 'mytenant' ? 1 : 2;
}

function quarterOf(seconds) {
	return seconds - (seconds % 900);
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
