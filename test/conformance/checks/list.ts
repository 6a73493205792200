import assert from 'node:assert/strict';
import type { SourceEntry } from '../../../core/sources/source';
import type { Check } from '../check';
import { foldersOf, listAll, listedPaths, sorted } from './tools';

const CALLS = Array.from({ length: 23 }, (_, index) => `mytenant/call-${String(index).padStart(2, '0')}.mp3`);
const asFiles = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `content of ${name}`]));

const listing: Check[] = [
	{
		name: 'list: an empty place lists nothing',
		needs: ['list'],
		run: async ({ subject }) => assert.deepEqual(await listedPaths(subject), []),
	},
	{
		name: 'list: every key, once',
		needs: ['list'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(CALLS));
			assert.deepEqual(sorted(await listedPaths(subject)), sorted(CALLS));
		},
	},
	...[1, 2, 3, 7, 22, 23, 24].map((pageSize) => ({
		name: `list: every key, once, in the same order, with pages of ${pageSize}`,
		needs: ['list'] as Check['needs'],
		run: async ({ subject, seed }: Parameters<Check['run']>[0]) => {
			await seed(asFiles(CALLS));
			const inPages: string[] = [];
			for await (const page of subject.listPages({ pageSize })) {
				assert.ok(page.length <= pageSize, `a page has ${page.length} entries`);
				inPages.push(...page.map(({ path }) => path));
			}
			assert.deepEqual(inPages, await listedPaths(subject));
			assert.deepEqual(sorted(inPages), sorted(CALLS));
		},
	})),
	{
		name: 'list: only what starts with the prefix',
		needs: ['list'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(['a/1', 'a/2', 'a1', 'A/1', 'b/a/1']));
			assert.deepEqual(sorted(await listedPaths(subject, { prefix: 'a/' })), ['a/1', 'a/2']);
			assert.deepEqual(sorted(await listedPaths(subject, { prefix: 'a' })), ['a/1', 'a/2', 'a1']);
			assert.deepEqual(await listedPaths(subject, { prefix: 'c' }), []);
		},
	},
	{
		name: 'list: an empty prefix is all',
		needs: ['list'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(['a', 'b/c']));
			assert.deepEqual(sorted(await listedPaths(subject, { prefix: '' })), ['a', 'b/c']);
		},
	},
	{
		name: 'list: a prefix of nasty characters',
		needs: ['list'],
		run: async ({ subject, seed, possibleNames: names }) => {
			await seed(asFiles(names));
			for (const name of names) {
				const found = await listedPaths(subject, { prefix: name });
				assert.deepEqual(found, [name], `prefix ${name}`);
			}
		},
	},
	{
		name: 'list: names that sort around the slash, in pages of 1',
		needs: ['list'],
		run: async ({ subject, seed, namesAroundTheSlash }) => {
			await seed(asFiles(namesAroundTheSlash));
			assert.deepEqual(sorted(await listedPaths(subject, { pageSize: 1 })), sorted(namesAroundTheSlash));
		},
	},
	{
		name: 'list: entries state size, times and ETag as stat does',
		needs: ['list', 'stat'],
		run: async ({ subject, seed, listed }) => {
			await seed({ 'call.mp3': { content: '12345', contentType: 'audio/mpeg' } });
			const [entry] = await listAll(subject);
			const described = await subject.stat('call.mp3');
			assert.deepEqual([entry.path, entry.sizeBytes], ['call.mp3', 5]);
			for (const field of listed) assert.notEqual(entry[field], undefined, `the listing states no ${field}`);
			const stated = Object.entries(entry).filter(([, value]) => value !== undefined);
			assert.deepEqual(Object.fromEntries(stated), Object.fromEntries(stated.map(([field]) => [field, described[field as keyof SourceEntry]])));
		},
	},
	{
		name: 'list: a listing that is left early can be started again',
		needs: ['list'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(CALLS));
			for await (const page of subject.listPages({ pageSize: 2 })) {
				assert.ok(page.length > 0);
				break;
			}
			assert.equal((await listedPaths(subject, { pageSize: 2 })).length, CALLS.length);
		},
	},
];

const folders: Check[] = [
	{
		name: 'folders: each sub-folder once, with its slash, and no files',
		needs: ['list', 'listFolders'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(['a/1', 'a/2/3', 'b/1', 'c', 'd e/1']));
			assert.deepEqual(sorted(await foldersOf(subject)), ['a/', 'b/', 'd e/']);
		},
	},
	{
		name: 'folders: under a prefix, with their full path',
		needs: ['list', 'listFolders'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(['a/1', 'a/b/1', 'a/c/1/2', 'ab/c/1']));
			assert.deepEqual(sorted(await foldersOf(subject, { prefix: 'a/' })), ['a/b/', 'a/c/']);
		},
	},
	{
		name: 'folders: in pages of 1, each once',
		needs: ['list', 'listFolders'],
		run: async ({ subject, seed }) => {
			await seed(asFiles(['a/1', 'a/2', 'b/1', 'c/1', 'c/2', 'f']));
			assert.deepEqual(sorted(await foldersOf(subject, { pageSize: 1 })), ['a/', 'b/', 'c/']);
		},
	},
	{
		name: 'folders: names that sort around the slash',
		needs: ['list', 'listFolders'],
		run: async ({ subject, seed, namesAroundTheSlash }) => {
			await seed(asFiles(namesAroundTheSlash));
			assert.deepEqual(sorted(await foldersOf(subject)), ['a/', 'b/']);
		},
	},
	{
		name: 'folders: of nasty names',
		needs: ['list', 'listFolders'],
		run: async ({ subject, seed, possibleNames, hasFolders }) => {
			const names = possibleNames.map((name) => name.replaceAll('/', '').slice(0, hasFolders ? 200 : 900));
			await seed(asFiles(names.map((name) => `${name}/1`)));
			assert.deepEqual(sorted(await foldersOf(subject)), sorted(new Set(names.map((name) => `${name}/`))));
		},
	},
	{
		name: 'folders: none in an empty place',
		needs: ['list', 'listFolders'],
		run: async ({ subject }) => assert.deepEqual(await foldersOf(subject), []),
	},
];

export const LIST_CHECKS = [...listing, ...folders];
