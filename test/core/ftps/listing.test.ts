import { setTimeout as delay } from 'node:timers/promises';
import { closeAll, contentOf, failureOf, listed, openSource, setUp, until } from './stage';
import { wire } from '../../servers/ftp/ftp-store';

afterEach(closeAll);

const DAYS = { 'S20160606/R1.wav': 'a', 'S20160607/R2.wav': 'b', 'S2017/R3.wav': 'c', 'Index/I20160606.csv': 'd', '.hidden/x': 'e' };

describe('a listing', () => {
	// At every moment of it: also while the server opens the connection for data, and nobody is there any more to take it.
	test('that is broken off gives its connection back', async () => {
		const { server, source } = await setUp(DAYS, { latencyMs: 10 }, { maxConnections: 1 });
		await listed(source);
		for (let waitMs = 0; waitMs < 60; waitMs += 5) {
			const controller = new AbortController();
			const listing = source.listPage({ prefix: 'Index/', signal: controller.signal }).catch(() => {});
			await delay(waitMs);
			controller.abort();
			await listing;
			expect(await listed(source, 'Index/')).toEqual(['Index/I20160606.csv']);
		}
		expect(server.mostLogins).toBe(1);
	}, 60_000);

	test('tells the time of servers with MLSD, and none of those without', async () => {
		const { source } = await setUp({ call: 'x' });
		expect((await source.listPage({ prefix: '' })).entries).toEqual([{ path: 'call', sizeBytes: 1, lastModified: '2021-03-10T17:40:43Z' }]);
		const { source: old } = await setUp({ call: 'x' }, { mlsd: false });
		expect((await old.listPage({ prefix: '' })).entries).toEqual([{ path: 'call', sizeBytes: 1 }]);
	});

	test('looks only into folders that can have what is asked for', async () => {
		const { server, source } = await setUp(DAYS);
		expect(await listed(source, 'S2016')).toEqual(['S20160606/R1.wav', 'S20160607/R2.wav']);
		expect(server.commands.filter((command) => command.startsWith('MLSD')).sort()).toEqual(['MLSD /', 'MLSD /S20160606', 'MLSD /S20160607']);
	});

	test.each([
		['of a server with MLSD', {}],
		['of a server with LIST -a', { mlsd: false }],
	])('shows hidden files %s', async (_, options) => {
		const { source } = await setUp(DAYS, options);
		expect(await listed(source)).toContain('.hidden/x');
	});

	test('is not taken for empty where "-a" is taken for a name', async () => {
		const { server, source } = await setUp(DAYS, { mlsd: false, knowsListAll: false });
		expect(await listed(source)).toEqual(['Index/I20160606.csv', 'S20160606/R1.wav', 'S20160607/R2.wav', 'S2017/R3.wav']);
		expect(server.commands.filter((command) => command === 'LIST -a')).toHaveLength(1);
	});

	test.each<[string, [number, string]]>([
		['refuses "-a"', [501, 'Invalid parameter']],
		['finds nothing of the name "-a"', [550, '-a: No such file or directory']],
	])('goes on without where the server %s', async (_, answer) => {
		const { server, source } = await setUp(DAYS, { mlsd: false });
		server.faults.inject('LIST', { answer });
		expect(await listed(source, 'Index/')).toEqual(['Index/I20160606.csv']);
	});

	test('goes on by LIST where MLSD is promised and not there', async () => {
		const { server, source } = await setUp(DAYS);
		server.faults.inject('MLSD', { answer: [502, 'not implemented'] }, { times: Infinity });
		expect(await listed(source, 'Index/')).toEqual(['Index/I20160606.csv']);
	});

	test('is never by LIST, which tells other times, where MLSD has worked', async () => {
		const { server, source } = await setUp(DAYS);
		const before = (await source.listPage({ prefix: '' })).entries;
		server.faults.inject('MLSD', { answer: [502, 'not now'] }, { times: 3 });
		for (let times = 0; times < 3; times++) {
			expect(await failureOf(source, async () => await listed(source))).toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
		}
		expect((await source.listPage({ prefix: '' })).entries).toEqual(before);
		expect(server.count('LIST')).toBe(0);
	});

	test.each<[string, [number, string]]>([
		['refuses to say what it can do', [502, 'not now']],
		['leaves MLSD out of what it can do', [211, 'none']],
	])('nor where another source begins, to which the server %s', async (_, answer) => {
		const { server, source } = await setUp(DAYS);
		const before = (await source.listPage({ prefix: '' })).entries;
		const other = await openSource(server);
		server.faults.inject('FEAT', { answer });
		expect((await other.listPage({ prefix: '' })).entries).toEqual(before);
		expect(server.count('LIST')).toBe(0);
	});

	test('but by LIST after all where MLSD is denied again and again: the server is another one', async () => {
		const { server, source } = await setUp(DAYS);
		await listed(source);
		server.faults.inject('MLSD', { answer: [502, 'not implemented'] }, { times: Infinity });
		let failures = 0;
		while (failures < 30 && !(await listed(source).catch(() => undefined))) failures++;
		expect(failures).toBe(20);
		expect(server.count('LIST')).toBeGreaterThan(0);
		const other = await openSource(server);
		expect((await listed(other)).length).toBeGreaterThan(0);
	});

	test('waits until a busy server says what it can do', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('FEAT', { answer: [451, 'busy'] });
		expect(await failureOf(source, async () => await listed(source))).toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
		expect((await source.listPage({ prefix: '' })).entries).toEqual([{ path: 'call', sizeBytes: 1, lastModified: '2021-03-10T17:40:43Z' }]);
	});

	test.each<[number, string]>([
		[450, 'No files found'],
		[550, 'No files found.'],
	])('is empty where the server says so as an error: %d %s', async (code, text) => {
		const { server, source } = await setUp({ 'day/': '' }, { mlsd: false });
		server.faults.inject('LIST', { answer: [code, text] }, { times: Infinity });
		expect(await listed(source)).toEqual([]);
	});

	test('follows links to files, and to folders but not in circles', async () => {
		const { server, source } = await setUp({ 'day/call.wav': 'four' });
		server.store.link('latest.wav', 'day/call.wav');
		server.store.link('today', 'day');
		server.store.link('day/up', '');
		server.store.link('broken', 'nowhere');
		expect((await source.listPage({ prefix: '' })).entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
			['day/call.wav', 4],
			['day/up/day/call.wav', 4],
			['day/up/latest.wav', 4],
			['latest.wav', 4],
			['today/call.wav', 4],
		]);
	});

	test('has names that are not UTF-8, which can be read, and removed', async () => {
		const { server, source } = await setUp({ 'Müller.wav': 'UTF-8' });
		server.store.seed(Buffer.from('Müller.wav', 'latin1').toString('latin1'), Buffer.from('Latin-1'));
		const names = await listed(source);
		expect(names).toEqual(['Müller.wav', 'M\uF7FCller.wav']);
		expect(String(await contentOf(source, names[0]))).toBe('UTF-8');
		expect(String(await contentOf(source, names[1]))).toBe('Latin-1');
		await source.remove(names[1], {});
		expect([...server.store.files.keys()]).toEqual([wire('Müller.wav')]);
	});

	test('leaves uploads out that are under way', async () => {
		const { source } = await setUp({ '.upload-0123456789abcdef.part': 'x', '.upload-0123456789abcdef.old': 'x', '.upload-1.part': 'y' });
		expect(await listed(source)).toEqual(['.upload-1.part']);
	});
});

