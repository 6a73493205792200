/** No server: a process that writes the files, AES-256-CBC for one certificate; with lengths, or in pieces without. */
import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FOLDERS } from '../jobs.mjs';
import { BLOCK } from './content.mjs';

const load = createRequire(import.meta.url);
const { head, integer, nothing, objectId, octets, sequence, set } = load('../../demo/lib/der.js');
const { makeRecordingCertificate } = load('../../demo/vendors/genesys/recording-certificate.js');

const CIPHER_BLOCK_BYTES = 16;
const SMALL = { sizeBytes: 1_024 };

export async function serve(_tls, { folder }) {
	const home = join(folder, 'cms');
	const place = { folder: home, keyFile: join(home, 'key.pem'), certificateFile: join(home, 'certificate.pem') };
	mkdirSync(home);
	const to = makeRecordingCertificate();
	writeFileSync(place.keyFile, to.key, { mode: 0o600 });
	writeFileSync(place.certificateFile, to.certificate);
	write(join(home, 'none'), SMALL, to);
	return { place, prepare: async (name) => write(join(home, name), FOLDERS[name], to) };
}

function write(file, { sizeBytes, pieceBytes }, to) {
	if (existsSync(file)) return;
	const key = randomBytes(32);
	const iv = randomBytes(CIPHER_BLOCK_BYTES);
	const cipher = createCipheriv('aes-256-cbc', key, iv);
	const handle = openSync(file, 'w');
	const encryptedBytes = sizeBytes - (sizeBytes % CIPHER_BLOCK_BYTES) + CIPHER_BLOCK_BYTES;
	writeSync(handle, startOf({ key, iv, to, encryptedBytes, isIndefinite: pieceBytes !== undefined }));
	const put = (encrypted) => {
		for (let at = 0; pieceBytes && at < encrypted.length; at += pieceBytes) {
			writeSync(handle, octets(encrypted.subarray(at, at + pieceBytes)));
		}
		if (!pieceBytes) writeSync(handle, encrypted);
	};
	for (let left = sizeBytes; left > 0; left -= BLOCK.length) put(cipher.update(BLOCK.subarray(0, left)));
	put(cipher.final());
	// The ends of the content, and of the four elements that it lies in.
	if (pieceBytes) writeSync(handle, Buffer.alloc(10));
	closeSync(handle);
}

/** Everything before the content, from the inside out: each length holds all that comes after it. */
function startOf({ key, iv, to, encryptedBytes, isIndefinite }) {
	const encryptedKey = publicEncrypt({ key: to.publicKey, padding: constants.RSA_PKCS1_PADDING }, key);
	const recipient = sequence(integer(0), sequence(to.issuer, integer(to.serial)), sequence(objectId('1.2.840.113549.1.1.1'), nothing()), octets(encryptedKey));
	const algorithm = sequence(objectId('2.16.840.1.101.3.4.1.42'), octets(iv));
	const around = (tag, start) => {
		return Buffer.concat([isIndefinite ? Buffer.of(tag, 0x80) : head(tag, start.length + encryptedBytes), start]);
	};
	const content = around(isIndefinite ? 0xa0 : 0x80, Buffer.alloc(0));
	const encrypted = around(0x30, Buffer.concat([objectId('1.2.840.113549.1.7.1'), algorithm, content]));
	const enveloped = around(0xa0, around(0x30, Buffer.concat([integer(0), set(recipient), encrypted])));
	return around(0x30, Buffer.concat([objectId('1.2.840.113549.1.7.3'), enveloped]));
}
