import { symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container, SecurityConfig } from '../n8n-libraries';
import { locator } from '../stage';
import { machineFolder, PLACES, s3Place, sftpPlace, type Files, type Times } from './places';
import { VerbaStage } from './verba-stage';

const FILES: Files = {
	'nightly-1.zip': 'PK',
	'nightly-2.zip': 'PK…',
	'policy/2026-01-30/a.wav': 'RIFF',
	'policy/2026-01-30/a.xml': '<a/>',
	'policy/2026-01-31/b.wav': 'RIFF',
	'job/manifest.xml': '<m/>',
	'job/cdr.csv': 'x',
	'job/2026-01-30/c.wav': 'RIFF',
	'job/2026-01-31/d.wav': 'RIFF',
	'job/again/manifest.txt': 'x',
};
const getMany = { operation: 'getAll', returnAll: true };

describe.each(PLACES)('%s', (_, makePlace) => {
	const stage = new VerbaStage(makePlace, getMany);

	test('one item for each archive, and each folder that is an export by itself', async () => {
		await stage.place.seed(FILES);
		const { prefix } = stage.place;
		const { json, items } = await stage.run();
		const told = json.map(({ path, kind, name, sizeBytes, fileCount, mediaFileCount, hasManifest, hasCdr }) => [path, kind, name, sizeBytes, fileCount, mediaFileCount, hasManifest, hasCdr]);
		expect(told).toEqual([
			[`${prefix}job/`, 'folder', 'job', 13, 4, 2, true, true],
			[`${prefix}job/again/`, 'folder', 'again', 1, 1, 0, true, false],
			[`${prefix}nightly-1.zip`, 'archive', 'nightly-1.zip', 2, undefined, undefined, undefined, undefined],
			[`${prefix}nightly-2.zip`, 'archive', 'nightly-2.zip', 5, undefined, undefined, undefined, undefined],
			[`${prefix}policy/2026-01-30/`, 'folder', '2026-01-30', 8, 2, 1, false, false],
			[`${prefix}policy/2026-01-31/`, 'folder', '2026-01-31', 4, 1, 1, false, false],
		]);
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	});

	test('what it lists can be downloaded, and is verified', async () => {
		await stage.place.seed({ 'nightly-1.zip': 'PK and more' });
		const { json } = await stage.run();
		const { items } = await stage.run({ operation: 'download', path: '={{ $json.path }}' }, { items: json });
		expect(items[0].json).toMatchObject({ vendor: 'verba', kind: 'archive', sizeBytes: 11, verifiedBy: expect.stringMatching(/^(md5|size)$/) });
		expect(String(await stage.n8n.bytesOf(items[0].binary?.data))).toBe('PK and more');
	});

	test('a target without any is told', async () => {
		await stage.place.seed({ 'nightly-1.zip': 'PK' });
		const { json, hints } = await stage.run({ filters: { kind: 'folder' } });
		expect([json, hints]).toEqual([[], [expect.objectContaining({ message: expect.stringContaining('No export was found') })]]);
	});
});

describe('a server of files', () => {
	const stage = new VerbaStage(sftpPlace, getMany);

	test('that has no such folder: that is told, since it lists nothing', async () => {
		const sftpTargetApi = { ...stage.place.credentials.sftpTargetApi, folder: 'exprots' };
		const { json, hints } = await stage.run({}, { furtherCredentials: { sftpTargetApi } });
		expect([json, hints]).toEqual([[], [expect.objectContaining({ message: expect.stringMatching(/in the folder of the target.* The folder that the credential names is not there/) })]]);
	});
});

describe('filters and order', () => {
	const stage = new VerbaStage(machineFolder, getMany);
	const times: Times = { 'nightly-1.zip': '2026-02-01T00:00:00Z', 'nightly-2.zip': '2026-02-02T00:00:00Z', 'policy/2026-01-31/b.wav': '2026-02-03T00:00:00Z' };
	const old = Object.fromEntries(Object.keys(FILES).map((path) => [path, '2026-01-01T00:00:00Z']));
	beforeEach(async () => await stage.place.seed(FILES, { ...old, ...times }));
	const names = async (parameters: object) => (await stage.run(parameters as never)).json.map(({ name }) => name);

	test.each<[string, object, string[]]>([
		['archives', { filters: { kind: 'archive' } }, ['nightly-1.zip', 'nightly-2.zip']],
		['folders', { filters: { kind: 'folder' } }, ['job', 'again', '2026-01-30', '2026-01-31']],
		['a name, in any case', { filters: { nameHas: ' NIGHTLY-2' } }, ['nightly-2.zip']],
		['stored after', { filters: { storedAfter: '2026-02-02T00:00:00' } }, ['nightly-2.zip', '2026-01-31']],
		['stored before', { filters: { storedBefore: '2026-02-01' } }, ['job', 'again', '2026-01-30']],
		['a folder, as typed', { folder: locator('/policy') }, ['2026-01-30', '2026-01-31']],
		['a folder, as listed', { folder: locator('policy/2026-01-30/', 'list') }, ['2026-01-30']],
		['a folder by the beginning of its name is none', { folder: locator('pol') }, []],
		['newest first', { order: 'newest', returnAll: false, limit: 2 }, ['2026-01-31', 'nightly-2.zip']],
		['oldest first', { order: 'oldest', returnAll: false, limit: 1 }, ['job']],
	])('%s', async (_, parameters, expected) => expect(await names(parameters)).toEqual(expected));

	test('links that lead out are told', async () => {
		await symlink(tmpdir(), join(stage.place.path, 'elsewhere'));
		const { hints } = await stage.run();
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/^Left out of .*: "elsewhere"\. A link is followed within the folder alone/)]);
	});

	test('files at the root of the target are an export, too, with a path that can be given back', async () => {
		await stage.place.seed({ 'manifest.json': '{}', 'call.wav': 'RIFF' });
		const [first] = (await stage.run({ filters: { kind: 'folder' } })).json;
		expect(first).toMatchObject({ path: '/', name: '/', hasManifest: true, fileCount: 5 });
	});

	test.each<[string, object, RegExp]>([
		['a kind that is none', { filters: { kind: 'boxes' } }, /"Kind" is boxes/],
		['bounds the wrong way round', { filters: { storedAfter: '2026-02-02', storedBefore: '2026-02-01' } }, /is later than/],
		['an expression that gives nothing', { filters: { nameHas: '={{ $json.nothing }}' } }, /"Name Contains" is an expression that gives nothing/],
		['a target type that is none', { targetType: 'tape' }, /"Target Type" is tape/],
		['no folder', { folderPath: ' ' }, /"Folder Path" is empty/],
		['half a path', { folderPath: 'exports' }, /no whole path/],
	])('%s is refused by the name of its field', async (_, parameters, message) => {
		expect((await stage.failure(parameters as never)).message).toMatch(message);
	});
});

