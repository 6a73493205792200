/**
 * No server: a process that writes an export as Verba leaves it, as far as its vendor documents it: media with metadata XML beside
 * them, in folders by date; and a CDR with columns of the list export.
 */
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from '../jobs.mjs';

const COLUMNS = ['Start Date-Time', 'End Date-Time', 'Duration', 'Caller Phone Number', 'Caller Name (System)', 'Caller Name (Verba)', 'Called Phone Number', 'Direction', 'End Cause', 'Conversation Type', 'Recording server', 'Media file name', 'Desk', 'Cost center'];
const ZONE = 'Europe/London';
const START_MS = Date.UTC(2026, 10, 1, 8);
const DAYS = 28;
const AT_ONCE = 2_000;
/** What a recorder may write beside the documented fields. */
const MORE = Array.from({ length: 20 }, (_, at) => `\t<field_${at} unit="none">a value &amp; more of it ${at}</field_${at}>\n`).join('');

export async function serve(_tls, { folder }) {
	const place = { folder: join(folder, 'verba'), zone: ZONE };
	mkdirSync(place.folder);
	return { place, prepare: async (name) => (FOLDERS[name].isFiles ? prepareFiles(join(place.folder, name), FOLDERS[name]) : prepareCdr(join(place.folder, `${name}.csv`), FOLDERS[name])) };
}

function prepareFiles(folder, { rows }) {
	if (existsSync(folder)) return;
	for (let day = 1; day <= DAYS; day++) mkdirSync(join(folder, dayFolder(day)), { recursive: true });
	for (let row = 0; row < rows; row++) {
		const file = join(folder, dayFolder(1 + (row % DAYS)), `recording ${number(row)}`);
		writeFileSync(`${file}.wav`, '');
		writeFileSync(`${file}.xml`, metadata(row));
	}
}

function dayFolder(day) {
	return `2026-11-${String(day).padStart(2, '0')}`;
}

function metadata(row) {
	const id = `4a9d5ec0-7a40-11e4-8271-${number(row).padStart(12, '0')}`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<conversation>\n\t<id>${id}</id>\n\t<modality_id>voice</modality_id>\n\t<native_id>${id}|1|-1</native_id>\n\t<native_call_id>${id}</native_call_id>\n\t<location>NY-RECORDER</location>\n\t<source_caller_id>ada@example.com</source_caller_id>\n${MORE}</conversation>\n`;
}

function prepareCdr(file, { rows }) {
	if (existsSync(file)) return;
	const handle = openSync(file, 'w');
	writeSync(handle, `${COLUMNS.join(',')}\r\n`);
	for (let row = 0; row < rows; row += AT_ONCE) writeSync(handle, Array.from({ length: Math.min(AT_ONCE, rows - row) }, (_, index) => line(row + index)).join(''));
	closeSync(handle);
}

function line(row) {
	const start = START_MS + row * 2_000;
	const duration = row % 600;
	return `${time(start)},${time(start + duration * 1_000)},${duration},+1212555${number(row).slice(3)},"Lovelace, Ada ${row % 97}",Ada,+1408555${number(row).slice(3)},inbound,normal,Voice,NY-RECORDER,recording ${number(row)}.wav,Desk ${row % 40},${row % 1_000}\r\n`;
}

function time(ms) {
	return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

function number(row) {
	return String(row).padStart(7, '0');
}
