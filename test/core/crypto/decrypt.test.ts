import { makeRecordingCertificate, encryptCms, der, type EncryptOptions, type Recipient } from './writer';
import { bareKeysOf, chunked, failureOf, keysOf, md5, mp3, open } from './stage';
import { decrypt } from '../../../core/crypto/decrypt';

const one = makeRecordingCertificate({ name: 'voice' });
const two = makeRecordingCertificate({ name: 'screen' });
const stranger = makeRecordingCertificate({ name: 'stranger' });
const CONTENT = mp3(2_000);
const NAME = 'mytenant/call.mp3.bin';
const to = (...recipients: Recipient[]) => ({ recipients });

const CIPHERS = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des-ede3-cbc', 'aes-128-gcm', 'aes-192-gcm', 'aes-256-gcm'];
const FORMS: [string, Partial<EncryptOptions>][] = [
	['DER', {}],
	['BER in pieces of 1 byte', { chunkBytes: 1 }],
	['BER in pieces of 999 bytes', { chunkBytes: 999 }],
	['BER in nested pieces', { chunkBytes: 700, isNested: true }],
	['BER in one piece', { chunkBytes: 100_000 }],
];

describe.each(CIPHERS)('%s', (cipher) => {
	test.each(FORMS)('%s, arriving in any chunks', async (_, form) => {
		const message = encryptCms(CONTENT, { ...to({ to: one }), cipher, ...form });
		const keys = await keysOf(one);
		for (const chunkBytes of [1, 2, 3, 7, 64, 1_000, 65_536, 1_048_576]) {
			const { content, checked, ...about } = await open(message, keys, { chunkBytes, name: NAME });
			expect(content.equals(CONTENT)).toBe(true);
			expect(checked).toEqual(['length', cipher.endsWith('gcm') ? 'authentication' : 'padding', 'signature']);
			expect(about).toMatchObject({ wasEncrypted: true, cipher, name: 'call.mp3', mimeType: 'audio/mpeg', extension: 'mp3', sizeBytes: 2_000 });
		}
	});

	test.each([0, 1, 7, 8, 15, 16, 17, 65_536, 300_001])('a content of %i bytes', async (sizeBytes) => {
		const message = encryptCms(mp3(sizeBytes), { ...to({ to: one }), cipher, chunkBytes: 4_096 });
		const { content, sizeBytes: counted } = await open(message, await keysOf(one));
		expect(content.equals(mp3(sizeBytes))).toBe(true);
		expect(counted).toBe(sizeBytes);
	});
});

describe('how the key is encrypted', () => {
	const LABEL = Buffer.from('a label');
	const HASHES = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
	const rows: [string, Recipient['oaep'], string][] = [
		['PKCS#1 v1.5', undefined, 'RSA PKCS#1 v1.5 (1.2.840.113549.1.1.1)'],
		...HASHES.flatMap((hash) =>
			HASHES.map((maskHash): [string, Recipient['oaep'], string] => [`OAEP, ${hash}, mask by ${maskHash}`, { hash, maskHash }, 'RSA-OAEP (1.2.840.113549.1.1.7)']),
		),
		['OAEP with a label', { label: LABEL }, 'RSA-OAEP (1.2.840.113549.1.1.7)'],
		['OAEP with a label and another hash for the mask', { hash: 'sha512', maskHash: 'sha1', label: LABEL }, 'RSA-OAEP (1.2.840.113549.1.1.7)'],
	];
	test.each(rows)('%s', async (_, oaep, keyTransport) => {
		const message = encryptCms(CONTENT, to({ to: one, oaep }));
		expect(await open(message, await keysOf(one))).toMatchObject({ content: CONTENT, keyTransport });
		expect(await open(message, await bareKeysOf(stranger, one))).toMatchObject({ content: CONTENT, keyFoundBy: 'trial' });
	});

	test.each(['sha256', 'sha1'])('a label that is not the one, with the mask by %s', async (maskHash) => {
		const message = encryptCms(CONTENT, to({ to: one, oaep: { hash: 'sha256', maskHash, label: LABEL } }));
		// It stands openly in the message.
		Buffer.from('b').copy(message, message.indexOf(LABEL));
		expect(await failureOf(open(message, await keysOf(one)))).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});
});

