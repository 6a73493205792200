/** Writes ASN.1 in DER, and with indefinite lengths as BER has them. Writes only; the package reads with code of its own. */

/** @returns {Buffer} tag, length and contents */
function element(tag, ...parts) {
	const content = Buffer.concat(parts);
	return Buffer.concat([head(tag, content.length), content]);
}

/** Tag and length alone, before a content that comes from elsewhere. */
function head(tag, length) {
	return Buffer.concat([Buffer.of(tag), lengthOf(length)]);
}

/** The same without a length: an end mark ends it. */
function indefinite(tag, ...parts) {
	return Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.of(0, 0)]);
}

function lengthOf(length) {
	if (length < 0x80) return Buffer.of(length);
	const digits = digitsOf(length);
	return Buffer.concat([Buffer.of(0x80 | digits.length), digits]);
}

/** A number from 0, in as few octets as it takes. */
function digitsOf(number) {
	const bytes = Buffer.alloc(6);
	bytes.writeUIntBE(number, 0, 6);
	const first = bytes.findIndex((byte) => byte !== 0);
	return bytes.subarray(first < 0 ? 5 : first);
}

const sequence = (...parts) => element(0x30, ...parts);
const set = (...parts) => element(0x31, ...parts);
const octets = (...parts) => element(0x04, ...parts);
const bits = (content) => element(0x03, Buffer.of(0), content);
const nothing = () => element(0x05);
const text = (value) => element(0x0c, Buffer.from(value));
/** `[number]`, explicit, or implicit over something constructed. */
const tagged = (number, ...parts) => element(0xa0 | number, ...parts);

/** @param {number | Buffer} value a number from 0, or the octets of a positive one */
function integer(value) {
	const bytes = Buffer.isBuffer(value) ? value : digitsOf(value);
	return element(0x02, ...(bytes[0] >= 0x80 ? [Buffer.of(0)] : []), bytes);
}

/** @param {string} dotted */
function objectId(dotted) {
	const [first, second, ...rest] = dotted.split('.').map(Number);
	return element(0x06, ...[first * 40 + second, ...rest].map(base128));
}

function base128(number) {
	const digits = [number % 128];
	for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80);
	return Buffer.from(digits);
}

/** @param {Date} time */
function generalizedTime(time) {
	return element(0x18, Buffer.from(time.toISOString().replace(/[-:T]|\.\d+/g, '')));
}

/** @param {string} label such as `CERTIFICATE` */
function pem(label, der) {
	const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
	return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

module.exports = { bits, element, generalizedTime, head, indefinite, integer, nothing, objectId, octets, pem, sequence, set, tagged, text };
