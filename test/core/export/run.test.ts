import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { RecordingError } from '../../../core/errors/recording-error';
import type { FileOutcome, Order, Progress, SourceFile } from '../../../core/export';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { Source } from '../../../core/sources/source';
import { bodyOf } from '../../conformance/checks/tools';
import { sha256, Stage } from './stage';

const FILES = { 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three', 'empty.mp3': '' };
const DAY = 86_400_000;

/** As servers of files are. */
function withoutChecksums(inner: Source): Source {
	return {
		...delegateTo(inner),
		listPage: async (options) => {
			const page = await inner.listPage(options);
			return { ...page, entries: page.entries.map((entry) => ({ ...entry, contentMd5: undefined })) };
		},
		read: async (path, options) => {
			const { body, entry } = await inner.read(path, options);
			return { body, entry: { ...entry, contentMd5: undefined } };
		},
		stat: async (path, options) => ({ ...(await inner.stat(path, options)), contentMd5: undefined }),
	};
}

describe('a run', () => {
	test('exports everything once, verified', async () => {
		const stage = new Stage();
		await stage.seed(FILES);
		const first = await stage.run();
		expect(first).toMatchObject({ ended: 'complete', listed: 4, known: 0, failed: 0, exported: { files: 4, bytes: 11, adopted: 0 }, unrecorded: 0, notes: [] });
		expect(first.outcomes).toContainEqual(expect.objectContaining({ status: 'exported', target: 'a/1.mp3', sizeBytes: 3, sha256: sha256('one'), verifiedBy: 'md5' }));
		expect(await stage.exported()).toEqual(FILES);
		expect(await stage.run()).toMatchObject({ ended: 'complete', listed: 4, known: 4, exported: { files: 0 } });
		await stage.seed({ 'c/4.mp3': 'four' });
		expect(await stage.run()).toMatchObject({ exported: { files: 1 }, known: 4 });
	});

	test('one with nothing new leaves one segment, with its beginning and its end', async () => {
		const stage = new Stage();
		await stage.seed(FILES);
		await stage.run();
		const before = new Set(await stage.jobFiles());
		const { run, manifestHash = '' } = await stage.run();
		const added = (await stage.jobFiles()).filter((path) => path.includes('/segments/') && !before.has(path));
		expect(added).toEqual([expect.stringContaining(`${run}-000001-${manifestHash}`)]);
		const [header, ...lines] = String(await buffer((await stage.target.read(added[0])).body)).trim().split('\n').map((line) => JSON.parse(line) as { type: string });
		expect([header, ...lines].map(({ type }) => type)).toEqual(['segment', 'run', 'end']);
	});

	test('a new version of a file is kept beside the old one', async () => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'old' });
		await stage.run();
		await stage.seed({ 'a.mp3': 'new' });
		expect(await stage.run()).toMatchObject({ exported: { files: 1, adopted: 0 } });
		expect(await stage.exported()).toEqual({ 'a.mp3': 'old', 'a.mp3~v2': 'new' });
		expect(await stage.run()).toMatchObject({ exported: { files: 0 } });
	});

	test('works below a folder of the target, and sees nothing outside it', async () => {
		const stage = new Stage({ folder: 'exports/calls/' });
		await stage.targetFiles.write('exports/a/1.mp3', bodyOf('not ours'), {});
		await stage.seed(FILES);
		expect(await stage.run()).toMatchObject({ exported: { files: 4 } });
		expect(await stage.exported()).toEqual(FILES);
		expect((await stage.jobFiles()).every((path) => path.startsWith('exports/calls/.call-recordings/nightly-'))).toBe(true);
	});

	test('another job exports for itself', async () => {
		const stage = new Stage();
		await stage.seed(FILES);
		await stage.run();
		const other = await stage.run({ job: { name: 'Nightly', software: 'test/1' } });
		expect(other).toMatchObject({ exported: { files: 4, adopted: 4 } });
	});

	test('a dry run writes nothing', async () => {
		const stage = new Stage();
		await stage.seed(FILES);
		expect(await stage.run({ dryRun: true })).toMatchObject({ planned: { files: 4, bytes: 11 }, exported: { files: 0 }, manifestHash: undefined });
		expect(await stage.jobFiles()).toEqual([]);
		expect(await stage.exported()).toEqual({});
	});

	test.each(['size', 'etag'])('a file that changed since it was listed (%s) waits for the next run', async () => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'old' });
		const listed: SourceFile[][] = [];
		for await (const page of stage.list()) listed.push(page);
		await stage.seed({ 'a.mp3': 'newer' });
		expect(await stage.run({ list: async function* () { yield* listed; } })).toMatchObject({ failed: 1, statuses: { 'a.mp3': 'failed CHANGED' } });
		expect(await stage.run()).toMatchObject({ exported: { files: 1 } });
		expect(await stage.exported()).toEqual({ 'a.mp3': 'newer' });
	});

	test('files younger than the minimum age wait', async () => {
		const stage = new Stage();
		await stage.seed({ 'old.mp3': 'old' }, 1_000 * DAY);
		await stage.seed({ 'young.mp3': 'young' }, 1_001 * DAY);
		const nowMs = () => 1_001 * DAY + 60_000;
		expect(await stage.run({ minAgeMs: 120_000, tuning: { nowMs } })).toMatchObject({ exported: { files: 1 }, waiting: 1, listed: 1 });
		expect(await stage.run({ minAgeMs: 60_000, tuning: { nowMs } })).toMatchObject({ exported: { files: 1 }, waiting: 0 });
	});
});

