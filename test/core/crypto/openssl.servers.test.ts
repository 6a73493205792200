import { readRecordingKeys } from '../../../core/crypto/keys/read-keys';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import { OpenSsl } from '../../servers/openssl';
import { failureOf, mp3, open } from './stage';
import { encryptCms, makeRecordingCertificate } from './writer';

// Both directions, with a program that was written by others: what it encrypts is decrypted here, and the other way round.
let openssl: OpenSsl;
let keys: RecordingKeys;
const CONTENT = mp3(20_000);

beforeAll(async () => {
	openssl = await OpenSsl.start();
	for (const name of ['voice', 'screen', 'stranger']) await makeCertificate(name, 'rsa:2048');
	await makeCertificate('large', 'rsa:4096');
	await makeCertificate('curve', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256');
	await openssl.write('call.mp3', CONTENT);
	keys = await readRecordingKeys({ privateKeys: (await Promise.all(['voice.key', 'voice.pem', 'large.pem', 'large.key'].map((name) => openssl.text(name)))).join('') });
	expect(keys).toMatchObject({ problems: [], certificatesWithoutKey: [] });
});

afterAll(async () => await openssl.stop());

async function makeCertificate(name: string, kind: string, ...options: string[]): Promise<void> {
	const subject = ['-subj', `/C=DE/O=Acme Jets/CN=${name}`, '-days', '10'];
	await openssl.run('req', '-x509', '-newkey', kind, ...options, '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, ...subject);
}

/** What openssl encrypts. */
async function encrypted(...parameters: string[]): Promise<Buffer> {
	await openssl.run('cms', '-encrypt', '-binary', '-in', 'call.mp3', '-out', 'out', ...parameters);
	return await openssl.read('out');
}

const CIPHERS = ['-aes-128-cbc', '-aes-192-cbc', '-aes-256-cbc', '-des-ede3-cbc', '-aes-128-gcm', '-aes-192-gcm', '-aes-256-gcm'];
const FORMS = [['DER'], ['DER', '-stream'], ['DER', '-indef'], ['PEM'], ['PEM', '-stream'], ['SMIME'], ['SMIME', '-stream']];
const rsa = (...settings: string[]) => settings.flatMap((setting) => ['-keyopt', `rsa_${setting}`]);
const SHA = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256', 'sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'];
const oaep = (hash: string, ...settings: string[]) => rsa('padding_mode:oaep', `oaep_md:${hash}`, ...settings);
const TRANSPORTS: [string, string[]][] = [
	['PKCS#1 v1.5', []],
	['OAEP as it is by default', rsa('padding_mode:oaep')],
	...SHA.map((hash): [string, string[]] => [`OAEP with ${hash}`, oaep(hash)]),
	...SHA.map((hash): [string, string[]] => [`OAEP with ${hash}, its mask with SHA-1`, oaep(hash, 'mgf1_md:sha1')]),
	...SHA.map((hash): [string, string[]] => [`OAEP with SHA-256, its mask with ${hash}`, oaep('sha256', `mgf1_md:${hash}`)]),
	['OAEP with a label', oaep('sha256', 'oaep_label:00ff41')],
];

describe('openssl cms -encrypt', () => {
	describe.each(CIPHERS)('%s', (cipher) => {
		test.each(FORMS.map((form) => [form.join(' '), form] as const))('%s', async (_, [form, ...options]) => {
			const message = await encrypted('-outform', form, cipher, ...options, 'voice.pem');
			for (const chunkBytes of [1, 1_000, 65_536, 1_048_576]) {
				const { content, checked } = await open(message, keys, { name: 'call.mp3.bin', chunkBytes });
				expect(content.equals(CONTENT)).toBe(true);
				expect(checked).toEqual(['length', cipher.endsWith('gcm') ? 'authentication' : 'padding', 'signature']);
			}
		});
	});

	test.each(TRANSPORTS)('%s', async (_, options) => {
		for (const form of ['-nodetach', '-stream', '-keyid']) {
			const message = await encrypted('-outform', 'DER', '-aes256', form, '-recip', 'large.pem', ...options);
			const { content, keyFoundBy } = await open(message, keys);
			expect(content.equals(CONTENT)).toBe(true);
			expect(keyFoundBy).toBe(form === '-keyid' ? 'subjectKeyIdentifier' : 'issuerAndSerialNumber');
		}
	});

	test('for several recipients, of whom one is ours', async () => {
		const message = await encrypted('-outform', 'DER', 'stranger.pem', 'curve.pem', 'voice.pem', 'screen.pem');
		expect((await open(message, keys)).content.equals(CONTENT)).toBe(true);
		const bare = await readRecordingKeys({ privateKeys: await openssl.text('voice.key') });
		expect(await open(message, bare, { name: 'call.mp3.bin' })).toMatchObject({ keyFoundBy: 'trial', content: CONTENT });
	});

	test('as PKCS#7 by the older command', async () => {
		await openssl.run('smime', '-encrypt', '-binary', '-aes256', '-in', 'call.mp3', '-out', 'out', '-outform', 'DER', 'voice.pem');
		expect((await open(await openssl.read('out'), keys)).content.equals(CONTENT)).toBe(true);
	});

	test('with an empty content', async () => {
		await openssl.write('empty', '');
		for (const options of [[], ['-stream']]) {
			await openssl.run('cms', '-encrypt', '-binary', '-in', 'empty', '-out', 'out', '-outform', 'DER', ...options, 'voice.pem');
			expect(await open(await openssl.read('out'), keys)).toMatchObject({ content: Buffer.alloc(0), checked: ['length', 'padding'] });
		}
	});

	test.each([
		['for somebody else', ['stranger.pem'], 'KEY_NOT_FOUND', /serial number [0-9A-F]+ of "C=DE, O=Acme Jets, CN=stranger"/],
		['by key agreement', ['curve.pem'], 'UNSUPPORTED', /for key agreement, ECDH with SHA-1/],
		['by a password', ['-pwri_password', 'secret'], 'UNSUPPORTED', /for a password, a key out of a password/],
		['by a shared key', ['-aes-128-cbc', '-secretkey', '00'.repeat(16), '-secretkeyid', '01'], 'UNSUPPORTED', /for a shared secret key, AES-128 key wrap/],
		['with Camellia', ['-camellia256', 'voice.pem'], 'UNSUPPORTED', /Camellia-256-CBC/],
		['with RC2', ['-provider', 'legacy', '-provider', 'default', '-rc2-128', 'voice.pem'], 'UNSUPPORTED', /RC2-CBC/],
	])('%s', async (_, options, code, text) => {
		const message = await encrypted('-outform', 'DER', ...options);
		expect(await failureOf(open(message, keys))).toMatchObject({ code, message: expect.stringMatching(text) });
	});

	test('signed data', async () => {
		await openssl.run('cms', '-sign', '-binary', '-nodetach', '-in', 'call.mp3', '-out', 'out', '-outform', 'DER', '-signer', 'voice.pem', '-inkey', 'voice.key');
		expect(await failureOf(open(await openssl.read('out'), keys))).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('signed data') });
	});
});

