import { isRecordingError } from '../../../core/errors/recording-error';
import { abortError } from '../../../core/sources/layers/abort';
import type { ListPage, ListPageOptions } from '../../../core/sources/source';
import type { TreeEntry } from '../../../core/sources/tree/entry';
import { longestHoldMs } from '../../longest-hold';
import { TreeWalk } from '../../../core/sources/tree/walk';

/** Files by path; a folder that is empty ends in a slash, a link to a folder in `@`. */
class FakeServer {
	readonly listed: string[] = [];
	underWay = 0;
	mostUnderWay = 0;
	batchSize = 2;
	failAt?: string;

	constructor(readonly paths: Set<string>) {}

	listFolder = async function* (this: FakeServer, folder: string, signal: AbortSignal): AsyncGenerator<TreeEntry[]> {
		this.listed.push(folder);
		this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
		try {
			await new Promise(setImmediate);
			if (signal.aborted) throw abortError();
			if (folder === this.failAt) throw new Error('the server is away');
			const entries = this.#entriesOf(folder);
			for (let start = 0; start < entries.length; start += this.batchSize) yield entries.slice(start, start + this.batchSize);
		} finally {
			this.underWay--;
		}
	}.bind(this);

	#entriesOf(folder: string): TreeEntry[] {
		const inside = [...this.paths].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
		const kinds = new Map<string, TreeEntry['kind']>();
		for (const rest of inside.filter((path) => path !== '')) {
			const [name] = rest.split('/');
			if (name.endsWith('@')) kinds.set(name, 'linkedFolder');
			else kinds.set(name, rest.includes('/') ? 'folder' : 'file');
		}
		// In no order at all.
		return [...kinds].reverse().map(([name, kind]) => ({ name, kind, sizeBytes: name.length, modifiedMs: 1_615_398_042_234 }));
	}
}

function setUp(paths: Iterable<string>, foldersAtOnce = 1) {
	const server = new FakeServer(new Set(paths));
	return { server, walk: new TreeWalk(server.listFolder, { foldersAtOnce }) };
}

async function pagesOf(walk: { listPage(options: ListPageOptions): Promise<ListPage> }, options: Partial<ListPageOptions> = {}): Promise<ListPage[]> {
	const pages: ListPage[] = [];
	let token: string | undefined;
	do {
		const page = await walk.listPage({ prefix: '', ...options, token });
		pages.push(page);
		token = page.nextToken;
	} while (token !== undefined && pages.length < 10_000);
	return pages;
}

async function namesOf(walk: TreeWalk, options?: Partial<ListPageOptions>): Promise<string[]> {
	return (await pagesOf(walk, options)).flatMap(({ entries, folders }) => [...entries.map(({ path }) => path), ...folders]);
}

const RECORDINGS = ['Index/I20160606.csv', 'S20160606/R1.wav', 'S20160606/R2.wav', 'S20160607/R3.wav', 'S2017/', 'S20160608.txt', 'readme'];

describe('the keys', () => {
	test('come depth first, by name', async () => {
		const { walk } = setUp(['b', 'a/2', 'a/1/x', 'a/3/y', 'c/', 'a b', 'a0', 'ab']);
		expect(await namesOf(walk)).toEqual(['a/1/x', 'a/2', 'a/3/y', 'a b', 'a0', 'ab', 'b']);
	});

	test('have size, and time to the second', async () => {
		const { walk } = setUp(['call.wav']);
		const [{ entries }] = await pagesOf(walk);
		expect(entries).toEqual([{ path: 'call.wav', sizeBytes: 8, lastModified: '2021-03-10T17:40:42Z' }]);
	});

	test.each([
		['', 6, ['', 'Index/', 'S20160606/', 'S20160607/', 'S2017/']],
		['S2016', 4, ['', 'S20160606/', 'S20160607/']],
		['S20160606/', 2, ['S20160606/']],
		['S20160606/R2', 1, ['S20160606/']],
		['s2016', 0, ['']],
		['nothing/there', 0, ['nothing/']],
	])('under "%s": %d of them, and only folders that can have some are asked for', async (prefix, count, listed) => {
		const { server, walk } = setUp(RECORDINGS, 3);
		expect(await namesOf(walk, { prefix })).toHaveLength(count);
		expect(server.listed.sort()).toEqual(listed);
	});

	test.each(['/', '//', 'a//', '/a', '../', 'a/../b', './', 'a/./', 'a\0/'])('under "%s" there are none, and nobody is asked', async (prefix) => {
		const { server, walk } = setUp(RECORDINGS);
		expect(await namesOf(walk, { prefix })).toEqual([]);
		expect(server.listed).toEqual([]);
	});
});

