import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { checkRecordingKeys } from '../../../core/crypto/keys/check-keys';
import { decryptRc2Cbc } from '../../../core/crypto/keys/rc2';
import { readRecordingKeys } from '../../../core/crypto/keys/read-keys';
import { longestHoldMs } from '../../longest-hold';
import { writePkcs12, type Pkcs12Options } from './pkcs12-writer';
import { failureOf } from './stage';
import { der, makeRecordingCertificate } from './writer';

const one = makeRecordingCertificate({ name: 'voice' });
const two = makeRecordingCertificate({ name: 'screen', hasKeyId: false });
const PASSPHRASE = 'Grüße, wörld & more';

const pkcs8 = (key: KeyObject, cipher?: string) => key.export({ type: 'pkcs8', format: 'pem', ...(cipher ? { cipher, passphrase: PASSPHRASE } : {}) }).toString();
const pkcs1 = (key: KeyObject, cipher?: string) => key.export({ type: 'pkcs1', format: 'pem', ...(cipher ? { cipher, passphrase: PASSPHRASE } : {}) }).toString();
const oneLine = (pem: string) => pem.replaceAll('\n', ' ');
const escaped = (pem: string) => pem.replaceAll('\n', '\\n');

/** Of each key: the common names of its certificates. */
async function found(fields: object): Promise<string[][]> {
	const { keys, problems } = await readRecordingKeys(fields);
	expect(problems).toEqual([]);
	return keys.map(({ certificates }) => certificates.map(({ subject }) => subject.replace(/.*CN=/, '')));
}

describe('PEM', () => {
	test.each([
		['PKCS#8', pkcs8(one.privateKey)],
		['PKCS#1', pkcs1(one.privateKey)],
		['PKCS#8, encrypted', pkcs8(one.privateKey, 'aes-256-cbc')],
		['PKCS#8, encrypted with 3DES', pkcs8(one.privateKey, 'des-ede3-cbc')],
		['PKCS#1, encrypted as before PKCS#8', pkcs1(one.privateKey, 'aes-128-cbc')],
		['PKCS#1, encrypted with 3DES', pkcs1(one.privateKey, 'des-ede3-cbc')],
	])('%s, as it is, in one line, with line ends written out', async (_, pem) => {
		for (const text of [pem, oneLine(pem), pem.replaceAll('\n', ''), escaped(pem), pem.replaceAll('\n', '\r\n'), `Bag Attributes\n  friendlyName: x\n${pem}\nmore text`]) {
			expect(await found({ privateKeys: text, passphrases: `wrong\n${PASSPHRASE}\n` })).toEqual([[]]);
			expect(await found({ privateKeys: one.certificate + text, passphrases: PASSPHRASE })).toEqual([['voice']]);
		}
	});

	test('several passphrases, on lines or as a list', async () => {
		for (const passphrases of [`x\r\n${PASSPHRASE}`, `x\\n${PASSPHRASE}`, JSON.stringify(['x', PASSPHRASE])]) {
			expect(await found({ privateKeys: pkcs8(one.privateKey, 'aes-256-cbc'), passphrases })).toEqual([[]]);
		}
	});

	test('several in any order are put together by their public keys, each once', async () => {
		const renewed = makeRecordingCertificate({ name: 'renewed', pair: one });
		const text = [two.certificate, one.key, renewed.certificate, two.key, one.certificate, one.certificate, pkcs1(one.privateKey)].join('');
		expect(await found({ privateKeys: text })).toEqual([['renewed', 'voice'], ['screen']]);
	});

	test('certificates without a key are told apart', async () => {
		const { keys, certificatesWithoutKey } = await readRecordingKeys({ privateKeys: one.key + two.certificate });
		expect(keys).toHaveLength(1);
		expect(certificatesWithoutKey).toEqual([expect.objectContaining({ subject: 'O=Acme Jets, CN=screen', keyId: undefined })]);
	});
});