test.each([['of days', '/days/'], ['of all', '/cache/']])('a run goes on without indexes (%s), and the next one reads the manifest', async (_, refused) => {
	const memory = new MemorySource();
	let isRefused = true;
	const stage = new Stage({ target: { ...delegateTo(memory), write: async (path, body, options) => {
		if (isRefused && path.includes(refused)) throw new RecordingError({ code: 'PERMISSION_DENIED', operation: 'write', path });
		return await memory.write(path, body, options);
	}, classify: (error) => (error instanceof RecordingError ? error : memory.classify(error)) } });
	await stage.seed(FILES);
	const ran = await stage.run({ concurrency: 1, tuning: { filesPerSegment: 1, filesPerFold: 2 } });
	expect(ran).toMatchObject({ ended: 'complete', exported: { files: 4 }, notes: expect.arrayContaining([expect.stringMatching(/indexes of the manifest could not be written/)]) as unknown });
	// Not with every segment.
	expect(ran.notes.length).toBeLessThanOrEqual(3);
	expect(await stage.run()).toMatchObject({ ended: 'complete', known: 4, exported: { files: 0 } });
	isRefused = false;
	expect(await stage.run()).toMatchObject({ known: 4, exported: { files: 0 }, notes: [] });
});

test('how much there is to do is told while it is done', async () => {
	const stage = new Stage();
	await stage.seed(Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`${at}.mp3`, 'content'])));
	const told: Progress[] = [];
	await stage.run({ concurrency: 1, onProgress: (progress) => told.push(progress), tuning: { progressEveryMs: 1 } });
	const [first] = told.filter(({ totalFiles }) => totalFiles !== undefined);
	expect(first).toMatchObject({ totalFiles: 250, totalBytes: 1_750 });
	expect(first.files).toBeLessThan(200);
	expect(told.at(-1)).toMatchObject({ files: 250, totalFiles: 250, secondsLeft: 0 });
});

