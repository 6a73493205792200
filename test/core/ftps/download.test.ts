import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Control } from '../../../core/sources/ftps/control';
import { withLayers } from '../../../core/sources/layers';
import { patternBytes } from '../../conformance/checks/tools';
import type { FtpFault } from '../../servers/ftp/ftp-faults';
import type { FtpServerOptions } from '../../servers/ftp/ftp-server';
import { closeAll, contentOf, failureOf, setUp, until } from './stage';

afterEach(closeAll);

const CALL = patternBytes(300_000);
const TRIES = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2, maxRetryAfterMs: 10 };

describe('a server that has told sizes, and says once that it does not know how', () => {
	test.each([
		['stat', 500],
		['stat', 502],
		['read', 500],
	] as const)('%s: %d is one of the moment', async (operation, code) => {
		const { server, source } = await setUp({ call: CALL });
		await source.stat('call', {});
		server.faults.inject('SIZE', { answer: [code, 'Unknown command.'] });
		const ask = async () => (operation === 'stat' ? await source.stat('call', {}) : (await contentOf(source, 'call')).length);
		expect(await failureOf(source, ask)).toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
		await ask();
		expect(server.count('SIZE')).toBe(3);
	});

	test('is believed in the end', async () => {
		const { server, source } = await setUp({ call: CALL });
		await source.stat('call', {});
		server.faults.inject('SIZE', { answer: [500, 'Unknown command.'] }, { times: Infinity });
		let failures = 0;
		while (failures < 30 && !(await source.stat('call', {}).catch(() => undefined))) failures++;
		expect(failures).toBe(20);
	});

	test('an upload is not taken for whole', async () => {
		const { server, source } = await setUp({ call: CALL });
		await source.stat('call', {});
		server.faults.inject('SIZE', { answer: [500, 'Unknown command.'] });
		expect(await failureOf(source, async () => await source.write('new', () => Readable.from([Buffer.from('x')]), {}))).toMatchObject({ code: 'SERVICE_FAILED' });
		expect([...server.store.files.keys()]).toEqual(['call']);
	});
});

describe('a file is never whole that is not', () => {
	const cuts: [string, FtpFault, string][] = [
		['the data connection ends early, and the server says that all was sent', { cutAfterBytes: 100_000 }, 'CONNECTION_FAILED'],
		['the data connection ends early, and the server says why', { cutAfterBytes: 100_000, thenSays: [426, 'Failure writing network stream.'] }, 'CONNECTION_FAILED'],
		['the data connection is reset', { cutAfterBytes: 100_000, resets: true, thenSays: [426, 'Reset'] }, 'CONNECTION_FAILED'],
		['the data connection is reset at the end, and the server says that it failed', { resets: true, thenSays: [451, 'Read error on the disk'] }, 'SERVICE_FAILED'],
		['all has come, and the server says that it failed', { thenSays: [451, 'Local error in processing'] }, 'SERVICE_FAILED'],
		['nothing has come', { cutAfterBytes: 0 }, 'CONNECTION_FAILED'],
		['the last byte is missing', { cutAfterBytes: CALL.length - 1 }, 'CONNECTION_FAILED'],
	];

	test.each(cuts)('%s', async (_, fault, code) => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('RETR', fault);
		expect(await failureOf(source, async () => await contentOf(source, 'call'))).toMatchObject({ code });
		expect(CALL.equals(await contentOf(source, 'call'))).toBe(true);
	});

	test.each(cuts)('%s: behind the layers it goes on', async (_, fault) => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('RETR', fault, { times: 2 });
		expect(CALL.equals(await contentOf(withLayers(source, { concurrency: 1, retry: TRIES }), 'call'))).toBe(true);
	});

	test('it grows while it is read', async () => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('SIZE', { answer: [213, '200000'] });
		expect(await failureOf(source, async () => await contentOf(source, 'call'))).toMatchObject({ code: 'CHANGED' });
	});

	test('it is another one after a cut', async () => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('RETR', { cutAfterBytes: 100_000 });
		const layered = withLayers(source, { concurrency: 1, retry: { ...TRIES, firstDelayMs: 50, maxDelayMs: 50 } });
		const { body } = await layered.read('call', { offset: 0 });
		server.seed({ call: Buffer.from(CALL).fill(7) });
		expect(await failureOf(source, async () => await body.toArray())).toMatchObject({ code: 'CHANGED' });
	});

	test.each<[string, number, string]>([
		['at once', 0, `ended after 100000 of ${CALL.length} bytes`],
		['after what came before', 150_000, `ended after 250000 of ${CALL.length} bytes`],
	])('a cut counts the bytes of the file, not of the transfer: %s', async (_, offset, detail) => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('RETR', { cutAfterBytes: 100_000 });
		expect(await failureOf(source, async () => await contentOf(source, 'call', offset))).toMatchObject({ code: 'CONNECTION_FAILED', detail: expect.stringContaining(detail) });
	});

	test('the server cannot go on in the middle', async () => {
		const { source } = await setUp({ call: CALL }, { hasRest: false });
		expect(await failureOf(source, async () => await contentOf(source, 'call', 10))).toMatchObject({ code: 'RANGE_IGNORED' });
		expect(CALL.equals(await contentOf(source, 'call'))).toBe(true);
	});
});

