import type { IDataObject } from 'n8n-workflow';
import { cut, status } from '../../servers/s3-faults';
import { FOLDER, SeaStage, seaName } from './sea-stage';

const stage = new SeaStage({ resource: 'recording', operation: 'download' });

const FILE = seaName(1);
const CONTENT = Buffer.alloc(3_000_000, 'voice ');
const PATH = FOLDER + FILE;

async function downloaded(item: IDataObject = { path: PATH }) {
	const { items } = await stage.run({}, { items: [item] });
	return { json: items[0].json, bytes: await stage.n8n.bytesOf(items[0].binary?.data) };
}

describe('the file comes whole, and the item says how that is known', () => {
	test.each<[string, object, string]>([
		['by S3’s own MD5', {}, 'md5'],
		['under a KMS key, without a checksum: by its size', { encryption: 'aws:kms' }, 'size'],
		['in parts, without a checksum: by its size', { partBytes: 1_000_000 }, 'size'],
		['under a KMS key, with SHA-256', { encryption: 'aws:kms', checksum: { algorithm: 'SHA256', type: 'FULL_OBJECT' } }, 'sha256'],
		['in parts, with CRC-64', { partBytes: 1_000_000, checksum: { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' } }, 'crc64nvme'],
		['in parts, with CRC-32C', { partBytes: 1_000_000, checksum: { algorithm: 'CRC32C', type: 'FULL_OBJECT' } }, 'crc32c'],
		['in parts, with CRC-32', { partBytes: 1_000_000, checksum: { algorithm: 'CRC32', type: 'FULL_OBJECT' } }, 'crc32'],
		['in parts, with a checksum of checksums: by its size', { partBytes: 1_000_000, checksum: { algorithm: 'SHA256', type: 'COMPOSITE' } }, 'size'],
	])('%s', async (_, options, verifiedBy) => {
		stage.seed({ [FILE]: { content: CONTENT, ...options } });
		const { json, bytes } = await downloaded();
		expect(json).toMatchObject({ vendor: 'nice-cxone', path: PATH, sizeBytes: CONTENT.length, verifiedBy, mediaType: 'VOICE' });
		expect(bytes.equals(CONTENT)).toBe(true);
	});

	test('after cuts, with hardly anything fetched twice', async () => {
		stage.seed({ [FILE]: { content: CONTENT } });
		for (const bytes of [1_000_000, 500_000]) stage.server.inject(cut(bytes));
		const { json, bytes } = await downloaded();
		expect(json.verifiedBy).toBe('md5');
		expect(bytes.equals(CONTENT)).toBe(true);
		expect(stage.server.requests.map(({ headers }) => headers.range !== undefined)).toEqual([false, true, true]);
		// What was on its way when the connection was cut is fetched again: a buffer for each cut.
		expect(stage.server.bodyBytes).toBeLessThan(CONTENT.length + 2 * 200_000);
		expect(stage.server.requests[1].headers['if-match']).toMatch(/^"[0-9a-f]{32}"$/);
	});
});

describe('damage is noticed', () => {
	test.each<[string, object, RegExp]>([
		['by MD5', {}, /another MD5/],
		['by SHA-256', { encryption: 'aws:kms', checksum: { algorithm: 'SHA256', type: 'FULL_OBJECT' } }, /another SHA256/],
		['by CRC-64', { partBytes: 1_000_000, checksum: { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' } }, /another CRC64NVME/],
	])('%s', async (_, options, message) => {
		stage.seed({ [FILE]: { content: CONTENT, ...options } });
		stage.server.inject({ editBody: () => 'x'.repeat(CONTENT.length) }, { times: Infinity });
		expect((await stage.failure({}, { items: [{ path: PATH }] })).message).toMatch(message);
	});
});

describe('what fails, fails its own item, in words', () => {
	test.each<[string, Parameters<typeof status>, string]>([
		['gone', [404, 'NoSuchKey'], 'NOT_FOUND'],
		['archived', [403, 'InvalidObjectState'], 'CONFLICT'],
		['KMS', [400, 'KMS.DisabledException'], 'CONFLICT'],
		['busy for ever', [503, 'SlowDown', { 'Retry-After': '0' }], 'THROTTLED'],
		['expired', [400, 'ExpiredToken'], 'CREDENTIAL_EXPIRED'],
	])('%s', async (_, answer, errorCode) => {
		stage.seed({ [FILE]: 'x', 'good.mp4': 'y' });
		stage.server.inject(status(...answer), { times: Infinity, on: ({ key }) => key === PATH });
		const items = [{ path: PATH }, { path: `${FOLDER}good.mp4` }];
		const { json } = await stage.run({}, { items, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ errorCode, advice: expect.stringMatching(/./) }, { verifiedBy: 'md5' }]);
	});

	test('a credential that cannot be used fails each item, with its field', async () => {
		const { json } = await stage.run({}, { items: [{ path: PATH }, { path: PATH }], credential: { fileLocation: '' }, onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ errorCode: 'CREDENTIAL_INVALID', error: expect.stringContaining('File Location') }, { errorCode: 'CREDENTIAL_INVALID' }]);
	});

	test('a path outside the folder of the credential', async () => {
		expect((await stage.failure({ path: 'othertenant/stranger.mp4' })).message).toMatch(/outside the folder "mytenant\/"/);
		expect(stage.server.requests).toEqual([]);
	});
});

test('strange names come through list and download, byte for byte', async () => {
	const names = ['a b.mp4', '100%.mp4', '%41%2F.mp4', '#1?.mp4', 'a=b:c+(d)&e.mp4', 'Müller/é.mp4', '録音/🎧.mp4', 'tab\tand\u0001.mp4', 'x'.repeat(1_000)];
	stage.seed(Object.fromEntries(names.map((name) => [name, `content of ${name}`])));
	const { items } = await stage.run({ operation: 'getAll', returnAll: true });
	expect(new Set(items.map(({ json }) => json.path))).toEqual(new Set(names.map((name) => FOLDER + name)));
	const { items: files } = await stage.run({}, { items });
	for (const { json, binary } of files) {
		expect((await stage.n8n.bytesOf(binary?.data)).toString()).toBe(`content of ${String(json.path).slice(FOLDER.length)}`);
	}
});