describe('a folder that cannot be listed', () => {
	test('is left out when it was removed meanwhile', async () => {
		const { server, source } = await setUp(DAYS);
		server.faults.inject('MLSD', { lines: ['type=dir; S2016', 'type=dir; S2017'] });
		expect(await listed(source)).toEqual(['S2017/R3.wav']);
		expect(await listed(source, 'Nothing/')).toEqual([]);
	});

	test('is an error when it is still there', async () => {
		const { server, source } = await setUp(DAYS, {}, { maxConnections: 1 });
		for (const from of [3, 4]) server.faults.inject('MLSD', { answer: [550, 'Failed to change directory.'] }, { from });
		expect(await failureOf(source, async () => await listed(source))).toMatchObject({ code: 'PERMISSION_DENIED', serviceCode: '550' });
	});

	test('is listed when it was made since', async () => {
		const { server, source } = await setUp(DAYS, {}, { maxConnections: 1 });
		const before = await listed(source);
		server.faults.inject('MLSD', { answer: [550, 'Failed to change directory.'] }, { from: 3 });
		expect(await listed(source)).toEqual(before);
	});

	test('is an error when it is the folder of the credential', async () => {
		const { source } = await setUp(DAYS, { mlsd: false }, { root: 'elsewhere' });
		const { message, advice } = await failureOf(source, async () => await listed(source));
		expect(message).toContain('550');
		expect(advice).toContain('folder in the credential');
	});
});

