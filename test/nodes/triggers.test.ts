import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { CxoneSeaTrigger } from '../../nodes/CxoneSeaTrigger/CxoneSeaTrigger.node';
import { EightByEightRecordingsTrigger } from '../../nodes/EightByEightRecordingsTrigger/EightByEightRecordingsTrigger.node';
import { GenesysRecordingsTrigger } from '../../nodes/GenesysRecordingsTrigger/GenesysRecordingsTrigger.node';
import { stall, status } from '../servers/blob-faults';
import { BlobServer } from '../servers/blob-server';
import { FtpServer } from '../servers/ftp/ftp-server';
import { SeaStage, seaName } from './cxone/sea-stage';
import { indexOf, PASSWORD, TenantStage } from './eight-by-eight/tenant-stage';
import { n8nHome } from './n8n-home';
import type { N8n, NodeFailure, PollOptions } from './n8n';
import { Stage } from './stage';
import { credentialOf, recordingPath, tokenWith } from './tenant';

interface Vendor {
	n8n(): N8n;
	credential(): ICredentialDataDecryptedObject;
	/** Puts a recording there, as it is stored now; gives its path. */
	store(number: number): string;
	/** Beside those of all triggers. */
	parameters?: INodeParameters;
	/** Requests that look for recordings. */
	looks(): number;
}

const two = (number: number) => String(number).padStart(2, '0');

function cxone(): Vendor {
	const stage = new SeaStage({}, new CxoneSeaTrigger());
	return {
		n8n: () => stage.n8n,
		credential: () => stage.credential,
		store: (number) => {
			// Old contacts that a rule copies today: their names sort into the past, and the later ones first.
			const name = seaName(number, `2025-12-${two(28 - (number % 28))}T08:00:00Z`);
			stage.seed({ [name]: `content ${number}` });
			return `mytenant/${name}`;
		},
		looks: () => stage.server.operations.filter((operation) => operation === 'ListObjectsV2').length,
	};
}

function genesys(): Vendor {
	const stage = new Stage({}, new GenesysRecordingsTrigger());
	return {
		n8n: () => stage.n8n,
		credential: () => credentialOf(stage.server),
		store: (number) => {
			const path = recordingPath(number);
			const StoredTime = `${new Date().toISOString().slice(0, 19)}Z`;
			stage.server.seed('recordings', { [path]: { content: `content ${number}`, tags: { RecordingType: 'CALL', StoredTime } } });
			return path;
		},
		looks: () => stage.queries('comp').filter((value) => value === 'blobs').length,
	};
}

function eightByEight(): Vendor {
	const stage = new TenantStage({}, new EightByEightRecordingsTrigger());
	return {
		n8n: () => stage.n8n,
		credential: () => stage.credential,
		store: (number) => {
			const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
			const path = `S${day}/R${day}${two(23 - (number % 24))}0000${String(number).padStart(4, '0')}.wav`;
			stage.server.seed({ [path]: `content ${number}` });
			return path;
		},
		parameters: { days: 2, options: { minimumAgeMinutes: 0 } },
		looks: () => stage.server.commands.filter((command) => /^(MLSD|LIST)\b/.test(command)).length,
	};
}

