/**
 * Encrypts as a Genesys tenant with encryption does: a key of its own for each file, that key for the tenant's
 * certificates, all of it as PKCS#7 (RFC 5652, enveloped data). Shares no code with what the package decrypts with.
 */
const { constants, createCipheriv, createHash, publicEncrypt, randomBytes } = require('node:crypto');
const { element, indefinite, integer, nothing, objectId, octets, sequence, set, tagged } = require('../../lib/der.js');

const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
const AUTH_ENVELOPED_DATA = '1.2.840.113549.1.9.16.1.23';
const DATA = '1.2.840.113549.1.7.1';
const RSA = '1.2.840.113549.1.1.1';
const OAEP = '1.2.840.113549.1.1.7';
const MGF1 = '1.2.840.113549.1.1.8';
const LABEL_GIVEN = '1.2.840.113549.1.1.9';
const GCM_TAG_BYTES = 16;

const CIPHERS = {
	'aes-128-cbc': { oid: '2.16.840.1.101.3.4.1.2', keyBytes: 16, ivBytes: 16 },
	'aes-192-cbc': { oid: '2.16.840.1.101.3.4.1.22', keyBytes: 24, ivBytes: 16 },
	'aes-256-cbc': { oid: '2.16.840.1.101.3.4.1.42', keyBytes: 32, ivBytes: 16 },
	'des-ede3-cbc': { oid: '1.2.840.113549.3.7', keyBytes: 24, ivBytes: 8 },
	'aes-128-gcm': { oid: '2.16.840.1.101.3.4.1.6', keyBytes: 16, ivBytes: 12, isAuthenticated: true },
	'aes-192-gcm': { oid: '2.16.840.1.101.3.4.1.26', keyBytes: 24, ivBytes: 12, isAuthenticated: true },
	'aes-256-gcm': { oid: '2.16.840.1.101.3.4.1.46', keyBytes: 32, ivBytes: 12, isAuthenticated: true },
};
const HASHES = {
	sha1: '1.3.14.3.2.26',
	sha224: '2.16.840.1.101.3.4.2.4',
	sha256: '2.16.840.1.101.3.4.2.1',
	sha384: '2.16.840.1.101.3.4.2.2',
	sha512: '2.16.840.1.101.3.4.2.3',
};

/**
 * @typedef {{ hash?: string, maskHash?: string, label?: Buffer }} Oaep
 * @typedef {{ to: import('./recording-certificate.js').RecordingCertificate, byKeyId?: boolean, oaep?: Oaep }} Recipient
 *   `byKeyId`: named by the identifier of its key, not by issuer and serial number; `oaep`: in the place of PKCS#1 v1.5
 * @param {Buffer} content
 * @param {{ recipients: Recipient[], cipher?: keyof typeof CIPHERS, chunkBytes?: number, isNested?: boolean }} options
 *   `chunkBytes`: indefinite lengths, and the content in pieces of that size; `isNested`: each of them in one more
 * @returns {Buffer}
 */
function encryptCms(content, { recipients, cipher = 'aes-256-cbc', chunkBytes, isNested = false }) {
	const { oid, keyBytes, ivBytes, isAuthenticated = false } = CIPHERS[cipher];
	const key = randomBytes(keyBytes);
	const iv = randomBytes(ivBytes);
	const cipherer = createCipheriv(cipher, key, iv, isAuthenticated ? { authTagLength: GCM_TAG_BYTES } : {});
	const encrypted = Buffer.concat([cipherer.update(content), cipherer.final()]);
	const outer = chunkBytes === undefined ? element : indefinite;
	const parameters = isAuthenticated ? sequence(octets(iv), integer(GCM_TAG_BYTES)) : octets(iv);
	const enveloped = outer(
		0x30,
		integer(isAuthenticated ? 0 : recipients.some(({ byKeyId }) => byKeyId) ? 2 : 0),
		set(...recipients.map((recipient) => recipientInfo(recipient, key))),
		outer(0x30, objectId(DATA), sequence(objectId(oid), parameters), contentElement(encrypted, chunkBytes, isNested)),
		...(isAuthenticated ? [octets(cipherer.getAuthTag())] : []),
	);
	return outer(0x30, objectId(isAuthenticated ? AUTH_ENVELOPED_DATA : ENVELOPED_DATA), outer(0xa0, enveloped));
}

function contentElement(encrypted, chunkBytes, isNested) {
	if (chunkBytes === undefined) return element(0x80, encrypted);
	const chunks = [];
	for (let at = 0; at < encrypted.length; at += chunkBytes) chunks.push(octets(encrypted.subarray(at, at + chunkBytes)));
	return indefinite(0xa0, ...chunks.map((chunk, index) => (isNested ? (index % 2 ? element : indefinite)(0x24, chunk) : chunk)));
}

function recipientInfo({ to, byKeyId = false, oaep }, key) {
	const id = byKeyId ? element(0x80, to.keyId) : sequence(to.issuer, integer(to.serial));
	return sequence(integer(byKeyId ? 2 : 0), id, ...(oaep ? encryptedByOaep(to, key, oaep) : encryptedByPkcs1(to, key)));
}

function encryptedByPkcs1({ publicKey }, key) {
	return [sequence(objectId(RSA), nothing()), octets(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, key))];
}

function encryptedByOaep({ publicKey }, key, { hash = 'sha1', maskHash = hash, label = Buffer.alloc(0) }) {
	const algorithm = (name) => sequence(objectId(HASHES[name]), nothing());
	const parameters = sequence(
		...(hash === 'sha1' ? [] : [tagged(0, algorithm(hash))]),
		...(maskHash === 'sha1' ? [] : [tagged(1, sequence(objectId(MGF1), algorithm(maskHash)))]),
		...(label.length === 0 ? [] : [tagged(2, sequence(objectId(LABEL_GIVEN), octets(label)))]),
	);
	const block = oaepBlock(key, publicKey.asymmetricKeyDetails.modulusLength / 8, { hash, maskHash, label });
	return [sequence(objectId(OAEP), parameters), octets(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block))];
}

/** RFC 8017, section 7.1.1; node:crypto would take the same hash for the mask. */
function oaepBlock(message, modulusBytes, { hash, maskHash, label }) {
	const labelHash = createHash(hash).update(label).digest();
	const zeros = Buffer.alloc(modulusBytes - message.length - 2 * labelHash.length - 2);
	const seed = randomBytes(labelHash.length);
	const data = Buffer.concat([labelHash, zeros, Buffer.of(1), message]);
	const maskedData = xor(data, mgf1(seed, data.length, maskHash));
	return Buffer.concat([Buffer.of(0), xor(seed, mgf1(maskedData, seed.length, maskHash)), maskedData]);
}

function mgf1(seed, length, hash) {
	let mask = Buffer.alloc(0);
	for (let counter = 0; mask.length < length; counter++) {
		mask = Buffer.concat([mask, createHash(hash).update(seed).update(Buffer.of(0, 0, 0, counter)).digest()]);
	}
	return mask.subarray(0, length);
}

function xor(one, other) {
	return Buffer.from(one.map((byte, index) => byte ^ other[index]));
}

module.exports = { encryptCms, CIPHERS };