describe('a listing that goes wrong', () => {
	test.each<[string, object, string]>([
		['is cut, and the server says so', { cutAfterBytes: 10, thenSays: [426, 'Connection closed; transfer aborted.'] }, 'CONNECTION_FAILED'],
		['is in a language of its own', { lines: ['+i8388621.29609,m824255902,/,\tdev'] }, 'INVALID_RESPONSE'],
		['has a name that leads out of its folder', { lines: ['type=file;size=1; ../x'] }, 'INVALID_RESPONSE'],
		['loses its control connection', { hangUp: true }, 'CONNECTION_FAILED'],
		['is refused for want of a session', { answer: [522, 'SSL connection failed: session reuse required'] }, 'TLS_FAILED'],
	])('%s: an error, and the next one is well', async (_, fault, code) => {
		const { server, source } = await setUp(DAYS);
		server.faults.inject('MLSD', fault);
		expect(await failureOf(source, async () => await listed(source))).toMatchObject({ code });
		expect(await listed(source, 'Index/')).toEqual(['Index/I20160606.csv']);
	});

	test('ends at once when it is cancelled, and frees its connections', async () => {
		const { server, source } = await setUp(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`call ${index}`, ''])));
		server.faults.inject('MLSD', { stallAfterBytes: 1_000 });
		const controller = new AbortController();
		const listing = source.listPage({ prefix: '', signal: controller.signal });
		await until(() => server.count('MLSD') === 1);
		controller.abort();
		await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
		expect(await listed(source)).toHaveLength(5_000);
		expect(server.mostLogins).toBeLessThanOrEqual(2);
	});
});

test('a folder of 50,000 files is listed once, in pages, without holding the event loop', async () => {
	const { server, source } = await setUp({ seed: '' });
	const lines = Array.from({ length: 50_000 }, (_, index) => `type=file;size=${index};modify=20210310174042; R2021031017404${String((index * 7_919) % 50_000).padStart(5, '0')}.wav`);
	server.faults.inject('MLSD', { lines }, { times: Infinity });
	await source.stat('seed', {});
	// Turns, not time: how long one takes, other work on the machine decides.
	let turns = 0;
	const count = () => {
		turns++;
		counting = setImmediate(count);
	};
	let counting = setImmediate(count);
	const paths = new Set<string>();
	let token: string | undefined;
	do {
		const page = await source.listPage({ prefix: '', token, pageSize: 1_000 });
		for (const { path } of page.entries) paths.add(path);
		token = page.nextToken;
	} while (token !== undefined);
	clearImmediate(counting);
	expect(paths.size).toBe(50_000);
	expect(server.count('MLSD')).toBe(1);
	expect(turns).toBeGreaterThan(20);
});
