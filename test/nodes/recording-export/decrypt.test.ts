import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mp3 } from '../../core/crypto/stage';
import { encryptCms, makeRecordingCertificate } from '../../core/crypto/writer';
import { ExportStage, genesys, recordingPath } from './export-stage';

/** Encrypted recordings of Genesys, decrypted on their way. */
const stage = new ExportStage({ decrypt: true, subfolders: 'source' });
const AUDIO = mp3(40_000);
const [ENCRYPTED, STRANGE] = [1, 2].map((number) => recordingPath(number, '2026-01-30T08:00:00Z', 'mp3.bin'));
const PLAIN = recordingPath(3);
const own = makeRecordingCertificate();
const strange = makeRecordingCertificate();
const encryptedFor = (to: typeof own) => encryptCms(AUDIO, { recipients: [{ to }] });
const keys = { furtherCredentials: { recordingKeysApi: { privateKeys: own.certificate + own.key } } };

beforeEach(async () => {
	await genesys(stage, { [ENCRYPTED]: { content: encryptedFor(own) }, [PLAIN]: { content: AUDIO }, [STRANGE]: { content: encryptedFor(strange) } });
});

it('writes recordings under their real names; one for another key fails alone', async () => {
	const { json } = await stage.run({ output: 'both' }, { ...keys, onError: 'continueRegularOutput' });
	const real = ENCRYPTED.slice(0, -'.bin'.length);
	expect(readFileSync(join(stage.target.path, real)).equals(AUDIO)).toBe(true);
	expect(json.find(({ path, error }) => path === ENCRYPTED && error === undefined)).toMatchObject({ export: { targetPath: real, writtenBytes: AUDIO.length, verifiedBy: 'md5' } });
	expect(json.at(-1)).toMatchObject({ path: STRANGE, errorCode: 'KEY_NOT_FOUND' });
	expect(Object.keys(await stage.exported())).toHaveLength(2);
	expect((await stage.run({}, { ...keys, onError: 'continueRegularOutput' })).json[0]).toMatchObject({ exportedFiles: 0, knownFiles: 2, failedFiles: 1 });
});

it('as binary items, too', async () => {
	const { items } = await stage.run({ targetType: 'binary', binaryPropertyName: 'data' }, { ...keys, onError: 'continueRegularOutput' });
	const first = items.find(({ json: { path } }) => path === ENCRYPTED);
	expect(first?.json).toMatchObject({ decryption: { wasEncrypted: true } });
	expect((await stage.n8n.bytesOf(first?.binary?.data)).equals(AUDIO)).toBe(true);
});

it('without the option, files stay as they are', async () => {
	await stage.run({ decrypt: false });
	expect(readFileSync(join(stage.target.path, STRANGE)).length).toBeGreaterThan(AUDIO.length);
});