describe('which key', () => {
	const BOTH = to({ to: one }, { to: two });
	test.each([
		['by issuer and serial number', to({ to: one }), 'issuerAndSerialNumber', one],
		['by the identifier of the key', to({ to: one, byKeyId: true }), 'subjectKeyIdentifier', one],
		['of the second recipient', to({ to: stranger }, { to: two }), 'issuerAndSerialNumber', two],
		['of both, the first', BOTH, 'issuerAndSerialNumber', one],
	])('%s', async (_, options, keyFoundBy, expected) => {
		const result = await open(encryptCms(CONTENT, options), await keysOf(two, one), { name: NAME });
		expect(result).toMatchObject({ content: CONTENT, keyFoundBy, certificateSerial: expected.serial.toString('hex').toUpperCase() });
	});

	test('of a certificate that has expired', async () => {
		const old = makeRecordingCertificate({ name: 'old', notAfter: new Date('2019-01-01') });
		expect(await open(encryptCms(CONTENT, to({ to: old })), await keysOf(old))).toMatchObject({ content: CONTENT });
	});

	test('of two certificates of one key', async () => {
		const renewed = makeRecordingCertificate({ name: 'renewed', pair: one });
		const keys = await keysOf(one, renewed);
		for (const certificate of [one, renewed]) {
			const { certificateSerial } = await open(encryptCms(CONTENT, to({ to: certificate })), keys);
			expect(certificateSerial).toBe(certificate.serial.toString('hex').toUpperCase());
		}
	});

	test('a name that the message writes in another way', async () => {
		const { element, sequence, set, objectId } = der;
		const attribute = (oid: string, text: string) => set(sequence(objectId(oid), element(0x13, Buffer.from(text))));
		const issuer = sequence(attribute('2.5.4.10', ' ACME  jets'), attribute('2.5.4.3', 'Voice'));
		const message = encryptCms(CONTENT, to({ to: { ...one, issuer } }));
		expect(await open(message, await keysOf(one))).toMatchObject({ keyFoundBy: 'issuerAndSerialNumber' });
	});

	test('a key without its certificate is tried, and named by its identifier where the message has it', async () => {
		const keys = await bareKeysOf(stranger, one);
		expect(await open(encryptCms(CONTENT, to({ to: two }, { to: one })), keys, { name: NAME })).toMatchObject({ content: CONTENT, keyFoundBy: 'trial' });
		expect(await open(encryptCms(CONTENT, to({ to: one, byKeyId: true })), keys)).toMatchObject({ keyFoundBy: 'subjectKeyIdentifier' });
	});

	test('a message for somebody else says for whom', async () => {
		const failure = await failureOf(open(encryptCms(CONTENT, BOTH), await keysOf(stranger), { name: NAME }));
		const serials = [one, two].map(({ serial }) => serial.toString('hex').toUpperCase());
		expect(failure).toEqual({
			code: 'KEY_NOT_FOUND',
			message: `Could not decrypt "${NAME}": it is encrypted for the certificate with the serial number ${serials[0]} of "O=Acme Jets, CN=voice" and the certificate with the serial number ${serials[1]} of "O=Acme Jets, CN=screen", of which the credential holds no private key`,
			advice: expect.stringMatching(/Add that private key.*expired ones count/),
		});
	});

	test('a key of the credential that cannot be read may be the one, and is told', async () => {
		const { keys } = await keysOf(stranger);
		const failure = await failureOf(open(encryptCms(CONTENT, BOTH), { keys, problems: [{ problem: 'no passphrase opens private key 2', advice: '' }], certificatesWithoutKey: [] }));
		expect(failure).toMatchObject({ code: 'KEY_NOT_FOUND', message: expect.stringMatching(/no private key; in the credential, no passphrase opens private key 2$/) });
	});

	test('a certificate of another issuer with the same serial number is another one', async () => {
		const message = encryptCms(CONTENT, to({ to: { ...one, issuer: stranger.issuer } }));
		expect(await failureOf(open(message, await keysOf(one)))).toMatchObject({ code: 'KEY_NOT_FOUND' });
	});

	test('no key at all', async () => {
		const keys = await keysOf();
		expect(await failureOf(open(encryptCms(CONTENT, to({ to: one })), keys))).toMatchObject({ code: 'CREDENTIAL_INVALID' });
	});
});

