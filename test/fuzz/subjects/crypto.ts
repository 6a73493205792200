import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { decrypt } from '../../../core/crypto/decrypt';
import { readRecordingKeys } from '../../../core/crypto/keys/read-keys';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import { Secret } from '../../../core/secrets/secret';
import { readPrivateKey } from '../../../core/sources/sftp/private-key';
import { keysOf, mp3 } from '../../core/crypto/stage';
import { writePkcs12 } from '../../core/crypto/pkcs12-writer';
import { encryptCms, makeRecordingCertificate } from '../../core/crypto/writer';
import { newKeyPair } from '../../servers/ssh-keys';
import { assert, assertPlain, assertSame, attemptLater, codeOf, named, type Subject } from '../subject';

const certificate = makeRecordingCertificate({ name: 'r', modulusLength: 1_024 });
const CONTENT = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), mp3(400)]);
const NAME = 'call.mp3.bin';
const FORMS: object[] = [{ cipher: 'aes-128-cbc' }, { cipher: 'aes-256-cbc', chunkBytes: 20, isNested: true }, { cipher: 'des-ede3-cbc', chunkBytes: 33 }, { cipher: 'aes-256-gcm' }, { cipher: 'aes-128-gcm', chunkBytes: 16 }];
const CMS_REFUSALS = new Set(['DECRYPTION_FAILED', 'KEY_NOT_FOUND', 'UNSUPPORTED', 'CORRUPTED']);
let keys: Promise<RecordingKeys> | undefined;

const messages = () => [...FORMS.map((form) => encryptCms(CONTENT, { recipients: [{ to: certificate }], ...form })), encryptCms(CONTENT, { recipients: [{ to: certificate, oaep: { hash: 'sha256', maskHash: 'sha1' } }], cipher: 'aes-128-gcm' })];

const PASSPHRASE = 'Grüße';
const pkcs8 = (cipher?: string) => certificate.privateKey.export({ type: 'pkcs8', format: 'pem', ...(cipher ? { cipher, passphrase: PASSPHRASE } : {}) }).toString();

export const CRYPTO_SUBJECTS: [Subject<Buffer>, Subject<string>, Subject<string>] = [
	{
		name: 'CMS',
		modules: ['core/crypto/decrypt', 'core/crypto/open-content', 'core/crypto/cms/open-message', 'core/crypto/cms/oaep', 'core/crypto/cms/message-start', 'core/crypto/cms/message-end', 'core/crypto/cms/content-reader', 'core/crypto/cms/recipients', 'core/crypto/cms/encrypted-content', 'core/crypto/cms/content-types', 'core/crypto/unwrap', 'core/crypto/byte-feed'],
		share: 0.15,
		seeds: () => {
			const [first, ...others] = messages();
			const base64 = first.toString('base64').replaceAll(/.{64}/g, '$&\n');
			return [first, ...others, Buffer.from(`-----BEGIN PKCS7-----\n${base64}\n-----END PKCS7-----\n`), Buffer.from(`Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n${base64}`), CONTENT];
		},
		words: ['0\x80', '\0\0', '\xa0\x80', '\x24\x80', '\x04\x82', '\x06\x09', '-----BEGIN PKCS7-----\n', '-----END PKCS7-----'],
		async check(bytes, random) {
			const ring = await (keys ??= keysOf(certificate));
			const read = async (pieces: Iterable<Buffer>) => await attemptLater(async () => await decrypt(Readable.from(pieces, { objectMode: false }), ring, { name: NAME, store: buffer }), codeOf);
			const found = await read([bytes].filter(({ length }) => length > 0));
			if (random.chance(0.2)) {
				const cut = await read([...random.pieces(bytes)].filter(({ length }) => length > 0));
				assertSame(cut.refused ?? cut.value?.stored.toString('base64'), found.refused ?? found.value?.stored.toString('base64'), 'in pieces and in one');
			}
			if (found.refused !== undefined) {
				assert(CMS_REFUSALS.has(found.refused), () => `refused by ${found.refused}`);
				return found.refused;
			}
			const { stored, wasEncrypted, checked } = found.value;
			assertPlain({ ...found.value, stored: '' });
			if (wasEncrypted && checked.includes('authentication')) assert(stored.equals(CONTENT), () => 'authenticated, and another content');
			if (!wasEncrypted) return 'no message';
			// CBC proves no more than its padding: what was altered has to begin like a medium at least, and says how it was checked.
			assert(stored.equals(CONTENT) || (checked.includes('padding') && !checked.includes('authentication')), () => 'another content without a word');
			return stored.equals(CONTENT) ? 'accepted' : 'altered, as CBC cannot tell';
		},
	},
	{
		name: 'private keys',
		modules: ['core/crypto/keys/read-keys', 'core/crypto/keys/pem', 'core/crypto/keys/private-key', 'core/crypto/keys/pkcs12', 'core/crypto/keys/certificate', 'core/crypto/keys/passphrase-encryption'],
		share: 0.06,
		seeds: () => [certificate.certificate + certificate.key, pkcs8(), pkcs8('aes-128-cbc'), writePkcs12([certificate], { passphrase: PASSPHRASE }).toString('base64'), writePkcs12([certificate], { passphrase: PASSPHRASE, keys: 'tripleDes', certificates: 'none', mac: 'sha1', isIndefinite: true }).toString('base64'), certificate.key.replaceAll('\n', '\\n')],
		words: ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '-----BEGIN CERTIFICATE-----', 'MII', '\n', '\\n', 'Proc-Type: 4,ENCRYPTED\n', 'DEK-Info: AES-128-CBC,00\n\n', '='],
		async check(text, random) {
			const isFile = random.chance(0.4);
			const read = await readRecordingKeys({ [isFile ? 'pkcs12PrivateKeys' : 'privateKeys']: text, passphrases: PASSPHRASE });
			for (const { problem, advice } of read.problems) assert(problem.length < 600 && advice.length < 600 && !/PRIVATE KEY-----\s*\S{40}/.test(problem), () => 'a problem with a key in it');
			for (const { bits, certificates } of read.keys) {
				assert(bits >= 384, () => `${bits} bits`);
				for (const { subject, serialNumber, validTo } of certificates) assertPlain([subject, serialNumber, validTo]);
			}
			return read.keys.length > 0 ? 'accepted' : read.problems.length > 0 ? 'with problems' : 'nothing';
		},
	},
	{
		name: 'keys of SSH',
		modules: ['core/sources/sftp/private-key', 'core/sources/sftp/encrypted-key'],
		share: 0.15,
		seeds: () => [newKeyPair('ed25519').private, newKeyPair('ecdsa', { bits: 256 }).private, newKeyPair('ed25519', { passphrase: PASSPHRASE, cipher: 'aes256-ctr', rounds: 1 }).private, pkcs8(), certificate.key],
		words: ['-----BEGIN OPENSSH PRIVATE KEY-----\n', '\n-----END OPENSSH PRIVATE KEY-----', 'b3BlbnNzaC1rZXktdjEA', '=', '\n', 'PuTTY-User-Key-File-2: ssh-rsa\n'],
		async check(text, random) {
			const read = await attemptLater(async () => await readPrivateKey(new Secret(text), random.chance(0.7) ? new Secret(PASSPHRASE) : undefined), named('SessionError'));
			if (read.refused !== undefined) return read.refused;
			assert(Buffer.isBuffer(read.value.getPublicSSH()), () => 'no key');
			return 'accepted';
		},
	},
];