describe('pages', () => {
	const paths = Array.from({ length: 60 }, (_, index) => `${index % 7}/${index % 3 === 0 ? `d${index % 2}/` : ''}${index}`);

	test.each([1, 2, 3, 7, 59, 60, 61])('of %d have every key once, in one order', async (pageSize) => {
		const { walk } = setUp([...paths, '3/empty/', 'z/'], 2);
		const pages = await pagesOf(walk, { pageSize });
		expect(Math.max(...pages.map(({ entries }) => entries.length))).toBeLessThanOrEqual(pageSize);
		expect(pages.flatMap(({ entries }) => entries.map(({ path }) => path))).toEqual(await namesOf(walk));
		expect((await namesOf(walk)).sort()).toEqual([...paths].sort());
	});

	test('go on in a walk that knows nothing of the pages before', async () => {
		const { server } = setUp([...paths, '3/empty/']);
		const forgetful = { listPage: async (options: ListPageOptions) => await new TreeWalk(server.listFolder, { foldersAtOnce: 2 }).listPage(options) };
		const pages = await pagesOf(forgetful, { pageSize: 4 });
		expect(pages.flatMap(({ entries }) => entries.map(({ path }) => path)).sort()).toEqual([...paths].sort());
	});

	test('read each folder once', async () => {
		const { server, walk } = setUp(paths);
		await pagesOf(walk, { pageSize: 2 });
		expect(new Set(server.listed).size).toBe(22);
		expect(server.listed).toHaveLength(22);
	});

	test('can be asked for again', async () => {
		const { walk } = setUp(paths, 2);
		const first = await walk.listPage({ prefix: '', pageSize: 10 });
		const second = await walk.listPage({ prefix: '', pageSize: 10, token: first.nextToken });
		const third = await walk.listPage({ prefix: '', pageSize: 10, token: second.nextToken });
		expect(await walk.listPage({ prefix: '', pageSize: 10, token: first.nextToken })).toEqual(second);
		expect(await walk.listPage({ prefix: '', pageSize: 10, token: second.nextToken })).toEqual(third);
	});

	test('neither repeat nor lose a key where others come and go', async () => {
		const { server } = setUp(['a/1', 'a/3', 'b/1', 'c/1', 'd']);
		const fresh = () => new TreeWalk(server.listFolder, { foldersAtOnce: 1 });
		const { nextToken } = await fresh().listPage({ prefix: '', pageSize: 2 });
		for (const gone of ['a/3', 'b/1']) server.paths.delete(gone);
		for (const added of ['a/2', 'a/4', 'c/0']) server.paths.add(added);
		expect(await namesOf({ listPage: async (options: ListPageOptions) => await fresh().listPage({ ...options, token: options.token ?? nextToken }) } as TreeWalk)).toEqual(['a/4', 'c/0', 'c/1', 'd']);
	});

	test('of folders alone', async () => {
		const { server, walk } = setUp(RECORDINGS, 3);
		expect(await namesOf(walk, { foldersOnly: true, pageSize: 1 })).toEqual(['Index/', 'S20160606/', 'S20160607/', 'S2017/']);
		expect(await namesOf(walk, { foldersOnly: true, prefix: 'S2016' })).toEqual(['S20160606/', 'S20160607/']);
		expect(new Set(server.listed)).toEqual(new Set(['']));
	});
});

describe('links to folders', () => {
	test('are followed, but not from one into another', async () => {
		const { walk } = setUp(['day/1.wav', 'link@/2.wav', 'link@/deeper/3.wav', 'link@/loop@/4.wav']);
		expect(await namesOf(walk)).toEqual(['day/1.wav', 'link@/2.wav', 'link@/deeper/3.wav']);
	});

	test('are folders where folders are asked for', async () => {
		const { walk } = setUp(['link@/2.wav', 'link@/loop@/4.wav']);
		expect(await namesOf(walk, { foldersOnly: true })).toEqual(['link@/']);
		expect(await namesOf(walk, { foldersOnly: true, prefix: 'link@/' })).toEqual(['link@/loop@/']);
	});
});

