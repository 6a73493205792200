/**
 * No server: a process that writes archives as Genesys Info Mart exports them: one CSV for each table, with the columns
 * of INTERACTION_FACT as its vendor documents them, behind a table that nobody asks for.
 */
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, createDeflateRaw } from 'node:zlib';
import { FOLDERS } from '../jobs.mjs';

const COLUMNS = ['INTERACTION_ID', 'TENANT_KEY', 'INTERACTION_TYPE_KEY', 'MEDIA_TYPE_KEY', 'MEDIA_SERVER_ROOT_IXN_ID', 'MEDIA_SERVER_IXN_ID', 'MEDIA_SERVER_ROOT_IXN_GUID', 'MEDIA_SERVER_IXN_GUID', 'SOURCE_ADDRESS', 'TARGET_ADDRESS', 'SUBJECT', 'STATUS', 'START_TS', 'END_TS', 'START_DATE_TIME_KEY', 'END_DATE_TIME_KEY', 'CREATE_AUDIT_KEY', 'UPDATE_AUDIT_KEY'];
const START = 1_795_100_000;
const AT_ONCE = 2_000;
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const DEFLATE = 8;

export async function serve(_tls, { folder }) {
	const place = { folder: join(folder, 'gim'), table: 'interaction_fact' };
	mkdirSync(place.folder);
	return { place, prepare: async (name) => await prepare(join(place.folder, `${name}.zip`), FOLDERS[name]) };
}

async function prepare(file, { rows }) {
	if (existsSync(file)) return;
	const handle = openSync(file, 'w');
	const entries = [];
	let at = 0;
	for (const [name, count] of [['other_fact.csv', Math.ceil(rows / 10)], ['interaction_fact.csv', rows]]) {
		const entry = await writeEntry(handle, at, name, count);
		entries.push(entry);
		at = entry.end;
	}
	const directory = Buffer.concat(entries.map(({ common, name, start }) => Buffer.concat([little([CENTRAL_HEADER, 4], [VERSION, 2]), common, little([0, 2], [0, 2], [0, 2], [0, 4], [start, 4]), Buffer.from(name)])));
	const end = little([END, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [directory.length, 4], [at, 4], [0, 2]);
	writeSync(handle, Buffer.concat([directory, end]), 0, null, at);
	closeSync(handle);
}

async function writeEntry(handle, start, name, rows) {
	const dataStart = start + 30 + name.length;
	const deflate = createDeflateRaw();
	let [at, sizeBytes, checksum] = [dataStart, 0, 0];
	deflate.on('data', (chunk) => (at += writeSync(handle, chunk, 0, chunk.length, at)));
	const write = async (text) => {
		const bytes = Buffer.from(text);
		sizeBytes += bytes.length;
		checksum = crc32(bytes, checksum);
		if (!deflate.write(bytes)) await once(deflate, 'drain');
	};
	await write(`${COLUMNS.join(',')}\r\n`);
	for (let row = 0; row < rows; row += AT_ONCE) await write(Array.from({ length: Math.min(AT_ONCE, rows - row) }, (_, index) => line(row + index)).join(''));
	deflate.end();
	await once(deflate, 'end');
	const common = little([VERSION, 2], [0, 2], [DEFLATE, 2], [0, 2], [33, 2], [checksum, 4], [at - dataStart, 4], [sizeBytes, 4], [name.length, 2], [0, 2]);
	writeSync(handle, Buffer.concat([little([LOCAL_HEADER, 4]), common, Buffer.from(name)]), 0, null, start);
	return { common, name, start, end: at };
}

function line(row) {
	const number = String(row).padStart(9, '0');
	const guid = `${((row + 1) * 2_654_435_761 % 2 ** 32).toString(36).toUpperCase().padStart(19, '0')}SO2LAES${number.slice(3)}`;
	const start = START + row * 3;
	const end = start + 20 + ((row * 37) % 600);
	const subject = row % 20 === 0 ? `"order ${number}, again"` : '';
	return `1000000000${number},${1 + (row % 3)},1,1,10000000000${number},10000000000${number},${guid},${guid},+1212555${number.slice(5)},+1408555${number.slice(5)},${subject},0,${start},${end},${start - (start % 900)},${end - (end % 900)},${50_000 + row},${50_000 + row}\r\n`;
}

function little(...fields) {
	return Buffer.concat(
		fields.map(([value, width]) => {
			const bytes = Buffer.alloc(width);
			bytes.writeUIntLE(value, 0, width);
			return bytes;
		}),
	);
}
