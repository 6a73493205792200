import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FtpFault } from '../../servers/ftp/ftp-faults';
import type { FtpServer } from '../../servers/ftp/ftp-server';
import { closeAll, contentOf, failureOf, setUp } from './stage';

afterEach(closeAll);

const bodyOf = (text: string) => () => Readable.from([Buffer.from(text)]);
const paths = (server: FtpServer) => [...server.store.files.keys()].sort();

describe('an upload', () => {
	test('has another name until all of it is there', async () => {
		const { server, source } = await setUp();
		let more: () => void = () => {};
		const body = new Readable({ read() {} });
		body.push('first');
		const writing = source.write('a/b/call', () => body, {});
		await delay(100);
		expect(paths(server).filter((path) => !/^a\/b\/\.upload-[0-9a-f]{16}\.part$/.test(path))).toEqual([]);
		expect((await source.listPage({ prefix: '' })).entries).toEqual([]);
		more = () => body.push(null);
		more();
		expect(await writing).toMatchObject({ path: 'a/b/call', sizeBytes: 5 });
		expect(paths(server)).toEqual(['a/b/call']);
	});

	test.each<[string, string, FtpFault, string]>([
		['that is cut', 'STOR', { cutAfterBytes: 1 }, 'CONNECTION_FAILED'],
		['for which there is no room', 'STOR', { thenSays: [452, 'Insufficient storage space.'] }, 'TOO_LARGE'],
		['beyond the quota', 'STOR', { thenSays: [552, 'Quota exceeded'] }, 'TOO_LARGE'],
		['that is forbidden', 'STOR', { answer: [550, 'Permission denied.'] }, 'PERMISSION_DENIED'],
		['whose end is not there', 'SIZE', { answer: [213, '1'] }, 'CONNECTION_FAILED'],
		['whose size the server refuses to say', 'SIZE', { answer: [550, 'Could not get file size.'] }, 'NOT_FOUND'],
		['that cannot be renamed', 'RNTO', { answer: [553, 'Rename failed.'] }, 'PERMISSION_DENIED'],
		['whose connection is lost', 'STOR', { hangUp: true }, 'CONNECTION_FAILED'],
	])('%s leaves what was there', async (_, verb, fault, code) => {
		const { server, source } = await setUp({ call: 'old' });
		server.faults.inject(verb, fault, { times: 2 });
		const failure = await failureOf(source, async () => await source.write('call', bodyOf('the new one'), {}));
		expect(failure).toMatchObject({ code });
		server.faults.heal();
		expect(String(await contentOf(source, 'call'))).toBe('old');
		await delay(20);
		expect(paths(server)).toEqual(['call']);
	});

	test('that is cut is no success where its size is said only after it was renamed', async () => {
		const { server, source } = await setUp();
		server.faults.inject('SIZE', { answer: [500, 'Unknown command.'] });
		server.faults.inject('SIZE', { answer: [213, '1'] });
		const failure = await failureOf(source, async () => await source.write('call', bodyOf('the new one'), {}));
		expect(failure).toMatchObject({ code: 'CONNECTION_FAILED' });
	});

	test('whose connection went leaves a piece, which the next one takes away', async () => {
		const { server, source } = await setUp();
		server.faults.inject('SIZE', { hangUp: true });
		await failureOf(source, async () => await source.write('a/call', bodyOf('one'), {}));
		expect(paths(server)).toEqual([expect.stringMatching(/^a\/\.upload-[0-9a-f]{16}\.part$/)]);
		expect(source.mayHaveLeft?.()).toBe(true);
		await source.write('b/call', bodyOf('two'), {});
		expect(paths(server)).toEqual(['b/call']);
		expect(source.mayHaveLeft?.()).toBe(false);
	});

	test.each([452, 530])('that fails leaves a piece where %d is said to taking it away, which the next one does', async (code) => {
		const { server, source } = await setUp();
		server.faults.inject('RNTO', { answer: [452, 'No space.'] });
		server.faults.inject('DELE', { answer: [code, 'not now'] });
		await failureOf(source, async () => await source.write('a/call', bodyOf('one'), {}));
		expect(paths(server)).toEqual([expect.stringMatching(/^a\/\.upload-[0-9a-f]{16}\.part$/)]);
		expect(source.mayHaveLeft?.()).toBe(true);
		await source.write('b/call', bodyOf('two'), {});
		expect(paths(server)).toEqual(['b/call']);
		expect(source.mayHaveLeft?.()).toBe(false);
	});

	test('a piece that may not be taken away is remembered, on a server that does not know SIZE either', async () => {
		const { server, source } = await setUp();
		server.faults.inject('SIZE', { answer: [500, 'Unknown command.'] }, { times: Infinity });
		server.faults.inject('RNTO', { answer: [452, 'No space.'] });
		server.faults.inject('DELE', { answer: [550, 'Permission denied.'] });
		await failureOf(source, async () => await source.write('call', bodyOf('one'), {}));
		expect(paths(server)).toHaveLength(1);
		expect(source.mayHaveLeft?.()).toBe(true);
	});

	test('a piece whose removal costs the connection does not undo what was written', async () => {
		const { server, source } = await setUp();
		server.faults.inject('SIZE', { hangUp: true });
		await failureOf(source, async () => await source.write('a/call', bodyOf('one'), {}));
		server.faults.inject('DELE', { hangUp: true });
		expect(await source.write('b/call', bodyOf('two'), {})).toMatchObject({ path: 'b/call', sizeBytes: 3 });
		expect(source.mayHaveLeft?.()).toBe(true);
	});

	test('that never began leaves none, on a server that does not know SIZE either', async () => {
		const { server, source } = await setUp();
		server.faults.inject('STOR', { answer: [550, 'Permission denied.'] }, { times: 2 });
		server.faults.inject('SIZE', { answer: [500, 'Unknown command.'] }, { times: Infinity });
		server.faults.inject('DELE', { answer: [550, 'No such file or directory.'] });
		await failureOf(source, async () => await source.write('call', bodyOf('one'), {}));
		expect(source.mayHaveLeft?.()).toBe(false);
	});

	test('replaces a file where the server does not rename onto one', async () => {
		const { server, source } = await setUp({ call: 'old' }, { replaces: false });
		await source.write('call', bodyOf('new'), {});
		expect(String(await contentOf(source, 'call'))).toBe('new');
		expect(paths(server)).toEqual(['call']);
	});

	test('that fails there brings the old file back', async () => {
		const { server, source } = await setUp({ call: 'old' }, { replaces: false });
		server.faults.inject('RNTO', { answer: [550, 'Rename failed.'] }, { from: 3 });
		await expect(source.write('call', bodyOf('new'), {})).rejects.toThrow('Rename failed');
		expect(String(await contentOf(source, 'call'))).toBe('old');
		expect(paths(server)).toEqual(['call']);
	});

	test('of a name with a line end is refused, and nothing is sent', async () => {
		const { server, source } = await setUp();
		const failure = await failureOf(source, async () => await source.write('a\r\nDELE b', bodyOf('x'), {}));
		expect(failure.code).toBe('INVALID_REQUEST');
		expect(await failureOf(source, async () => await source.stat('a\nb', {}))).toMatchObject({ code: 'NOT_FOUND' });
		expect(server.commands).toEqual([]);
	});
});

describe('a removal', () => {
	test('that is forbidden says so', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('DELE', { answer: [550, 'Permission denied.'] });
		expect(await failureOf(source, async () => await source.remove('call', {}))).toMatchObject({ code: 'PERMISSION_DENIED' });
	});

	test('that fails without a word, of a file that is there, is no success', async () => {
		const { server, source } = await setUp({ call: 'x' });
		server.faults.inject('DELE', { answer: [550, 'Delete operation failed.'] });
		expect(await failureOf(source, async () => await source.remove('call', {}))).toMatchObject({ code: 'PERMISSION_DENIED' });
	});

	test('does not take a folder for a file', async () => {
		const { server, source } = await setUp({ 'day/call': 'x' });
		await source.remove('day', {});
		await source.remove('day/', {});
		expect(paths(server)).toEqual(['day/call']);
	});
});
