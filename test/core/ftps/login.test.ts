import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { Secret } from '../../../core/secrets/secret';
import { MOST_REFUSALS_RETRIED } from '../../../core/sources/ftps/connections';
import { withLayers } from '../../../core/sources/layers';
import { closeAll, contentOf, failureOf, openSource, setUp, until } from './stage';

afterEach(closeAll);

const TRIES = { attempts: 4, firstDelayMs: 1, maxDelayMs: 2, maxRetryAfterMs: 10 };
const layers = { concurrency: 8, retry: TRIES };
const INCORRECT = { answer: [530, 'Login incorrect.'] as [number, string] };

describe('a login that is refused', () => {
	test('for a wrong password is final', async () => {
		const { server, source } = await setUp({ call: 'x' }, {}, { password: new Secret('wrong horse battery'), credentialLabel: 'The SFTP password of "8x8"' });
		const failure = await failureOf(source, async () => await withLayers(source, layers).stat('call', {}));
		expect(failure).toMatchObject({ code: 'CREDENTIAL_REFUSED', retryable: false, serviceCode: '530' });
		expect(failure.detail).toBe('The SFTP password of "8x8": the server answered 530: Login incorrect');
		expect(server.count('PASS')).toBe(1);
	});

	test('is asked for once, by however many files at once, and by who comes soon after', async () => {
		const { server, source } = await setUp({ call: 'x' }, {}, { password: new Secret('wrong horse battery'), credentialLabel: 'The password' });
		const layered = withLayers(source, layers);
		const failures = await Promise.all(Array.from({ length: 60 }, async () => await failureOf(layered, async () => await layered.stat('call', {}))));
		const another = await openSource(server, { password: new Secret('wrong horse battery'), credentialLabel: 'The password' });
		failures.push(await failureOf(another, async () => await another.read('call', { offset: 0 })));
		expect(server.count('PASS')).toBe(1);
		const told = failures.map(({ code, retryable, detail = '', attempts }) => [code, retryable, detail.startsWith('The password: the server answered 530: Login incorrect'), attempts ?? 1]);
		expect(new Set(told.map(String))).toEqual(new Set(['CREDENTIAL_REFUSED,false,true,1']));
		expect(failures.filter(({ detail }) => /it was not asked again.*next run from \d\d:\d\d:\d\d UTC/.test(detail ?? ''))).toHaveLength(60);
	});

	test('is asked for again by another password, and by a test of the credential', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('PASS', INCORRECT, { times: 2 });
		await failureOf(source, async () => await source.stat('call', {}));
		const tested = await openSource(server, { asksAgain: true });
		for (let turn = 0; turn < 3; turn++) expect(await failureOf(tested, async () => await tested.stat('call', {}))).toMatchObject({ code: 'CREDENTIAL_REFUSED' });
		expect(server.count('PASS')).toBe(2);
		const other = await openSource(server, { password: new Secret('wrong horse battery') });
		await failureOf(other, async () => await other.stat('call', {}));
		expect(server.count('PASS')).toBe(3);
		const good = await openSource(server, { asksAgain: true });
		expect((await good.stat('call', {})).sizeBytes).toBe(1);
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
	});

	test.each<[string, [number, string]]>([
		['that is full', [530, 'Sorry, max 2 clients from your host']],
		['whose folder of the user is closed', [550, 'Cannot change directory']],
	])('by a server %s is no wrong password: it is asked again', async (_, answer) => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('PASS', { answer });
		await failureOf(source, async () => await source.stat('call', {}));
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
	});

	test('at random is tried again, where the password was right before', async () => {
		const { server, source } = await setUp({ call: 'x' });
		await source.stat('call', {});
		const another = withLayers(await openSource(server), layers);
		server.faults.inject('PASS', INCORRECT, { times: 3 });
		expect((await another.stat('call', {})).sizeBytes).toBe(1);
		expect(server.count('PASS')).toBe(5);
	});

	test('at random does not disturb who can do with the other connections', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('PASS', INCORRECT, { from: 2, times: Infinity });
		await source.stat('call', {});
		const sizes = await Promise.all(Array.from({ length: 12 }, async () => (await source.stat('call', {})).sizeBytes));
		expect(new Set(sizes)).toEqual(new Set([1]));
		expect(server.count('PASS')).toBeLessThanOrEqual(5);
	});

	test('again and again is final, be the password proven or not', async () => {
		const { server, source } = await setUp({ call: 'x' });
		await source.stat('call', {});
		server.faults.inject('PASS', INCORRECT, { times: Infinity });
		const another = await openSource(server);
		const outcomes: boolean[] = [];
		for (let turn = 0; turn <= MOST_REFUSALS_RETRIED; turn++) outcomes.push((await failureOf(another, async () => await another.stat('call', {}))).retryable);
		expect(outcomes).toEqual([...Array<boolean>(MOST_REFUSALS_RETRIED).fill(true), false]);
	});

	test('with other words than 530', async () => {
		for (const [code, text, expected] of [[430, 'Invalid username or password', 'CREDENTIAL_REFUSED'], [332, 'Need account for login.', 'CREDENTIAL_REFUSED'], [534, 'Policy requires SSL', 'TLS_FAILED']] as const) {
			const { server, source } = await setUp({ call: 'x' });
			server.faults.inject('PASS', { answer: [code, text] });
			expect(await failureOf(source, async () => await source.stat('call', {}))).toMatchObject({ code: expected, retryable: false });
		}
	});
});

