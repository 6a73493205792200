import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { DatabaseSync } from 'node:sqlite';

/** What somebody would read who opens a file: its bytes, and what is packed in them. */
export interface Layer {
	name: string;
	bytes: Buffer;
}

const SQLITE = 'SQLite format 3\0';
const MAX_DEPTH = 3;
const UNPACKED = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 256 * 1024 * 1024 };

/** The bytes, what is compressed in them (gzip, ZIP, PDF), and the rows of a database: its pages cut long texts. */
export function* layersOf(file: string, bytes: Buffer, depth = 0): Generator<Layer> {
	yield { name: file, bytes };
	if (depth >= MAX_DEPTH) return;
	if (depth === 0 && bytes.subarray(0, SQLITE.length).equals(Buffer.from(SQLITE))) yield* rowsOf(file);
	for (const packed of packedIn(bytes)) {
		yield* layersOf(`${file} › ${packed.name}`, packed.bytes, depth + 1);
	}
}

function* packedIn(bytes: Buffer): Generator<Layer> {
	for (const at of placesOf(bytes, Buffer.from([0x1f, 0x8b, 0x08]))) yield* unpacked('gzip', () => gunzipSync(bytes.subarray(at), UNPACKED));
	for (const at of placesOf(bytes, Buffer.from('PK\x03\x04'))) {
		const isDeflated = bytes.length >= at + 30 && bytes.readUInt16LE(at + 8) === 8 && (bytes.readUInt16LE(at + 6) & 1) === 0;
		if (!isDeflated) continue;
		const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
		yield* unpacked('ZIP', () => inflateRawSync(bytes.subarray(start), UNPACKED));
	}
	for (const at of placesOf(bytes, Buffer.from('/FlateDecode'))) {
		const start = bytes.indexOf('stream', at);
		if (start > 0) yield* unpacked('PDF', () => inflateSync(bytes.subarray(bytes.indexOf('\n', start) + 1), UNPACKED));
	}
}

function* placesOf(bytes: Buffer, mark: Buffer): Generator<number> {
	for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) yield at;
}

function* unpacked(name: string, unpack: () => Buffer): Generator<Layer> {
	try {
		yield { name, bytes: unpack() };
	} catch {
		// It only began like one.
	}
}

/** n8n keeps executions as JSON in text columns. What is encrypted is searched as it stands. */
function* rowsOf(file: string): Generator<Layer> {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
		for (const { name } of tables) {
			for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate()) {
				for (const [column, value] of Object.entries(row)) {
					if (typeof value !== 'string' && !(value instanceof Uint8Array)) continue;
					yield { name: `${file} › ${name}.${column}`, bytes: Buffer.from(value as string) };
				}
			}
		}
	} finally {
		database.close();
	}
}
