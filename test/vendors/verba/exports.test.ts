import { NO_CAPABILITIES } from '../../../core/sources/capabilities';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import type { Source, SourceEntry } from '../../../core/sources/source';
import { findExports, type FindExportsOptions } from '../../../core/vendors/verba/exports/find-exports';
import { openExport } from '../../../core/vendors/verba/exports/open-export';
import { bodyOf } from '../../conformance/checks/tools';
import { longestHoldMs } from '../../longest-hold';

/** A source that lists these, in pages. */
function listing(entries: Iterable<SourceEntry[]>): Recordings {
	const pages = entries[Symbol.iterator]();
	let next = pages.next();
	const listPage = async () => {
		const page = next.value as SourceEntry[];
		next = pages.next();
		return { entries: page, folders: [], nextToken: next.done ? undefined : page.at(-1)?.path };
	};
	return new Recordings({ ...new MemorySource(), name: 'listing', capabilities: { ...NO_CAPABILITIES, list: true }, listPage } as unknown as Source);
}

const found = async (entries: SourceEntry[], options?: FindExportsOptions) => await findExports(listing([entries]), options);
const file = (path: string, lastModified?: string): SourceEntry => ({ path, sizeBytes: 1, lastModified });

test.each<[string, string[], [string, number][]]>([
	['nothing', [], []],
	['a flat folder', ['a/1.wav', 'a/1.xml'], [['a/', 2]]],
	['the root', ['1.wav'], [['/', 1]]],
	['folders of dates below a manifest', ['j/2026/01/30/1.wav', 'j/2026/01/31/2.wav', 'j/manifest.json'], [['j/', 3]]],
	['folders of dates below a CDR', ['j/2026-01-30/1.wav', 'j/cdr_2026.csv'], [['j/', 2]]],
	['folders of dates with nothing above', ['j/2026-01-30/1.wav', 'j/2026-01-31/1.wav'], [['j/2026-01-30/', 1], ['j/2026-01-31/', 1]]],
	['a job within a job', ['j/k/manifest.xml', 'j/k/1/1.wav', 'j/manifest.xml', 'j/2/1.wav'], [['j/', 2], ['j/k/', 2]]],
	['a CDR for each day, below one manifest', ['j/2026-01-30/1.wav', 'j/2026-01-30/cdr.csv', 'j/2026-01-31/2.wav', 'j/2026-01-31/cdr.csv', 'j/manifest.txt'], [['j/', 5]]],
	['a manifest for each day, below one CDR', ['j/a/1.wav', 'j/a/manifest.txt', 'j/b/2.wav', 'j/b/manifest.txt', 'j/cdr.csv'], [['j/', 5]]],
	['a CDR for each day, and none above', ['j/a/1.wav', 'j/a/cdr.csv', 'j/b/cdr.csv', 'j/2.wav'], [['j/', 1], ['j/a/', 2], ['j/b/', 1]]],
	['jobs with both, below a manifest', ['j/a/1.wav', 'j/a/cdr.csv', 'j/a/manifest.txt', 'j/manifest.txt', 'j/2.wav'], [['j/', 2], ['j/a/', 3]]],
	['a CDR for each day, below a job with both', ['j/a/1.wav', 'j/a/cdr.csv', 'j/cdr.csv', 'j/manifest.txt'], [['j/', 2], ['j/a/', 2]]],
	['days in months, below one manifest', ['j/01/30/1.wav', 'j/01/30/cdr.csv', 'j/01/cdr.csv', 'j/manifest.txt'], [['j/', 4]]],
	['media of those names are no manifest and no CDR', ['j/manifest.wav', 'j/cdr.mp3', 'j/k/1.wav'], [['j/', 2], ['j/k/', 1]]],
	['what S3 clients leave for a folder', ['j/', 'j/k/', 'j/k/1.wav'], [['j/k/', 1]]],
])('%s', async (_, paths, expected) => {
	const exports = await found(paths.map((path) => ({ ...file(path), sizeBytes: path.endsWith('/') ? 0 : 1 })));
	expect(exports.map(({ path, fileCount }) => [path, fileCount])).toEqual(expected);
});

