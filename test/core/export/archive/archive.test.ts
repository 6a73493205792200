import { buffer } from 'node:stream/consumers';
import { bufferAccess, openZip } from '../../../../core/archive';
import { RecordingError } from '../../../../core/errors/recording-error';
import { exportStatus, type ArchiveOptions, type ExportOptions } from '../../../../core/export';
import { withLayers } from '../../../../core/sources/layers';
import { delegateTo } from '../../../../core/sources/layers/delegate';
import type { Source } from '../../../../core/sources/source';
import { bodyOf } from '../../../conformance/checks/tools';
import { KEEPS_PATHS, RETRY, sha256, Stage } from '../stage';
import { archivedAt, expectOnce, PASSWORD } from './archives';

const FILES = { 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three', 'empty.mp3': '' };
const LARGE = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}.wav`, `${at}`.repeat(100_000 + at)]));
const NAME = /^nightly-\d{8}T\d{6}Z-[0-9a-f]{8}-\d{4}\.zip$/;
/** All go in as they come, or all are read before. */
const WAYS = [['streamed', 0], ['read before', 2 ** 20]] as const;

async function staged(files: Record<string, string> = FILES, options: ConstructorParameters<typeof Stage>[0] = {}): Promise<Stage> {
	const stage = new Stage(options);
	await stage.seed(files);
	return stage;
}

describe.each<[string, ArchiveOptions]>([
	['ZIP', {}],
	['ZIP, standard encryption', { encryption: 'ZipCrypto', password: PASSWORD }],
	['ZIP, AES-256', { encryption: 'AES-256', password: PASSWORD }],
])('%s', (_, archive) => {
	test.each(WAYS)('everything once, verified, and recorded; nothing the next time; %s', async (_, spoolBytes) => {
		const stage = await staged({ ...FILES, ...LARGE }, { folder: 'out/' });
		const ran = await stage.run({ archive, scope: 'both', tuning: { spoolBytes } });
		expect(ran).toMatchObject({ ended: 'complete', failed: 0, archives: 1, inOtherRuns: 0, exported: { files: 10, adopted: 0 }, unrecorded: 0, notes: [] });
		const { archives, files, records } = await expectOnce(stage, { ...FILES, ...LARGE });
		const [name] = Object.keys(archives);
		expect(name).toMatch(NAME);
		expect(JSON.parse(archives[name]['a/1.mp3.metadata.json'])).toMatchObject({ export: { archive: name, targetPath: 'a/1.mp3', sha256: sha256('one') } });
		expect(ran.outcomes).toContainEqual(expect.objectContaining({ status: 'exported', archive: name, target: 'a/1.mp3', sizeBytes: 3, sha256: sha256('one'), verifiedBy: 'md5' }));
		expect(files).toContainEqual(expect.objectContaining({ target: 'a/1.mp3', archive: name, sizeBytes: 3, sha256: sha256('one'), verifiedBy: 'md5' }));
		const bytes = await buffer((await stage.target.read(`out/${name}`)).body);
		expect(records).toEqual([expect.objectContaining({ target: name, sizeBytes: bytes.length, sha256: sha256(bytes), files: 10, entries: 22, targetVerifiedBy: 'md5', ...(archive.encryption ? { encryption: archive.encryption } : {}) })]);
		expect(await stage.run({ archive })).toMatchObject({ known: 10, archives: 0, exported: { files: 0 } });
		expect(Object.keys((await archivedAt(stage)).archives)).toEqual([name]);
	});

	test('its last entry proves it on its own', async () => {
		const stage = await staged();
		await stage.run({ archive });
		const [[path, content]] = Object.entries(await stage.exported());
		void content;
		const zip = await openZip(bufferAccess(await buffer((await stage.target.read(path)).body)), { password: PASSWORD });
		const last = zip.entries[zip.entries.length - 1];
		expect(last.name).toBe(path.replace('.zip', '.manifest.jsonl'));
		const [header, ...lines] = String(await buffer(await zip.open(last))).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(header).toMatchObject({ type: 'archive', job: 'nightly', archive: path, software: 'test/1' });
		expect(lines.pop()).toEqual({ type: 'end', files: 4 });
		expect(lines.map(({ target, sha256, sizeBytes, source }) => [target, sha256, sizeBytes, (source as { path: string }).path]).sort()).toEqual(
			Object.entries(FILES).map(([path, content]) => [path, sha256(content), content.length, path]),
		);
	});
});

describe('names of archives', () => {
	test.each<[string, string | undefined, RegExp]>([
		['the job', undefined, /^nightly-/],
		['a name', 'Case 4711', /^Case 4711-/],
		['a folder and a name', 'cases/4711', /^cases\/4711-/],
		['what leads elsewhere', '../../a:b/', /^_\/_\/a_b-/],
	])('%s', async (_, name, expected) => {
		const stage = await staged();
		await stage.run({ archive: { name } });
		expect(Object.keys(await stage.exported())).toEqual([expect.stringMatching(expected)]);
		await expectOnce(stage, FILES);
	});
});

describe('an archive is cut', () => {
	const sizes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.mp3`, `${at}`.repeat(10)]));
	const WITHOUT_SIZES: Partial<ExportOptions> = {};

	test.each<[string, ArchiveOptions, number, number[]]>([
		['by files', { maxFiles: 3 }, 8, [3, 3, 2]],
		['by bytes', { maxBytes: 40 }, 10, [4, 4, 2]],
		['a file larger than that has its own', { maxBytes: 5 }, 3, [1, 1, 1]],
		['not at all', {}, 8, [8]],
	])('%s', async (_, archive, count, expected) => {
		const stage = await staged(sizes(count));
		expect(await stage.run({ archive, concurrency: 1, ...WITHOUT_SIZES })).toMatchObject({ ended: 'complete', archives: expected.length });
		const { archives, records } = await expectOnce(stage, sizes(count));
		expect(Object.keys(archives).sort().map((name) => Object.keys(archives[name]).length)).toEqual(expected);
		expect(records.map(({ files }) => files)).toEqual(expected);
	});

	test('where no sizes are known, once it is full', async () => {
		const withoutSizes = (inner: Source): Source => ({
			...delegateTo(inner),
			listPage: async (options) => {
				const page = await inner.listPage(options);
				return { ...page, entries: page.entries.map((entry) => ({ ...entry, sizeBytes: undefined })) };
			},
		});
		const stage = await staged(sizes(8), { source: withoutSizes });
		expect(await stage.run({ archive: { maxBytes: 25 }, concurrency: 1 })).toMatchObject({ ended: 'complete', archives: 3 });
		await expectOnce(stage, sizes(8));
	});

	test.each<[ArchiveOptions, string]>([
		[{ maxFiles: 0 }, 'INVALID_REQUEST'],
		[{ maxFiles: 50_000 }, 'INVALID_REQUEST'],
		[{ maxBytes: NaN }, 'INVALID_REQUEST'],
		[{ encryption: 'AES-256' }, 'ARCHIVE_PASSWORD'],
	])('%j is refused before anything is done', async (archive, code) => {
		const stage = await staged();
		await expect(stage.run({ archive })).rejects.toMatchObject({ code });
		expect(await stage.jobFiles()).toEqual([]);
	});
});

