import { isRecordingError } from '../../../core/errors/recording-error';
import { failureOf, keysOf, md5, mp3, open } from './stage';
import { encryptCms, makeRecordingCertificate } from './writer';

const certificate = makeRecordingCertificate({ name: 'r', modulusLength: 1_024 });
const CONTENT = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), mp3(90)]);
const NAME = 'call.mp3.bin';
const ALTERATIONS = [0x01, 0x80, 0xff];
/** The type of what is encrypted: after it come the initial vector and the content. */
const DATA = Buffer.from('2a864886f70d010701', 'hex');
const REFUSALS = ['DECRYPTION_FAILED', 'KEY_NOT_FOUND', 'UNSUPPORTED'];

const MESSAGES: [string, object][] = [
	['AES-CBC, DER', { cipher: 'aes-128-cbc' }],
	['AES-CBC, BER in nested pieces', { cipher: 'aes-256-cbc', chunkBytes: 20, isNested: true }],
	['3DES, BER', { cipher: 'des-ede3-cbc', chunkBytes: 33 }],
	['AES-CBC by OAEP', { cipher: 'aes-128-cbc', oaep: { hash: 'sha256', maskHash: 'sha1' } }],
	['AES-GCM, DER', { cipher: 'aes-256-gcm' }],
	['AES-GCM, BER', { cipher: 'aes-256-gcm', chunkBytes: 16 }],
];

describe.each(MESSAGES)('%s', (_, { oaep, ...form }: { oaep?: object; cipher?: string }) => {
	const message = encryptCms(CONTENT, { recipients: [{ to: certificate, oaep }], ...form });
	const isAuthenticated = form.cipher?.endsWith('gcm');

	test('cut off after any byte, it fails in the same words', async () => {
		const keys = await keysOf(certificate);
		const failures = new Set<string>();
		for (let length = 0; length < message.length; length++) {
			const failure = await failureOf(open(message.subarray(0, length), keys, { name: NAME }));
			failures.add(JSON.stringify(failure));
		}
		expect(failures.size).toBe(1);
		expect(JSON.parse([...failures][0])).toMatchObject({ code: 'DECRYPTION_FAILED' });
	});

	test('with any byte altered, it fails, or gives the same; or what only an MD5 can tell, and says so', async () => {
		const keys = await keysOf(certificate);
		const unnoticed: number[] = [];
		for (let at = 0; at < message.length; at++) {
			for (const alteration of ALTERATIONS) {
				const altered = Buffer.from(message);
				altered[at] ^= alteration;
				const opened = await open(altered, keys, { name: NAME }).catch((error) => refusalOf(error));
				if (typeof opened === 'string') {
					expect(REFUSALS).toContain(opened);
					continue;
				}
				if (opened.content.equals(CONTENT)) continue;
				unnoticed.push(at);
				expect(opened.wasEncrypted).toBe(true);
				expect(opened.checked).toEqual(['length', 'padding', 'signature']);
				const failure = await failureOf(open(altered, keys, { name: NAME, contentMd5: md5(message) }));
				expect(failure.code).toBe('DECRYPTION_FAILED');
			}
		}
		// CBC: the initial vector and all blocks but the last two, less what the signature tells; and in the last block one
		// alteration in some 256, which makes a padding by chance. GCM: nothing.
		expect(unnoticed.length > 0).toBe(!isAuthenticated);
		expect(unnoticed.filter((at) => at < message.indexOf(DATA))).toEqual([]);
		expect(unnoticed.length).toBeLessThan((CONTENT.length + 16) * ALTERATIONS.length);
	});
});

function refusalOf(error: unknown): string {
	if (!isRecordingError(error)) throw error;
	return error.code;
}
