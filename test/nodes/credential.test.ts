import { status } from '../servers/blob-faults';
import { locator, Stage } from './stage';
import { credentialOf } from './tenant';

const stage = new Stage({});
const EMPTY = { accountSecretUrl: '', accountToken: '', recordingsSecretUrl: '', recordingsToken: '', gimExportSecretUrl: '', gimExportToken: '' };
const check = async (changes: Record<string, string | boolean> = {}) =>
	await stage.n8n.testCredential(credentialOf(stage.server, changes));

describe('the connection test', () => {
	test('every token works', async () => {
		expect(await check()).toEqual({ status: 'OK', message: 'Every token works' });
		expect(new Set(stage.server.requests.map(({ container }) => container))).toEqual(new Set(['', 'recordings', 'gim-export']));
	});

	test('what is not given is not tried', async () => {
		expect(await check({ ...EMPTY, recordingsSecretUrl: `${stage.server.endpoint}/recordings?${stage.server.containerSas()}` })).toMatchObject({ status: 'OK' });
		expect(stage.server.requests).toHaveLength(1);
	});

	test('nothing given', async () => {
		expect(await check(EMPTY)).toMatchObject({ status: 'Error', message: expect.stringContaining('Nothing to test yet') });
	});

	test('each token that failed is named, with why and what to do', async () => {
		stage.server.inject(status(403, 'AuthenticationFailed'), { times: Infinity, on: ({ container }) => container === 'recordings' });
		const { status: outcome, message } = await check({ gimExportToken: stage.server.accountSas() });
		expect(outcome).toBe('Error');
		expect(message.split(' — ')).toEqual([
			expect.stringMatching(/^Recordings Container: the service answered 403 AuthenticationFailed.*Generate new tokens/),
			expect.stringMatching(/^GIM-Export Container: this is the token of the account.*belongs under Account Container/),
		]);
	});

	test('plain HTTP is refused unless the switch allows it, and nothing is sent', async () => {
		const { message } = await check({ allowHttp: false });
		expect(message.match(/http:\/\/, which would send the token unprotected/g)).toHaveLength(3);
		expect(stage.server.requests).toEqual([]);
	});

	test('a host where nothing listens is named by its field', async () => {
		const result = await check({ ...EMPTY, recordingsSecretUrl: 'http://127.0.0.1:9/account/recordings', recordingsToken: stage.server.containerSas() });
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/Recordings Container.*ECONNREFUSED/) });
	});

	test('a missing container', async () => {
		const { message } = await check({ ...EMPTY, furtherContainersSecret: `${stage.server.endpoint}/nowhere?${stage.server.containerSas()}` });
		expect(message).toMatch(/Further Containers, line 1.*404 ContainerNotFound/);
	});
});

describe('searchable lists', () => {
	const search = async (method: 'searchContainers' | 'searchFolders', filter?: string, container = 'recordings', changes = {}) =>
		await stage.n8n.search(method, {
			credential: credentialOf(stage.server, changes),
			parameters: { resource: 'recording', operation: 'getAll', container: locator(container) },
			filter,
		});

	beforeEach(() =>
		stage.server.seed('recordings', { 'mytenant/a.mp3': '', 'mytenant/2026/b.mp3': '', 'other/c.mp3': '', 'top.mp3': '' }),
	);

	test.each<[string, string | undefined, string[]]>([
		['all', undefined, ['recordings', 'gim-export']],
		['a part, in any case', 'GIM', ['gim-export']],
		['none', 'screens', []],
	])('containers: %s', async (_, filter, expected) => {
		expect(await search('searchContainers', filter)).toEqual(expected);
	});

	test.each<[string, string | undefined, string[]]>([
		['at the top', undefined, ['mytenant/', 'other/']],
		['by their beginning', 'my', ['mytenant/']],
		['by a part, in any case', ' TENA', ['mytenant/']],
		['inside one', 'mytenant/', ['mytenant/2026/']],
		['inside one, by a part', '/mytenant/02', ['mytenant/2026/']],
		['inside one, none', 'mytenant/x', []],
		['none', 'x', []],
	])('folders: %s', async (_, filter, expected) => {
		expect(await search('searchFolders', filter)).toEqual(expected);
	});

	test('folders: of the chosen container', async () => {
		stage.server.seed('gim-export', { 'export_1/a.zip': '' });
		expect(await search('searchFolders', undefined, 'gim-export')).toEqual(['export_1/']);
	});

	test.each<[string, string | undefined, string[]]>([
		['at its top', undefined, ['mytenant/2026/']],
		['by a part', '02', ['mytenant/2026/']],
		['by a part of the folder of the credential, which all have', 'tena', []],
		['by its full path', 'mytenant/20', ['mytenant/2026/']],
		['inside one, by its full path', 'mytenant/2026/', []],
	])('folders: where the credential has a folder: %s', async (_, filter, expected) => {
		const changes = { recordingsSecretUrl: `${stage.server.endpoint}/recordings/mytenant` };
		expect(await search('searchFolders', filter, 'recordings', changes)).toEqual(expected);
	});

	test('folders: somebody waits in front of the screen, so it is tried twice only', async () => {
		stage.server.inject(status(503, 'ServerBusy', { 'Retry-After': '0' }), { times: Infinity });
		await expect(search('searchFolders')).rejects.toThrow('503');
		expect(stage.server.requests).toHaveLength(2);
	});

	test('folders: of an unknown container, in words', async () => {
		await expect(search('searchFolders', undefined, 'screens')).rejects.toThrow('no usable token for the container "screens"');
	});

	test('folders: no more than 200', async () => {
		for (let number = 0; number < 300; number++) stage.server.seed('recordings', { [`t${number}/a.mp3`]: '' });
		expect(await search('searchFolders')).toHaveLength(200);
	});
});
