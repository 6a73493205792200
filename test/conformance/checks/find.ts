import assert from 'node:assert/strict';
import type { Check } from '../check';
import { collect, sorted } from './tools';

const CALL = { RecordingType: 'CALL' };
const calls = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`mytenant/${index}.mp3`, { tags: CALL }]));

export const FIND_CHECKS: Check[] = [
	{
		name: 'find: what carries the tag, and nothing else',
		needs: ['findByTags'],
		run: async ({ subject, seed, tagExpression }) => {
			await seed({
				'a.mp3': { tags: CALL },
				'b.mp3': { tags: { RecordingType: 'SCREEN' } },
				'c.mp3': { tags: { recordingtype: 'CALL' } },
				'd.mp3': {},
			});
			const found = await collect(subject.findPages(tagExpression(CALL)));
			assert.deepEqual(found.map(({ path }) => path), ['a.mp3']);
			assert.equal(found[0].tags?.RecordingType, 'CALL');
		},
	},
	{
		name: 'find: nothing where nothing matches',
		needs: ['findByTags'],
		run: async ({ subject, tagExpression }) => assert.deepEqual(await collect(subject.findPages(tagExpression(CALL))), []),
	},
	...[1, 3, 11, 12].map((pageSize) => ({
		name: `find: every match, once, with pages of ${pageSize}`,
		needs: ['findByTags'] as Check['needs'],
		run: async ({ subject, seed, tagExpression }: Parameters<Check['run']>[0]) => {
			await seed(calls(11));
			const found: string[] = [];
			for await (const page of subject.findPages(tagExpression(CALL), { pageSize })) {
				assert.ok(page.length <= pageSize, `a page has ${page.length} entries`);
				found.push(...page.map(({ path }) => path));
			}
			assert.deepEqual(sorted(found), sorted(Object.keys(calls(11))));
		},
	})),
	{
		name: 'find: nasty names',
		needs: ['findByTags'],
		run: async ({ subject, seed, tagExpression, possibleNames: names }) => {
			await seed(Object.fromEntries(names.map((name) => [name, { tags: CALL }])));
			const found = await collect(subject.findPages(tagExpression(CALL)));
			assert.deepEqual(sorted(found.map(({ path }) => path)), sorted(names));
		},
	},
];
