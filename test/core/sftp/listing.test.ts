import type { SourceEntry } from '../../../core/sources/source';
import { TYPE } from '../../servers/sftp-answers';
import type { SftpTree } from '../../servers/sftp-tree';
import { bodyOf } from '../../conformance/checks/tools';
import { longestHoldMs } from '../../longest-hold';
import { cleanUp, contentOf, failureOf, openSource, startServer, until } from './stage';

afterEach(cleanUp);

async function setUp(fill: (tree: SftpTree) => void, options = {}) {
	const server = await startServer();
	fill(server.tree);
	const source = await openSource(server, options);
	const list = async (prefix = '') => {
		const entries: SourceEntry[] = [];
		let token: string | undefined;
		do {
			const page = await source.listPage({ prefix, token });
			entries.push(...page.entries);
			token = page.nextToken;
		} while (token !== undefined);
		return entries;
	};
	return { server, source, list, paths: async (prefix = '') => (await list(prefix)).map(({ path }) => path) };
}

describe('links', () => {
	test('to files are files, with the size and time of what they lead to', async () => {
		const { list, source } = await setUp((tree) => {
			tree.put('store/call.wav', '12345', 1_615_398_042);
			tree.link('today/call.wav', '../store/call.wav');
		});
		const [entry] = await list('today/');
		expect(entry).toEqual({ path: 'today/call.wav', sizeBytes: 5, lastModified: '2021-03-10T17:40:42Z' });
		expect(await source.stat('today/call.wav', {})).toEqual(entry);
		expect(String(await contentOf(source, 'today/call.wav'))).toBe('12345');
	});

	test('to folders are walked through, but not in circles', async () => {
		const { paths } = await setUp((tree) => {
			tree.put('a/1', 'x');
			tree.link('a/up', '..');
			tree.link('a/self', '../a');
			tree.link('a/b', '../b');
			tree.put('b/2', 'x');
			tree.link('b/a', '../a');
		});
		expect(await paths()).toEqual(['a/1', 'a/b/2', 'b/2', 'b/a/1']);
	});

	test('that lead nowhere are left out', async () => {
		const { server, paths } = await setUp((tree) => {
			tree.put('1', 'x');
			tree.link('gone', 'nowhere');
			tree.link('round', 'round');
		});
		expect(await paths()).toEqual(['1']);
		await until(() => server.openHandles === 0);
	});

	test('are many at once', async () => {
		const { paths } = await setUp((tree) => {
			tree.put('1', 'x');
			for (let index = 0; index < 300; index++) tree.link(`links/${index}`, '../1');
		});
		expect(await paths('links/')).toHaveLength(300);
	});
});

describe('names', () => {
	const LATIN = Buffer.concat([Buffer.from('M'), Buffer.from([0xfc]), Buffer.from('ller.wav')]);

	test('that are not UTF-8 are listed, read, written and removed', async () => {
		const { server, source, paths } = await setUp((tree) => {
			tree.put(Buffer.concat([Buffer.from('Caf'), Buffer.from([0xe9]), Buffer.from('/'), LATIN]), 'content');
			tree.put('Müller.wav', 'another');
		});
		expect(await paths()).toEqual(['Caf\uF7E9/M\uF7FCller.wav', 'Müller.wav']);
		const [path] = await paths();
		expect(String(await contentOf(source, path))).toBe('content');
		expect((await source.stat(path, {})).path).toBe(path);
		await source.write('new/M\uF7FCller.wav', bodyOf('new'), {});
		expect(server.tree.content(`new/M${Buffer.from([0xfc]).toString('latin1')}ller.wav`)).toBeUndefined();
		expect(await paths('new/')).toEqual(['new/M\uF7FCller.wav']);
		await source.remove(path, {});
		expect(await paths()).toEqual(['Müller.wav', 'new/M\uF7FCller.wav']);
	});

	test.each(['../evil', 'a/b'])('such as "%s" are refused', async (name) => {
		const { server, source } = await setUp((tree) => tree.put('x'.repeat(name.length)));
		server.change = (packet, { type }) => (type === TYPE.READDIR ? replaced(packet, 'x'.repeat(name.length), name) : packet);
		expect(await failureOf(source, source.listPage({ prefix: '' }))).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false });
		await until(() => server.openHandles === 0);
	});

	test('of uploads that are not finished are left out', async () => {
		const { paths } = await setUp((tree) => {
			tree.put('.upload-0123456789abcdef.part', 'x');
			tree.put('.upload-0123456789abcdef.old', 'x');
			tree.put('.upload-me', 'x');
		});
		expect(await paths()).toEqual(['.upload-me']);
	});
});

function replaced(packet: Buffer, before: string, after: string): Buffer {
	const at = packet.indexOf(before);
	return at < 0 ? packet : Buffer.concat([packet.subarray(0, at), Buffer.from(after), packet.subarray(at + before.length)]);
}

describe('a folder', () => {
	test('of 50,000 files is listed, each once, and does not hold the event loop', async () => {
		const { server, paths } = await setUp(() => {});
		const names = Array.from({ length: 50_000 }, (_, index) => `R${index}.wav`);
		let next = 0;
		server.change = (packet, { type, id }) => (type === TYPE.READDIR && next < names.length ? namesPacket(id, names.slice(next, (next += 100))) : packet);
		const found = new Set<string>();
		const heldMs = await longestHoldMs(async () => {
			for (const path of await paths()) found.add(path);
		});
		expect(found.size).toBe(50_000);
		expect(heldMs).toBeLessThan(250);
		expect(server.mostUnderWay).toBeLessThanOrEqual(16);
	});

	test('that is a file, or not there, has nothing in it', async () => {
		const { server, paths } = await setUp((tree) => tree.put('file', 'x'));
		expect(await paths('file/')).toEqual([]);
		expect(await paths('nowhere/')).toEqual([]);
		server.refuse = ({ type }) => (type === TYPE.OPENDIR ? 4 : undefined);
		expect(await paths('file/')).toEqual([]);
	});

	test('is closed when the listing is left early', async () => {
		const { server, source } = await setUp((tree) => {
			for (let index = 0; index < 3_000; index++) tree.put(`${index}`);
		});
		const controller = new AbortController();
		server.before = ({ type }) => {
			if (type === TYPE.READDIR) controller.abort();
		};
		await expect(source.listPage({ prefix: '', signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
		await until(() => server.openHandles === 0);
	});

	test('whose server ends it with an empty answer ends', async () => {
		const { server, paths } = await setUp((tree) => tree.put('1', 'x'));
		server.change = (packet, { type, id }) => (type === TYPE.READDIR && packet[0] === 101 ? namesPacket(id, []) : packet);
		expect(await paths()).toEqual(['1']);
	});
});

function namesPacket(id: number, names: string[]): Buffer {
	const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer).swap32();
	const text = (value: string) => [u32(Buffer.byteLength(value)), Buffer.from(value)];
	const told = names.flatMap((name) => [...text(name), ...text(`-rw-r--r-- 1 u g ${name}`), u32(0x4, 0o100644)]);
	return Buffer.concat([Buffer.from([104]), u32(id, names.length), ...told]);
}
