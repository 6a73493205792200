import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordingError } from '../../../core/errors/recording-error';
import { Recordings } from '../../../core/sources/recordings';
import type { Check, Context } from '../check';
import { assertFails, bodyOf, collect, contentOf, listedPaths, patternBytes, promptly } from './tools';

type Operation = [name: string, needs: Check['needs'], run: (context: Context, signal: AbortSignal) => Promise<unknown>];

const OPERATIONS: Operation[] = [
	['list', ['list'], async ({ subject }, signal) => await collect(subject.listPages({ signal }))],
	['find', ['findByTags'], async ({ subject, tagExpression }, signal) => await collect(subject.findPages(tagExpression({ a: 'b' }), { signal }))],
	['stat', ['stat'], async ({ subject }, signal) => await subject.stat('call', { signal })],
	['read', ['read'], async ({ subject }, signal) => await contentOf(subject, 'call', { signal })],
	['write', ['write'], async ({ subject }, signal) => await subject.write('new', bodyOf('x'), { signal })],
	['remove', ['remove'], async ({ subject }, signal) => await subject.remove('call', { signal })],
];

const before: Check[] = OPERATIONS.map(([name, needs, run]) => ({
	name: `abort: before ${name}, which then does not start`,
	needs,
	run: async (context) => {
		await context.seed({ call: 'content' });
		await promptly(assertFails(context.subject, 'CANCELLED', async () => await run(context, AbortSignal.abort())));
		if (context.required.list) assert.deepEqual(await listedPaths(context.subject), ['call']);
	},
}));

// A fast source may be done before it can notice; what counts is that it ends, and for no other reason.
const during: Check[] = OPERATIONS.map(([name, needs, run]) => ({
	name: `abort: during ${name}, which then is cancelled or done`,
	needs,
	run: async (context) => {
		await context.seed({ call: 'content' });
		const controller = new AbortController();
		const work = run(context, controller.signal).catch((error: unknown) => context.subject.codeOf(error));
		controller.abort();
		const outcome = await promptly(work);
		if (typeof outcome === 'string') assert.equal(outcome, 'CANCELLED');
	},
}));

const streaming: Check[] = [
	{
		name: 'abort: between two pages of a listing',
		needs: ['list'],
		run: async ({ subject, seed }) => {
			await seed({ a: '1', b: '2', c: '3' });
			const controller = new AbortController();
			const walk = async () => {
				for await (const page of subject.listPages({ pageSize: 1, signal: controller.signal })) {
					assert.equal(page.length, 1);
					controller.abort();
				}
			};
			await promptly(assertFails(subject, 'CANCELLED', walk));
		},
	},
	{
		name: 'abort: while the body is read, which then ends with CANCELLED',
		needs: ['read'],
		run: async ({ subject, seed }) => {
			await seed({ call: { content: patternBytes(24 * 1024 * 1024) } });
			const controller = new AbortController();
			const { body } = await subject.read('call', { signal: controller.signal });
			const consume = async () => {
				for await (const chunk of body as AsyncIterable<Buffer>) {
					assert.ok(chunk.length > 0);
					controller.abort();
				}
			};
			await promptly(assertFails(subject, 'CANCELLED', consume));
			assert.ok(body.destroyed);
		},
	},
	{
		name: 'abort: while nobody reads the body yet',
		needs: ['read'],
		run: async ({ subject, seed }) => {
			await seed({ call: { content: patternBytes(24 * 1024 * 1024) } });
			const controller = new AbortController();
			const { body } = await subject.read('call', { signal: controller.signal });
			const failure = new Promise<Error>((resolve) => body.once('error', resolve));
			controller.abort();
			assert.equal(subject.codeOf(await promptly(failure)), 'CANCELLED');
		},
	},
	{
		name: 'abort: a body that fails before anybody listens takes nothing down, and says why later',
		needs: ['read'],
		run: async ({ source, subject, seed }) => {
			await seed({ call: { content: patternBytes(24 * 1024 * 1024) } });
			const recordings = new Recordings(source);
			const controller = new AbortController();
			const { body } = await recordings.read(`${subject.folder}call`, { signal: controller.signal });
			controller.abort();
			await delay(20);
			const failure = await promptly(buffer(body).catch((error: unknown) => recordings.explain(error, 'read')));
			assert.equal((failure as RecordingError).code, 'CANCELLED');
		},
	},
	{
		name: 'abort: while a write waits for its body, which leaves nothing',
		needs: ['write', 'list'],
		run: async ({ subject }) => {
			const controller = new AbortController();
			let started = false;
			const body = new Readable({
				read() {
					if (!started) this.push(patternBytes(100));
					if (!started) setImmediate(() => controller.abort());
					started = true;
				},
			});
			const write = async () => await subject.write('half', () => body, { signal: controller.signal });
			await promptly(assertFails(subject, 'CANCELLED', write));
			assert.ok(body.destroyed, 'the body is left open');
			assert.deepEqual(await listedPaths(subject), []);
		},
	},
	{
		name: 'abort: after all is over changes nothing',
		needs: ['read', 'stat'],
		run: async ({ subject, seed }) => {
			await seed({ call: 'content' });
			const controller = new AbortController();
			assert.equal(String(await contentOf(subject, 'call', { signal: controller.signal })), 'content');
			controller.abort();
			assert.equal((await subject.stat('call')).sizeBytes, 7);
		},
	},
	{
		name: 'abort: a body that is destroyed early frees its connection',
		needs: ['read', 'stat'],
		run: async ({ subject, seed }) => {
			await seed({ call: { content: patternBytes(8 * 1024 * 1024) } });
			for (let turn = 0; turn < 4; turn++) {
				const { body } = await promptly(subject.read('call'));
				body.destroy();
			}
			assert.equal((await promptly(subject.stat('call'))).path, 'call');
		},
	},
];

export const ABORT_CHECKS = [...before, ...during, ...streaming];
