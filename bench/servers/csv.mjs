/**
 * No server: a process that writes the files. The columns are what 8x8 writes into an index, in the order of its help
 * page; the calls of one local day, so that no second is met more often than in the index of a large tenant.
 */
import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from '../jobs.mjs';

const COLUMNS = ['CALL TYPE', 'START TIME', 'STOP TIME', 'AGENT NAME', 'CUSTOMER NUMBER', 'PHONE CHANNEL', 'CALLED NUMBER', 'CASEID', 'DURATION', 'FILENAME', 'DIRECTORY', 'ACCOUNT NUMBER', 'START TIME UTC', 'STOP TIME UTC', 'QUEUE', 'QUEUE NAME', 'TRANS ID', 'EXT VAR1', 'EXT VAR2', 'OUT DIAL CODE', 'WRAP UP CODE'];
const ZONE = 'America/Los_Angeles';
const DAY_STARTS_MS = Date.UTC(2026, 10, 3, 8);
const BEHIND_UTC_MS = 8 * 3_600_000;
const DAY_SECONDS = 86_400;
const LONGEST_CALL_SECONDS = 600;
const WRITE_CHARACTERS = 262_144;

export async function serve(_tls, { folder }) {
	const place = { folder: join(folder, 'csv'), zone: ZONE };
	mkdirSync(place.folder);
	return { place, prepare: async (name) => prepare(join(place.folder, `${name}.csv`), FOLDERS[name]) };
}

function prepare(file, { rows, isQuoted }) {
	if (existsSync(file)) return;
	const times = timeTexts();
	const handle = openSync(file, 'w');
	let text = `${COLUMNS.join(',')}\r\n`;
	for (let row = 0; row < rows; row++) {
		text += line(row, isQuoted, times);
		if (text.length < WRITE_CHARACTERS && row < rows - 1) continue;
		writeSync(handle, text);
		text = '';
	}
	closeSync(handle);
}

/** For each second of the day, local and in UTC. */
function timeTexts() {
	const textOf = (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
	return Array.from({ length: DAY_SECONDS + LONGEST_CALL_SECONDS }, (_, second) => {
		const ms = DAY_STARTS_MS + second * 1000;
		return { local: textOf(ms - BEHIND_UTC_MS), utc: textOf(ms) };
	});
}

function line(row, isQuoted, times) {
	const number = String(row).padStart(7, '0');
	const tail = number.slice(3);
	const start = (row * 37) % DAY_SECONDS;
	const duration = row % LONGEST_CALL_SECONDS;
	const { local, utc } = times[start];
	const stop = times[start + duration];
	const agent = isQuoted ? `"Lovelace, Ada ${row % 97}"` : `Ada Lovelace ${row % 97}`;
	const recordedAt = utc.replace(/\D/g, '');
	return `${row % 3 ? 'Inbound' : 'Outbound'},${local},${stop.local},${agent},+1415555${tail},Channel ${row % 7},+1408555${tail},${100_000 + row},${duration},R${recordedAt}${tail}.wav,S${recordedAt.slice(0, 8)},ACC-${number},${utc},${stop.utc},Inbound,Support Tier ${row % 5},${number}-${number}-abcdef,data of the IVR ${number},more ${row % 1000},code ${row % 10},Resolved at first contact\r\n`;
}
