const { gzipSync } = require('node:zlib');
const { METHOD: AES, aesEncrypted, aesField } = require('./zip-aes.js');

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
const DEFLATE = 8;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const IS_ENCRYPTED = 1;
const AES_VERSION = 51;

/**
 * A ZIP archive of small files, as PKWARE's APPNOTE has it; no ZIP64.
 * @param {Record<string, string | Buffer>} files text or bytes by name
 * @param {Date} modified
 * @param {{ password: string, saltFor(name: string): Buffer }} [encryption] with AES-256
 * @returns {Buffer}
 */
function zip(files, modified, encryption) {
	const locals = [];
	const directory = [];
	let offset = 0;
	for (const [name, text] of Object.entries(files)) {
		const { common, extra, content } = entry(name, Buffer.from(text), modified, encryption);
		const local = Buffer.concat([numbers([LOCAL_HEADER, 4]), common, Buffer.from(name), extra, content]);
		const place = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
		directory.push(Buffer.concat([numbers([CENTRAL_HEADER, 4], [VERSION, 2]), common, place, Buffer.from(name), extra]));
		locals.push(local);
		offset += local.length;
	}
	const central = Buffer.concat(directory);
	const count = locals.length;
	const end = numbers([END_OF_DIRECTORY, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [offset, 4], [0, 2]);
	return Buffer.concat([...locals, central, end]);
}

/** What both headers of a file say of it. */
function entry(name, bytes, modified, encryption) {
	// gzip is a header of ten bytes, the same deflated data, and eight bytes that begin with the same checksum.
	const gzipped = gzipSync(bytes);
	const deflated = gzipped.subarray(10, -8);
	const content = encryption ? aesEncrypted(deflated, encryption.password, encryption.saltFor(name)) : deflated;
	const extra = encryption ? aesField(DEFLATE) : Buffer.alloc(0);
	const [time, day] = dosTime(modified);
	// With AE-2 the authentication code stands in for the checksum, which would tell of the content.
	const checksum = encryption ? 0 : gzipped.readUInt32LE(gzipped.length - 8);
	const how = encryption ? [[AES_VERSION, 2], [FLAGS | IS_ENCRYPTED, 2], [AES, 2]] : [[VERSION, 2], [FLAGS, 2], [DEFLATE, 2]];
	const sizes = [[checksum, 4], [content.length, 4], [bytes.length, 4]];
	const common = numbers(...how, [time, 2], [day, 2], ...sizes, [Buffer.byteLength(name), 2], [extra.length, 2]);
	return { common, extra, content };
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
