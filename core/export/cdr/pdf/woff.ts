import { inflateSync } from 'node:zlib';

// https://www.w3.org/TR/WOFF/
const WOFF_HEADER = { flavour: 4, tables: 12, bytes: 44 };
const WOFF_ENTRY_BYTES = 20;
// https://learn.microsoft.com/typography/opentype/spec/otff
const HEADER_BYTES = 12;
const ENTRY_BYTES = 16;

/** How letters shape each other: kerning, ligatures, places of accents. And widths at sizes of screens. */
const LEFT_OUT = new Set(['GDEF', 'GPOS', 'GSUB', 'hdmx']);

interface Table {
	tag: Buffer;
	checksum: number;
	content: Buffer;
}

/**
 * The TrueType font in a WOFF, without the rules by which letters shape each other: with them the library takes tens of times as long
 * for a text, and out of a WOFF it inflates a table for each letter. Latin, Greek and Cyrillic letters do without.
 */
export function plainFont(woff: Buffer): Buffer {
	const tables = Array.from({ length: woff.readUInt16BE(WOFF_HEADER.tables) }, (_, at) => readTable(woff, WOFF_HEADER.bytes + at * WOFF_ENTRY_BYTES));
	return withTables(
		woff.subarray(WOFF_HEADER.flavour, WOFF_HEADER.flavour + 4),
		tables.filter(({ tag }) => !LEFT_OUT.has(tag.toString('latin1'))),
	);
}

function readTable(woff: Buffer, at: number): Table {
	const [offset, stored, length, checksum] = [4, 8, 12, 16].map((field) => woff.readUInt32BE(at + field));
	const content = woff.subarray(offset, offset + stored);
	return { tag: woff.subarray(at, at + 4), checksum, content: stored < length ? inflateSync(content) : content };
}

function withTables(flavour: Buffer, tables: readonly Table[]): Buffer {
	const directory = Buffer.alloc(HEADER_BYTES + tables.length * ENTRY_BYTES);
	const selector = Math.floor(Math.log2(tables.length));
	const searched = ENTRY_BYTES * 2 ** selector;
	flavour.copy(directory);
	for (const [at, value] of [tables.length, searched, selector, tables.length * ENTRY_BYTES - searched].entries()) directory.writeUInt16BE(value, 4 + 2 * at);
	const parts: Buffer[] = [directory];
	let offset = directory.length;
	for (const [at, { tag, checksum, content }] of tables.entries()) {
		const entry = HEADER_BYTES + at * ENTRY_BYTES;
		tag.copy(directory, entry);
		for (const [field, value] of [checksum, offset, content.length].entries()) directory.writeUInt32BE(value, entry + 4 + 4 * field);
		const padding = Buffer.alloc(-content.length & 3);
		parts.push(content, padding);
		offset += content.length + padding.length;
	}
	return Buffer.concat(parts);
}