describe('bad servers', () => {
	test.each(['../etc/passwd', 'a/b', 'a\0b'])('a name "%s" is refused', async (name) => {
		const walk = new TreeWalk(async function* () { yield [{ name, kind: 'file' as const }]; }, { foldersAtOnce: 1 });
		const failure: unknown = await walk.listPage({ prefix: '' }).catch((error: unknown) => error);
		expect(isRecordingError(failure) && failure).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false });
	});

	test('folders without end are ended', async () => {
		const walk = new TreeWalk(async function* () { yield [{ name: 'again'.repeat(40), kind: 'folder' as const }]; }, { foldersAtOnce: 1 });
		await expect(pagesOf(walk)).rejects.toMatchObject({ code: 'LISTING_ENDLESS' });
	});

	test('a name that comes twice is one', async () => {
		const walk = new TreeWalk(async function* () {
			yield [{ name: 'b', kind: 'file' as const }, { name: 'a', kind: 'file' as const }];
			yield [{ name: 'b', kind: 'file' as const }, { name: '.', kind: 'folder' as const }, { name: '..', kind: 'folder' as const }];
		}, { foldersAtOnce: 1 });
		expect(await namesOf(walk)).toEqual(['a', 'b']);
	});

	test('a failure in a folder is one of the page, and the page can be asked for again', async () => {
		const { server, walk } = setUp(['a/1', 'b/1', 'c/1'], 3);
		server.failAt = 'b/';
		await expect(walk.listPage({ prefix: '' })).rejects.toThrow('the server is away');
		server.failAt = undefined;
		expect(await namesOf(walk)).toEqual(['a/1', 'b/1', 'c/1']);
		expect(server.underWay).toBe(0);
	});
});

describe('many', () => {
	test('folders are read ahead, as many as allowed', async () => {
		const { server, walk } = setUp(Array.from({ length: 40 }, (_, index) => `${index}/x`), 4);
		expect(await namesOf(walk)).toHaveLength(40);
		expect(server.mostUnderWay).toBe(4);
	});

	test('a folder of 50,000 files does not hold the event loop', async () => {
		const names = Array.from({ length: 50_000 }, (_, index) => `R${(index * 7_919) % 50_000}.wav`);
		const walk = new TreeWalk(async function* () {
			for (let start = 0; start < names.length; start += 100) {
				await new Promise(setImmediate);
				yield names.slice(start, start + 100).map((name): TreeEntry => ({ name, kind: 'file', sizeBytes: 1, modifiedMs: 1 }));
			}
		}, { foldersAtOnce: 1 });
		let found: string[] = [];
		expect(await longestHoldMs(async () => (found = await namesOf(walk)))).toBeLessThan(50);
		expect(new Set(found).size).toBe(50_000);
	});

	test('pages that come out of memory, one right after the other, let other work run', async () => {
		const entries = Array.from({ length: 200_000 }, (_, index): TreeEntry => ({ name: `R${1_000_000 + index}.wav`, kind: 'file', sizeBytes: index, modifiedMs: 1_615_398_042_234 }));
		const walk = new TreeWalk(async function* () {
			for (let start = 0; start < entries.length; start += 1_000) {
				await new Promise(setImmediate);
				yield entries.slice(start, start + 1_000);
			}
		}, { foldersAtOnce: 1 });
		const first = await walk.listPage({ prefix: '', pageSize: 5_000 });
		let count = first.entries.length;
		const rest = async () => {
			for (let token = first.nextToken; token !== undefined; ) {
				const page = await walk.listPage({ prefix: '', pageSize: 5_000, token });
				count += page.entries.length;
				token = page.nextToken;
			}
		};
		expect(await longestHoldMs(rest)).toBeLessThan(50);
		expect(count).toBe(200_000);
	});

	test('an abort ends what is under way', async () => {
		const { server, walk } = setUp(['a/1', 'b/1', 'c/1'], 3);
		const controller = new AbortController();
		const listing = walk.listPage({ prefix: '', signal: controller.signal });
		controller.abort();
		await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect(server.underWay).toBe(0);
	});
});
