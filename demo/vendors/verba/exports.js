/**
 * Two exports as Verba's Advanced Export leaves them in a storage target: one loose, in folders by date, with the recorder's XML
 * beside each recording; one as an encrypted archive, flat and renamed, with metadata as CSV. Each with its list of
 * recordings (CDR) and its manifest.
 *
 * The vendor's page says what these files hold (https://verbalabs.atlassian.net/wiki/spaces/docs/pages/6816613/Export), and for
 * the XML what its first fields are called. How a manifest is written, what the files are named, and the root of the XML are
 * not documented: these are made up.
 */
const { createHash } = require('node:crypto');
const { zip } = require('../../lib/zip.js');
const { wavOf } = require('../eight-by-eight/wav.js');
const { conversationsOf, dayAgo } = require('./conversations.js');

/** In which the export shows its times. */
const TIME_ZONE = 'America/New_York';
const NIGHTLY_COUNT = 12;
const CASE_COUNT = 5;
/** Of the nightly export: listed, but its recording was not exported. */
const MISSING = 7;
const ARCHIVE_PASSWORD = 'Case-4711-demo';

/**
 * @param {{ now: Date }} options
 * @returns {Record<string, Buffer>} by path below the folder of the target
 */
function sampleExports({ now }) {
	const day = dayAgo(now, TIME_ZONE, 1);
	const nightly = `Nightly ${day.toISODate()}`;
	return { ...below(nightly, nightlyExport(day)), 'Case 4711.zip': caseArchive(day.minus({ days: 2 })) };
}

function nightlyExport(day) {
	const conversations = conversationsOf({ day, count: NIGHTLY_COUNT, seed: 2001 });
	const files = {};
	conversations.forEach((one, index) => {
		const stem = `${one.start.toFormat('yyyyMMdd-HHmmss')}-${one.id}`;
		const folder = day.toISODate();
		if (index !== MISSING) files[`${folder}/${stem}.wav`] = wavOf(one.seconds, index * 977);
		files[`${folder}/${stem}.xml`] = Buffer.from(metadataXml(one));
	});
	files['CDR.csv'] = Buffer.from(cdr(conversations));
	files['Manifest.txt'] = Buffer.from(manifest({ query: `Start Time (UTC): ${day.toISODate()}`, count: NIGHTLY_COUNT, exceptions: [`${conversations[MISSING].id}: the media file could not be read`] }));
	return files;
}

function caseArchive(day) {
	const conversations = conversationsOf({ day, count: CASE_COUNT, seed: 4711 });
	const files = {};
	const renamed = (one, index) => `Case 4711 - ${String(index + 1).padStart(3, '0')} - ${one.callerName}`;
	conversations.forEach((one, index) => {
		files[`${renamed(one, index)}.wav`] = wavOf(one.seconds, 50 + index * 613);
	});
	files['Metadata.csv'] = cdr(conversations, (one, index) => `${renamed(one, index)}.wav`);
	files['Manifest.txt'] = manifest({ query: 'Case = 4711', count: CASE_COUNT, exceptions: [] });
	// The same bytes at each start.
	const saltFor = (name) => createHash('sha256').update(name).digest().subarray(0, 16);
	return zip(files, day.plus({ days: 2 }).toJSDate(), { password: ARCHIVE_PASSWORD, saltFor });
}

/** Its first fields are those of the page "Metadata XML fields". */
function metadataXml({ id, nativeCallId, callerName, caller }) {
	const fields = {
		id,
		modality_id: 'voice',
		native_id: `${nativeCallId}|1|-1`,
		native_call_id: nativeCallId,
		location: 'NY-RECORDER',
		source_ip: '192.168.1.151',
		source_caller_id: caller,
		source_name: callerName,
	};
	const lines = Object.entries(fields).map(([name, value]) => `\t<${name}>${escaped(value)}</${name}>`);
	return ['<?xml version="1.0" encoding="UTF-8"?>', '<conversation>', ...lines, '</conversation>', ''].join('\n');
}

const CDR_COLUMNS = ['Start Date-Time', 'End Date-Time', 'Duration', 'Caller Phone Number', 'Caller Name (Verba)', 'Called Phone Number', 'Media File Name'];

/** Columns as the vendor's list export names them; customers choose them. */
function cdr(conversations, fileOf = (one) => `${one.start.toFormat('yyyyMMdd-HHmmss')}-${one.id}.wav`) {
	const time = (moment) => moment.toFormat('yyyy-MM-dd HH:mm:ss');
	const rows = conversations.map((one, index) => {
		const duration = `00:00:${String(one.seconds).padStart(2, '0')}`;
		return [time(one.start), time(one.start.plus({ seconds: one.seconds })), duration, one.caller, one.callerName, one.called, fileOf(one, index)];
	});
	return [CDR_COLUMNS, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';
}

function manifest({ query, count, exceptions }) {
	const lines = [`Query: ${query}`, 'Run by: Compliance Officer', `Number of items exported: ${count}`];
	if (exceptions.length > 0) lines.push('Exceptions:', ...exceptions.map((one) => `  - ${one}`));
	else lines.push('Exceptions: none');
	return `${lines.join('\n')}\n`;
}

function quoted(text) {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function escaped(text) {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function below(folder, files) {
	return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]));
}

module.exports = { ARCHIVE_PASSWORD, CASE_COUNT, NIGHTLY_COUNT, TIME_ZONE, sampleExports };
