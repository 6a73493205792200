import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Check } from '../check';
import { assertFails, bodyOf, collect, contentOf, listedPaths, patternBytes, promptly, sorted } from './tools';

/** Gives some bytes and then fails, as a source does whose connection is cut for good. */
function failingBody(...chunks: Buffer[]): () => Readable {
	return () =>
		Readable.from(
			(async function* () {
				yield* chunks;
				throw new Error('the body failed');
			})(),
		);
}

const MD5_OF_ONE_TWO = createHash('md5').update('one two').digest('base64');

const write: Check[] = [
	{
		name: 'write: what was written is there, and described',
		needs: ['write', 'read', 'stat'],
		run: async ({ subject, described }) => {
			const entry = await subject.write('a/call.mp3', bodyOf('one ', 'two'), { contentType: 'audio/mpeg' });
			assert.deepEqual([entry.path, entry.sizeBytes], ['a/call.mp3', 7]);
			assert.equal(String(await contentOf(subject, 'a/call.mp3')), 'one two');
			const { etag, contentType } = await subject.stat('a/call.mp3');
			assert.deepEqual([contentType, etag], [described.includes('contentType') ? 'audio/mpeg' : undefined, entry.etag]);
		},
	},
	{
		name: 'write, described briefly: with its ETag, and its true MD5 or its size',
		needs: ['write', 'stat'],
		run: async ({ subject }) => {
			const entry = await subject.write('a/call.mp3', bodyOf('one ', 'two'), { contentType: 'audio/mpeg', brief: true });
			const { etag } = await subject.stat('a/call.mp3');
			assert.deepEqual([entry.path, entry.etag], ['a/call.mp3', etag]);
			assert.equal(entry.sizeBytes ?? 7, 7);
			assert.ok(entry.sizeBytes !== undefined || entry.contentMd5 !== undefined);
			assert.equal(entry.contentMd5 ?? MD5_OF_ONE_TWO, MD5_OF_ONE_TWO);
		},
	},
	{
		name: 'write, described briefly: several MiB, which go in parts',
		needs: ['write', 'stat'],
		run: async ({ subject }) => {
			const content = patternBytes(9 * 1024 * 1024 + 1);
			const { etag, sizeBytes, contentMd5 = '' } = await subject.write('screen.mp4', bodyOf(content), { brief: true });
			assert.equal(etag, (await subject.stat('screen.mp4')).etag);
			assert.ok(sizeBytes === content.length || contentMd5 !== '');
			if (contentMd5 !== '') assert.equal(contentMd5, createHash('md5').update(content).digest('base64'));
		},
	},
	{
		name: 'write: zero bytes',
		needs: ['write', 'stat'],
		run: async ({ subject }) => {
			await subject.write('empty', bodyOf());
			assert.equal((await subject.stat('empty')).sizeBytes, 0);
		},
	},
	{
		name: 'write: several MiB in uneven chunks, intact',
		needs: ['write', 'read'],
		run: async ({ subject }) => {
			const content = patternBytes(9 * 1024 * 1024 + 1);
			const cuts = [0, 1, 70_000, 5_000_000, content.length];
			await subject.write('screen.mp4', bodyOf(...cuts.slice(1).map((end, index) => content.subarray(cuts[index], end))));
			assert.ok(content.equals(await contentOf(subject, 'screen.mp4')));
		},
	},
	{
		name: 'write: a small file has an MD5, and it is true',
		needs: ['write', 'stat', 'contentMd5'],
		run: async ({ subject }) => {
			await subject.write('call', bodyOf('small'));
			assert.equal((await subject.stat('call')).contentMd5, createHash('md5').update('small').digest('base64'));
		},
	},
	{
		name: 'write: replaces what was there',
		needs: ['write', 'read'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'a long old content' });
			await subject.write('call', bodyOf('new'));
			assert.equal(String(await contentOf(subject, 'call')), 'new');
		},
	},
	...[0, 10, 6 * 1024 * 1024].map((bytes) => ({
		name: `write: a body that fails after ${bytes} bytes leaves nothing`,
		needs: ['write', 'stat', 'list'] as Check['needs'],
		run: async ({ subject }: Parameters<Check['run']>[0]) => {
			await assert.rejects(promptly(subject.write('half', failingBody(patternBytes(bytes)))));
			await assertFails(subject, 'NOT_FOUND', async () => await subject.stat('half'));
			assert.deepEqual(await listedPaths(subject), []);
		},
	})),
	{
		name: 'write: a body that fails leaves what was there before',
		needs: ['write', 'read'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'old' });
			await assert.rejects(promptly(subject.write('call', failingBody(Buffer.from('new')))));
			assert.equal(String(await contentOf(subject, 'call')), 'old');
		},
	},
	{
		name: 'write: only where nothing is',
		needs: ['write', 'writeIfAbsent', 'read'],
		run: async ({ subject }) => {
			await subject.write('call', bodyOf('first'), { ifAbsent: true });
			const again = async () => await subject.write('call', bodyOf('second'), { ifAbsent: true });
			await assertFails(subject, 'CONFLICT', again);
			assert.equal(String(await contentOf(subject, 'call')), 'first');
		},
	},
	{
		name: 'write: only where nothing is, for several MiB',
		needs: ['write', 'writeIfAbsent', 'read'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'first' });
			const again = async () => await subject.write('call', bodyOf(patternBytes(9 * 1024 * 1024)), { ifAbsent: true });
			await assertFails(subject, 'CONFLICT', again);
			assert.equal(String(await contentOf(subject, 'call')), 'first');
		},
	},
	{
		name: 'write: of two writers at once where nothing is, one wins',
		needs: ['write', 'writeIfAbsent', 'read'],
		run: async ({ subject }) => {
			const writers = ['one', 'two'].map(async (text) => await subject.write('call', bodyOf(text), { ifAbsent: true }));
			const outcomes = (await Promise.allSettled(writers)).map(({ status }) => status);
			assert.deepEqual(sorted(outcomes), ['fulfilled', 'rejected']);
			assert.equal(String(await contentOf(subject, 'call')), outcomes[0] === 'fulfilled' ? 'one' : 'two');
		},
	},
	{
		name: 'write: with tags that can be found',
		needs: ['write', 'findByTags'],
		run: async ({ subject, tagExpression }) => {
			await subject.write('call', bodyOf('x'), { tags: { RecordingType: 'CALL', Queue: 'a b' } });
			const found = await collect(subject.findPages(tagExpression({ RecordingType: 'CALL' })));
			assert.deepEqual(found.map(({ path }) => path), ['call']);
		},
	},
	{
		name: 'write: with tags is accepted',
		needs: ['write', 'stat'],
		run: async ({ subject }) => {
			await subject.write('call', bodyOf('x'), { tags: { RecordingType: 'CALL', Queue: 'a b+c=d' } });
			assert.equal((await subject.stat('call')).sizeBytes, 1);
		},
	},
	{
		name: 'write: nasty names',
		needs: ['write', 'list'],
		run: async ({ subject, nastyNames, possibleNames }) => {
			for (const name of possibleNames) await subject.write(name, bodyOf('x'));
			for (const { name, isPossible } of Object.values(nastyNames)) {
				if (!isPossible) await assertFails(subject, 'INVALID_REQUEST', async () => await subject.write(name, bodyOf('x')));
			}
			assert.deepEqual(sorted(await listedPaths(subject)), sorted(possibleNames));
		},
	},
];