describe('one text for everything that a key does not open', () => {
	const message = encryptCms(CONTENT, to({ to: one }));
	const impostor = { ...stranger, certificate: '' };
	test.each([
		['cut off', message.subarray(0, -1), async () => await keysOf(one)],
		['cut off within the content', message.subarray(0, 1_000), async () => await keysOf(one)],
		['another padding', withOther(message, -17), async () => await keysOf(one)],
		['a length that is no multiple of a block', encryptCms(CONTENT, { ...to({ to: one }), chunkBytes: 2_007 }).subarray(0, -10), async () => await keysOf(one)],
		['bytes behind the message', Buffer.concat([message, Buffer.from('x')]), async () => await keysOf(one)],
		['another key', message, async () => await bareKeysOf(impostor)],
		['a key of the right name that is not the right one', encryptCms(CONTENT, to({ to: { ...stranger, issuer: one.issuer, serial: one.serial } })), async () => await keysOf(one)],
	])('%s', async (_, bytes, keys) => {
		expect(await failureOf(open(bytes, await keys(), { name: NAME }))).toEqual({
			code: 'DECRYPTION_FAILED',
			message: `Could not decrypt "${NAME}": the keys of the credential do not open it, or it is not whole, or it was altered`,
			advice: expect.stringContaining('expired ones count too'),
		});
	});

	test('wrong keys without a certificate, of which some give a content key of the right length', async () => {
		const { pair } = { pair: one };
		const wrong = Array.from({ length: 40 }, () => encryptCms(CONTENT, to({ to: { ...stranger, publicKey: pair.publicKey } })));
		for (const bytes of wrong) {
			expect(await failureOf(open(bytes, await bareKeysOf(stranger), { name: NAME }))).toMatchObject({ code: 'DECRYPTION_FAILED' });
		}
	});

	test('zeros behind the message are taken for what fills up a block', async () => {
		const padded = Buffer.concat([message, Buffer.alloc(512)]);
		expect(await open(padded, await keysOf(one))).toMatchObject({ content: CONTENT });
		const tooMany = Buffer.concat([message, Buffer.alloc(100_000)]);
		expect(await failureOf(open(tooMany, await keysOf(one)))).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});
});

describe('what is checked', () => {
	const message = encryptCms(CONTENT, to({ to: one }));

	test('the stated MD5 of what was stored', async () => {
		const { checked } = await open(message, await keysOf(one), { name: NAME, contentMd5: md5(message) });
		expect(checked).toEqual(['md5', 'length', 'padding', 'signature']);
		const failure = await failureOf(open(message, await keysOf(one), { contentMd5: md5(CONTENT) }));
		expect(failure.code).toBe('DECRYPTION_FAILED');
		expect(await failureOf(open(CONTENT, await keysOf(one), { contentMd5: md5(message) }))).toMatchObject({ code: 'CORRUPTED' });
		expect(await open(CONTENT, await keysOf(one), { contentMd5: md5(CONTENT) })).toMatchObject({ checked: ['md5', 'signature'] });
	});

	test('the beginning, where the name says what must be there', async () => {
		const noMedium = encryptCms(Buffer.from('{"a":1}'), to({ to: one }));
		const keys = await keysOf(one);
		expect(await failureOf(open(noMedium, keys, { name: 'call.mp3.bin' }))).toMatchObject({ code: 'DECRYPTION_FAILED' });
		for (const options of [{ name: 'call.json.bin' }, { name: 'call.bin' }, {}, { name: 'call.mp3.bin', acceptUnknownMedia: true }]) {
			expect((await open(noMedium, keys, options)).checked).toEqual(['length', 'padding']);
		}
		const authenticated = encryptCms(Buffer.from('{"a":1}'), { ...to({ to: one }), cipher: 'aes-256-gcm' });
		expect((await open(authenticated, keys, { name: NAME })).checked).toEqual(['length', 'authentication']);
	});

	test('nothing is stored before the beginning was looked at, and nothing counts that was not all stored', async () => {
		const keys = await keysOf(one);
		const store = jest.fn();
		await failureOf(decrypt(chunked(encryptCms(Buffer.alloc(100_000, 7), to({ to: one })), 1_000), keys, { name: NAME, store }));
		expect(store).not.toHaveBeenCalled();
		const cut = encryptCms(mp3(1_000_000), to({ to: one })).subarray(0, -5);
		const careless = async () => await decrypt(chunked(cut, 65_536), keys, { name: NAME, store: async (content) => void content.on('error', () => {}).resume() });
		expect(await failureOf(careless())).toMatchObject({ code: 'UNKNOWN', message: expect.stringContaining('only a part') });
		const swallowing = async () =>
			await decrypt(chunked(cut, 65_536), keys, {
				store: async (content) => {
					try {
						for await (const piece of content) void piece;
					} catch {
						// Overlooked.
					}
				},
			});
		expect(await failureOf(swallowing())).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});
});

