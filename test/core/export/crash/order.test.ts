import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Call, Orders } from './orders';
import { Suite, type Stage } from './suite';

/**
 * A kill leaves what was written; a power cut leaves what was brought to the disk. So the order of what is done to the file
 * system is asserted: all of a file is on the disk before it gets its name, its name is before anything says that it is there,
 * and the record of it is before it is deleted at the source.
 */
let suite: Suite;
beforeAll(async () => {
	suite = await Suite.begin();
}, 60_000);
afterAll(async () => await suite.end());

const PIECE = /\/\.upload-[0-9a-f]{16}\.part$/;

class Trace {
	constructor(readonly calls: readonly Call[]) {}

	/** The next one from a place on; -1 where there is none. */
	find(isIt: (call: Call) => boolean, from = 0): number {
		return this.calls.findIndex((call, at) => at >= from && isIt(call));
	}

	/** When something got a name, in order. */
	get published(): Array<{ at: number; piece: string; path: string }> {
		return this.calls.flatMap(([operation, piece, path = ''], at) => ((operation === 'link' || operation === 'rename') && PIECE.test(piece) ? [{ at, piece, path }] : []));
	}

	/** When the name of a file was on the disk. */
	durableAt(path: string): number {
		const published = this.published.find((found) => found.path === path);
		return published ? this.find(([operation, folder]) => operation === 'syncFolder' && folder === dirname(path), published.at) : -1;
	}
}

/** What is wrong with the order, a line each. */
function problemsOf(trace: Trace, root: string, files: readonly string[], madeOf: (path: string) => string[]): string[] {
	const problems: string[] = [];
	const { calls, published } = trace;
	for (const path of files) if (!published.some((found) => found.path === path)) problems.push(`${path} got its name in another way`);
	for (const { at, piece, path } of published) {
		const created = trace.find(([operation, created]) => operation === 'create' && created === piece);
		const lastWrite = calls.findLastIndex(([operation, written]) => operation === 'write' && written === piece);
		const synced = calls.findLastIndex(([operation, file], index) => operation === 'sync' && file === piece && index < at);
		if (created === -1 || synced === -1 || lastWrite > synced) problems.push(`${path} was not all on the disk when it got its name`);
		if (trace.durableAt(path) === -1) problems.push(`the name of ${path} was not brought to the disk`);
		for (const needed of madeOf(path)) {
			const durable = trace.durableAt(needed);
			if (durable === -1 || durable > at) problems.push(`${path} was there before ${needed} was on the disk`);
		}
	}
	for (const folder of new Set(published.flatMap(({ path }) => foldersOf(path, root)))) {
		const made = calls.findIndex(([operation, path]) => operation === 'mkdir' && path === folder);
		const synced = trace.find(([operation, path]) => operation === 'syncFolder' && path === dirname(folder), Math.max(made, 0));
		const used = trace.find(([operation, path]) => operation === 'create' && path.startsWith(`${folder}/`));
		if (synced === -1 || used < synced) problems.push(`${folder} was used before its name was on the disk`);
	}
	return problems;
}

/** On the way from a root to a file. */
function foldersOf(path: string, root: string): string[] {
	const folder = dirname(path);
	return folder === root ? [] : [...foldersOf(folder, root), folder];
}

