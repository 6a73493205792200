import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { readCsv } from '../../../core/csv/read-csv';
import { RecordingError } from '../../../core/errors/recording-error';
import { verifyExport, type CdrOptions, type ExportOptions, type Finding, type SourceFile } from '../../../core/export';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import type { Source } from '../../../core/sources/source';
import { longestHoldMs } from '../../longest-hold';
import { AT_ONCE, Breaking, CUTS, isSegment } from './breaking';
import { eight, genesys, indexed } from './items';
import { KEEPS_PATHS, RETRY, sha256, Stage, toSourceFile } from './stage';

const FILES = { 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three' };
const COLUMNS = ['Original Name', 'Written Bytes', 'Exception'];

async function rowsOf(text: string): Promise<string[][]> {
	const rows: string[][] = [];
	for await (const batch of readCsv(Readable.from([Buffer.from(text)]))) rows.push(...batch.rows.map(({ fields }) => fields));
	return rows;
}

/** The files of call detail records at the target, by name, without their headers. */
async function cdrs(stage: Stage): Promise<Record<string, string[][]>> {
	const files = Object.entries(await stage.exported()).filter(([path]) => path.startsWith('CDR/'));
	return Object.fromEntries(await Promise.all(files.map(async ([path, text]) => [path, (await rowsOf(text)).slice(1)] as const)));
}

const names = async (stage: Stage) => Object.values(await cdrs(stage)).flat().map(([name]) => name).sort();

async function findings(stage: Stage): Promise<string[]> {
	const found: Finding[] = [];
	await verifyExport({ job: 'nightly', target: stage.target, concurrency: 2, onFinding: (finding) => found.push(finding) });
	return found.map(({ kind, path }) => `${kind} ${path}`);
}

async function seeded(target?: Source): Promise<Stage> {
	const stage = new Stage({ target, folder: 'out/' });
	await stage.seed(FILES);
	return stage;
}

describe('a run', () => {
	test('leaves one CSV with what it exported, named after job and run, and known to the manifest', async () => {
		const stage = await seeded();
		const { run, cdrFiles } = await stage.run({ job: { name: 'Nächtlich: 1/2', software: 't' }, cdr: { columns: COLUMNS } });
		const name = `CDR/na-chtlich-1-2-${run}.csv`;
		expect(await cdrs(stage)).toEqual({ [name]: expect.arrayContaining([['1.mp3', '3', ''], ['2.mp3', '3', ''], ['3.mp3', '5', '']]) as unknown });
		const text = (await stage.exported())[name];
		expect(cdrFiles).toEqual([{ type: 'cdr', run, target: name, rows: 3, segments: expect.any(Number) as number, sizeBytes: text.length, sha256: sha256(text) }]);
	});

	test.each<[string, Partial<ExportOptions>]>([
		['no file was asked for', {}],
		['it is a dry run', { cdr: {}, dryRun: true }],
		['nothing was there', { cdr: {}, list: async function* () {} }],
		['nothing went well', { cdr: {}, transform: async () => await Promise.reject(new RecordingError({ code: 'DECRYPTION_FAILED', operation: 'decrypt' })) }],
	])('leaves none where %s', async (_, options) => {
		const stage = await seeded();
		expect((await stage.run(options)).cdrFiles).toEqual([]);
		expect(await cdrs(stage)).toEqual({});
	});

	test('lists what this run exported, and nothing of others', async () => {
		const stage = await seeded();
		const first = await stage.run({ cdr: { columns: COLUMNS } });
		expect((await stage.run({ cdr: { columns: COLUMNS } })).cdrFiles).toEqual([]);
		await stage.seed({ 'c/4.mp3': 'four!' });
		const third = await stage.run({ cdr: { columns: COLUMNS } });
		expect((await cdrs(stage))[`CDR/nightly-${third.run}.csv`]).toEqual([['4.mp3', '5', '']]);
		expect(Object.keys(await cdrs(stage))).toHaveLength(2);
		expect(first.run).not.toBe(third.run);
		expect(await findings(stage)).toEqual([]);
	});

	test('says what was there already, and lists metadata without media', async () => {
		const stage = await seeded();
		await stage.run({ job: { name: 'before', software: 't' }, limits: { files: 1 } });
		await stage.run({ cdr: { columns: COLUMNS } });
		expect(Object.values(await cdrs(stage))[0].filter(([, , exception]) => exception !== '')).toEqual([['1.mp3', '3', 'was at the target already, the same']]);
		const other = await seeded();
		await other.run({ scope: 'metadata', cdr: { columns: COLUMNS } });
		expect(Object.values(await cdrs(other))[0]).toContainEqual(['1.mp3', '', '']);
	});

	test('refuses columns that are none before it does anything', async () => {
		const stage = await seeded();
		await expect(stage.run({ cdr: { columns: ['Agnet'] } })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
		expect(await stage.exported()).toEqual({});
	});
});

describe('what the manifest keeps is what the recording told', () => {
	const item = { ...indexed(), tags: { Case: '7', caller: '=1+1' }, storedAs: { kind: 'a' } };
	const withItem = async (options: CdrOptions, recording: SourceFile['recording'] = item) => {
		const stage = new Stage();
		await stage.seed({ [recording.path]: 'content' });
		const list = async function* () { for await (const page of stage.list()) yield page.map((file): SourceFile => ({ ...file, recording: { ...recording, etag: file.entry.etag } })); };
		await stage.run({ list, cdr: options });
		return { rows: Object.values(await cdrs(stage))[0], stage };
	};

	test.each<[string, string[], string[]]>([
		['what a name, an index and a tag tell', ['Call ID', 'Agent', 'Queue', 'Number', 'Duration', 'Tag:case', 'Field:storedAs.kind', 'Field:call.callType'], ['4711', 'Jane Roe; Émile Zola', 'Sales; Support', '+1 (415) 555-0100', '65', '7', 'a', 'Inbound']],
		['times in both zones', ['Start Time'], ['2021-03-10T17:40:42Z', '2021-03-10T18:40:42+01:00']],
		['what the storage tells', ['Vendor', 'Source Path', 'Original Name', 'Size'], ['8x8', item.path, item.name, '25216']],
		['what was written', ['Target Name', 'Written Bytes', 'SHA-256', 'Verified By'], [item.path, '7', sha256('content'), 'md5']],
		['what is not known', ['Case ID', 'Field:call.none', 'Tag:none'], ['', '', '']],
		['what is twice', ['Agent', 'agent'], ['Jane Roe; Émile Zola', 'Jane Roe; Émile Zola']],
	])('%s', async (_, columns, expected) => {
		expect((await withItem({ columns, zone: 'Europe/Berlin' })).rows).toEqual([expected]);
	});

	test.each<[string, boolean, string]>([['a formula is a value', false, '=1+1'], ['or guarded', true, "'=1+1"]])('%s', async (_, protectsFormulas, expected) => {
		expect((await withItem({ columns: ['Tag:caller'], protectsFormulas })).rows).toEqual([[expected]]);
	});

	test.each([['quotes, commas, lines', 'a "b", c\r\nd'], ['all scripts', '録音 🎧 \u202e'], ['blanks', ' x '], ['NUL', 'a\0b']])('%s', async (_, agentName) => {
		expect((await withItem({ columns: ['Agent'] }, eight('a.wav', { agentName }))).rows).toEqual([[agentName]]);
	});

	test('a value without an end is cut, and says so', async () => {
		const [[agent]] = (await withItem({ columns: ['Agent'] }, eight('a.wav', { agentName: 'x'.repeat(1_000_000) }))).rows;
		expect([agent.length, agent.at(-1)]).toEqual([2_001, '…']);
	});

	test('the usual columns are kept without a file too, and nothing twice', async () => {
		const stage = new Stage();
		const recording = genesys('003H1G2A6K8AF5PFKG5SO2LAES0000V3_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3');
		await stage.seed({ [recording.path]: 'content' });
		await stage.run({ list: async function* () { for await (const page of stage.list()) yield page.map((file) => ({ ...file, recording: { ...recording, etag: file.entry.etag } })); } });
		const lines = (await Promise.all((await stage.jobFiles()).filter((path) => path.includes('/segments/')).map(async (path) => String(await buffer((await stage.target.read(path)).body))))).join('').split('\n');
		const record = lines.filter((line) => line.includes('"type":"file"')).map((line) => JSON.parse(line) as { facts: object })[0];
		expect(record.facts).toEqual({ 'Call ID': recording.callId, 'Segment ID': recording.segmentId, 'Start Time': '2021-05-21T06:19:26Z', 'Media Type': recording.mediaType });
	});
});

describe('a run that is cut', () => {
	test.each(CUTS)('%s: the rows come with the next run, each once', async (_, isIt, when) => {
		for (const canWriteIfAbsent of [true, false]) {
			const target = new Breaking();
			const stage = await seeded({ ...target.source, capabilities: { ...target.source.capabilities, writeIfAbsent: canWriteIfAbsent } });
			target.at = (path) => (isIt(path) ? when : undefined);
			await stage.run({ cdr: { columns: COLUMNS }, concurrency: 1, tuning: AT_ONCE });
			expect(target.isBroken).toBe(true);
			target.mend();
			// The next run has other columns, and none of its own: what the cut run was told counts for its file.
			const next = await stage.run({ cdr: { columns: ['SHA-256'] }, concurrency: 1, tuning: AT_ONCE });
			expect(next).toMatchObject({ ended: 'complete', failed: 0, notes: [] });
			expect((await cdrs(stage))[`CDR/nightly-${next.run}.csv`]?.length ?? 0).toBe(next.exported.files);
			const own = Object.entries(await cdrs(stage)).filter(([name]) => !name.includes(next.run));
			expect(own.flatMap(([, rows]) => rows).length + next.exported.files).toBe(3);
			for (const [, rows] of own) for (const row of rows) expect(row).toHaveLength(3);
			expect(await findings(stage)).toEqual([]);
			expect((await stage.run({ cdr: {}, tuning: AT_ONCE })).cdrFiles).toEqual([]);
		}
	});

	test('before it exported anything: there is nothing to list', async () => {
		const target = new Breaking();
		const stage = await seeded(target.source);
		target.at = (path) => (isSegment(2)(path) ? 'before' : undefined);
		const cut = await stage.run({ cdr: { columns: COLUMNS, formats: ['csv', 'pdf'] }, concurrency: 1, tuning: AT_ONCE });
		target.mend();
		expect((await stage.run({ cdr: { columns: COLUMNS }, tuning: AT_ONCE })).cdrFiles).toMatchObject([{ rows: 3 }]);
		expect(Object.keys(await stage.exported()).filter((path) => path.includes(cut.run))).toEqual([]);
	});

	test('by its user: the same, also where the next run wants no file', async () => {
		const stage = await seeded();
		const controller = new AbortController();
		const cut = await stage.run({ cdr: { columns: COLUMNS }, concurrency: 1, signal: controller.signal, onFile: () => controller.abort(), tuning: AT_ONCE });
		expect(cut).toMatchObject({ ended: 'cancelled', cdrFiles: [] });
		const next = await stage.run({ tuning: AT_ONCE });
		expect(next.cdrFiles).toMatchObject([{ run: cut.run, rows: cut.exported.files }]);
		expect(Object.values(await cdrs(stage))[0]).toHaveLength(cut.exported.files);
		expect(await findings(stage)).toEqual([]);
	});

	test('by its source: the file tells what was done', async () => {
		const stage = await seeded();
		const failing = new Recordings({ ...delegateTo(stage.sourceFiles), read: async (path, options) => {
			if (path.startsWith('b/')) throw new RecordingError({ code: 'CREDENTIAL_EXPIRED', operation: 'read' });
			return await stage.sourceFiles.read(path, options);
		} });
		expect(await stage.run({ source: failing, concurrency: 1, cdr: { columns: COLUMNS } })).toMatchObject({ ended: 'failed', error: { code: 'CREDENTIAL_EXPIRED' }, cdrFiles: [{ rows: 2 }] });
		expect(await names(stage)).toEqual(['1.mp3', '2.mp3']);
		expect((await stage.run({ cdr: { columns: COLUMNS } })).cdrFiles).toMatchObject([{ rows: 1 }]);
		expect(await names(stage)).toEqual(['1.mp3', '2.mp3', '3.mp3']);
	});

	test('is left alone as long as it can be at work', async () => {
		for (const whose of ['target', 'ours']) {
			const target = new Breaking();
			let laterMs = 0;
			const clocked: Source = { ...target.source, write: async (path, body, options) => {
				const { lastModified = '', ...entry } = await target.source.write(path, body, options);
				return whose === 'ours' ? entry : { ...entry, lastModified: new Date(Date.parse(lastModified) + laterMs).toISOString() };
			} };
			const stage = await seeded(clocked);
			const run = async () => (await stage.run({ cdr: {}, concurrency: 1, tuning: { filesPerSegment: 1, leftoverMs: 1_800_000, nowMs: () => Date.now() + (whose === 'ours' ? laterMs : -500 * laterMs) } })).cdrFiles.length;
			target.at = (path) => (isSegment(3)(path) ? 'after' : undefined);
			await run();
			target.mend();
			// Its own, and that of the cut one when an hour is over.
			const counts: number[] = [];
			for (const minutes of [50, 61, 62]) {
				laterMs = minutes * 60_000;
				counts.push(await run());
			}
			expect([whose, ...counts]).toEqual([whose, 1, 1, 0]);
		}
	});

	test('and was not: it replaces what another run wrote for it', async () => {
		const stage = await seeded();
		let isFirst = true;
		const slow = await stage.run({
			cdr: { columns: COLUMNS },
			concurrency: 1,
			transform: async (body, { entry }, store) => {
				if (entry.path === 'b/3.mp3' && isFirst) {
					isFirst = false;
					expect((await stage.run({ list: async function* () {}, tuning: AT_ONCE })).cdrFiles).toMatchObject([{ rows: 2 }]);
				}
				return { stored: await store(body), about: {} };
			},
			tuning: { filesPerSegment: 1 },
		});
		expect(slow.cdrFiles).toMatchObject([{ rows: 3 }]);
		expect(await names(stage)).toEqual(['1.mp3', '2.mp3', '3.mp3']);
		expect(await findings(stage)).toEqual([]);
	});
});

test('thousands of files: each once, as a stream that leaves the event loop free', async () => {
	const count = 3_000;
	const target = new Stage();
	const source = new Recordings({
		...delegateTo(new MemorySource('vendor')),
		read: async (path) => ({ body: Readable.from([Buffer.from(path)]), entry: { path, etag: '1', sizeBytes: path.length } }),
	});
	const list = async function* () {
		for (let at = 0; at < count; at += 1_000) yield Array.from({ length: 1_000 }, (_, index) => toSourceFile({ path: `${10_000 + at + index}.mp3`, etag: '1', sizeBytes: 9 }));
	};
	const hold = await longestHoldMs(async () => {
		expect(await target.run({ source, list, namer: KEEPS_PATHS, cdr: {}, tuning: { retry: RETRY } })).toMatchObject({ failed: 0, cdrFiles: [{ rows: count }] });
	});
	expect(hold).toBeLessThan(200);
	const [rows] = Object.values(await cdrs(target));
	expect(new Set(rows.map((row) => row.join())).size).toBe(count);
}, 60_000);
