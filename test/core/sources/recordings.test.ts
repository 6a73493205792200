import { Readable } from 'node:stream';
import type { ErrorCode } from '../../../core/errors/codes';
import type { RecordingError } from '../../../core/errors/recording-error';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import { scripted } from '../layers/scripted';

const FOLDER = 'mytenant/';

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | undefined> {
	return await work.then(
		() => undefined,
		(error: RecordingError) => error.code,
	);
}

async function gather<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
}

test('a listing that does not keep to its prefix is no listing of this folder', async () => {
	const entries = [{ path: 'mytenant/a.mp3' }, { path: 'other/b.mp3' }];
	const source = scripted({ listPage: async () => ({ entries, folders: [] }) });
	const listing = gather(new Recordings(source, FOLDER).listPages());
	await expect(listing).rejects.toMatchObject({ code: 'INVALID_RESPONSE', message: expect.stringContaining('other/b.mp3') as string });
});

const content = () => Readable.from([Buffer.from('x')]);

describe('nothing outside the folder', () => {
	const OPERATIONS: [string, (recordings: Recordings, path: string) => Promise<unknown>][] = [
		['stat', async (recordings, path) => await recordings.stat(path)],
		['read', async (recordings, path) => await recordings.read(path)],
		['write', async (recordings, path) => await recordings.write(path, content)],
		['remove', async (recordings, path) => await recordings.remove(path)],
	];
	const OUTSIDE: [string, string][] = [
		['another folder', 'other/a.mp3'],
		['a folder whose name only starts the same', 'mytenant2/a.mp3'],
		['the folder without its slash', 'mytenant'],
		['a climb', 'mytenant/../other/a.mp3'],
		['a climb at the end', 'mytenant/..'],
		['a climb with backslashes', 'mytenant\\..\\other'],
		['a climb with both slashes', 'mytenant/a\\../../other'],
		['a climb with a backslash, from inside', 'mytenant/..\\other'],
		['a climb with backslashes, from inside', 'mytenant/a\\..\\..\\other'],
		['a dot', 'mytenant/./a.mp3'],
		['an absolute path', '/mytenant/a.mp3'],
		['nothing', ''],
		['a NUL', 'mytenant/a\0.mp3'],
		['more than 4 KB', FOLDER + 'ä'.repeat(2_100)],
		['other capitals', 'MyTenant/a.mp3'],
	];

	describe.each(OPERATIONS)('is reached by %s', (operation, call) => {
		test.each(OUTSIDE)('%s', async (_, path) => {
			const untouched = jest.fn();
			const source = scripted({ stat: untouched, read: untouched, write: untouched, remove: untouched });
			const error = await call(new Recordings(source, FOLDER), path).catch((thrown: RecordingError) => thrown);
			expect(error).toMatchObject({ name: 'RecordingError', code: 'OUTSIDE_FOLDER', operation });
			expect(untouched).not.toHaveBeenCalled();
		});
	});

	test.each(['mytenant/a.mp3', 'mytenant/a..b', 'mytenant/...', 'mytenant/.hidden', 'mytenant//a', 'mytenant/'])('but %s is inside', async (path) => {
		expect(await codeOf(new Recordings(new MemorySource(), FOLDER).stat(path))).toBe('NOT_FOUND');
	});

	test('is listed, whatever the prefix', async () => {
		const source = new MemorySource();
		for (const path of ['mytenant/a', 'mytenant/b/c', 'mytenant2/a', 'other/a']) await source.write(path, content, {});
		const listed = async (prefix?: string) => (await gather(new Recordings(source, FOLDER).listPages({ prefix }))).flat().map(({ path }) => path);
		expect(await listed()).toEqual(['mytenant/a', 'mytenant/b/c']);
		expect(await listed('b/')).toEqual(['mytenant/b/c']);
		expect(await listed('../')).toEqual([]);
		expect(await listed('/')).toEqual([]);
	});
});

describe('a listing', () => {
	test('takes an empty token for the end', async () => {
		const listPage = jest.fn(async () => ({ entries: [], folders: [], nextToken: '' }));
		expect(await gather(new Recordings(scripted({ listPage })).listPages())).toEqual([]);
		expect(listPage).toHaveBeenCalledTimes(1);
	});

	test('goes on after empty pages, and hands none out', async () => {
		const pages = [
			{ entries: [], folders: [], nextToken: '1' },
			{ entries: [{ path: 'a' }], folders: [], nextToken: '2' },
			{ entries: [], folders: [], nextToken: '3' },
			{ entries: [{ path: 'b' }], folders: [] },
		];
		const source = scripted({ listPage: async ({ token = '0' }) => pages[Number(token)] });
		expect(await gather(new Recordings(source).listPages())).toEqual([[{ path: 'a' }], [{ path: 'b' }]]);
	});

	test('fetches no page before it is asked for', async () => {
		const listPage = jest.fn(async ({ token = '0' }) => ({ entries: [{ path: token }], folders: [], nextToken: String(Number(token) + 1) }));
		const pages = new Recordings(scripted({ listPage })).listPages();
		await pages.next();
		await pages.next();
		expect(listPage).toHaveBeenCalledTimes(2);
		await pages.return(undefined);
		expect(listPage).toHaveBeenCalledTimes(2);
	});

	test('of empty pages that are new each time is ended, after a while', async () => {
		let pages = 0;
		const source = scripted({ listPage: async () => ({ entries: [], folders: [], nextToken: `token ${++pages}` }) });
		expect(await codeOf(gather(new Recordings(source).listPages()))).toBe('LISTING_ENDLESS');
		expect(pages).toBe(10_001);
	});

	test.each([1, 2, 3])('that turns in circles of %i is ended', async (length) => {
		const source = scripted({
			listPage: async ({ token = '0' }) => ({ entries: [{ path: token }], folders: [], nextToken: String((Number(token) + 1) % length) }),
		});
		expect(await codeOf(gather(new Recordings(source).listPages()))).toBe('LISTING_ENDLESS');
	});
});

describe('an error', () => {
	test('says what, where and in which container, once', async () => {
		const source = scripted({
			container: 'recordings',
			stat: async () => {
				throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
			},
		});
		const error = await new Recordings(source).stat('a.mp3').catch((thrown: RecordingError) => thrown);
		expect(error).toMatchObject({ code: 'CONNECTION_FAILED', operation: 'stat', path: 'a.mp3', container: 'recordings' });
	});

	test('of a listing names no path where the whole place was listed', async () => {
		const source = scripted({ listPage: async () => await Promise.reject(new Error('x')) });
		const error = await gather(new Recordings(source).listPages()).catch((thrown: RecordingError) => thrown);
		expect(error).toMatchObject({ operation: 'list', path: undefined });
	});
});