describe('what is no PKCS#7', () => {
	test.each([
		['MP3', 'call.mp3', CONTENT, 'audio/mpeg', 'call.mp3'],
		['MP3 under the name of an encrypted one', 'a/call.mp3.bin', CONTENT, 'audio/mpeg', 'call.mp3'],
		['WAV without an extension', 'call', Buffer.from('RIFF\0\0\0\0WAVEfmt '), 'audio/wav', 'call.wav'],
		['text', 'notes.txt', Buffer.from('0123456789'), undefined, 'notes.txt'],
		['nothing', 'empty.txt', Buffer.alloc(0), undefined, 'empty.txt'],
	])('%s passes through', async (_, name, bytes, mimeType, realName) => {
		const { content, ...about } = await open(bytes, await keysOf(), { name, chunkBytes: 3 });
		expect(content.equals(bytes)).toBe(true);
		expect(about).toMatchObject({ wasEncrypted: false, name: realName, checked: mimeType ? ['signature'] : [] });
		expect(about.mimeType).toBe(mimeType);
	});

	test.each([
		['anything that its name calls encrypted', Buffer.from('what is this')],
		['nothing', Buffer.alloc(0)],
		['the first byte of a message', Buffer.of(0x30)],
	])('%s does not', async (_, bytes) => {
		expect(await failureOf(open(bytes, await keysOf(one), { name: NAME }))).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});
});

describe('wrapped as text', () => {
	const message = encryptCms(CONTENT, to({ to: one }));
	const base64 = (message.toString('base64').match(/.{1,64}/g) ?? []).join('\r\n');
	const MAIL = 'MIME-Version: 1.0\nContent-Disposition: attachment; filename="smime.p7m"\nContent-Type: application/x-pkcs7-mime;\n smime-type=enveloped-data\n';
	test.each([
		['PEM', der.pem('PKCS7', message), 'pem'],
		['PEM as newer programs call it', der.pem('CMS', message), 'pem'],
		['base64', base64, 'base64'],
		['S/MIME', `${MAIL}Content-Transfer-Encoding: base64\n\n${base64}\n\n`, 'smime'],
	])('%s', async (_, text, wrapping) => {
		for (const chunkBytes of [1, 61, 1_000, 65_536]) {
			expect(await open(Buffer.from(text), await keysOf(one), { chunkBytes, name: NAME })).toMatchObject({ content: CONTENT, wrapping });
		}
		expect(await failureOf(open(Buffer.from(text.slice(0, 2_000)), await keysOf(one)))).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});

	test.each([
		['another message', der.pem('CMS', message)],
		['garbage', 'garbage'],
	])('%s behind PEM is no end of it', async (_, more) => {
		for (const chunkBytes of [1, 61, 65_536]) {
			expect(await failureOf(open(Buffer.from(`${der.pem('CMS', message)}\n${more}`), await keysOf(one), { chunkBytes }))).toMatchObject({ code: 'DECRYPTION_FAILED' });
		}
		expect(await open(Buffer.from(`${der.pem('CMS', message)}\r\n \n`), await keysOf(one))).toMatchObject({ content: CONTENT });
	});

	test('S/MIME in binary', async () => {
		const bytes = Buffer.concat([Buffer.from(`${MAIL}Content-Transfer-Encoding: binary\n\n`), message]);
		expect(await open(bytes, await keysOf(one), { chunkBytes: 5 })).toMatchObject({ content: CONTENT, wrapping: 'smime' });
	});

	test('other mails and texts pass through', async () => {
		for (const text of ['Content-Type: text/plain\n\nhello', 'MIIA of no meaning, but long enough to be looked at as base64', '-----BEGIN CERTIFICATE-----\n']) {
			expect(await open(Buffer.from(text), await keysOf(one))).toMatchObject({ wasEncrypted: false, content: Buffer.from(text) });
		}
	});
});