describe('as without archives', () => {
	test.each([['both', ['a.mp3', 'a.mp3.metadata.json']], ['metadata', ['a.mp3.metadata.json']], ['media', ['a.mp3']]] as const)('scope %s', async (scope, expected) => {
		const stage = await staged({ 'a.mp3': 'content' });
		expect(await stage.run({ scope, archive: {} })).toMatchObject({ exported: { files: 1 } });
		expect(Object.values((await archivedAt(stage)).archives).map((content) => Object.keys(content))).toEqual([expected]);
		expect(await stage.run({ scope, archive: {} })).toMatchObject({ exported: { files: 0 } });
	});

	test.each([
		['files', { files: 2 }, 2],
		['bytes', { bytes: 5 }, 2],
		['minutes', { minutes: 0 }, 0],
	])('limits: %s', async (_, limits, files) => {
		const stage = await staged();
		expect(await stage.run({ archive: {}, limits, concurrency: 1 })).toMatchObject({ ended: 'limit', exported: { files } });
		await stage.run({ archive: {} });
		await expectOnce(stage, FILES);
	});

	test('a dry run writes nothing', async () => {
		const stage = await staged();
		expect(await stage.run({ archive: {}, dryRun: true })).toMatchObject({ planned: { files: 4, bytes: 11 }, archives: 0 });
		expect(await stage.exported()).toEqual({});
		expect(await stage.jobFiles()).toEqual([]);
	});

	test('an order, made piece by piece', async () => {
		const stage = new Stage();
		const days: Record<string, number> = { 'c': 1_000, 'a': 1_001, 'd': 1_002, 'b': 1_003, 'e': 1_004 };
		for (const [path, day] of Object.entries(days)) await stage.seed({ [path]: path }, day * 86_400_000);
		const { outcomes } = await stage.run({ archive: {}, order: 'newest', concurrency: 1, tuning: { filesPerSort: 2, loadedIdentities: 1 } });
		expect(outcomes.map(({ file }) => file.entry.path).join('')).toBe('ebdac');
		await expectOnce(stage, Object.fromEntries(Object.keys(days).map((path) => [path, path])));
	});

	test('the status', async () => {
		const stage = await staged();
		const { manifestHash } = await stage.run({ archive: {}, limits: { files: 3 } });
		expect(await exportStatus({ job: 'nightly', target: stage.target, list: () => stage.list() })).toMatchObject({ listed: 4, exported: 3, backlog: { files: 1 }, heads: [manifestHash] });
	});

	test('a listing that fails ends the run, and what it found until then counts', async () => {
		const stage = await staged();
		const list = async function* () {
			for await (const page of stage.list()) yield page.slice(0, 2);
			throw new RecordingError({ code: 'CONNECTION_FAILED', operation: 'list' });
		};
		expect(await stage.run({ archive: {}, list })).toMatchObject({ ended: 'failed', error: { code: 'CONNECTION_FAILED' }, exported: { files: 2 } });
		expect(await stage.run({ archive: {} })).toMatchObject({ known: 2, exported: { files: 2 } });
		await expectOnce(stage, FILES);
	});

	test('a run that is cancelled closes its archive', async () => {
		const controller = new AbortController();
		const cancelling = (inner: Source): Source => ({
			...delegateTo(inner),
			read: async (path, options) => {
				if (path === 'b/3.mp3') controller.abort();
				return await inner.read(path, options);
			},
		});
		const stage = await staged(FILES, { source: cancelling });
		expect(await stage.run({ archive: {}, concurrency: 1, signal: controller.signal })).toMatchObject({ ended: 'cancelled', failed: 0, exported: { files: 2 }, archives: 1 });
		expect((await archivedAt(stage)).claims).toEqual([]);
		expect(await stage.run({ archive: {} })).toMatchObject({ known: 2, exported: { files: 2 } });
		await expectOnce(stage, FILES);
	});
});