describe('PKCS#12', () => {
	test.each<[string, Partial<Pkcs12Options>]>([
		['as of today', {}],
		['by scrypt', { keys: 'scrypt', certificates: 'scrypt' }],
		['with PBMAC1', { mac: 'pbmac1' }],
		['with a MAC by SHA-512', { mac: 'sha512' }],
		['by 3DES', { keys: 'tripleDes', certificates: 'tripleDes', mac: 'sha1' }],
		['by 3DES with two keys', { keys: 'twoKeyDes', certificates: 'none', mac: 'sha1' }],
		['without a MAC', { mac: 'none' }],
		['not encrypted', { keys: 'none', certificates: 'none' }],
		['of indefinite length', { isIndefinite: true }],
		['without a passphrase', { passphrase: '' }],
	])('%s', async (_, options) => {
		const file = writePkcs12([one, two], { passphrase: PASSPHRASE, ...options }).toString('base64');
		const expected = [['voice'], ['screen']];
		for (const text of [file, file.replaceAll(/.{64}/g, '$&\n'), `data:application/x-pkcs12;base64,${file}`, `-----BEGIN PKCS12-----\n${file}\n-----END PKCS12-----`]) {
			expect(await found({ pkcs12PrivateKeys: text, passphrases: `wrong\n${PASSPHRASE}` })).toEqual(expected);
		}
		expect(await found({ privateKeys: file, passphrases: PASSPHRASE })).toEqual(expected);
	});

	test('several files one after the other, beside PEM', async () => {
		const files = [one, two].map((entry, index) => writePkcs12([entry], { passphrase: `pass ${index}` }).toString('base64'));
		const three = makeRecordingCertificate({ name: 'three' });
		const fields = { pkcs12PrivateKeys: files.join('\n\n'), passphrases: 'pass 0\npass 1', privateKeys: three.key + three.certificate };
		expect(await found(fields)).toEqual([['three'], ['voice'], ['screen']]);
	});

	// RFC 2268, section 5.
	test.each([
		['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
		['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
		['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
		['88', 64, '0000000000000000', '61a8a244adacccf0'],
		['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
	])('RC2 with the key %s of %i bits', (key, bits, plain, encrypted) => {
		expect(decryptRc2Cbc(Buffer.from(key, 'hex'), bits, Buffer.alloc(8), Buffer.from(encrypted, 'hex')).toString('hex')).toBe(plain);
	});
});

describe('what cannot be used is named, with the way out', () => {
	const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
	const encrypted = pkcs8(one.privateKey, 'aes-256-cbc');
	const p12 = writePkcs12([one], { passphrase: PASSPHRASE }).toString('base64');
	test.each([
		['nothing', {}, 'there is no private key'],
		['text', { privateKeys: 'hello' }, 'Private Keys and Certificates holds no PEM'],
		['half a key', { privateKeys: one.key.slice(0, 900) }, 'begins and does not end'],
		['a key with a hole', { privateKeys: one.key.replace(/\n.{64}\n/, '\n') }, 'private key 1 cannot be read'],
		['a certificate with a hole', { privateKeys: one.key + one.certificate.replace(/\n.{64}\n/, '\n') }, 'certificate 1 cannot be read'],
		['a certificate alone', { privateKeys: one.certificate }, 'there are certificates alone'],
		['no passphrase', { privateKeys: encrypted }, 'private key 1 is encrypted, and no passphrase is given'],
		['a wrong passphrase', { privateKeys: encrypted, passphrases: 'wrong' }, 'no passphrase opens private key 1'],
		['a wrong passphrase of an old key', { privateKeys: pkcs1(one.privateKey, 'aes-128-cbc'), passphrases: 'wrong' }, 'no passphrase opens private key 1'],
		['a wrong passphrase of PKCS#12', { pkcs12PrivateKeys: p12, passphrases: 'wrong' }, 'no passphrase opens PKCS#12 file 1'],
		['no passphrase of PKCS#12', { pkcs12PrivateKeys: p12 }, 'PKCS#12 file 1 is encrypted, and no passphrase is given'],
		['half a PKCS#12 file', { pkcs12PrivateKeys: p12.slice(0, 1_000), passphrases: PASSPHRASE }, 'no PKCS#12 file in base64'],
		['text for PKCS#12', { pkcs12PrivateKeys: '<xml>' }, 'no PKCS#12 file in base64'],
		['old encryption', { pkcs12PrivateKeys: writePkcs12([one], { passphrase: 'x', keys: 'pbes1' }).toString('base64'), passphrases: 'x' }, 'encrypted with PBE with MD5 and DES (1.2.840.113549.1.5.3)'],
		['an EC key', { privateKeys: pkcs8(ec) }, 'private key 1 is of the kind ec'],
		['an SSH key', { privateKeys: der.pem('OPENSSH PRIVATE KEY', Buffer.alloc(100)) }, 'it is one for SSH'],
	])('%s', async (_, fields, text) => {
		const failure = await failureOf(checkRecordingKeys(fields));
		expect(failure).toMatchObject({ code: 'CREDENTIAL_INVALID', message: expect.stringContaining(text), advice: expect.any(String) });
		expect(JSON.stringify(failure)).not.toMatch(/MII|Grüße/);
	});

	test('the others still work', async () => {
		const { keys, problems } = await readRecordingKeys({ privateKeys: `${pkcs8(ec)}${one.key}${encrypted}`, pkcs12PrivateKeys: 'rubbish' });
		expect(keys).toHaveLength(1);
		expect(problems).toHaveLength(3);
	});
});

describe('the test of the credential', () => {
	test('says which keys there are', async () => {
		const old = makeRecordingCertificate({ name: 'old', notAfter: new Date('2019-05-06T00:00:00Z') });
		const told = await checkRecordingKeys({ privateKeys: one.key + one.certificate + two.key + old.key + old.certificate });
		const serial = (of: typeof one) => of.serial.toString('hex').toUpperCase();
		expect(told).toBe(
			`3 private keys: RSA 2048 ("O=Acme Jets, CN=voice", serial number ${serial(one)}); RSA 2048 (without a certificate, tried on every recording); RSA 2048 ("O=Acme Jets, CN=old", serial number ${serial(old)}, expired on 2019-05-06 and still of use)`,
		);
	});

	test('tells certificates that have no key', async () => {
		expect(await checkRecordingKeys({ privateKeys: one.key + two.certificate })).toMatch(/Without a private key: "O=Acme Jets, CN=screen"/);
	});

	test('finds a key that does not fit itself', async () => {
		const { d, dp, dq } = two.privateKey.export({ format: 'jwk' });
		const broken = createPrivateKey({ key: { ...one.privateKey.export({ format: 'jwk' }), d, dp, dq }, format: 'jwk' });
		expect(await failureOf(checkRecordingKeys({ privateKeys: pkcs8(broken) }))).toMatchObject({ code: 'CREDENTIAL_INVALID' });
	});
});

test('nothing secret can be printed', async () => {
	const keys = await readRecordingKeys({ privateKeys: pkcs8(one.privateKey, 'aes-256-cbc'), passphrases: PASSPHRASE });
	const printed = inspect(keys, { depth: 10 }) + JSON.stringify(keys);
	expect(printed).not.toContain(PASSPHRASE);
	expect(printed).not.toContain(one.privateKey.export({ format: 'jwk' }).d);
});

test('deriving a key from a passphrase does not hold the event loop', async () => {
	const file = writePkcs12([one], { passphrase: PASSPHRASE, keys: 'tripleDes', certificates: 'tripleDes', mac: 'sha1' }).toString('base64');
	const fields = { privateKeys: pkcs8(one.privateKey, 'aes-256-cbc'), pkcs12PrivateKeys: file, passphrases: Array.from({ length: 200 }, (_, index) => `wrong ${index}`).join('\n') };
	expect(await longestHoldMs(async () => await readRecordingKeys(fields))).toBeLessThan(200);
});
