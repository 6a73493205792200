import { createDecipheriv, createHash, type CipherGCMTypes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { bcryptHash } from './sdk';
import { FieldReader } from './wire';

/** https://cvsweb.openbsd.org/cgi-bin/cvsweb/src/usr.bin/ssh/PROTOCOL.key */
const MAGIC = Buffer.from('openssh-key-v1\0');
const ARMOUR = /^-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----\s*$/;
const KIND = 'BEGIN OPENSSH PRIVATE KEY';
const HASH_BYTES = 32;
/** Far more than anybody sets: half a minute. */
const MOST_ROUNDS = 1_500;

interface Cipher {
	name: string;
	keyBytes: number;
	ivBytes: number;
	tagBytes: number;
}

const CIPHERS = new Map<string, Cipher>([
	['3des-cbc', { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8, tagBytes: 0 }],
	...[128, 192, 256].flatMap((bits): [string, Cipher][] =>
		['ctr', 'cbc'].map((mode) => [`aes${bits}-${mode}`, { name: `aes-${bits}-${mode}`, keyBytes: bits / 8, ivBytes: 16, tagBytes: 0 }]),
	),
	...[128, 256].map((bits): [string, Cipher] => [`aes${bits}-gcm@openssh.com`, { name: `aes-${bits}-gcm`, keyBytes: bits / 8, ivBytes: 12, tagBytes: 16 }]),
]);

/**
 * A key in OpenSSH's format without its encryption. What opens it takes a third of a second or more by design, which the
 * library spends in one piece: here other work goes on meanwhile. Any other text is given back as it is. Throws Error
 * for a key that is cut or of another kind, and a passphrase that does not fit, where that shows already.
 */
export async function withoutEncryption(text: string, passphrase: string | undefined): Promise<string> {
	// The library reads more than we do, and takes whatever number of rounds a damaged key names, in one piece: hours.
	if (passphrase && text.includes(KIND) && !ARMOUR.test(text)) throw new Error('not whole');
	const parts = passphrase ? partsOf(text) : undefined;
	if (!parts || !passphrase) return text;
	const { cipher, salt, rounds } = parts;
	const secret = await bcryptKey(passphrase, salt, rounds, cipher.keyBytes + cipher.ivBytes);
	const content = decrypt(parts, secret);
	const plain = Buffer.concat([MAGIC, field('none'), field('none'), field(''), number(1), field(parts.publicKey), field(content)]);
	return `-----BEGIN OPENSSH PRIVATE KEY-----\n${plain.toString('base64').replaceAll(/.{1,70}/g, '$&\n')}-----END OPENSSH PRIVATE KEY-----`;
}

interface Parts {
	cipher: Cipher;
	salt: Buffer;
	rounds: number;
	publicKey: Buffer;
	/** With its tag behind it, where the cipher has one. */
	sealed: Buffer;
	tag: Buffer;
}

/** Undefined for what is not encrypted. */
function partsOf(text: string): Parts | undefined {
	const bytes = Buffer.from(ARMOUR.exec(text)?.[1] ?? '', 'base64');
	if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
	const reader = new FieldReader(bytes.subarray(MAGIC.length));
	const [cipherName, derivation, options] = [reader.text().toString(), reader.text().toString(), new FieldReader(reader.text())];
	if (derivation === 'none') return undefined;
	const cipher = CIPHERS.get(cipherName);
	if (!cipher || derivation !== 'bcrypt' || reader.number() !== 1) throw new Error(`unsupported: ${derivation} with ${cipherName}`);
	const [salt, rounds] = [options.text(), options.number()];
	const [publicKey, sealed] = [reader.text(), reader.text()];
	return { cipher, salt, rounds, publicKey, sealed, tag: bytes.subarray(bytes.length - cipher.tagBytes) };
}

function decrypt({ cipher, sealed, tag }: Parts, secret: Buffer): Buffer {
	const decipher = createDecipheriv(cipher.name as CipherGCMTypes, secret.subarray(0, cipher.keyBytes), secret.subarray(cipher.keyBytes));
	decipher.setAutoPadding(false);
	try {
		if (cipher.tagBytes > 0) decipher.setAuthTag(tag);
		return Buffer.concat([decipher.update(sealed), decipher.final()]);
	} catch {
		throw new Error('bad passphrase');
	}
}

/**
 * bcrypt_pbkdf of OpenBSD: as PBKDF2, with bcrypt of two SHA-512 for its function, and the bytes of its blocks spread over
 * the key: https://man.openbsd.org/bcrypt_pbkdf.3
 */
async function bcryptKey(passphrase: string, salt: Buffer, rounds: number, bytes: number): Promise<Buffer> {
	if (rounds < 1 || rounds > MOST_ROUNDS) throw new Error('unsupported number of rounds');
	const password = sha512(Buffer.from(passphrase));
	const key = Buffer.alloc(bytes);
	const blocks = Math.ceil(bytes / HASH_BYTES);
	for (let block = 0; block < blocks; block++) {
		const mixed = await bcryptBlock(password, Buffer.concat([salt, number(block + 1)]), rounds);
		for (let index = 0; index * blocks + block < bytes; index++) key[index * blocks + block] = mixed[index];
	}
	return key;
}

async function bcryptBlock(password: Buffer, salt: Buffer, rounds: number): Promise<Buffer> {
	const mixed = Buffer.alloc(HASH_BYTES);
	const hashed = Buffer.alloc(HASH_BYTES);
	for (let round = 0; round < rounds; round++) {
		bcryptHash(password, sha512(round === 0 ? salt : hashed), hashed);
		for (let index = 0; index < HASH_BYTES; index++) mixed[index] ^= hashed[index];
		await setImmediate();
	}
	return mixed;
}

function sha512(bytes: Buffer): Buffer {
	return createHash('sha512').update(bytes).digest();
}

function number(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

function field(value: string | Buffer): Buffer {
	return Buffer.concat([number(value.length), Buffer.from(value)]);
}