describe('limits and order', () => {
	test.each(['listed', 'oldest'] as const)('%s: a run that a limit ends counts what it has looked at, and nothing else as exported before', async (order) => {
		const stage = new Stage();
		await stage.seed(FILES);
		const limited = { order, concurrency: 2, limits: { files: 1 } };
		const isSorted = order !== 'listed';
		for (const dryRun of [true, false]) {
			const first = await stage.run({ ...limited, dryRun });
			expect(first).toMatchObject({ ended: 'limit', known: 0 });
			expect(first.listed).toBeGreaterThanOrEqual(isSorted ? 4 : 1);
		}
		const second = await stage.run({ ...limited, tuning: { loadedIdentities: 1 } });
		expect(second).toMatchObject({ ended: 'limit', exported: { files: 1 }, known: 1 });
		expect(await stage.run({ order })).toMatchObject({ ended: 'complete', exported: { files: 2 }, listed: 4, known: 2 });
		expect(await stage.run({ order })).toMatchObject({ exported: { files: 0 }, listed: 4, known: 4 });
	});

	const stored: Record<string, number> = { 'c.mp3': 1_000, 'a.mp3': 1_001, 'd.mp3': 1_002, 'b.mp3': 1_003, 'e.mp3': 1_004 };
	const staged = async () => {
		const stage = new Stage();
		for (const [path, day] of Object.entries(stored)) await stage.seed({ [path]: path }, day * DAY);
		return stage;
	};
	const order = async (by: Order, tuning = {}) => {
		const stage = await staged();
		const { outcomes } = await stage.run({ order: by, concurrency: 1, tuning });
		return outcomes.map(({ file }) => file.entry.path[0]).join('');
	};

	test.each<[Order, string]>([['listed', 'abcde'], ['oldest', 'cadbe'], ['expiring', 'cadbe'], ['newest', 'ebdac']])('%s', async (by, expected) => {
		expect(await order(by)).toBe(expected);
		expect(await order(by, { filesPerSort: 2 })).toBe(expected);
		expect(await order(by, { filesPerSort: 2, loadedIdentities: 1, filesPerSegment: 1, filesPerFold: 1 })).toBe(expected);
	});

	test.each<[Order, string]>([['oldest', 'cadbe'], ['newest', 'ebdac'], ['listed', 'abcde']])('%s, piece by piece over several runs', async (by, expected) => {
		const stage = await staged();
		let got = '';
		for (const ended of ['limit', 'limit', 'complete']) {
			const ran = await stage.run({ order: by, concurrency: 1, limits: { files: 2 }, tuning: { loadedIdentities: 1 } });
			expect(ran.ended).toBe(ended);
			got += ran.outcomes.map(({ file }) => file.entry.path[0]).join('');
		}
		expect(got).toBe(expected);
	});

	test('a limit ends the run while the source still looks for more', async () => {
		const stage = await staged();
		let isBrokenOff = false;
		const list = async function* ({ signal }: { signal?: AbortSignal }) {
			yield* stage.list();
			await new Promise((_, reject) => signal?.addEventListener('abort', () => {
				isBrokenOff = true;
				reject(new Error('aborted'));
			}));
		};
		expect(await stage.run({ limits: { files: 2 }, list })).toMatchObject({ ended: 'limit', exported: { files: 2 } });
		expect(isBrokenOff).toBe(true);
	}, 20_000);

	test('bytes', async () => {
		const stage = await staged();
		expect(await stage.run({ limits: { bytes: 11 }, concurrency: 1 })).toMatchObject({ ended: 'limit', exported: { files: 3, bytes: 15 } });
	});

	test('minutes', async () => {
		const stage = await staged();
		expect(await stage.run({ limits: { minutes: 0 } })).toMatchObject({ ended: 'limit', exported: { files: 0 } });
	});
});

