import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { RecordingFiles } from '../../nodes/RecordingFiles/RecordingFiles.node';
import { mp3 } from '../core/crypto/stage';
import { encryptCms, makeRecordingCertificate, type Certificate } from '../core/crypto/writer';
import { N8n } from './n8n';
import { Stage } from './stage';
import { recordingPath } from './tenant';

const AUDIO = mp3(40_000);
const TYPE = 'recordingKeysApi';

let own: Certificate;
let old: Certificate;
let strange: Certificate;
let keys: ICredentialDataDecryptedObject;
beforeAll(() => {
	[own, old, strange] = [makeRecordingCertificate(), makeRecordingCertificate({ notAfter: new Date('2020-01-01') }), makeRecordingCertificate()];
	keys = { privateKeys: [own, old].map(({ certificate, key }) => certificate + key).join('\n') };
});

const encryptedFor = (...to: Certificate[]) => encryptCms(AUDIO, { recipients: to.map((one) => ({ to: one })) });

describe('Genesys Recordings: Download', () => {
	const stage = new Stage({ resource: 'recording', operation: 'download', decrypt: true });
	const paths = [1, 2, 3].map((number) => recordingPath(number, '2026-01-30T08:00:00Z', 'mp3.bin'));
	const seed = (files: Record<string, Buffer>) =>
		stage.server.seed('recordings', Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])));
	const asItem = (path: string, more: IDataObject = {}) => ({ path, container: 'recordings', ...more });
	const run = async (items: IDataObject[], more = {}) => await stage.run({}, { items, furtherCredentials: { [TYPE]: keys }, ...more });

	test('gives the recording, under its real name and type, and says what was checked', async () => {
		seed({ [paths[0]]: encryptedFor(own) });
		const [item] = (await run([asItem(paths[0])])).items;
		expect((await stage.n8n.bytesOf(item.binary?.data)).equals(AUDIO)).toBe(true);
		expect(item.binary?.data).toMatchObject({ fileName: paths[0].slice('mytenant/'.length, -'.bin'.length), mimeType: 'audio/mpeg' });
		expect(item.json).toMatchObject({
			path: paths[0],
			verifiedBy: 'md5',
			decryption: { wasEncrypted: true, cipher: 'aes-256-cbc', checked: ['md5', 'length', 'padding', 'signature'], sizeBytes: AUDIO.length },
		});
	});

	test('finds the key of each among several, expired ones too', async () => {
		seed({ [paths[0]]: encryptedFor(own), [paths[1]]: encryptedFor(old), [paths[2]]: encryptedFor(strange, old) });
		const { items } = await run(paths.map((path) => asItem(path)));
		for (const { binary } of items) expect((await stage.n8n.bytesOf(binary?.data)).equals(AUDIO)).toBe(true);
	});

	test('passes through what is plain, and says so', async () => {
		const plain = recordingPath(4);
		seed({ [plain]: AUDIO });
		const [{ json, binary }] = (await run([asItem(plain)])).items;
		expect(json.decryption).toMatchObject({ wasEncrypted: false, checked: ['md5', 'signature'] });
		expect((await stage.n8n.bytesOf(binary?.data)).equals(AUDIO)).toBe(true);
	});

	test('a recording for another key fails alone, and leaves no file', async () => {
		seed({ [paths[0]]: encryptedFor(strange), [paths[1]]: encryptedFor(own) });
		const { items } = await run([asItem(paths[0]), asItem(paths[1])], { onError: 'continueRegularOutput' });
		expect(items[0].binary).toBeUndefined();
		expect(items[0].json).toMatchObject({ errorCode: 'KEY_NOT_FOUND', advice: expect.stringContaining('Recording Keys') });
		expect(items[1].json).toMatchObject({ decryption: { wasEncrypted: true } });
	});

	test.each([10, 150, 20_000])('a byte that is not as it was stored, at %i, is told by the MD5, not by the key', async (at) => {
		const message = encryptedFor(own);
		const altered = Buffer.from(message);
		altered[at] ^= 0x20;
		seed({ [paths[0]]: altered });
		const contentMd5 = createHash('md5').update(message).digest('base64');
		stage.server.inject({ headers: { 'Content-MD5': contentMd5 } }, { times: Infinity, on: ({ blob }) => blob !== '' });
		const [{ json, binary }] = (await run([asItem(paths[0])], { onError: 'continueRegularOutput' })).items;
		expect(json).toMatchObject({ errorCode: 'CORRUPTED', error: expect.stringContaining('MD5') });
		expect(binary).toBeUndefined();
		expect(stage.reads).toHaveLength(3);
	});

	test('what an earlier try found out does not stay on the item', async () => {
		seed({ [paths[0]]: encryptedFor(own) });
		const [{ json }] = (await stage.run({ decrypt: false }, { items: [asItem(paths[0], { decryption: { wasEncrypted: true } })] })).items;
		expect(json).not.toHaveProperty('decryption');
	});

	test('the credential is tested', async () => {
		expect(await stage.n8n.testCredential(keys, TYPE)).toMatchObject({ status: 'OK', message: expect.stringMatching(/^2 private keys/) });
		expect(await stage.n8n.testCredential({ privateKeys: 'nonsense' }, TYPE)).toMatchObject({ status: 'Error' });
	});
});