const remove: Check[] = [
	{
		name: 'remove: takes away that file alone',
		needs: ['remove', 'list'],
		run: async ({ subject, seed, hasFolders }) => {
			const deeper = hasFolders ? 'b/a' : 'a/b';
			await seed({ a: '1', [deeper]: '2', ab: '3' });
			await subject.remove('a');
			assert.deepEqual(sorted(await listedPaths(subject)), sorted([deeper, 'ab']));
		},
	},
	{
		name: 'remove: what is not there is removed already',
		needs: ['remove'],
		run: async ({ subject }) => {
			await subject.remove('missing');
			await subject.remove('missing');
		},
	},
	{
		name: 'remove: the name of a folder removes nothing',
		needs: ['remove', 'list'],
		run: async ({ subject, seed }) => {
			await seed({ 'folder/file': '1' });
			for (const path of ['folder', 'folder/']) await subject.remove(path);
			assert.deepEqual(await listedPaths(subject), ['folder/file']);
		},
	},
	{
		name: 'remove: nasty names',
		needs: ['remove', 'list'],
		run: async ({ subject, seed, nastyNames, possibleNames }) => {
			await seed(Object.fromEntries([...possibleNames, 'other'].map((name) => [name, 'x'])));
			for (const { name } of Object.values(nastyNames)) await subject.remove(name);
			assert.deepEqual(await listedPaths(subject), ['other']);
		},
	},
	{
		name: 'remove: with the ETag that the file has',
		needs: ['remove', 'removeIfMatch', 'stat', 'list'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'one' });
			await subject.remove('call', { ifMatch: (await subject.stat('call')).etag });
			assert.deepEqual(await listedPaths(subject), []);
		},
	},
	{
		name: 'remove: with an ETag that the file no longer has is CHANGED, and the file stays',
		needs: ['remove', 'removeIfMatch', 'stat', 'list'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'one' });
			const { etag } = await subject.stat('call');
			await seed({ call: 'two' });
			await assertFails(subject, 'CHANGED', async () => await subject.remove('call', { ifMatch: etag }));
			assert.deepEqual(await listedPaths(subject), ['call']);
		},
	},
];

export const WRITE_CHECKS = [...write, ...remove];