describe('what is not supported is named', () => {
	const { element, integer, objectId, octets, sequence, set, tagged, nothing } = der;
	const message = (type: string, ...parts: Buffer[]) => sequence(objectId(type), tagged(0, sequence(integer(0), ...parts)));
	const content = (oid: string, inner = '1.2.840.113549.1.7.1') => sequence(objectId(inner), sequence(objectId(oid), octets(Buffer.alloc(16))), element(0x80, Buffer.alloc(32)));
	const AES = '2.16.840.1.101.3.4.1.42';
	const transport = (algorithm: Buffer) => sequence(integer(0), sequence(one.issuer, integer(one.serial)), algorithm, octets(Buffer.alloc(256, 1)));
	const rsa = transport(sequence(objectId('1.2.840.113549.1.1.1'), nothing()));
	const enveloped = (recipients: Buffer[], ...parts: Buffer[]) => message('1.2.840.113549.1.7.3', set(...recipients), ...parts);
	const oaep = (...parameters: Buffer[]) => enveloped([transport(sequence(objectId('1.2.840.113549.1.1.7'), sequence(...parameters)))], content(AES));
	const otherRecipient = (tag: number, oid: string) => enveloped([tagged(tag, integer(3), tagged(1, octets()), sequence(objectId(oid), nothing()), octets())], content(AES));
	test.each([
		['RC2', enveloped([rsa], content('1.2.840.113549.3.2')), 'its content is encrypted with RC2-CBC (1.2.840.113549.3.2)'],
		['DES', enveloped([rsa], content('1.3.14.3.2.7')), 'DES-CBC (1.3.14.3.2.7)'],
		['an unknown cipher', enveloped([rsa], content('1.2.3.4.5')), 'its content is encrypted with 1.2.3.4.5, which'],
		['RSA-KEM', enveloped([transport(sequence(objectId('1.2.840.113549.1.9.16.3.14')))], content(AES)), 'its key is encrypted by RSA-KEM'],
		['OAEP by MD5', oaep(tagged(0, sequence(objectId('1.2.840.113549.2.5')))), 'RSA-OAEP with MD5 (1.2.840.113549.2.5)'],
		['OAEP with another mask', oaep(tagged(1, sequence(objectId('1.2.3')))), 'RSA-OAEP with the mask 1.2.3'],
		['key agreement', otherRecipient(1, '1.3.132.1.11.1'), 'it is encrypted for key agreement, ECDH with SHA-256 (1.3.132.1.11.1)'],
		['a password', otherRecipient(3, '1.2.840.113549.1.9.16.3.9'), 'it is encrypted for a password'],
		['a shared key', otherRecipient(2, '2.16.840.1.101.3.4.1.45'), 'it is encrypted for a shared secret key, AES-256 key wrap'],
		['signed data', message('1.2.840.113549.1.7.2', set()), 'it is a PKCS#7 message of the type signed data (1.2.840.113549.1.7.2)'],
		['encrypted data', message('1.2.840.113549.1.7.6', content(AES)), 'encrypted data without a recipient'],
		['signed data within', enveloped([rsa], content(AES, '1.2.840.113549.1.7.2')), 'what is encrypted is signed data (1.2.840.113549.1.7.2)'],
	])('%s', async (_, bytes, text) => {
		expect(await failureOf(open(bytes, await keysOf(one), { name: NAME }))).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining(text) });
	});
});

function withOther(message: Buffer, at: number): Buffer {
	const bytes = Buffer.from(message);
	bytes[bytes.length + at] ^= 0x10;
	return bytes;
}