test('a second run with nothing new reads nothing of the archives, and asks once whether others left claims', async () => {
	const asked: string[] = [];
	const stage = await staged();
	await stage.run({ archive: {} });
	const inner = stage.targetFiles;
	const watched = new Stage({ target: {
		...delegateTo(inner),
		stat: async (path, options) => (asked.push(`stat ${path}`), await inner.stat(path, options)),
		read: async (path, options) => (asked.push(`read ${path}`), await inner.read(path, options)),
		listPage: async (options) => (asked.push(`list ${options.prefix}`), await inner.listPage(options)),
	} });
	expect(await watched.run({ archive: {}, list: () => stage.list() })).toMatchObject({ known: 4, exported: { files: 0 } });
	expect(asked.filter((one) => one.includes('.zip'))).toEqual([]);
	expect(asked.filter((one) => one.includes('/archives/'))).toHaveLength(1);
});

describe('a file that fails in the middle', () => {
	const failing = (path: string, after: number, isBroken: () => boolean) => (inner: Source): Source => ({
		...delegateTo(inner),
		read: async (at, options) => {
			const { body, entry } = await inner.read(at, options);
			if (at !== path || !isBroken()) return { body, entry };
			let passed = 0;
			body.on('data', (chunk: Buffer) => {
				if ((passed += chunk.length) > after) body.destroy(new RecordingError({ code: 'DECRYPTION_FAILED', operation: 'read' }));
			}).pause();
			return { body, entry };
		},
	});

	test.each(WAYS.flatMap(([way, spoolBytes]) => ['0.wav', '2.wav', '5.wav'].map((path) => [way, path, spoolBytes] as const)))('%s: %s is not in it, all others are, and the next run has it', async (_, path, spoolBytes) => {
		let isBroken = true;
		const stage = await staged(LARGE, { source: failing(path, 70_000, () => isBroken) });
		const { [path]: missing, ...others } = LARGE;
		void missing;
		expect(await stage.run({ archive: { encryption: 'ZipCrypto', password: PASSWORD }, tuning: { spoolBytes } })).toMatchObject({ ended: 'complete', failed: 1, archives: 1, exported: { files: 5 }, statuses: { [path]: 'failed DECRYPTION_FAILED' } });
		await expectOnce(stage, others);
		isBroken = false;
		expect(await stage.run({ archive: { encryption: 'ZipCrypto', password: PASSWORD }, tuning: { spoolBytes } })).toMatchObject({ failed: 0, archives: 1, exported: { files: 1 } });
		await expectOnce(stage, LARGE);
	});

	test('all of them: there is no archive', async () => {
		const stage = await staged({ 'a.wav': LARGE['0.wav'] }, { source: failing('a.wav', 0, () => true) });
		expect(await stage.run({ archive: {}, tuning: { spoolBytes: 0 } })).toMatchObject({ failed: 1, archives: 0, exported: { files: 0 } });
		expect(await archivedAt(stage)).toEqual({ archives: {}, files: [], records: [], claims: [] });
	});

	test('a connection that is cut goes on at the byte where it stopped', async () => {
		let cuts = 0;
		const cutting = (inner: Source): Source => ({
			...delegateTo(inner),
			read: async (path, options) => {
				const { body, entry } = await inner.read(path, options);
				if (options.offset === 0 && path === '2.wav') body.once('data', () => (cuts++, body.destroy(Object.assign(new Error('cut'), { code: 'ECONNRESET' })))).pause();
				return { body, entry };
			},
		});
		const stage = await staged(LARGE, { source: (inner) => withLayers(cutting(inner), { concurrency: 4, retry: RETRY }) });
		expect(await stage.run({ archive: {}, tuning: { spoolBytes: 0 } })).toMatchObject({ failed: 0, exported: { files: 6 } });
		expect(cuts).toBe(1);
		await expectOnce(stage, LARGE);
	});

	test('one that arrives altered is read again, in the same archive', async () => {
		let reads = 0;
		const altering = (inner: Source): Source => ({
			...delegateTo(inner),
			read: async (path, options) => {
				const { body, entry } = await inner.read(path, options);
				return path === '2.wav' && ++reads < 3 ? { body: bodyOf(LARGE['3.wav'].slice(0, entry.sizeBytes))(), entry } : { body, entry };
			},
		});
		const stage = await staged(LARGE, { source: altering });
		expect(await stage.run({ archive: {}, tuning: { spoolBytes: 0 } })).toMatchObject({ failed: 0, archives: 1, exported: { files: 6 } });
		expect(reads).toBe(3);
		await expectOnce(stage, LARGE);
	});
});

