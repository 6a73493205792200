import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Check } from '../check';
import { NASTY_TITLES } from './names';
import { assertFails, contentOf, listedPaths, patternBytes } from './tools';

const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const TEN = '0123456789';

const stat: Check[] = [
	{
		name: 'stat: size, time in UTC, ETag without quotes, content type',
		needs: ['stat'],
		run: async ({ subject, seed, described }) => {
			await seed({ 'call.mp3': { content: TEN, contentType: 'audio/mpeg' } });
			const { path, sizeBytes, lastModified, etag, contentType } = await subject.stat('call.mp3');
			assert.deepEqual([path, sizeBytes], ['call.mp3', 10]);
			assert.match(lastModified ?? '', ISO_UTC);
			assert.equal(contentType, described.includes('contentType') ? 'audio/mpeg' : undefined);
			if (described.includes('etag')) assert.match(etag ?? '', /^[^"]+$/);
			else assert.equal(etag, undefined);
		},
	},
	{
		name: 'stat: zero bytes are a size',
		needs: ['stat'],
		run: async ({ subject, seed }) => {
			await seed({ empty: '' });
			assert.equal((await subject.stat('empty')).sizeBytes, 0);
		},
	},
	{
		name: 'stat: a missing file is NOT_FOUND',
		needs: ['stat'],
		run: async ({ subject, seed }) => {
			await seed({ 'folder/file': TEN });
			for (const missing of ['missing', 'folder', 'folder/', 'folder/file/x']) {
				await assertFails(subject, 'NOT_FOUND', async () => await subject.stat(missing));
			}
		},
	},
	{
		name: 'stat: a new version has a new ETag',
		needs: ['stat', 'readIfMatch'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'one' });
			const before = await subject.stat('call');
			await seed({ call: 'two' });
			assert.notEqual((await subject.stat('call')).etag, before.etag);
		},
	},
	{
		name: 'stat: states the true MD5',
		needs: ['stat', 'contentMd5'],
		run: async ({ subject, seed }) => {
			await seed({ call: TEN });
			assert.equal((await subject.stat('call')).contentMd5, createHash('md5').update(TEN).digest('base64'));
		},
	},
];

const RANGES: [title: string, offset: number, lengthBytes: number | undefined, expected: string][] = [
	['from the middle', 4, undefined, '456789'],
	['the last byte', 9, undefined, '9'],
	['a piece of the middle', 3, 4, '3456'],
	['a piece from the start', 0, 1, '0'],
	['a piece that reaches the end', 7, 3, '789'],
	['a piece that would reach past the end', 7, 100, '789'],
];

const read: Check[] = [
	{
		name: 'read: the whole file, with its description',
		needs: ['read'],
		run: async ({ subject, seed }) => {
			await seed({ call: TEN });
			assert.equal(String(await contentOf(subject, 'call')), TEN);
			const { body, entry } = await subject.read('call');
			body.destroy();
			assert.deepEqual([entry.path, entry.sizeBytes], ['call', 10]);
		},
	},
	{
		name: 'read: zero bytes',
		needs: ['read'],
		run: async ({ subject, seed }) => {
			await seed({ empty: '' });
			const { entry, body } = await subject.read('empty');
			body.resume();
			assert.equal(entry.sizeBytes, 0);
			assert.equal((await contentOf(subject, 'empty')).length, 0);
		},
	},
	{
		name: 'read: several MiB, intact',
		needs: ['read'],
		run: async ({ subject, seed }) => {
			const content = patternBytes(5 * 1024 * 1024 + 3);
			await seed({ 'screen.mp4': { content } });
			assert.ok(content.equals(await contentOf(subject, 'screen.mp4')));
		},
	},
	{
		name: 'read: a missing file is NOT_FOUND',
		needs: ['read'],
		run: async ({ subject }) => await assertFails(subject, 'NOT_FOUND', async () => await subject.read('missing')),
	},
	{
		name: 'read: many files at once, none mixed up',
		needs: ['read'],
		run: async ({ subject, seed }) => {
			const names = Array.from({ length: 12 }, (_, index) => `call ${index}`);
			await seed(Object.fromEntries(names.map((name) => [name, name.repeat(10_000)])));
			const contents = await Promise.all(names.map(async (name) => String(await contentOf(subject, name))));
			assert.deepEqual(contents.map((text) => text.slice(0, 20)), names.map((name) => name.repeat(4).slice(0, 20)));
			assert.ok(contents.every((text, index) => text === names[index].repeat(10_000)));
		},
	},
	...RANGES.map(([title, offset, lengthBytes, expected]) => ({
		name: `read: ${title}`,
		needs: ['read', 'readRange'] as Check['needs'],
		run: async ({ subject, seed }: Parameters<Check['run']>[0]) => {
			await seed({ call: TEN });
			const { body, entry } = await subject.read('call', { offset, lengthBytes });
			assert.equal(String(Buffer.concat(await body.toArray())), expected);
			assert.equal(entry.sizeBytes, 10, 'the size is that of the whole file');
		},
	})),
	{
		name: 'read: the true MD5 of the whole file, for a range too',
		needs: ['read', 'readRange', 'contentMd5'],
		run: async ({ subject, seed }) => {
			await seed({ call: TEN });
			for (const offset of [0, 5]) {
				const { body, entry } = await subject.read('call', { offset });
				body.resume();
				assert.equal(entry.contentMd5, createHash('md5').update(TEN).digest('base64'));
			}
		},
	},
	{
		name: 'read: with the ETag that the file has',
		needs: ['read', 'stat', 'readIfMatch'],
		run: async ({ subject, seed }) => {
			await seed({ call: TEN });
			const { etag } = await subject.stat('call');
			assert.equal(String(await contentOf(subject, 'call', { ifMatch: etag })), TEN);
		},
	},
	{
		name: 'read: with an ETag that the file no longer has is CHANGED',
		needs: ['read', 'stat', 'readIfMatch'],
		run: async ({ subject, seed }) => {
			await seed({ call: TEN });
			const { etag } = await subject.stat('call');
			await seed({ call: 'replaced' });
			await assertFails(subject, 'CHANGED', async () => await subject.read('call', { ifMatch: etag }));
			await assertFails(subject, 'CHANGED', async () => await subject.read('call', { ifMatch: etag, offset: 2 }));
		},
	},
];

const names: Check[] = NASTY_TITLES.map((title) => ({
	name: `names: ${title}`,
	needs: ['list', 'stat', 'read'],
	run: async ({ subject, seed, nastyNames }) => {
		const { name, isPossible } = nastyNames[title];
		if (!isPossible) {
			// Under this spelling a server of files would find another key's file.
			await seed({ [name.replaceAll(/\/+/g, '/').replaceAll(/^\/|\/$/g, '')]: 'under a key of its own' });
			await assertFails(subject, 'NOT_FOUND', async () => await subject.stat(name));
			await assertFails(subject, 'NOT_FOUND', async () => await subject.read(name));
			assert.deepEqual(await listedPaths(subject, { prefix: name }), []);
			return;
		}
		await seed({ [name]: `content of ${title}` });
		assert.deepEqual(await listedPaths(subject), [name]);
		assert.equal((await subject.stat(name)).path, name);
		assert.equal(String(await contentOf(subject, name)), `content of ${title}`);
	},
}));

export const READ_CHECKS = [...stat, ...read, ...names];
