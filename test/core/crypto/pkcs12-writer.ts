import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes, scryptSync, X509Certificate } from 'node:crypto';
import { der, type Certificate } from './writer';

const { element, indefinite, integer, nothing, objectId, octets, sequence, set, tagged } = der;

/** How a part of the file is encrypted. */
export type Encryption = 'pbes2' | 'scrypt' | 'tripleDes' | 'twoKeyDes' | 'pbes1' | 'none';

export interface Pkcs12Options {
	passphrase: string;
	keys?: Encryption;
	certificates?: Encryption;
	mac?: 'sha1' | 'sha256' | 'sha512' | 'pbmac1' | 'none';
	isIndefinite?: boolean;
}

const ITERATIONS = 100;
const DATA = '1.2.840.113549.1.7.1';
const HMAC_SHA256 = sequence(objectId('1.2.840.113549.2.9'), nothing());
const HASHES = { sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1', sha512: '2.16.840.1.101.3.4.2.3' };

/** A PKCS#12 file with these keys and certificates: RFC 7292, RFC 9579. */
export function writePkcs12(entries: Certificate[], options: Pkcs12Options): Buffer {
	const { passphrase, keys = 'pbes2', certificates = 'pbes2', mac = 'sha256', isIndefinite = false } = options;
	const wrap = isIndefinite ? indefinite : element;
	const data = (bytes: Buffer) => wrap(0x30, objectId(DATA), wrap(0xa0, isIndefinite ? indefinite(0x24, octets(bytes.subarray(0, 10)), octets(bytes.subarray(10))) : octets(bytes)));
	const keyBags = sequence(...entries.map((entry) => keyBag(entry, keys, passphrase)));
	const certificateBags = sequence(...entries.map(certificateBag));
	const safe = wrap(0x30, data(keyBags), certificates === 'none' ? data(certificateBags) : encryptedData(certificateBags, certificates, passphrase));
	return wrap(0x30, integer(3), data(safe), ...(mac === 'none' ? [] : [macData(safe, mac, passphrase)]));
}

function keyBag({ privateKey }: Certificate, encryption: Encryption, passphrase: string): Buffer {
	const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
	if (encryption === 'none') return sequence(objectId('1.2.840.113549.1.12.10.1.1'), tagged(0, pkcs8));
	const { algorithm, encrypted } = encrypt(pkcs8, encryption, passphrase);
	return sequence(objectId('1.2.840.113549.1.12.10.1.2'), tagged(0, sequence(algorithm, octets(encrypted))), set());
}

function certificateBag({ certificate }: Certificate): Buffer {
	const { raw } = new X509Certificate(certificate);
	const bag = sequence(objectId('1.2.840.113549.1.9.22.1'), tagged(0, octets(raw)));
	return sequence(objectId('1.2.840.113549.1.12.10.1.3'), tagged(0, bag));
}

function encryptedData(content: Buffer, encryption: Encryption, passphrase: string): Buffer {
	const { algorithm, encrypted } = encrypt(content, encryption, passphrase);
	const info = sequence(objectId(DATA), algorithm, element(0x80, encrypted));
	return sequence(objectId('1.2.840.113549.1.7.6'), tagged(0, sequence(integer(0), info)));
}

function encrypt(plain: Buffer, encryption: Encryption, passphrase: string): { algorithm: Buffer; encrypted: Buffer } {
	const salt = randomBytes(8);
	const iv = randomBytes(16);
	const run = (name: string, key: Buffer, vector: Buffer) => {
		const cipher = createCipheriv(name, key, vector);
		return Buffer.concat([cipher.update(plain), cipher.final()]);
	};
	const scheme = (derivation: Buffer) => sequence(objectId('1.2.840.113549.1.5.13'), sequence(derivation, sequence(objectId('2.16.840.1.101.3.4.1.42'), octets(iv))));
	if (encryption === 'pbes2') {
		const derivation = sequence(objectId('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(ITERATIONS), HMAC_SHA256));
		return { algorithm: scheme(derivation), encrypted: run('aes-256-cbc', pbkdf2Sync(passphrase, salt, ITERATIONS, 32, 'sha256'), iv) };
	}
	if (encryption === 'scrypt') {
		const derivation = sequence(objectId('1.3.6.1.4.1.11591.4.11'), sequence(octets(salt), integer(1_024), integer(8), integer(1)));
		return { algorithm: scheme(derivation), encrypted: run('aes-256-cbc', scryptSync(passphrase, salt, 32, { N: 1_024, r: 8, p: 1 }), iv) };
	}
	if (encryption === 'pbes1') return { algorithm: sequence(objectId('1.2.840.113549.1.5.3'), sequence(octets(salt), integer(1))), encrypted: Buffer.alloc(64) };
	const isTriple = encryption === 'tripleDes';
	const first = derive('sha1', 1, passphrase, salt, isTriple ? 24 : 16);
	const key = isTriple ? first : Buffer.concat([first, first.subarray(0, 8)]);
	const algorithm = sequence(objectId(`1.2.840.113549.1.12.1.${isTriple ? 3 : 4}`), sequence(octets(salt), integer(ITERATIONS)));
	return { algorithm, encrypted: run('des-ede3-cbc', key, derive('sha1', 2, passphrase, salt, 8)) };
}

function macData(safe: Buffer, mac: 'sha1' | 'sha256' | 'sha512' | 'pbmac1', passphrase: string): Buffer {
	const salt = randomBytes(8);
	const digestInfo = (algorithm: Buffer, digest: Buffer) => sequence(algorithm, octets(digest));
	if (mac === 'pbmac1') {
		const derivation = sequence(objectId('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(ITERATIONS), integer(20), HMAC_SHA256));
		const digest = createHmac('sha256', pbkdf2Sync(passphrase, salt, ITERATIONS, 20, 'sha256')).update(safe).digest();
		return sequence(digestInfo(sequence(objectId('1.2.840.113549.1.5.14'), sequence(derivation, HMAC_SHA256)), digest), octets(), integer(1));
	}
	const length = createHash(mac).digest().length;
	const digest = createHmac(mac, derive(mac, 3, passphrase, salt, length)).update(safe).digest();
	return sequence(digestInfo(sequence(objectId(HASHES[mac]), nothing()), digest), octets(salt), integer(ITERATIONS));
}

/** RFC 7292, appendix B.2, by big numbers. */
function derive(hash: string, purpose: number, passphrase: string, salt: Buffer, length: number): Buffer {
	const width = hash === 'sha512' ? 128 : 64;
	const fill = (bytes: Buffer) => Buffer.alloc(Math.ceil(bytes.length / width) * width, bytes);
	let input = Buffer.concat([fill(salt), fill(Buffer.from(`${passphrase}\0`, 'utf16le').swap16())]);
	let derived = Buffer.alloc(0);
	while (derived.length < length) {
		let digest = Buffer.concat([Buffer.alloc(width, purpose), input]);
		for (let round = 0; round < ITERATIONS; round++) digest = createHash(hash).update(digest).digest();
		derived = Buffer.concat([derived, digest]);
		const added = BigInt(`0x${Buffer.alloc(width, digest).toString('hex')}`) + 1n;
		const blocks = Array.from({ length: input.length / width }, (_, index) => input.subarray(index * width, (index + 1) * width));
		input = Buffer.concat(blocks.map((block) => Buffer.from(BigInt.asUintN(width * 8, BigInt(`0x${block.toString('hex')}`) + added).toString(16).padStart(width * 2, '0'), 'hex')));
	}
	return derived.subarray(0, length);
}