describe.each<[string, () => Vendor]>([
	['NICE CXone SEA Trigger', cxone],
	['Genesys Recordings Trigger', genesys],
	['8x8 Recordings Trigger', eightByEight],
])('%s', (_, make) => {
	const vendor = make();
	let memory: IDataObject;
	beforeEach(() => (memory = {}));

	async function poll(parameters: INodeParameters = {}, more: Partial<PollOptions> = {}): Promise<string[][]> {
		const { options, ...others } = vendor.parameters ?? {};
		const all = { ...others, ...parameters, options: { ...(options as object), ...(parameters.options as object) } };
		const runs = await vendor.n8n().poll({ parameters: all, credential: vendor.credential(), memory, ...more });
		return runs.map((items) => items.map(({ json }) => String(json.path)));
	}
	const asSaved = () => JSON.parse(JSON.stringify(memory)) as IDataObject;

	test('what is there at the activation is not new; what comes is, once', async () => {
		vendor.store(1);
		expect(await poll()).toEqual([]);
		const path = vendor.store(2);
		expect([await poll(), await poll()]).toEqual([[[path]], []]);
	});

	test('nothing new is one look', async () => {
		vendor.store(1);
		await poll();
		const before = vendor.looks();
		await poll();
		// 8x8: the root, and a folder for each day that is there.
		expect(vendor.looks() - before).toBeLessThanOrEqual(2);
	});

	test('everything there is, in executions of a size', async () => {
		const paths = [1, 2, 3, 4, 5].map((number) => vendor.store(number));
		const runs = await poll({ beginWith: 'everything', options: { perExecution: 2 } });
		expect(runs.map(({ length }) => length)).toEqual([2, 2, 1]);
		expect(runs.flat().sort()).toEqual(paths.sort());
		expect(await poll({ beginWith: 'everything', options: { perExecution: 2 } })).toEqual([]);
	});

	test('a test in the editor shows a few, and remembers nothing', async () => {
		for (let number = 1; number <= 9; number++) vendor.store(number);
		const [shown] = await poll({}, { mode: 'manual' });
		expect(shown).toHaveLength(5);
		expect(memory).toEqual({});
	});

	test('a test that finds nothing says so', async () => {
		await expect(poll({ filters: { extensions: 'xyz' } }, { mode: 'manual' })).rejects.toThrow('There is no recording that matches');
	});

	test('files come with their items, verified', async () => {
		await poll({ download: true });
		vendor.store(3);
		const [[item]] = await vendor.n8n().poll({ parameters: { ...vendor.parameters, download: true }, credential: vendor.credential(), memory });
		expect(String(await vendor.n8n().bytesOf(item.binary?.data))).toBe('content 3');
		expect(item.json.verifiedBy).toMatch(/^(md5|size)$/);
	});

	test.each(['not at all', 'taken back'] as const)('an execution that n8n could not begin (%s) comes again', async (ends) => {
		await poll();
		const path = vendor.store(1);
		expect(await poll({}, { ends })).toEqual([[path]]);
		await new Promise(setImmediate);
		expect(await poll()).toEqual([[path]]);
		expect(await poll()).toEqual([]);
	});

	test('after an end in the middle of an execution, its recordings come again', async () => {
		await poll();
		const path = vendor.store(1);
		expect(await poll({}, { ends: 'never' })).toEqual([[path]]);
		// What n8n has saved, in another process: this one is known by its name.
		memory = JSON.parse(JSON.stringify(asSaved()).replace(/"process":"[^"]*"/, '"process":"another"')) as IDataObject;
		expect(await poll()).toEqual([[path]]);
	});

	test('an execution that somebody stopped, or that took too long, does not come again', async () => {
		await poll();
		const path = vendor.store(1);
		expect(await poll({}, { ends: 'stopped' })).toEqual([[path]]);
		await new Promise(setImmediate);
		expect(await poll()).toEqual([]);
	});

	test('of overlapping executions only those that were lost come again', async () => {
		await poll();
		const paths = [1, 2, 3].map((number) => vendor.store(number));
		const ends = ['well', 'never', 'well'] as const;
		const runs: string[][] = [];
		for (const how of ends) runs.push(...(await poll({ options: { perExecution: 1 } }, { ends: how, budgetMs: 0 })));
		expect(runs.flat().sort()).toEqual(paths.sort());
		memory = JSON.parse(JSON.stringify(asSaved()).replace(/"process":"[^"]*"/, '"process":"another"')) as IDataObject;
		await rm(join(n8nHome, '.n8n'), { recursive: true, force: true, maxRetries: 10 });
		expect(await poll()).toEqual([runs[1]]);
	});

	test('a node that is renamed goes on, though n8n forgets what it has kept for it', async () => {
		await poll();
		const first = vendor.store(1);
		expect(await poll()).toEqual([[first]]);
		const second = vendor.store(2);
		memory = {};
		expect(await poll()).toEqual([[second]]);
	});

	test('a moment that is an expression is worked out once', async () => {
		const path = vendor.store(1);
		const since = { beginWith: 'since', since: '={{ $now.minus({ years: 10 }).toISO() }}' };
		expect([await poll(since), await poll(since)]).toEqual([[[path]], []]);
	});

	test('no more than twenty executions are under way, and none is forgotten', async () => {
		const paths = Array.from({ length: 23 }, (_, number) => vendor.store(number));
		const one = { beginWith: 'everything', options: { perExecution: 1 } };
		const [before, then] = [await poll(one, { ends: 'never' }), await poll(one, { ends: 'never' })];
		expect([before.length, then.length]).toEqual([20, 0]);
		memory = JSON.parse(JSON.stringify(asSaved()).replace(/"process":"[^"]*"/, '"process":"another"')) as IDataObject;
		expect((await poll({ beginWith: 'everything' })).flat().sort()).toEqual(paths.sort());
	});

	test('executions that cannot begin are not tried again and again within a poll', async () => {
		Array.from({ length: 30 }, (_, number) => vendor.store(number));
		const five = { beginWith: 'everything', options: { perExecution: 5 } };
		expect((await poll(five, { ends: 'not at all' })).length).toBeLessThanOrEqual(2);
		expect((await poll({ beginWith: 'everything' })).flat()).toHaveLength(30);
	});

	test('after a restart in good order nothing comes again', async () => {
		await poll();
		const path = vendor.store(1);
		expect(await poll()).toEqual([[path]]);
		await new Promise((resolve) => setTimeout(resolve, 50));
		memory = JSON.parse(JSON.stringify(asSaved()).replace(/"process":"[^"]*"/, '"process":"another"')) as IDataObject;
		expect(await poll()).toEqual([]);
	});

	test('settings that cannot be meant are named', async () => {
		await expect(poll({ beginWith: 'since', since: '' })).rejects.toThrow('"Since" is empty');
		await expect(poll({ options: { lookBackMinutes: -1 } })).rejects.toThrow('"Look Back (Minutes)" is -1');
	});
});

describe('what only the CXone trigger has', () => {
	const stage = new SeaStage({}, new CxoneSeaTrigger());

	test('denied access is no end of what was not listed', async () => {
		const memory: IDataObject = {};
		const poll = async () => (await stage.n8n.poll({ parameters: {}, credential: stage.credential, memory })).flat().map(({ json }) => json.name);
		stage.seed({ [seaName(1)]: 'one' });
		await poll();
		stage.server.inject(status(403, 'AccessDenied'), { times: 2 });
		stage.seed({ [seaName(2)]: 'two' });
		expect([await poll(), await poll(), await poll()]).toEqual([[], [], [seaName(2)]]);
	});
});

describe('what only the Genesys trigger has', () => {
	const stage = new Stage({}, new GenesysRecordingsTrigger());
	let memory: IDataObject;
	beforeEach(() => (memory = {}));

	function store(paths: Record<string, Record<string, string>>): void {
		const StoredTime = `${new Date().toISOString().slice(0, 19)}Z`;
		const blobs = Object.entries(paths).map(([path, tags]) => [path, { content: 'RIFF', tags: { StoredTime, ...tags } }]);
		stage.server.seed('recordings', Object.fromEntries(blobs));
	}

	async function poll(parameters: INodeParameters, more: Partial<PollOptions> = {}): Promise<string[]> {
		const runs = await stage.n8n.poll({ parameters: { beginWith: 'everything', ...parameters }, credential: credentialOf(stage.server), memory, ...more });
		return runs.flat().map(({ json }) => String(json.path)).sort();
	}

	test.each<[string, INodeParameters, number[]]>([
		['nothing', {}, [1, 2, 3, 4]],
		['a tag', { conditions: { condition: [{ tag: 'RecordingType', operator: 'equals', value: 'SCREEN' }] } }, [2]],
		['a folder', { folder: { __rl: true, mode: 'path', value: 'mytenant/' } }, [1, 2, 3]],
		['an extension', { filters: { extensions: 'mp3.bin' } }, [3]],
		['a time of start', { filters: { startedAfter: '2026-02-01T00:00:00Z' } }, [2, 3]],
		['a time of storage that is over', { filters: { storedBefore: '2026-02-01T00:00:00Z' } }, []],
	])('filters by %s', async (_, parameters, expected) => {
		const paths = [recordingPath(1), recordingPath(2, '2026-02-03T08:00:00Z'), `${recordingPath(3, '2026-02-03T08:00:00Z')}.bin`, recordingPath(4).replace('mytenant', 'other')];
		store(Object.fromEntries(paths.map((path, index) => [path, { RecordingType: index === 1 ? 'SCREEN' : 'CALL' }])));
		expect(await poll(parameters)).toEqual(expected.map((number) => paths[number - 1]).sort());
	});

	// Too long to wait for: the download fails at once.
	const tooBusy = status(503, 'ServerBusy', { 'Retry-After': '600' });
	const isOf = (path: string) => ({ method, blob }: { method: string; blob?: string }) => method === 'GET' && blob === path;
	const inDays = (days: number) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;

	test.each<[string, number, INodeParameters, string[]]>([
		['in some days', 3.5, {}, ['The token under Recordings Container expires in 3 days']],
		['today', 0.5, {}, ['The token under Recordings Container expires in 12 hours']],
		['later', 30, {}, []],
		['later, where it is to be told early', 30.5, { warnBeforeExpiryDays: 31 }, ['The token under Recordings Container expires in 30 days']],
		['soon, where nobody wants to know', 3.5, { warnBeforeExpiryDays: 0 }, []],
	])('a token that expires %s is told once a day, and the poll goes on', async (_, days, options, expected) => {
		// Another node for each case: a warning is remembered for as long as the process lives.
		const n8n = stage.n8n;
		const credential = credentialOf(stage.server, { recordingsToken: tokenWith({ se: inDays(days) }) });
		store({ [recordingPath(1)]: { RecordingType: 'CALL' } });
		const told: NodeFailure[] = [];
		const nodeId = `expiry ${_}`;
		const [run] = await n8n.poll({ parameters: { beginWith: 'everything', options }, credential, memory, told, nodeId });
		await n8n.poll({ parameters: { beginWith: 'everything', options }, credential, memory, told, nodeId });
		expect(run).toHaveLength(1);
		expect(told.map(({ message }) => message.replace(/ \(.*/, ''))).toEqual(expected);
		for (const { description } of told) expect(description).toMatch(/^Generate a new one in Agent Setup/);
	});

	async function failsFor(polls: number, more: Partial<PollOptions> = {}): Promise<string[]> {
		const messages: string[] = [];
		for (let count = 0; count < polls; count++) await poll({ download: true }, more).then((paths) => messages.push(paths.join()), ({ message }: Error) => messages.push(message));
		return messages;
	}

	test('a file that never comes in the time of a poll goes on without it at last, and says what to do', async () => {
		store({ [recordingPath(1)]: {}, [recordingPath(2)]: {} });
		stage.server.inject(stall(1), { times: 100, on: isOf(recordingPath(2)) });
		const budget = { budgetMs: 700, nodeId: 'slow' };
		expect(await failsFor(4, budget)).toEqual(Array(4).fill(expect.stringContaining('did not come in the time that n8n gives to a poll')));
		const [run] = await stage.n8n.poll({ parameters: { beginWith: 'everything', download: true }, credential: credentialOf(stage.server), memory, ...budget });
		expect(run.map(({ json, binary }) => [json.path, json.errorCode, binary !== undefined])).toEqual([
			[recordingPath(1), undefined, true],
			[recordingPath(2), 'TIMED_OUT', false],
		]);
		expect(run[1].json.advice).toMatch(/put a Download node behind it/);
	});

	test('a file that fails again and again while others come does not keep back these for ever', async () => {
		store({ [recordingPath(1)]: {}, [recordingPath(2)]: {} });
		stage.server.inject(tooBusy, { times: 1_000, on: isOf(recordingPath(2)) });
		expect(await failsFor(4)).toEqual(Array(4).fill(expect.stringContaining(recordingPath(2))));
		expect(await poll({ download: true })).toEqual([recordingPath(1), recordingPath(2)]);
	});

	test('while nothing at all comes, nothing is given up', async () => {
		store({ [recordingPath(1)]: {}, [recordingPath(2)]: {} });
		stage.server.inject(tooBusy, { times: 1_000, on: ({ method, blob }) => method === 'GET' && blob !== '' });
		expect(await failsFor(8, { nodeId: 'outage' })).toHaveLength(8);
		stage.server.heal();
		expect(await poll({ download: true }, { nodeId: 'outage' })).toEqual([recordingPath(1), recordingPath(2)]);
	});

	test('a container token that has expired skips nothing, though the account token still finds', async () => {
		store({ [recordingPath(1)]: {}, [recordingPath(2)]: {} });
		const expired = credentialOf(stage.server, { recordingsToken: tokenWith({ se: '2026-01-01T00:00:00Z' }) });
		stage.server.inject(status(403, 'AuthenticationFailed'), { times: 2, on: ({ method, blob }) => method === 'GET' && blob !== '' });
		await expect(poll({ download: true }, { credential: expired })).rejects.toThrow(/token/);
		expect(await poll({ download: true })).toEqual([recordingPath(1), recordingPath(2)]);
	});

	test('with the credential of another account it begins anew, with a new token of the same one it goes on', async () => {
		const other = await BlobServer.start({ account: 'anothertenant' });
		try {
			other.store.createContainer('recordings');
			store({ [recordingPath(1)]: {} });
			other.seed('recordings', { [recordingPath(2)]: { content: 'RIFF', tags: { StoredTime: '2026-01-01T00:00:00Z' } } });
			expect(await poll({})).toEqual([recordingPath(1)]);
			expect(await poll({}, { credential: credentialOf(stage.server, { accountToken: stage.server.accountSas('fl') }) })).toEqual([]);
			expect(await poll({}, { credential: credentialOf(other) })).toEqual([recordingPath(2)]);
		} finally {
			await other.close();
		}
	});

	test('without an account token nothing is forgotten', async () => {
		store({ [recordingPath(1)]: {} });
		expect(await poll({})).toEqual([recordingPath(1)]);
		await expect(poll({}, { credential: credentialOf(stage.server, { accountSecretUrl: '', accountToken: '' }) })).rejects.toThrow(/account/);
		memory = {};
		expect(await poll({})).toEqual([]);
	});

	test('a file that is gone goes on without it, beside the others', async () => {
		store({ [recordingPath(1)]: {}, [recordingPath(2)]: {} });
		stage.server.inject(status(404, 'BlobNotFound'), { times: 100, on: isOf(recordingPath(1)) });
		const [run] = await stage.n8n.poll({ parameters: { beginWith: 'everything', download: true }, credential: credentialOf(stage.server), memory });
		expect(run.map(({ json, binary }) => [json.errorCode, binary !== undefined])).toEqual([['NOT_FOUND', false], [undefined, true]]);
	});
});

describe('what only the 8x8 trigger has', () => {
	const stage = new TenantStage({}, new EightByEightRecordingsTrigger());
	const FOLDER = 'S20260120';
	// 10:00 on that day in Los Angeles, and 23:30, which is the next day in UTC.
	const [MORNING, NIGHT] = [`${FOLDER}/R202601201800000001.wav`, 'S20260121/R202601210730000002.wav'];
	const row = (path: string, more: Record<string, string> = {}) => ({ FILENAME: path.slice(path.indexOf('/') + 1), DIRECTORY: path.slice(0, path.indexOf('/')), 'AGENT NAME': 'Jane Doe', ...more });
	let memory: IDataObject;
	beforeEach(() => {
		memory = {};
		jest.useFakeTimers({ doNotFake: ['setTimeout', 'setImmediate', 'setInterval', 'nextTick', 'queueMicrotask', 'performance', 'hrtime', 'clearTimeout', 'clearImmediate', 'clearInterval'] });
	});
	afterEach(() => jest.useRealTimers());

	/** A poll at a moment in UTC. */
	async function pollAt(at: string, { options, ...parameters }: INodeParameters = {}, more: Partial<PollOptions> = {}): Promise<IDataObject[]> {
		jest.setSystemTime(new Date(at));
		const all = { beginWith: 'everything', days: 3, withIndexData: true, ...parameters, options: { minimumAgeMinutes: 0, ...(options as object) } };
		return (await stage.n8n.poll({ parameters: all, credential: stage.credential, memory, nodeId: expect.getState().currentTestName, ...more })).flat().map(({ json }) => json);
	}
	const agents = (items: IDataObject[]) => items.map(({ path, call }) => [path, (call as IDataObject | undefined)?.agentName]);

	test('everything there is, from folders that are older than what is stored in them, slice by slice', async () => {
		const days = Array.from({ length: 12 }, (_, index) => `202601${String(index + 1).padStart(2, '0')}`);
		const paths = days.flatMap((day) => [0, 1, 2].map((number) => `S${day}/R${day}1200000${String(number).padStart(3, '0')}.wav`));
		stage.server.seed(Object.fromEntries(paths.map((path) => [path, 'RIFF'])));
		jest.setSystemTime(new Date('2026-01-22T10:00:00Z'));
		const poll = async () =>
			await stage.n8n.poll({ parameters: { beginWith: 'everything', days: 2, options: { minimumAgeMinutes: 0, perExecution: 5 } }, credential: stage.credential, memory, budgetMs: 0 });
		const found: string[] = [];
		for (let count = 0; count < 12; count++) found.push(...(await poll()).flat().map(({ json }) => String(json.path)));
		expect(found.sort()).toEqual(paths);
	});

	test('New is new where the last days hold no folder', async () => {
		stage.server.seed({ [MORNING]: 'RIFF', [NIGHT]: 'RIFF' });
		const poll = async (at: string) => await pollAt(at, { beginWith: 'now', days: 2, withIndexData: false });
		expect([await poll('2026-03-01T10:00:00Z'), await poll('2026-03-01T10:05:00Z')]).toEqual([[], []]);
		stage.server.seed({ 'S20260301/R202603011000000001.wav': 'RIFF' });
		expect((await poll('2026-03-01T10:10:00Z')).map(({ path }) => path)).toEqual(['S20260301/R202603011000000001.wav']);
	});

	test('recordings wait for the index of their day, and bring its row', async () => {
		stage.server.seed({ [MORNING]: 'RIFF', [NIGHT]: 'RIFF' });
		expect(await pollAt('2026-01-20T20:00:00Z')).toEqual([]);
		expect(await pollAt('2026-01-21T09:00:00Z')).toEqual([]);
		stage.server.seed({ [`${FOLDER}/I20260120_version2.csv`]: indexOf([row(MORNING), row(NIGHT, { 'AGENT NAME': 'Late Night' })]) });
		expect(agents(await pollAt('2026-01-21T10:00:00Z'))).toEqual([[MORNING, 'Jane Doe'], [NIGHT, 'Late Night']]);
		expect(await pollAt('2026-01-21T10:01:00Z')).toEqual([]);
	});

	test('while nothing can be there, no index is asked for; and not at each poll', async () => {
		stage.server.seed({ [MORNING]: 'RIFF' });
		const askedAt = async (at: string) => {
			const before = stage.server.commands.length;
			await pollAt(at);
			return stage.server.commands.slice(before).filter((command) => /^RETR/.test(command)).length > 0;
		};
		expect([await askedAt('2026-01-20T20:00:00Z'), await askedAt('2026-01-21T09:00:00Z'), await askedAt('2026-01-21T09:05:00Z'), await askedAt('2026-01-21T09:11:00Z')]).toEqual([false, true, false, true]);
	});

	test('one that its index does not list comes without, once no other index may list it', async () => {
		stage.server.seed({ [MORNING]: 'RIFF', [NIGHT]: 'RIFF', [`${FOLDER}/I20260120_version2.csv`]: indexOf([row('S20260120/R202601201900000009.wav')]) });
		expect(agents(await pollAt('2026-01-21T10:00:00Z'))).toEqual([]);
		expect(agents(await pollAt('2026-01-21T10:10:00Z'))).toEqual([[MORNING, undefined]]);
		stage.server.seed({ 'S20260121/I20260121_version2.csv': indexOf([row(NIGHT)]) });
		expect(agents(await pollAt('2026-01-22T10:00:00Z'))).toEqual([[NIGHT, 'Jane Doe']]);
	});

	test.each<[string, INodeParameters]>([
		['no filters', {}],
		['a filter on calls', { filters: { agentName: 'Jane Doe' } }],
	])('an index that comes late, and piece by piece, with %s', async (_, parameters) => {
		const [noon, nextDay] = [`${FOLDER}/R202601202000000003.wav`, 'S20260121/R202601211800000004.wav'];
		const seedAt = (at: string, files: Record<string, string>) => {
			stage.server.seed(files);
			for (const path of Object.keys(files)) stage.server.store.files.get(path)!.modifiedMs = Date.parse(at);
		};
		const index = (...paths: string[]) => ({ [`${FOLDER}/I20260120_version2.csv`]: indexOf(paths.map((path) => row(path))) });
		seedAt('2026-01-20T20:00:00Z', { [MORNING]: 'RIFF', [noon]: 'RIFF' });
		expect(await pollAt('2026-01-20T20:20:00Z', parameters)).toEqual([]);
		// By its time the two are old, when their index comes.
		seedAt('2026-01-21T18:10:00Z', { [nextDay]: 'RIFF' });
		seedAt('2026-01-21T20:00:00Z', index('S20260120/R202601201900000009.wav'));
		expect(await pollAt('2026-01-21T20:00:00Z', parameters)).toEqual([]);
		seedAt('2026-01-21T20:05:00Z', index('S20260120/R202601201900000009.wav', MORNING));
		expect(agents(await pollAt('2026-01-21T20:10:00Z', parameters))).toEqual([[MORNING, 'Jane Doe']]);
		seedAt('2026-01-21T20:15:00Z', index('S20260120/R202601201900000009.wav', MORNING, noon));
		expect(agents(await pollAt('2026-01-21T20:20:00Z', parameters))).toEqual([[noon, 'Jane Doe']]);
	});

	test.each([
		['waits', 2, 30],
		['is not kept waiting', 30, 1],
	])('a backlog that %s comes poll by poll, with its rows', async (_, daysAgo, waitForIndexDays) => {
		const day = new Date(Date.parse('2026-01-31T12:00:00Z') - daysAgo * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
		const paths = Array.from({ length: 20 }, (__, number) => `S${day}/R${day}200000${String(number).padStart(4, '0')}.wav`);
		stage.server.seed({ ...Object.fromEntries(paths.map((path) => [path, 'RIFF'])), [`S${day}/I${day}_version2.csv`]: indexOf(paths.map((path) => row(path))) });
		const found: IDataObject[] = [];
		// A poll has time for one execution.
		for (let minute = 0; minute < 4; minute++) found.push(...(await pollAt(`2026-01-31T12:0${minute}:00Z`, { waitForIndexDays, options: { perExecution: 5 } }, { budgetMs: -10_000 })));
		expect(agents(found)).toEqual(paths.map((path) => [path, 'Jane Doe']));
	});

	test('a test in the editor shows what is there, young or without its index', async () => {
		jest.setSystemTime(new Date('2026-01-20T20:00:00Z'));
		stage.server.seed({ [MORNING]: 'RIFF' });
		stage.server.store.files.get(MORNING)!.modifiedMs = Date.now() - 60_000;
		for (const withIndexData of [false, true]) {
			const shown = await pollAt('2026-01-20T20:00:00Z', { withIndexData, options: { minimumAgeMinutes: 5 } }, { mode: 'manual' });
			expect(agents(shown)).toEqual([[MORNING, undefined]]);
		}
	});

	test('an index that never comes is not waited for for ever', async () => {
		stage.server.seed({ [MORNING]: 'RIFF' });
		expect(await pollAt('2026-01-22T10:00:00Z', { waitForIndexDays: 2 })).toEqual([]);
		expect(agents(await pollAt('2026-01-22T19:00:00Z', { waitForIndexDays: 2 }))).toEqual([[MORNING, undefined]]);
	});

	test('filters on calls', async () => {
		stage.server.seed({ [MORNING]: 'RIFF', [NIGHT]: 'RIFF', [`${FOLDER}/I20260120_version2.csv`]: indexOf([row(MORNING), row(NIGHT, { 'AGENT NAME': 'Late Night' })]) });
		expect(agents(await pollAt('2026-01-22T10:00:00Z', { filters: { agentName: 'late night' } }))).toEqual([[NIGHT, 'Late Night']]);
	});

	test('with the credential of another tenant it begins anew, though the clock of that server is hours behind', async () => {
		const other = await FtpServer.start({ user: 'globex', password: PASSWORD });
		try {
			const parameters = { withIndexData: false };
			stage.server.seed({ [MORNING]: 'RIFF' });
			stage.server.store.files.get(MORNING)!.modifiedMs = Date.parse('2026-01-20T18:10:00Z');
			expect(await pollAt('2026-01-20T18:20:00Z', parameters)).toHaveLength(1);
			const path = `${FOLDER}/R202601201900000005.wav`;
			other.seed({ [path]: 'RIFF' });
			other.store.files.get(path)!.modifiedMs = Date.parse('2026-01-20T12:10:00Z');
			const credential = { ...stage.credential, tenantName: 'globex', port: String(other.port) };
			expect((await pollAt('2026-01-20T19:20:00Z', parameters, { credential })).map((item) => item.path)).toEqual([path]);
		} finally {
			await other.close();
		}
	});

	test('with its file, an item keeps its row', async () => {
		stage.server.seed({ [MORNING]: 'RIFF', [`${FOLDER}/I20260120_version2.csv`]: indexOf([row(MORNING)]) });
		const [item] = await pollAt('2026-01-22T10:00:00Z', { download: true });
		expect(item).toMatchObject({ path: MORNING, verifiedBy: 'size', call: { agentName: 'Jane Doe' } });
	});
});