describe('two files of one name', () => {
	const namer = { nameOf: () => 'call.mp3', versionNameOf: KEEPS_PATHS.versionNameOf };

	test('keep both: the second has the name of its version', async () => {
		const stage = await staged({ 'a': 'one', 'b': 'two' });
		expect(await stage.run({ archive: {}, namer, concurrency: 1 })).toMatchObject({ failed: 0, exported: { files: 2 } });
		expect(Object.values((await archivedAt(stage)).archives)).toEqual([{ 'call.mp3': 'one', 'b~v2': 'two' }]);
	});

	test('fail: the second is a failure, until it has an archive of its own', async () => {
		const stage = await staged({ 'a': 'one', 'b': 'two' });
		expect(await stage.run({ archive: {}, namer, concurrency: 1, onConflict: 'fail' })).toMatchObject({ failed: 1, statuses: { b: 'failed CONFLICT' } });
		expect(await stage.run({ archive: {}, namer, concurrency: 1, onConflict: 'fail' })).toMatchObject({ failed: 0, exported: { files: 1 } });
	});

	test.each(['../a.mp3', 'nul.mp3', 'a\\b.mp3'])('a name that could not be unpacked safely is a failure of its file alone: %s', async (name) => {
		const stage = await staged({ 'a': 'one', 'b': 'two' });
		const nameOf = ({ path }: { path: string }) => (path === 'a' ? name : path);
		expect(await stage.run({ archive: {}, namer: { nameOf, versionNameOf: nameOf } })).toMatchObject({ failed: 1, exported: { files: 1 }, statuses: { a: 'failed INVALID_REQUEST' } });
	});
});
