import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../../core/errors/codes';
import type { SourceEntry } from '../../../core/sources/source';
import type { Opening, Subject, Walk } from '../subject';

/** What a busy machine may take for what takes no time. Shorter where something is known never to end. */
export const patience = { ms: 10_000 };

export async function collect<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
	const all: Item[] = [];
	for await (const page of pages) all.push(...page);
	return all;
}

export async function listAll(subject: Subject, walk?: Walk): Promise<SourceEntry[]> {
	return await collect(subject.listPages(walk));
}

export async function listedPaths(subject: Subject, walk?: Walk): Promise<string[]> {
	return (await listAll(subject, walk)).map(({ path }) => path);
}

export async function foldersOf(subject: Subject, walk?: Walk): Promise<string[]> {
	const folders: string[] = [];
	for await (const folder of subject.listFolders(walk)) folders.push(folder);
	return folders;
}

export async function contentOf(subject: Subject, path: string, opening?: Opening): Promise<Buffer> {
	const { body } = await subject.read(path, opening);
	return await buffer(body);
}

export async function assertFails(subject: Subject, code: ErrorCode, work: () => Promise<unknown>): Promise<void> {
	let error: unknown;
	try {
		await work();
	} catch (thrown) {
		error = thrown ?? new Error('nothing was thrown');
	}
	assert.notEqual(error, undefined, `should have failed with ${code}`);
	assert.equal(subject.codeOf(error), code, String(error));
}

export async function promptly<Result>(work: Promise<Result>): Promise<Result> {
	const timer = new AbortController();
	const late = delay(patience.ms, undefined, { signal: timer.signal }).then(() => {
		throw new Error(`not over within ${patience.ms} ms`);
	});
	late.catch(() => {});
	try {
		return await Promise.race([work, late]);
	} finally {
		timer.abort();
	}
}

export function bodyOf(...chunks: (Buffer | string)[]): () => Readable {
	return () => Readable.from(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
}

/** Bytes in which no stretch repeats, so that a missing or repeated piece shows. */
export function patternBytes(length: number): Buffer {
	if (length > PATTERN.length * 4) throw new Error('the pattern is not that long');
	return Buffer.from(PATTERN.buffer, 0, length);
}

const PATTERN = new Uint32Array(6 * 1024 * 1024 + 1);
for (let index = 0; index < PATTERN.length; index++) PATTERN[index] = Math.imul(index, 2_654_435_761);

export function sorted(paths: Iterable<string>): string[] {
	return [...paths].sort();
}