describe('openssl cms -decrypt opens what the demo encrypts', () => {
	const certificate = makeRecordingCertificate();
	const other = makeRecordingCertificate();
	const rows = ['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des-ede3-cbc', 'aes-256-gcm'].flatMap((cipher) =>
		[undefined, {}, { hash: 'sha256' }, { hash: 'sha512', maskHash: 'sha1' }, { hash: 'sha256', label: Buffer.from('x') }].flatMap((way) =>
			[undefined, 1_000].map((chunkBytes) => ({ cipher, way, chunkBytes })),
		),
	);
	test.each(rows)('$cipher, OAEP $way, pieces of $chunkBytes', async ({ cipher, way, chunkBytes }) => {
		const recipients = [{ to: other }, { to: certificate, oaep: way, byKeyId: way !== undefined }];
		await openssl.write('ours', encryptCms(CONTENT, { recipients, cipher, chunkBytes }));
		await openssl.write('ours.pem', certificate.certificate);
		await openssl.write('ours.key', certificate.key);
		await openssl.run('cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'ours', '-out', 'opened', '-recip', 'ours.pem', '-inkey', 'ours.key');
		expect((await openssl.read('opened')).equals(CONTENT)).toBe(true);
	});
});

describe('keys that openssl writes', () => {
	const PASSPHRASE = 'Straße 7';
	const opensWith = async (fields: object) => {
		const found = await readRecordingKeys(fields);
		expect(found.problems).toEqual([]);
		expect((await open(await encrypted('-outform', 'DER', 'voice.pem'), found)).content.equals(CONTENT)).toBe(true);
		return found;
	};
	const pkcs12 = async (...options: string[]) => {
		await openssl.run('pkcs12', '-export', '-in', 'voice.pem', '-inkey', 'voice.key', '-out', 'p12', '-passout', `pass:${PASSPHRASE}`, ...options);
		return (await openssl.read('p12')).toString('base64');
	};

	test.each([
		['PKCS#8', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc']],
		['PKCS#8 with PBKDF2 and SHA-512', ['pkcs8', '-topk8', '-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512', '-iter', '20000']],
		['PKCS#8 with scrypt', ['pkcs8', '-topk8', '-scrypt']],
		['PKCS#8 with 3DES', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES']],
		['PKCS#8 with 128-bit RC2', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC2-128', '-provider', 'legacy', '-provider', 'default']],
		['PKCS#8 with 40-bit RC2', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-RC2-40', '-provider', 'legacy', '-provider', 'default']],
		['PKCS#1 as before PKCS#8', ['rsa', '-traditional', '-aes256']],
		['PKCS#1 with 3DES', ['rsa', '-traditional', '-des3']],
	])('%s', async (_, command) => {
		await openssl.run(...command, '-in', 'voice.key', '-out', 'encrypted.key', '-passout', `pass:${PASSPHRASE}`);
		const { keys: found } = await opensWith({ privateKeys: (await openssl.text('encrypted.key')) + (await openssl.text('voice.pem')), passphrases: PASSPHRASE });
		expect(found[0].certificates).toHaveLength(1);
	});

	test.each([
		['as of today', []],
		['legacy', ['-legacy']],
		['without a MAC', ['-nomac']],
		['with a MAC by SHA-512 of many rounds', ['-macalg', 'sha512', '-iter', '30000']],
		['by 128-bit RC2 and 3DES', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128', '-keypbe', 'PBE-SHA1-3DES']],
		['not encrypted', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
		['with further certificates', ['-certfile', 'screen.pem', '-name', 'the voice']],
	])('PKCS#12 %s', async (_, options) => {
		const { keys: found } = await opensWith({ pkcs12PrivateKeys: await pkcs12(...options), passphrases: `wrong\n${PASSPHRASE}` });
		expect(found).toEqual([expect.objectContaining({ certificates: [expect.objectContaining({ subject: 'C=DE, O=Acme Jets, CN=voice' })] })]);
	});

	test('PKCS#12 as text with its attributes', async () => {
		await pkcs12();
		await openssl.run('pkcs12', '-in', 'p12', '-out', 'all.pem', '-passin', `pass:${PASSPHRASE}`, '-passout', `pass:${PASSPHRASE}`);
		const text = await openssl.text('all.pem');
		expect(text).toContain('Bag Attributes');
		await opensWith({ privateKeys: text, passphrases: PASSPHRASE });
	});
});
