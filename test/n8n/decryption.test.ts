import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { sampleExports } from '../../demo/vendors/genesys/data-exports.js';
import { audioOf } from '../../demo/vendors/genesys/recordings.js';
import { containerToken } from '../../demo/vendors/genesys/tokens.js';
import { encryptCms, makeRecordingCertificate } from '../core/crypto/writer';
import { azurite, execute, n8n, now, storedBytes, truth, type Run } from './support/environment';
import { container, download, genesys, getMany, itemsOf, workflowOf, type WorkflowNode } from './support/workflow';

const CONTAINER = 'encrypted';
const calls = truth.filter(({ callId }) => callId).slice(0, 4);
const [own, old, strange] = [makeRecordingCertificate(), makeRecordingCertificate({ notAfter: new Date('2021-01-01') }), makeRecordingCertificate()];
const archive = sampleExports({ now, recordings: truth }).filter(({ name }) => name.endsWith('.zip'))[0];
const keys = [own, old].map(({ certificate, key }) => certificate + key).join('');
const KEYS = { id: 'keys-test', name: 'keys-test' };

const pathOf = (index: number) => `${calls[index].name}.bin`;
const decrypting = (name: string, extra = {}): WorkflowNode => withKeys(download(name, { decrypt: true }, { credential: 'genesys-encrypted', ...extra }));
const withKeys = (node: WorkflowNode): WorkflowNode => ({ ...node, credentials: { ...(node.credentials as object), recordingKeysApi: KEYS } });

let run: Run;

async function store(name: string, content: Buffer): Promise<void> {
	const service = new BlobServiceClient(azurite.url, new StorageSharedKeyCredential(azurite.account, azurite.key));
	await service.getContainerClient(CONTAINER).createIfNotExists();
	await service.getContainerClient(CONTAINER).getBlockBlobClient(name).uploadData(content);
}

beforeAll(async () => {
	const encryptedFor = [own, old, strange];
	for (const [index, to] of encryptedFor.entries()) await store(pathOf(index), encryptCms(audioOf(calls[index]), { recipients: [{ to }], chunkBytes: index ? 4096 : undefined }));
	await store(`${calls[3].name}`, audioOf(calls[3]));
	await store(archive.name, encryptCms(archive.bytes, { recipients: [{ to: own }] }));
	const further = `${azurite.url}/${CONTAINER}?${containerToken(azurite, CONTAINER)}`;
	await n8n.importCredentials([
		genesysCredential(azurite, { id: 'genesys-encrypted', name: 'genesys-encrypted', data: { furtherContainersSecret: further } }),
		{ ...KEYS, type: 'recordingKeysApi', data: { privateKeys: keys, pkcs12PrivateKeys: '', passphrases: '' } },
	]);
	const files = [0, 1, 2].map((index) => ({ container: CONTAINER, path: pathOf(index) }));
	const recordingFiles: WorkflowNode = {
		name: 'decrypted later',
		type: 'n8n-nodes-call-recordings.recordingFiles',
		typeVersion: 1,
		parameters: { resource: 'file', operation: 'decrypt', inputField: 'data', binaryPropertyName: 'audio' },
		credentials: { recordingKeysApi: KEYS },
	};
	const parse = { resource: 'dataExport', operation: 'parse', decrypt: true, container: container(CONTAINER), path: archive.name, tables: 'interaction_fact', returnAll: true };
	const rows = [
		[getMany('list', { container: container(CONTAINER), filters: { extensions: 'mp3, bin' } }, { credential: 'genesys-encrypted' }), decrypting('opened', { onError: 'continueErrorOutput' })],
		[...itemsOf('files', files.slice(0, 1)), download('as they are', {}, { credential: 'genesys-encrypted' }), recordingFiles],
		[withKeys(genesys('rows', parse, { credential: 'genesys-encrypted' }))],
		[withKeys(getMany('with history', { withHistory: true, decrypt: true, options: { exportContainer: CONTAINER, historyColumns: 'MEDIA_SERVER_IXN_GUID' } }, { credential: 'genesys-encrypted' }))],
		[genesys('without keys', { ...parse, decrypt: false }, { credential: 'genesys-encrypted', onError: 'continueRegularOutput' })],
	];
	await n8n.importWorkflows([workflowOf('testDecryption', rows)]);
	run = await execute('testDecryption');
});

it('recordings come as people can hear them, each opened with its own key, plain ones as they are', () => {
	expect(run.error).toBeUndefined();
	const opened = new Map(run.output('opened').map((item) => [String(item.json.path), item]));
	expect([...opened.keys()].sort()).toEqual([pathOf(0), pathOf(1), calls[3].name].sort());
	for (const index of [0, 1, 3]) {
		const item = opened.get(index === 3 ? calls[3].name : pathOf(index));
		expect(item && storedBytes(item).equals(audioOf(calls[index]))).toBe(true);
		expect(item?.binary?.data).toMatchObject({ mimeType: 'audio/mpeg', fileName: expect.stringMatching(/\.mp3$/) });
		expect(item?.json.decryption).toMatchObject({ wasEncrypted: index !== 3, checked: index === 3 ? ['md5', 'signature'] : ['md5', 'length', 'padding', 'signature'] });
	}
});

it('one for another key leaves by the error branch, and tells for whom it is', () => {
	const [failed, ...others] = run.output('opened', 1);
	expect(others).toEqual([]);
	expect(failed.json).toMatchObject({ path: pathOf(2), error: expect.stringContaining('of which the credential holds no private key') });
	expect(failed.binary).toBeUndefined();
});

it('Recording Files opens what another node has put into a field', () => {
	const [item] = run.output('decrypted later');
	expect(storedBytes(item, 'audio').equals(audioOf(calls[0]))).toBe(true);
	expect(Object.keys(item.binary ?? {}).sort()).toEqual(['audio', 'data']);
});

it('data exports that are encrypted are read, and named where no key is given', () => {
	expect(run.output('rows').length).toBeGreaterThan(0);
	expect(run.output('rows')[0].json).toMatchObject({ table: 'interaction_fact', MEDIA_SERVER_IXN_GUID: expect.any(String) });
	expect(run.output('without keys')[0].json.error).toMatch(/encrypted with the tenant's certificate/);
});

it('recordings get the history of their calls out of encrypted exports', () => {
	const found = run.output('with history').filter(({ json }) => json.history);
	expect(found).not.toHaveLength(0);
	for (const { json } of found) expect(json.history).toEqual([{ MEDIA_SERVER_IXN_GUID: json.callId }]);
});

it('no private key is in what n8n printed or gave', () => {
	const lines = [own, old].flatMap(({ key }) => key.split('\n').filter((line) => line.length > 40 && !line.startsWith('-----')));
	const seen = run.printed + JSON.stringify(['opened', 'decrypted later', 'rows'].map((node) => run.output(node)));
	expect(lines.filter((line) => seen.includes(line))).toEqual([]);
});
