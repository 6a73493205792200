import { buffer } from 'node:stream/consumers';
import { verifyExport, type CdrFormat, type Finding } from '../../../core/export';
import { RunCdr } from '../../../core/export/cdr';
import { JobFolder } from '../../../core/export/job-folder';
import { readSegment, type SegmentName } from '../../../core/export/ledger/segment';
import { segmentNames } from '../../../core/export/ledger/segment-names';
import type { Source } from '../../../core/sources/source';
import { bodyOf } from '../../conformance/checks/tools';
import { AT_ONCE, Breaking, CUTS } from './breaking';
import { readPdf } from './read-pdf';
import { sha256, Stage } from './stage';

const COLUMNS = ['Original Name', 'Written Bytes'];
const BOTH: CdrFormat[] = ['csv', 'pdf'];

async function seeded(target?: Source): Promise<Stage> {
	const stage = new Stage({ target, folder: 'out/' });
	await stage.seed({ 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three' });
	return stage;
}

const bytesOf = async (stage: Stage, name: string) => await buffer((await stage.target.read(`out/${name}`)).body);
const cdrPaths = async (stage: Stage) => Object.keys(await stage.exported()).filter((path) => path.startsWith('CDR/'));

/** What PDFs at the target are headed by, record by record. */
async function headings(stage: Stage): Promise<string[]> {
	const paths = (await cdrPaths(stage)).filter((path) => path.endsWith('.pdf'));
	const pages = await Promise.all(paths.map(async (path) => readPdf(await bytesOf(stage, path)).pages.flat()));
	return pages.flat().filter(({ text }) => /^\d+ {3}/.test(text)).map(({ text }) => text.replace(/^\d+ {3}/, ''));
}

async function findings(stage: Stage): Promise<string[]> {
	const found: Finding[] = [];
	await verifyExport({ job: 'nightly', target: stage.target, concurrency: 2, onFinding: (finding) => found.push(finding) });
	return found.map(({ kind, path }) => `${kind} ${path}`);
}

test.each<[string, CdrFormat[], string[]]>([['PDF', ['pdf'], ['pdf']], ['both', BOTH, ['csv', 'pdf']], ['CSV, if nothing else is said', [], ['csv']]])('a run leaves %s, each known to the manifest', async (_, formats, endings) => {
	const stage = await seeded();
	const { run, cdrFiles } = await stage.run({ cdr: { columns: COLUMNS, ...(formats.length > 0 ? { formats } : {}) } });
	expect((await cdrPaths(stage)).sort()).toEqual(endings.map((ending) => `CDR/nightly-${run}.${ending}`));
	const files = await Promise.all(endings.map(async (ending) => await bytesOf(stage, `CDR/nightly-${run}.${ending}`)));
	expect(cdrFiles).toEqual(
		files.map((file, at) => ({ type: 'cdr', run, target: `CDR/nightly-${run}.${endings[at]}`, rows: 3, segments: expect.any(Number) as number, sizeBytes: file.length, sha256: sha256(file) })),
	);
	expect(await findings(stage)).toEqual([]);
});

test('it tells of the run: job, name, start, number', async () => {
	const stage = await seeded();
	const { run } = await stage.run({ job: { name: 'Nächtlich: 1/2', software: 't' }, cdr: { formats: ['pdf'], columns: COLUMNS, zone: 'Asia/Kolkata' }, tuning: { nowMs: () => Date.UTC(2026, 0, 31, 17, 59, 1) } });
	const texts = readPdf(await bytesOf(stage, `CDR/na-chtlich-1-2-${run}.pdf`)).pages.flat().map(({ text }) => text);
	expect(texts).toEqual(expect.arrayContaining(['Nächtlich: 1/2', run, '2026-01-31T17:59:01Z', 'Started (Asia/Kolkata)', '2026-01-31T23:29:01+05:30', '3', 'Original Name', '3.mp3', 'Written Bytes', '5']));
});

test('a format that is none is refused before anything is done', async () => {
	const stage = await seeded();
	await expect(stage.run({ cdr: { formats: ['xlsx' as CdrFormat] } })).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('xlsx') as string });
	expect(await stage.exported()).toEqual({});
});

test('Verify finds one that was altered, and one that is gone', async () => {
	const stage = await seeded();
	const { run } = await stage.run({ cdr: { formats: BOTH } });
	const name = `CDR/nightly-${run}.pdf`;
	const bytes = await bytesOf(stage, name);
	bytes[bytes.length >> 1] ^= 1;
	await stage.target.write(`out/${name}`, bodyOf(bytes), {});
	expect(await findings(stage)).toEqual([`altered out/${name}`]);
	await stage.target.remove(`out/${name}`);
	expect(await findings(stage)).toEqual([`missing out/${name}`]);
});

test('whoever writes it writes the same bytes', async () => {
	const stage = await seeded();
	const options = { formats: BOTH, columns: COLUMNS, zone: 'Europe/Berlin' };
	const { run, cdrFiles } = await stage.run({ cdr: options });
	const folder = new JobFolder(stage.target, 'nightly');
	const segments: SegmentName[] = [];
	for await (const name of segmentNames(folder)) segments.push(name);
	const other = new Stage({ folder: 'other/' });
	const written: string[] = [];
	const of = { run, segments, options, readLines: async (name: SegmentName) => (await readSegment(folder, name)).lines };
	for await (const record of new RunCdr('nightly', other.target).writeFor(of)) written.push(record.sha256);
	expect(written).toEqual(cdrFiles.map((record) => record.sha256));
});

describe('a run that is cut', () => {
	test.each(CUTS)('%s: the records come with the next run, each once', async (_, isIt, when) => {
		for (const [formats, isIn] of [[['pdf'], '.'], [BOTH, '.csv'], [BOTH, '.pdf']] as const) {
			const target = new Breaking();
			const stage = await seeded(target.source);
			target.at = (path) => (isIt(path) && (!path.includes('/CDR/') || path.includes(isIn)) ? when : undefined);
			await stage.run({ cdr: { columns: COLUMNS, formats }, concurrency: 1, tuning: AT_ONCE });
			expect(target.isBroken).toBe(true);
			target.mend();
			const next = await stage.run({ cdr: { formats: ['pdf'] }, concurrency: 1, tuning: AT_ONCE });
			expect(next).toMatchObject({ ended: 'complete', failed: 0, notes: [] });
			expect((await headings(stage)).sort()).toEqual(['1.mp3', '2.mp3', '3.mp3']);
			const own = (await cdrPaths(stage)).filter((path) => !path.includes(next.run));
			expect(own.map((path) => path.slice(-4)).sort()).toEqual(own.length === 0 ? [] : formats.map((format) => `.${format}`));
			expect(await findings(stage)).toEqual([]);
			expect((await stage.run({ cdr: { formats: BOTH }, tuning: AT_ONCE })).cdrFiles).toEqual([]);
		}
	});
});
