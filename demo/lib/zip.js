const { gzipSync } = require('node:zlib');

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
const DEFLATE = 8;
/** Names are UTF-8. */
const FLAGS = 0x0800;

/**
 * A plain ZIP archive of small files, as PKWARE's APPNOTE has it; no encryption, no ZIP64.
 * @param {Record<string, string>} files text by name
 * @param {Date} modified
 * @returns {Buffer}
 */
function zip(files, modified) {
	const locals = [];
	const directory = [];
	let offset = 0;
	for (const [name, text] of Object.entries(files)) {
		const { common, content } = entry(name, text, modified);
		const local = Buffer.concat([numbers([LOCAL_HEADER, 4]), common, Buffer.from(name), content]);
		const place = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
		directory.push(Buffer.concat([numbers([CENTRAL_HEADER, 4], [VERSION, 2]), common, place, Buffer.from(name)]));
		locals.push(local);
		offset += local.length;
	}
	const central = Buffer.concat(directory);
	const count = locals.length;
	const end = numbers([END_OF_DIRECTORY, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [offset, 4], [0, 2]);
	return Buffer.concat([...locals, central, end]);
}

/** What both headers of a file say of it. */
function entry(name, text, modified) {
	// gzip is a header of ten bytes, the same deflated data, and eight bytes that begin with the same checksum.
	const gzipped = gzipSync(text);
	const content = gzipped.subarray(10, -8);
	const [time, day] = dosTime(modified);
	const sizes = [[gzipped.readUInt32LE(gzipped.length - 8), 4], [content.length, 4], [Buffer.byteLength(text), 4]];
	const common = numbers([VERSION, 2], [FLAGS, 2], [DEFLATE, 2], [time, 2], [day, 2], ...sizes, [Buffer.byteLength(name), 2], [0, 2]);
	return { common, content };
}

/** Two seconds exact, from 1980, without a time zone: UTC here. */
function dosTime(date) {
	const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
	const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
	return [time, day];
}

/** Little-endian numbers, each with its width in bytes. @param {Array<[number, number]>} fields */
function numbers(...fields) {
	return Buffer.concat(
		fields.map(([value, width]) => {
			const bytes = Buffer.alloc(width);
			bytes.writeUIntLE(value, 0, width);
			return bytes;
		}),
	);
}

module.exports = { zip };