describe('a download', () => {
	test.each<[string, Partial<FtpServerOptions>]>([
		['without EPSV, and with a passive address of its own network', { epsv: false, passiveAddress: '10,1,2,3' }],
		['without EPSV, and with a passive address of somebody else', { epsv: false, passiveAddress: '192,0,2,1' }],
		['without SIZE', { hasSize: false }],
		['that takes one command at a time', { pipelines: false }],
	])('from a server %s', async (_, options) => {
		const { source } = await setUp({ call: CALL }, options, { pipelining: options.pipelines });
		const { body, entry } = await source.read('call', { offset: 0 });
		expect(CALL.equals(Buffer.concat(await body.toArray()))).toBe(true);
		expect(entry).toEqual({ path: 'call', sizeBytes: CALL.length, lastModified: '2021-03-10T17:40:43Z' });
	});

	test('connects to nobody where the address of the server is gone', async () => {
		const { source } = await setUp({ call: CALL });
		const address = jest.spyOn(Control.prototype, 'remoteAddress', 'get').mockReturnValue(undefined);
		expect(await failureOf(source, async () => await contentOf(source, 'call'))).toMatchObject({ code: 'CONNECTION_FAILED', retryable: true });
		expect(address).toHaveBeenCalled();
		address.mockRestore();
		expect(CALL.equals(await contentOf(source, 'call'))).toBe(true);
	});

	test('asks once for the type and the way, and for each file for no more than it must', async () => {
		const { server, source } = await setUp(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`call ${index}`, `${index}`])));
		for (let index = 0; index < 20; index++) expect(String(await contentOf(source, `call ${index}`))).toBe(`${index}`);
		expect(server.loginCount).toBe(1);
		for (const verb of ['TYPE', 'PROT', 'FEAT', 'PWD']) expect([verb, server.count(verb)]).toEqual([verb, 1]);
		for (const verb of ['SIZE', 'MDTM', 'RETR']) expect([verb, server.count(verb)]).toEqual([verb, 20]);
		// In a row, the way of the next file is asked for while the server says that this one is over.
		expect(server.count('EPSV')).toBe(21);
		expect(server.commands.slice(-4).map((command) => command.split(' ')[0])).toEqual(['SIZE', 'MDTM', 'RETR', 'EPSV']);
	});

	test('goes over a few connections at once, each used again', async () => {
		const { server, source } = await setUp(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`call ${index}`, `${index}`])), {}, { maxConnections: 3 });
		const contents = await Promise.all(Array.from({ length: 60 }, async (_, index) => String(await contentOf(source, `call ${index}`))));
		expect(contents).toEqual(contents.map((_, index) => `${index}`));
		expect([server.mostLogins, server.loginCount]).toEqual([3, 3]);
	});

	test('that is left early gives its connection back', async () => {
		const { server, source } = await setUp({ call: patternBytes(8 * 1024 * 1024) }, {}, { maxConnections: 1 });
		for (let turn = 0; turn < 3; turn++) {
			const { body } = await source.read('call', { offset: 0, lengthBytes: turn === 1 ? 100 : undefined });
			if (turn === 1) expect(Buffer.concat(await body.toArray())).toHaveLength(100);
			else body.on('error', () => {}).destroy();
		}
		expect((await source.stat('call', {})).sizeBytes).toBe(8 * 1024 * 1024);
		await delay(20);
		expect([server.loginCount, server.openSockets]).toEqual([1, 1]);
	});

	test('that is left early, of a server that says nothing about it, costs the connection', async () => {
		const { server, source } = await setUp({ call: patternBytes(8 * 1024 * 1024) }, {}, { maxConnections: 1 });
		server.faults.inject('RETR', { lateMs: 5_000 });
		const { body } = await source.read('call', { offset: 0 });
		await once(body, 'readable');
		body.on('error', () => {}).destroy();
		expect((await source.stat('call', {})).path).toBe('call');
		expect(server.loginCount).toBe(2);
	});

	test('of which nothing comes any more is cancelled at once', async () => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('RETR', { stallAfterBytes: 1_000 });
		const controller = new AbortController();
		const { body } = await source.read('call', { offset: 0, signal: controller.signal });
		const failure = failureOf(source, async () => await body.toArray());
		controller.abort();
		expect(await failure).toMatchObject({ code: 'CANCELLED' });
		await source.close();
		await until(() => server.openSockets === 0);
	});

	test.each(['SIZE', 'EPSV', 'RETR', 'USER'])('of a server that falls silent at %s is cancelled at once, and frees its sockets', async (verb) => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject(verb, { isSilent: true });
		const controller = new AbortController();
		const reading = failureOf(source, async () => await source.read('call', { offset: 0, signal: controller.signal }));
		await until(() => server.count(verb) === 1);
		controller.abort();
		// The server is silent: who were not let go at once would wait for ever.
		expect(await reading).toMatchObject({ code: 'CANCELLED' });
		expect(CALL.equals(await contentOf(source, 'call'))).toBe(true);
		await until(() => server.openSockets === 1);
	});
});