test('an archive is one, in any letters; others are files', async () => {
	expect((await found([file('a.ZIP'), file('b.7z'), file('c.zip.part')])).map(({ path, kind }) => [path, kind])).toEqual([['/', 'folder'], ['a.ZIP', 'archive']]);
});

test.each<[FindExportsOptions, string[]]>([
	[{ order: 'newest' }, ['b.zip', 'a.zip', 'c.zip']],
	[{ order: 'oldest' }, ['a.zip', 'b.zip', 'c.zip']],
	[{ order: 'newest', limit: 1 }, ['b.zip']],
	[{ stored: { after: '2026-01-02T00:00:00Z' } }, ['b.zip']],
])('what has no time comes last, and lies in no window: %j', async (options, expected) => {
	const exports = await found([file('a.zip', '2026-01-01T00:00:00Z'), file('b.zip', '2026-01-02T00:00:00Z'), file('c.zip')], options);
	expect(exports.map(({ path }) => path)).toEqual(expected);
});

test('a hundred thousand files in ten thousand folders hold up nobody', async () => {
	const pages = function* () {
		for (let page = 0; page < 20; page++) {
			yield Array.from({ length: 5_000 }, (_, index) => file(`days/${String(page * 500 + Math.floor(index / 10)).padStart(5, '0')}/${index % 10}.wav`, '2026-01-01T00:00:00Z'));
		}
	};
	let count = 0;
	const holdMs = await longestHoldMs(async () => (count = (await findExports(listing(pages()))).length));
	expect(count).toBe(10_000);
	expect(holdMs).toBeLessThan(50);
});

describe('opened', () => {
	const open = async (paths: string[], path: string, withSubfolders?: boolean) => {
		const source = new MemorySource();
		for (const name of paths) await source.write(name, bodyOf('x'), {});
		const { files } = await openExport(new Recordings(source, 'exports/'), path, { withSubfolders });
		return [...files].map((one) => one.path.slice('exports/'.length));
	};
	const PATHS = ['exports/1.wav', 'exports/a/2.wav', 'exports/a/b/3.wav', 'exports/c/manifest.xml', 'exports/c/d/4.wav', 'exports/e/d/6.wav', 'exports/e/d/cdr.csv', 'exports/e/manifest.txt', 'stranger.wav'];

	test.each<[string, boolean | undefined, string[]]>([
		['/', undefined, ['1.wav', 'a/2.wav', 'a/b/3.wav']],
		['/', false, ['1.wav']],
		['exports/', undefined, ['1.wav', 'a/2.wav', 'a/b/3.wav']],
		['exports/a', undefined, ['a/2.wav', 'a/b/3.wav']],
		['exports/a/', false, ['a/2.wav']],
		['exports/c/', undefined, ['c/d/4.wav', 'c/manifest.xml']],
		['exports/c/d/', undefined, ['c/d/4.wav']],
		['exports/e/', undefined, ['e/d/6.wav', 'e/d/cdr.csv', 'e/manifest.txt']],
		['exports/e/d/', undefined, ['e/d/6.wav', 'e/d/cdr.csv']],
	])('%s, with folders below: %s', async (path, withSubfolders, expected) => expect(await open(PATHS, path, withSubfolders)).toEqual(expected));

	test.each<[string, string]>([
		['stranger/', 'OUTSIDE_FOLDER'],
		['exports/../', 'OUTSIDE_FOLDER'],
		['exports/none/', 'NOT_FOUND'],
		['exports/none.zip', 'NOT_FOUND'],
		['stranger.zip', 'OUTSIDE_FOLDER'],
	])('%s is %s', async (path, code) => await expect(open(PATHS, path)).rejects.toMatchObject({ code }));
});
