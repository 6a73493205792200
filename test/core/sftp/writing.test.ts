import { bodyOf, patternBytes } from '../../conformance/checks/tools';
import { TYPE, type SftpRequest } from '../../servers/sftp-answers';
import { cleanUp, contentOf, failureOf, openSource, startServer, until } from './stage';

afterEach(cleanUp);

async function setUp(extensions?: Record<string, string>) {
	const server = await startServer();
	if (extensions) server.traits.extensions = extensions;
	return { server, source: await openSource(server) };
}

const PATHS = (paths: string[]) => [...paths].sort();

describe('a write', () => {
	test('has another name in the same folder until all is there, and replaces in one step', async () => {
		const { server, source } = await setUp();
		server.tree.put('a/call.wav', 'old');
		const seen: string[] = [];
		server.before = ({ type }) => {
			if (type === TYPE.WRITE) seen.push(...server.tree.paths());
		};
		await source.write('a/call.wav', bodyOf('new content'), {});
		expect(seen).toEqual(['a/call.wav', expect.stringMatching(/^a\/\.upload-[0-9a-f]{16}\.part$/)]);
		expect(server.tree.paths()).toEqual(['a/call.wav']);
		expect(server.requests.filter(({ type }) => type === TYPE.EXTENDED).map(({ path }) => path)).toEqual(['limits@openssh.com', 'fsync@openssh.com', 'posix-rename@openssh.com']);
	});

	test('makes the folders that it needs', async () => {
		const { server, source } = await setUp();
		await source.write('a/b/c/call.wav', bodyOf('x'), {});
		await source.write('a/b/d/call.wav', bodyOf('x'), {});
		expect(PATHS(server.tree.paths())).toEqual(['a/b/c/call.wav', 'a/b/d/call.wav']);
	});

	test('has many requests under way, and a limit to them', async () => {
		const { server, source } = await setUp();
		const content = patternBytes(6 * 1024 * 1024);
		server.delayMs = 10;
		await source.write('large', bodyOf(content), {});
		expect(content.equals(await contentOf(source, 'large'))).toBe(true);
		expect(server.mostUnderWay).toBeGreaterThan(20);
		expect(server.mostUnderWay).toBeLessThanOrEqual(70);
	});

	test('that the server cannot open leaves nothing', async () => {
		const { server, source } = await setUp();
		server.refuse = ({ type }) => (type === TYPE.OPEN ? 3 : undefined);
		expect(await failureOf(source, source.write('call', bodyOf('x'), {}))).toMatchObject({ code: 'PERMISSION_DENIED' });
		expect(server.tree.paths()).toEqual([]);
	});

	test('of which the server has less than was sent is CORRUPTED, and leaves nothing', async () => {
		const { server, source } = await setUp();
		server.before = ({ type }) => {
			const part = server.tree.paths().find((path) => path.includes('.upload-'));
			if (type === TYPE.FSTAT && part) server.tree.put(part, 'x');
		};
		expect(await failureOf(source, source.write('call', bodyOf('content'), {}))).toMatchObject({ code: 'CORRUPTED', detail: 'the server has 1 bytes of the 7 that were sent' });
		await until(() => server.openHandles === 0);
		expect(server.tree.paths()).toEqual([]);
	});

	test('whose connection went leaves a piece, which the next one takes away', async () => {
		const { server, source } = await setUp();
		server.before = ({ type }) => {
			if (type === TYPE.FSTAT) server.cutAfterBytes = 1;
		};
		await failureOf(source, source.write('a/call', bodyOf('one'), {}));
		server.before = () => {};
		expect(server.tree.paths()).toEqual([expect.stringMatching(/^a\/\.upload-[0-9a-f]{16}\.part$/)]);
		expect(source.mayHaveLeft?.()).toBe(true);
		await source.write('b/call', bodyOf('two'), {});
		expect(server.tree.paths()).toEqual(['b/call']);
		expect(source.mayHaveLeft?.()).toBe(false);
	});

	test('whose end the server refuses, as of a full disk, leaves nothing', async () => {
		const { server, source } = await setUp();
		server.refuse = ({ type }) => (type === TYPE.CLOSE && server.asked(TYPE.CLOSE) === 1 ? 4 : undefined);
		expect(await failureOf(source, source.write('call', bodyOf('content'), {}))).toMatchObject({ code: 'SERVICE_FAILED' });
		expect(server.tree.paths()).toEqual([]);
	});
});

describe('where the server cannot replace in one step', () => {
	const refuseRename = (nth: number) => {
		let renames = 0;
		return ({ type }: SftpRequest) => (type === TYPE.RENAME && ++renames === nth ? 4 : undefined);
	};

	test('a new file takes its name', async () => {
		const { server, source } = await setUp({});
		await source.write('call', bodyOf('new'), {});
		expect(server.tree.paths()).toEqual(['call']);
	});

	test('the file that is there steps aside', async () => {
		const { server, source } = await setUp({});
		server.tree.put('call', 'old');
		await source.write('call', bodyOf('new'), {});
		expect(server.tree.paths()).toEqual(['call']);
		expect(String(server.tree.content('call'))).toBe('new');
	});

	test.each([2, 3])('and its rename number %d fails, the old file is there as before', async (nth) => {
		const { server, source } = await setUp({});
		server.tree.put('call', 'old');
		server.refuse = refuseRename(nth);
		expect(await failureOf(source, source.write('call', bodyOf('new'), {}))).toMatchObject({ code: 'SERVICE_FAILED' });
		expect(server.tree.paths()).toEqual(['call']);
		expect(String(server.tree.content('call'))).toBe('old');
	});

	test('a folder in its place is not moved', async () => {
		const { server, source } = await setUp({});
		server.tree.put('call/inside', 'x');
		expect(await failureOf(source, source.write('call', bodyOf('new'), {}))).toMatchObject({ code: 'SERVICE_FAILED' });
		expect(server.tree.paths()).toEqual(['call/inside']);
	});
});