describe('an answer to RETR', () => {
	test.each<[number, string, string, boolean]>([
		[421, 'Timeout.', 'CONNECTION_FAILED', true],
		[425, 'Failed to establish connection.', 'CONNECTION_FAILED', true],
		[425, 'Unable to build data connection: TLS session of data connection not resumed', 'TLS_FAILED', true],
		[426, 'Connection closed; transfer aborted.', 'CONNECTION_FAILED', true],
		[450, 'File is locked.', 'CONFLICT', true],
		[451, 'Local error.', 'SERVICE_FAILED', true],
		[522, 'SSL connection failed; session reuse required', 'TLS_FAILED', true],
		[530, 'Please login with USER and PASS.', 'CREDENTIAL_REFUSED', false],
		[550, 'Failed to open file.', 'NOT_FOUND', false],
		[550, 'call: Permission denied', 'PERMISSION_DENIED', false],
		[999, 'what?', 'UNKNOWN', false],
	])('%d %s is %s', async (code, text, expected, retryable) => {
		const { server, source } = await setUp({ call: CALL });
		server.faults.inject('RETR', { answer: [code, text] });
		const failure = await failureOf(source, async () => await contentOf(source, 'call'));
		expect(failure).toMatchObject({ code: expected, retryable, serviceCode: String(code) });
		expect(failure.detail).toContain(text.replace(/\.$/, ''));
		expect(failure.advice ?? '.').toMatch(/\.$/);
		expect(CALL.equals(await contentOf(source, 'call'))).toBe(true);
	});
});
