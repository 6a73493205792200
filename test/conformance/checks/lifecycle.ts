import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ERROR_CODES, type ErrorCode } from '../../../core/errors/codes';
import { isRecordingError } from '../../../core/errors/recording-error';
import { Recordings } from '../../../core/sources/recordings';
import type { Capability } from '../../../core/sources/capabilities';
import type { Check } from '../check';
import { bodyOf, collect } from './tools';

/** Each operation as users of `Recordings` call it, with the capability that it needs. */
const CALLS: [capability: Capability, needs: Capability[], call: (recordings: Recordings) => Promise<unknown>][] = [
	['list', [], async (recordings) => await collect(recordings.listPages())],
	['listFolders', [], async (recordings) => await recordings.listFolders().next()],
	['findByTags', [], async (recordings) => await collect(recordings.findPages(`"a"='b'`))],
	['stat', [], async (recordings) => await recordings.stat('call')],
	['read', [], async (recordings) => await recordings.read('call')],
	['readRange', ['read'], async (recordings) => await recordings.read('call', { offset: 1 })],
	['readIfMatch', ['read'], async (recordings) => await recordings.read('call', { ifMatch: 'x' })],
	['write', [], async (recordings) => await recordings.write('call', bodyOf('x'))],
	['writeIfAbsent', ['write'], async (recordings) => await recordings.write('call', bodyOf('x'), { ifAbsent: true })],
	['remove', [], async (recordings) => await recordings.remove('call')],
	['removeIfMatch', ['remove'], async (recordings) => await recordings.remove('call', { ifMatch: 'x' })],
];

async function failureOf(work: () => Promise<unknown>): Promise<ErrorCode | undefined> {
	try {
		await work();
	} catch (error) {
		assert.ok(isRecordingError(error), `not a RecordingError: ${inspect(error)}`);
		return error.code;
	}
	return undefined;
}

const ODD_ERRORS: [title: string, make: () => unknown][] = [
	['undefined', () => undefined],
	['null', () => null],
	['a text', () => 'ECONNRESET'],
	['a number', () => 404],
	['a symbol', () => Symbol('odd')],
	['a function', () => () => {}],
	['a frozen object', () => Object.freeze({ code: 'ECONNRESET' })],
	['a frozen error', () => Object.freeze(new Error('frozen'))],
	['an object without a prototype', () => Object.create(null) as unknown],
	['an error that is its own cause', () => Object.defineProperty(new Error('loop'), 'cause', { get: selfCause })],
	['an error without a message', () => Object.defineProperty(new Error('x'), 'message', { value: undefined })],
	['an error with a number as its code', () => Object.assign(new Error('x'), { code: 7 })],
	['an error with nothing but a status', () => Object.assign(new Error('x'), { statusCode: 599 })],
	['an array', () => [new Error('x')]],
];

function selfCause(this: unknown): unknown {
	return this;
}

const classification: Check[] = ODD_ERRORS.map(([title, make]) => ({
	name: `classify: ${title}`,
	needs: [],
	run: async ({ source }) => {
		assert.ok(source.classify(make()).code in ERROR_CODES);
		const explained = new Recordings(source).explain(make(), 'read', 'call');
		assert.ok(explained.code in ERROR_CODES);
		assert.ok(explained.message.startsWith('Could not read "call": '), explained.message);
	},
}));

const refusals: Check[] = CALLS.map(([capability, needs, call]) => ({
	name: `refused: ${capability} is declared absent`,
	needs,
	lacks: capability,
	run: async ({ source }) => {
		const recordings = new Recordings(source);
		assert.equal(recordings.can(capability), false);
		assert.equal(await failureOf(async () => await call(recordings)), 'UNSUPPORTED');
	},
}));

const closing: Check[] = CALLS.map(([capability, needs, call]) => ({
	name: `closed: ${capability} after close`,
	needs: [...needs, capability],
	run: async ({ source, seed }) => {
		await seed({ call: 'content' });
		const recordings = new Recordings(source);
		await recordings.close();
		assert.equal(await failureOf(async () => await call(recordings)), 'CLOSED');
	},
}));

export const LIFECYCLE_CHECKS: Check[] = [
	{
		name: 'capabilities: exactly those that are required',
		needs: [],
		run: async ({ source, required }) => assert.deepEqual({ ...source.capabilities }, required),
	},
	{
		name: 'close: twice is once',
		needs: [],
		run: async ({ source }) => {
			await source.close();
			await source.close();
		},
	},
	{
		name: 'closed: a listing that is under way stops',
		needs: ['list'],
		run: async ({ source, subject, seed }) => {
			await seed({ a: '1', b: '2', c: '3' });
			const recordings = new Recordings(source, subject.folder);
			const walk = async () => {
				for await (const page of recordings.listPages({ pageSize: 1 })) {
					assert.equal(page.length, 1);
					await recordings.close();
				}
			};
			assert.equal(await failureOf(walk), 'CLOSED');
		},
	},
	...classification,
	...refusals,
	...closing,
];