describe("n8n's rules for files", () => {
	const stage = new VerbaStage(machineFolder, getMany);
	const security = () => Container.get(SecurityConfig);
	const allowed = { paths: '', patterns: '' };
	beforeEach(() => Object.assign(allowed, { paths: security().restrictFileAccessTo, patterns: security().blockFilePatterns }));
	afterEach(() => Object.assign(security(), { restrictFileAccessTo: allowed.paths, blockFilePatterns: allowed.patterns }));

	test.each(['/etc', '/no/such/folder', '~/secrets', '/proc/self'])('%s lies outside: refused, and the setting named', async (folderPath) => {
		const { message, description } = await stage.failure({ folderPath });
		if (folderPath.startsWith('~')) expect(message).toMatch(/no whole path/);
		else expect([message, description]).toEqual([expect.stringContaining('n8n does not let workflows touch'), expect.stringContaining('N8N_RESTRICT_FILE_ACCESS_TO')]);
	});

	test('a folder that is allowed and is not there is told', async () => {
		expect((await stage.failure({ folderPath: join(stage.place.path, 'missing') })).message).toMatch(/there is no folder/);
	});

	test('a link to what is forbidden is refused where it leads', async () => {
		await symlink('/etc', join(stage.place.path, 'link'));
		expect((await stage.failure({ folderPath: join(stage.place.path, 'link') })).description).toMatch(/N8N_RESTRICT_FILE_ACCESS_TO/);
	});

	test('what a pattern forbids is neither listed nor read', async () => {
		await stage.place.seed({ 'a/call.wav': 'RIFF', '.git/secret.wav': 'x' });
		expect((await stage.run()).json).toMatchObject([{ path: 'a/' }]);
		const failure = await stage.failure({ operation: 'download', path: '.git/secret.wav' });
		expect([failure.message, failure.description]).toEqual([expect.stringContaining('n8n does not let workflows touch it'), expect.stringContaining('N8N_BLOCK_FILE_PATTERNS')]);
	});

	test('nothing outside the folder is read', async () => {
		for (const path of ['../x', '/etc/passwd', 'a/../../x']) {
			expect((await stage.failure({ operation: 'download', path })).message).toMatch(/\.\. ?"? segment|does not exist/);
		}
	});
});

describe('in the editor, and for agents', () => {
	const stage = new VerbaStage(s3Place, getMany);

	test('folders can be searched', async () => {
		await stage.place.seed(FILES);
		const { s3TargetApi: credential } = stage.place.credentials;
		const search = async (filter?: string) => await stage.n8n.search('searchFolders', { credential, parameters: { targetType: 's3' }, filter });
		expect(await search()).toEqual(['exports/job/', 'exports/policy/']);
		expect(await search('policy/01-3')).toEqual(['exports/policy/2026-01-30/', 'exports/policy/2026-01-31/']);
	});

	test('an agent may list, and not download or unpack', async () => {
		await stage.place.seed(FILES);
		expect((await stage.run({}, { asTool: 'engine' })).json).toHaveLength(6);
		for (const operation of ['download', 'unpack']) {
			expect((await stage.failure({ operation, path: 'exports/nightly-1.zip' }, { asTool: 'engine' })).message).toMatch(/agent/);
		}
	});

	test('an operation that is none is refused', async () => {
		expect((await stage.failure({ operation: 'shred' })).message).toMatch(/"Operation" is shred/);
	});

	test('a cancelled execution ends', async () => {
		expect((await stage.failure({}, { signal: AbortSignal.abort() })).message).toMatch(/cancelled/);
	});

	test('an item that fails fails alone', async () => {
		await stage.place.seed(FILES);
		const { json } = await stage.run({ filters: { kind: '={{ $json.kind }}' } }, { items: [{ kind: 'boxes' }, { kind: 'archive' }], onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ kind: 'boxes', errorCode: 'INVALID_REQUEST' }, { kind: 'archive' }, { kind: 'archive' }]);
	});
});