describe('a server that lets in few', () => {
	test.each<[string, [number, string]]>([
		['says 421', [421, 'There are too many connected users, please try later.']],
		['says 530', [530, 'Sorry, the maximum number of allowed clients (2) are already connected.']],
	])('and %s: all files come over those few', async (_, sendsAway) => {
		const files = Object.fromEntries(Array.from({ length: 30 }, (_name, index) => [`call ${index}`, `${index}`]));
		const { server, source } = await setUp(files, { maxLogins: 2, sendsAway }, { maxConnections: 6 });
		const contents = await Promise.all(Object.keys(files).map(async (path) => String(await contentOf(source, path))));
		expect(contents).toEqual(Object.values(files));
		expect([server.mostLogins, server.loginCount]).toEqual([2, 2]);
		expect(server.count('PASS')).toBeLessThanOrEqual(6);
	});

	test('and none of us', async () => {
		const { source } = await setUp({ call: 'x' }, { maxLogins: 0 });
		const failure = await failureOf(source, async () => await source.stat('call', {}));
		expect(failure).toMatchObject({ code: 'THROTTLED', retryable: true });
		expect(failure.advice).toContain('fewer connections');
	});

	test('and says so before the login', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('login', { answer: [421, 'Too many connections from this address'] });
		expect(await failureOf(source, async () => await source.stat('call', {}))).toMatchObject({ code: 'THROTTLED' });
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
	});
});

describe('a connection', () => {
	test('that the server ended while it was idle is replaced', async () => {
		const { server, source } = await setUp({ call: 'x' });
		await source.stat('call', {});
		server.dropAll();
		await until(() => server.openSockets === 0);
		await delay(30);
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
		expect(server.loginCount).toBe(2);
	});

	test('that the server ends with a word is not used again', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('MDTM', { saysFirst: '421 Timeout.\r\n' });
		await source.stat('call', {}).catch(() => {});
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
		expect(server.loginCount).toBe(2);
	});

	test('to a server that forgets commands which come too early asks them one by one', async () => {
		const { server, source } = await setUp({ call: 'x' }, { pipelines: false });
		expect(String(await contentOf(source, 'call'))).toBe('x');
		expect(String(await contentOf(source, 'call'))).toBe('x');
		expect(server.loginCount).toBe(2);
	});

	test('whose answers come byte by byte', async () => {
		const { source } = await setUp({ call: 'x' }, { dribbles: true });
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
		expect(String(await contentOf(source, 'call'))).toBe('x');
	});

	test('whose greeting takes its time', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('login', { saysFirst: '120 Ready in a minute\r\n' });
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
	});

	test('to a server that refuses binary files is of no use', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('TYPE', { answer: [504, 'Not implemented for that parameter'] });
		expect(await failureOf(source, async () => await source.stat('call', {}))).toMatchObject({ code: 'UNSUPPORTED' });
	});

	test.each(['SIZE', 'FEAT', 'USER'])('that is lost at %s is CONNECTION_FAILED', async (verb) => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject(verb, { hangUp: true });
		const failure = await failureOf(source, async () => await source.stat('call', {}));
		expect(failure).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
	});
});

describe('the password', () => {
	const PASSWORD = 'geheim-Wörter 4711';

	test('may be any text', async () => {
		const { source } = await setUp({ call: 'x' }, { user: 'Müller', password: PASSWORD });
		expect((await source.stat('call', {})).sizeBytes).toBe(1);
	});

	test.each<[string, string, string]>([
		['is repeated by the server', PASSWORD, Buffer.from(PASSWORD).toString('latin1')],
		['is repeated by the server in an encoding of its own', PASSWORD, PASSWORD],
		['is short', 'p4711', 'p4711'],
	])('stays out of errors when it %s', async (_, password, repeated) => {
		const { server, source } = await setUp({ call: 'x' }, { password });
		server.faults.inject('PASS', { answer: [530, `Login incorrect for ${repeated}`] });
		let thrown: unknown;
		await source.stat('call', {}).catch((error: unknown) => (thrown = error));
		const failure = await failureOf(source, async () => await Promise.reject(thrown as Error));
		for (const shown of [inspect(thrown, { depth: 9 }), inspect(failure, { depth: 9 }), JSON.stringify(failure)]) {
			expect(shown).not.toContain('4711');
			expect(shown).not.toContain('geheim');
		}
	});

	test.each(['a\r\nDELE call', 'a\0b'])('cannot hold commands (%#)', async (password) => {
		const { server, source } = await setUp({ call: 'x' }, {}, { password: new Secret(password) });
		const failure = await failureOf(source, async () => await source.stat('call', {}));
		expect(failure).toMatchObject({ code: 'CREDENTIAL_INVALID' });
		expect(inspect(failure)).not.toContain('DELE');
		expect(server.count('DELE')).toBe(0);
	});

	test('is kept out of the open source', async () => {
		const { source } = await setUp({}, { password: PASSWORD });
		expect(inspect(source, { depth: 9, showHidden: true })).not.toContain('4711');
	});
});
