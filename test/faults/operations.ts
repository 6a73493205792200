import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { Recordings } from '../../core/sources/recordings';
import type { SourceEntry } from '../../core/sources/source';
import { download } from '../../core/transfer/download';
import { bodyOf } from '../conformance/checks/tools';
import { randomNumbers } from '../random';
import { EXPRESSION, type Place } from './places';

const NAMES = Array.from({ length: 24 }, (_, at) => `calls/day ${at % 3}/call ${at}.wav`);
const LARGE = 'calls/large.wav';
const DOOMED = 'calls/doomed.wav';
export const NEW = 'calls/new.wav';
const LARGE_BYTES = 150_000;

function bytes(length: number, seed: number): Buffer {
	const random = randomNumbers(seed);
	return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

const LARGE_CONTENT = bytes(LARGE_BYTES, 1);
export const NEW_CONTENT = bytes(LARGE_BYTES, 2);

/** What is there before each operation. */
export const FILES: Record<string, Buffer> = { ...Object.fromEntries(NAMES.map((name, at) => [name, Buffer.from(`content ${at}`)])), [LARGE]: LARGE_CONTENT, [DOOMED]: Buffer.from('doomed') };

/** What a place really has. */
export type Stored = Pick<Place, 'contentOf' | 'paths'>;

/** One thing that a user asks for. */
export interface Operation {
	name: 'list' | 'find' | 'stat' | 'read' | 'write' | 'remove';
	/** Throws what the core throws, or an AssertionError where the answer is wrong. */
	run(place: Stored, recordings: Recordings, index: Recordings | undefined): Promise<void>;
	/** What must hold at the server, whatever came of it. Throws an AssertionError. */
	after?(place: Stored, hasSucceeded: boolean): void;
}

async function pathsOf(pages: AsyncIterable<SourceEntry[]>): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of pages) paths.push(...page.map(({ path }) => path));
	return paths.sort();
}

const ALL = Object.keys(FILES).sort();

export const OPERATIONS: Operation[] = [
	{ name: 'list', run: async (_, recordings) => assert.deepEqual(await pathsOf(recordings.listPages({ pageSize: 10 })), ALL) },
	{ name: 'find', run: async (_, __, index) => assert.deepEqual(await pathsOf(index!.findPages(EXPRESSION, { pageSize: 10 })), ALL) },
	{ name: 'stat', run: async (_, recordings) => assert.equal((await recordings.stat(LARGE)).sizeBytes, LARGE_BYTES) },
	{
		name: 'read',
		run: async (_, recordings) => {
			const { stored } = await download(recordings, LARGE, { store: async (body) => await buffer(body) });
			assert.ok(stored.equals(LARGE_CONTENT), 'other bytes were handed out as right');
		},
	},
	{
		name: 'write',
		run: async (_, recordings) => assert.equal((await recordings.write(NEW, bodyOf(NEW_CONTENT))).sizeBytes, LARGE_BYTES),
		after: (place, hasSucceeded) => {
			const written = place.contentOf(NEW);
			assert.ok(written !== undefined || !hasSucceeded, 'what was written is not there');
			assert.ok(written === undefined || written.equals(NEW_CONTENT), 'something else than what was written is there');
		},
	},
	{
		name: 'remove',
		run: async (_, recordings) => await recordings.remove(DOOMED),
		after: (place, hasSucceeded) => assert.ok(!hasSucceeded || place.contentOf(DOOMED) === undefined, 'what was removed is still there'),
	},
];

/** What nothing may touch. */
export function assertUntouched(place: Stored): void {
	for (const path of ALL) if (path !== DOOMED) assert.ok(place.contentOf(path)?.equals(FILES[path]), `${path} was altered`);
}