describe('what is at the target already', () => {
	const cases: Array<[string, Record<string, string>, 'fail' | 'keepBoth', Record<string, string>, object]> = [
		['the same: adopted', { 'a.mp3': 'content' }, 'fail', { 'a.mp3': 'content' }, { exported: { files: 1, adopted: 1 } }],
		['the same size, other bytes: kept beside', { 'a.mp3': 'CONTENT' }, 'keepBoth', { 'a.mp3': 'CONTENT', 'a.mp3~v1': 'content' }, { exported: { files: 1, adopted: 0 } }],
		['other bytes, and the version is there: adopted', { 'a.mp3': 'other', 'a.mp3~v1': 'content' }, 'keepBoth', { 'a.mp3': 'other', 'a.mp3~v1': 'content' }, { exported: { files: 1, adopted: 1 } }],
		['other bytes: a failure', { 'a.mp3': 'CONTENT' }, 'fail', { 'a.mp3': 'CONTENT' }, { exported: { files: 0 }, statuses: { 'a.mp3': 'failed CONFLICT' } }],
		['a half of it: kept beside', { 'a.mp3': 'cont' }, 'keepBoth', { 'a.mp3': 'cont', 'a.mp3~v1': 'content' }, { exported: { files: 1 } }],
	];
	const withoutConditions = (inner: Source): Source => ({ ...delegateTo(inner), capabilities: { ...inner.capabilities, writeIfAbsent: false } });

	test.each(cases)('%s', async (_, there, onConflict, expected, result) => {
		for (const target of [new MemorySource(), withoutConditions(new MemorySource())]) {
			const stage = new Stage({ target });
			await stage.seed({ 'a.mp3': 'content' });
			for (const [path, content] of Object.entries(there)) await target.write(path, bodyOf(content), {});
			expect(await stage.run({ onConflict })).toMatchObject(result);
			expect(await stage.exported()).toEqual(expected);
		}
	});

	test('a source that states no hash is read to compare', async () => {
		const stage = new Stage({ source: withoutChecksums });
		await stage.seed({ 'a.mp3': 'content', 'b.mp3': 'content' });
		await stage.targetFiles.write('a.mp3', bodyOf('content'), {});
		await stage.targetFiles.write('b.mp3', bodyOf('CONTENT'), {});
		const ran = await stage.run();
		expect(ran).toMatchObject({ exported: { files: 2, adopted: 1 } });
		expect(ran.outcomes.map(({ verifiedBy }) => verifiedBy)).toEqual(['size', 'size']);
	});
});

describe('on the way', () => {
	const upperCase = async <Stored>(body: Readable, _: unknown, store: (content: Readable) => Promise<Stored>) => {
		const content = Readable.from((async function* () { for await (const chunk of body) yield Buffer.from(String(chunk).toUpperCase()); })(), { objectMode: false });
		return { stored: await store(content), about: { how: 'upper case' } };
	};

	test('content is altered, and the hash is that of what was written', async () => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'content' });
		expect((await stage.run({ transform: upperCase })).outcomes[0]).toMatchObject({ sha256: sha256('CONTENT'), verifiedBy: 'md5' });
		expect(await stage.exported()).toEqual({ 'a.mp3': 'CONTENT' });
	});

	test('and compared as it would be written', async () => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'content' });
		await stage.targetFiles.write('a.mp3', bodyOf('CONTENT'), {});
		expect(await stage.run({ transform: upperCase })).toMatchObject({ exported: { files: 1, adopted: 1 } });
	});

	test('what cannot be altered to its end is not there', async () => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'content' });
		const transform = async <Stored>(body: Readable, _: unknown, store: (content: Readable) => Promise<Stored>) => {
			const content = Readable.from((async function* () {
				yield* body as AsyncIterable<Buffer>;
				throw new RecordingError({ code: 'DECRYPTION_FAILED', operation: 'decrypt' });
			})(), { objectMode: false });
			return { stored: await store(content), about: {} };
		};
		expect(await stage.run({ transform })).toMatchObject({ failed: 1, statuses: { 'a.mp3': 'failed DECRYPTION_FAILED' } });
		expect(await stage.exported()).toEqual({});
	});

	test.each([['both', ['a.mp3', 'a.mp3.metadata.json']], ['metadata', ['a.mp3.metadata.json']], ['media', ['a.mp3']]] as const)('scope %s', async (scope, expected) => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'content' });
		expect(await stage.run({ scope })).toMatchObject({ exported: { files: 1 } });
		expect(Object.keys(await stage.exported())).toEqual(expected);
		expect(await stage.run({ scope })).toMatchObject({ exported: { files: 0 } });
	});
});