async function allFiles(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

interface Line {
	type: string;
	target?: string;
	metadata?: { target: string };
	source?: { path: string };
	deleted?: boolean;
}

/** What the files of a job say that is there: segments name files, and the segment before. */
class Manifest {
	readonly #lines = new Map<string, Line[]>();
	readonly #previous = new Map<string, string[]>();

	static async read(target: string, files: readonly string[]): Promise<Manifest> {
		const manifest = new Manifest(target);
		const segments = files.filter((path) => path.endsWith('.jsonl'));
		for (const path of segments) {
			const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as Line & { previous: string[] });
			manifest.#lines.set(path, lines);
			manifest.#previous.set(path, segments.filter((other) => header.previous.some((hash) => other.includes(hash))));
		}
		return manifest;
	}

	private constructor(private readonly target: string) {}

	get files(): Line[] {
		return [...this.#lines.values()].flat().filter(({ type }) => type === 'file');
	}

	/** The segment that records a file of the source. */
	segmentOf(path: string): string {
		return [...this.#lines].find(([, lines]) => lines.some(({ type, source }) => type === 'file' && source?.path === path))?.[0] ?? '';
	}

	madeOf(path: string): string[] {
		const named = (this.#lines.get(path) ?? []).flatMap(({ type, target, metadata }) => (type === 'file' || type === 'cdr' ? [target, metadata?.target] : []));
		const targets = named.filter((name) => name !== undefined).map((name) => join(this.target, name));
		return [...targets, ...(this.#previous.get(path) ?? [])];
	}
}

async function traced(orders: Partial<Orders>): Promise<{ trace: Trace; manifest: Manifest; files: string[]; stage: Stage }> {
	const stage = await suite.folder();
	// As a run leaves it that was cut before it could bring the name to the disk.
	await mkdir(join(stage.seen, 'exported'));
	const { result } = await suite.run(stage, { ...orders, traces: true });
	expect(result).toMatchObject({ ended: 'complete', failed: 0, exported: { files: 12 } });
	const files = await allFiles(stage.seen);
	return { trace: new Trace(result?.calls ?? []), manifest: await Manifest.read(stage.seen, files), files, stage };
}

test.each<[string, Partial<Orders>]>([
	['one after the other', {}],
	['several at once, with metadata and call detail records', { concurrency: 4, scope: 'both', cdr: {} }],
	['deleted at the source', { concurrency: 4, deleteAtSource: true }],
])('on the disk, named, recorded, in this order: %s', async (_, orders) => {
	const { trace, manifest, files, stage } = await traced(orders);
	expect(manifest.files).toHaveLength(12);
	// Each write was seen: one file is empty.
	const unwritten = trace.published.filter(({ piece }) => trace.find(([operation, path]) => operation === 'write' && path === piece) === -1);
	expect(unwritten.map(({ path }) => basename(path))).toEqual(['call-5.wav']);
	expect(problemsOf(trace, stage.seen, files, (path) => manifest.madeOf(path))).toEqual([]);
	// The indexes are named by their checkpoint.
	const checkpoint = trace.published.findLast(({ path }) => basename(path) === 'checkpoint.json')?.at ?? -1;
	for (const path of files.filter((file) => file.endsWith('.idx'))) expect(trace.durableAt(path)).toBeLessThan(checkpoint);
	for (const path of files.filter((file) => file.endsWith('.jsonl'))) expect(trace.durableAt(path)).toBeLessThan(checkpoint);
	const deletions = trace.calls.flatMap(([operation, path], at) => (operation === 'unlink' && path.startsWith(stage.source) ? [{ at, path: path.slice(stage.source.length + 1) }] : []));
	expect(deletions).toHaveLength(orders.deleteAtSource ? 12 : 0);
	for (const { at, path } of deletions) expect(trace.durableAt(manifest.segmentOf(path))).toBeLessThan(at);
});

describe('what is wrong with an order is found', () => {
	const [folder, piece, path] = ['/t/a', '/t/a/.upload-0123456789abcdef.part', '/t/a/file'];
	const right: Call[] = [
		['mkdir', folder],
		['syncFolder', '/t'],
		['create', piece],
		['write', piece],
		['sync', piece],
		['link', piece, path],
		['unlink', piece],
		['syncFolder', folder],
	];
	const without = (at: number) => right.filter((_, index) => index !== at);
	const swapped = (at: number) => right.with(at, right[at + 1]).with(at + 1, right[at]);

	test.each<[string, Call[], string[]]>([
		['nothing', right, []],
		['a folder without a name', without(1), ['/t/a was used before its name was on the disk']],
		['a folder that was there, and whose name nobody brought to the disk', right.slice(2), ['/t/a was used before its name was on the disk']],
		['a folder that was there', right.slice(1), []],
		['a folder that is used too early', swapped(1), ['/t/a was used before its name was on the disk']],
		['no fsync', without(4), ['/t/a/file was not all on the disk when it got its name']],
		['fsync before the write', swapped(3), ['/t/a/file was not all on the disk when it got its name']],
		['fsync after the name', swapped(4), ['/t/a/file was not all on the disk when it got its name']],
		['no fsync of the folder', without(7), ['the name of /t/a/file was not brought to the disk']],
		['no rename', right.filter(([operation]) => operation !== 'link'), ['/t/a/file got its name in another way']],
	])('%s', (_, calls, problems) => {
		expect(problemsOf(new Trace(calls), '/t', [path], () => [])).toEqual(problems);
	});
});