describe('Recording Files: Decrypt', () => {
	let n8n: N8n;
	beforeAll(async () => (n8n = await N8n.start(new RecordingFiles())), 30_000);
	afterAll(async () => await n8n.stop());
	const fileOf = (bytes: Buffer, fileName?: string, field = 'data'): INodeExecutionData => ({
		json: { call: 1 },
		binary: { [field]: { data: bytes.toString('base64'), mimeType: 'application/octet-stream', fileName } },
	});
	const run = async (items: INodeExecutionData[], parameters = {}, more = {}) =>
		await n8n.run({ parameters: { operation: 'decrypt', ...parameters }, credential: keys, items, ...more });

	test.each([
		['call.mp3.bin', 'call.mp3', 'audio/mpeg'],
		['call.bin', 'call.mp3', 'audio/mpeg'],
		['smime.p7m', 'smime.mp3', 'audio/mpeg'],
	])('%s becomes %s', async (from, to, mimeType) => {
		const [{ json, binary }] = (await run([fileOf(encryptedFor(own), from)])).items;
		expect(binary?.data).toMatchObject({ fileName: to, mimeType });
		expect((await n8n.bytesOf(binary?.data)).equals(AUDIO)).toBe(true);
		expect(json).toMatchObject({ call: 1, decryption: { wasEncrypted: true, checked: ['length', 'padding', 'signature'] } });
	});

	test('into another field, beside the encrypted one', async () => {
		const [{ binary }] = (await run([fileOf(encryptedFor(own), 'a.mp3.bin', 'sent')], { inputField: 'sent', binaryPropertyName: 'audio' })).items;
		expect(Object.keys(binary ?? {})).toEqual(['sent', 'audio']);
	});

	test.each<[string, INodeExecutionData, RegExp]>([
		['no binary field', { json: {} }, /no binary field "data"/],
		['another field', fileOf(AUDIO, 'a.mp3', 'audio'), /it has "audio"/],
	])('%s is told', async (_, item, message) => {
		await expect(run([item])).rejects.toThrow(message);
	});

	test('cut, altered and wrong are told in the same words, and leave no file', async () => {
		const message = encryptedFor(own);
		const altered = Buffer.from(message);
		altered[altered.length - 3] ^= 0x40;
		const { items } = await run([fileOf(message.subarray(0, -40), 'a.mp3.bin'), fileOf(altered, 'a.mp3.bin')], {}, { onError: 'continueRegularOutput' });
		expect(items.map(({ binary }) => binary)).toEqual([undefined, undefined]);
		expect(new Set(items.map(({ json }) => json.error)).size).toBe(1);
	});
});