describe('deletion at the source', () => {
	test('of what is recorded, in the version that was exported', async () => {
		const stage = new Stage();
		await stage.seed({ 'a.mp3': 'a', 'b.mp3': 'b' });
		let isFirst = true;
		const ran = await stage.run({
			deleteAtSource: true,
			concurrency: 1,
			onFile: ({ file }) => {
				if (isFirst && file.entry.path === 'b.mp3') void stage.sourceFiles.write('b.mp3', bodyOf('newer'), {});
				isFirst = false;
			},
			tuning: { filesPerSegment: 1 },
		});
		expect(ran.deletedAtSource).toBeGreaterThan(0);
		const left = (await stage.sourceFiles.listPage({ prefix: '' })).entries.map(({ path }) => path);
		expect(left).not.toContain('a.mp3');
	});

	test.each([
		['stays', {}, 0, 2],
		['goes where that is enough', { sizeIsEnough: true }, 2, 0],
	])('what could be compared by its size alone %s', async (_, options, deletedAtSource, left) => {
		const stage = new Stage({ source: withoutChecksums });
		await stage.seed({ 'a.mp3': 'a', 'b.mp3': 'b' });
		const told: string[] = [];
		const onFile = ({ status, error }: FileOutcome) => void told.push(`${status} ${error?.advice ?? ''}`.trim());
		expect(await stage.run({ deleteAtSource: true, onFile, ...options })).toMatchObject({ exported: { files: 2 }, deletedAtSource });
		expect((await stage.sourceFiles.listPage({ prefix: '' })).entries).toHaveLength(left);
		expect(told.filter((text) => text === 'deleteFailed To delete such files too, switch on the option Size Is Enough.')).toHaveLength(left);
	});

	test('a run that breaks down does not call files cancelled that it was deleting; the next one deletes them', async () => {
		let isBroken = false;
		let isRemoving: () => void = () => {};
		const removing = new Promise<void>((resolve) => (isRemoving = resolve));
		let isMended = false;
		const source = (inner: Source): Source => ({
			...delegateTo(inner),
			remove: async (path, options) => {
				if (path === 'b.mp3' && !isMended) {
					isRemoving();
					await new Promise((resolve) => options.signal?.addEventListener('abort', resolve, { once: true }));
					throw new RecordingError({ code: 'CANCELLED', operation: 'delete' });
				}
				await removing;
				isBroken = true;
				await inner.remove(path, options);
			},
		});
		const target = new MemorySource('target');
		const write: Source['write'] = async (path, body, options) => {
			if (isBroken && !isMended && path.includes('/segments/')) throw new RecordingError({ code: 'PERMISSION_DENIED', operation: 'write' });
			return await target.write(path, body, options);
		};
		const stage = new Stage({ source, target: { ...delegateTo(target), write } });
		await stage.seed({ 'a.mp3': 'a', 'b.mp3': 'b' });
		const ran = await stage.run({ deleteAtSource: true, concurrency: 2, tuning: { segmentEveryMs: 5 } });
		expect(ran).toMatchObject({ ended: 'failed', error: { code: 'PERMISSION_DENIED' }, exported: { files: 2 } });
		expect(ran.outcomes.map(({ status }) => status)).toEqual(['exported', 'exported']);
		isMended = true;
		expect(await stage.run({ deleteAtSource: true })).toMatchObject({ ended: 'complete', deletedAtSource: 1 });
		expect((await stage.sourceFiles.listPage({ prefix: '' })).entries).toEqual([]);
	});

	test('what could not be deleted is tried again by the next run that deletes, with few requests where nothing can be', async () => {
		let isForbidden = true;
		const asked: string[] = [];
		const source = (inner: Source): Source => ({
			...delegateTo(inner),
			remove: async (path, options) => {
				asked.push(path);
				if (isForbidden) throw new RecordingError({ code: 'PERMISSION_DENIED', operation: 'delete' });
				await inner.remove(path, options);
			},
		});
		const stage = new Stage({ source });
		const run = async (options = {}) => await stage.run({ deleteAtSource: true, concurrency: 1, ...options, tuning: { filesPerSegment: 50, leftoverMs: -2_000 } });
		for (const night of [1, 2, 3]) {
			await stage.seed(Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`${night}/${at}.mp3`, 'a'])));
			asked.length = 0;
			expect(await run()).toMatchObject({ ended: 'complete', exported: { files: 90 }, failed: 0, deletedAtSource: 0 });
			// Its own, and a segment of the runs before.
			expect(asked.length).toBeLessThanOrEqual(140);
		}
		isForbidden = false;
		asked.length = 0;
		expect(await run()).toMatchObject({ ended: 'complete', exported: { files: 0 }, deletedAtSource: 270 });
		expect((await stage.sourceFiles.listPage({ prefix: '' })).entries).toEqual([]);
		asked.length = 0;
		expect(await run()).toMatchObject({ ended: 'complete', deletedAtSource: 0, notes: [] });
		expect(asked).toEqual([]);
	});

	test.each(['UNSUPPORTED', 'PERMISSION_DENIED', 'CONFLICT', 'SERVICE_FAILED'] as const)('a server that once says %s is asked again by the next run', async (code) => {
		let isOdd = true;
		const source = (inner: Source): Source => ({
			...delegateTo(inner),
			remove: async (path, options) => {
				if (isOdd) throw new RecordingError({ code, operation: 'delete' });
				await inner.remove(path, options);
			},
		});
		const stage = new Stage({ source });
		await stage.seed({ 'a.mp3': 'a' });
		const options = { deleteAtSource: true, tuning: { leftoverMs: -2_000 } };
		expect(await stage.run(options)).toMatchObject({ exported: { files: 1 }, deletedAtSource: 0 });
		isOdd = false;
		expect(await stage.run(options)).toMatchObject({ exported: { files: 0 }, deletedAtSource: 1 });
	});

	test('what could not be deleted stays where the next run does not delete', async () => {
		let isForbidden = true;
		const source = (inner: Source): Source => ({
			...delegateTo(inner),
			remove: async (path, options) => {
				if (isForbidden) throw new RecordingError({ code: 'PERMISSION_DENIED', operation: 'delete' });
				await inner.remove(path, options);
			},
		});
		const stage = new Stage({ source });
		await stage.seed({ 'a.mp3': 'a' });
		await stage.run({ deleteAtSource: true });
		isForbidden = false;
		expect(await stage.run()).toMatchObject({ ended: 'complete', deletedAtSource: 0 });
		expect((await stage.sourceFiles.listPage({ prefix: '' })).entries).toHaveLength(1);
	});

	test('nothing is deleted whose record could not be written', async () => {
		const memory = new MemorySource();
		const target: Source = { ...delegateTo(memory), write: async (path, body, options) => {
			// The first one says that there is a run.
			if (path.includes('/segments/') && !path.includes('-000001-')) throw new RecordingError({ code: 'TOO_LARGE', operation: 'write' });
			return await memory.write(path, body, options);
		} };
		const stage = new Stage({ target });
		await stage.seed(FILES);
		expect(await stage.run({ deleteAtSource: true })).toMatchObject({ ended: 'failed', error: { code: 'TOO_LARGE' }, exported: { files: 0 }, unrecorded: 4, deletedAtSource: 0 });
		expect((await stage.sourceFiles.listPage({ prefix: '' })).entries).toHaveLength(4);
	});
});
