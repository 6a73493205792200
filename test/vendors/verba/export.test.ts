import { RecordingError } from '../../../core/errors/recording-error';
import type { ExportFile } from '../../../core/vendors/verba/export-file';
import { readExport } from '../../../core/vendors/verba/join/read-export';
import { longestHoldMs } from '../../longest-hold';
import { brief, filesOf, read, xml } from './export-files';

type Case = [title: string, contents: Record<string, string | number | Error>, items: string[], findings: string[]];

describe('what belongs together', () => {
	test.each<Case>([
		['media with its XML', { 'a.wav': 1, 'a.xml': xml('1') }, ['1 a.wav 1 1 xml -'], []],
		['in folders by date', { '2026-11-21/a.wav': 1, '2026-11-21/a.xml': xml('1'), '2026-11-22/a.wav': 1, '2026-11-22/a.xml': xml('2') }, ['1 2026-11-21/a.wav 1 1 xml -', '2 2026-11-22/a.wav 1 1 xml -'], []],
		['XML that is named after the media file', { 'a.wav': 1, 'a.wav.xml': xml('1') }, ['1 a.wav 1 1 xml -'], []],
		['two media of one conversation', { 'a.wav': 1, 'a.mp4': 1, 'a.xml': xml('1') }, ['1 a.wav 2 1 xml -'], []],
		['a transcript beside the XML of a chat', { 'a.txt': 'Jane: hello', 'a.xml': xml('1').replace('voice', 'im') }, ['1 a.txt 1 1 xml -'], []],
		['CSV metadata of one conversation', { 'a.wav': 1, 'a.csv': 'id,native_id\n1,n1\n' }, ['1 a.wav 1 1 csv -'], []],
		['XML and CSV of one conversation', { 'a.wav': 1, 'a.csv': 'id,From\n1,Jo\n', 'a.xml': xml('1') }, ['1 a.wav 1 2 xml+csv -'], []],
		['media that are named by the id in metadata of another name', { '1.wav': 1, 'meta.xml': xml('1') }, ['1 1.wav 1 1 xml -'], []],
		['a CDR by names of media files', { 'a.wav': 1, 'b.wav': 1, 'cdr.csv': 'Media file name,From\na.wav,Jo\nb.wav,Jane\n' }, ['- a.wav 1 0 cdr cdr.csv:2', '- b.wav 1 0 cdr cdr.csv:3'], []],
		['by names with folders of a Windows server', { 'x/a.wav': 1, 'y/a.wav': 1, 'cdr.csv': 'Media file name,id\nD:\\other\\a.wav,1\nD:\\media\\x\\a.wav,2\ny\\a.wav,3\n' }, ['1 - 0 0 cdr cdr.csv:2', '2 x/a.wav 1 0 cdr cdr.csv:3', '3 y/a.wav 1 0 cdr cdr.csv:4'], ['NOT_THERE']],
		['by names in other letters, and without an extension', { 'A.WAV': 1, 'b.vtr': 1, 'cdr.csv': 'Media file name,From\na.wav,Jo\nB,Jane\n' }, ['- A.WAV 1 0 cdr cdr.csv:2', '- b.vtr 1 0 cdr cdr.csv:3'], []],
		['a CDR by the ids in XML of renamed files', { 'x1.wav': 1, 'x1.xml': xml('1'), 'x2.wav': 1, 'x2.xml': xml('2'), 'cdr.csv': 'id,From\n2,Jo\n1,Jane\n' }, ['2 x2.wav 1 1 xml+cdr cdr.csv:2', '1 x1.wav 1 1 xml+cdr cdr.csv:3'], []],
		['by native_id', { 'x1.wav': 1, 'x1.xml': xml('1'), 'cdr.csv': 'native_id;From\nn1;Jo\n' }, ['1 x1.wav 1 1 xml+cdr cdr.csv:2'], []],
		['by ids where the names it states are the original ones', { 'x1.wav': 1, 'x1.xml': xml('1'), 'cdr.csv': 'id,Media file name\n1,original.wav\n' }, ['1 x1.wav 1 1 xml+cdr cdr.csv:2'], []],
		['by ids where a name is not unique', { 'x/a.wav': 1, 'x/a.xml': xml('1'), 'y/a.wav': 1, 'y/a.xml': xml('2'), 'cdr.csv': 'id,Media file name\n2,a.wav\n1,a.wav\n' }, ['2 y/a.wav 1 1 xml+cdr cdr.csv:2', '1 x/a.wav 1 1 xml+cdr cdr.csv:3'], []],
		['media by name, metadata of another name by id', { 'a.wav': 1, 'meta-1.xml': xml('1'), 'cdr.csv': 'id,Media file name\n1,a.wav\n' }, ['1 a.wav 1 1 xml+cdr cdr.csv:2'], []],
		['the same export twice, where nothing tells which is meant', { 'x/a.wav': 1, 'x/a.xml': xml('1'), 'y/a.wav': 1, 'y/a.xml': xml('1'), 'cdr.csv': 'id,Media file name\n1,a.wav\n' }, ['1 - 0 0 cdr cdr.csv:2', '1 x/a.wav 1 1 xml -', '1 y/a.wav 1 1 xml -'], ['AMBIGUOUS', 'NOT_LISTED', 'NOT_LISTED']],
		['the same, by id alone', { 'x/a.wav': 1, 'x/a.xml': xml('1'), 'y/a.wav': 1, 'y/a.xml': xml('1'), 'cdr.csv': 'id,From\n1,Jo\n' }, ['1 - 0 0 cdr cdr.csv:2', '1 x/a.wav 1 1 xml -', '1 y/a.wav 1 1 xml -'], ['AMBIGUOUS', 'NOT_LISTED', 'NOT_LISTED']],
		['a list that nothing calls a CDR', { 'a.wav': 1, 'b.wav': 1, 'list.csv': 'Media file name,From\na.wav,Jo\nb.wav,Jane\n' }, ['- a.wav 1 0 csv list.csv:2', '- b.wav 1 0 csv list.csv:3'], []],
		['one document of many conversations', { 'all.xml': `<all>${['1', '2'].map((id) => `<c><id>${id}</id><native_id>n${id}</native_id></c>`).join('')}</all>`, 'a.wav': 1, 'cdr.csv': 'id,Media file name\n2,a.wav\n' }, ['2 a.wav 1 1 xml+cdr cdr.csv:2', '1 - 0 1 xml -'], ['NOT_LISTED', 'NO_MEDIA']],
	])('%s', async (_, contents, items, findings) => {
		const result = await read(contents);
		expect(result.items.map(brief)).toEqual(items);
		expect(result.findings).toEqual(findings);
	});
});

describe('what is missing, or too many', () => {
	test.each<Case>([
		['media without metadata', { 'a.wav': 1 }, ['- a.wav 1 0 - -'], ['NO_METADATA']],
		['metadata without media', { 'a.xml': xml('1') }, ['1 - 0 1 xml -'], ['NO_MEDIA']],
		['metadata of one conversation without media, as CSV', { 'a.csv': 'id,native_id\n1,n1\n' }, ['1 - 0 0 csv a.csv:2'], ['NO_MEDIA']],
		['a row without files', { 'a.wav': 1, 'cdr.csv': 'Media file name,id\na.wav,1\nb.wav,2\n' }, ['1 a.wav 1 0 cdr cdr.csv:2', '2 - 0 0 cdr cdr.csv:3'], ['NOT_THERE']],
		['files without a row', { 'a.wav': 1, 'b.wav': 1, 'b.xml': xml('2'), 'cdr.csv': 'Media file name,id\na.wav,1\n' }, ['1 a.wav 1 0 cdr cdr.csv:2', '2 b.wav 1 1 xml -'], ['NOT_LISTED']],
		['a row twice', { 'a.wav': 1, 'cdr.csv': 'Media file name,id\na.wav,1\na.wav,1\n' }, ['1 a.wav 1 0 cdr cdr.csv:2', '1 a.wav 1 0 cdr cdr.csv:3'], ['LISTED_AGAIN']],
		['an archive within', { 'a.zip': 1 }, [], ['ARCHIVE']],
		['a PDF, and a text that nothing tells of', { 'cdr.pdf': 1, 'readme.txt': 'hello' }, [], ['UNSUPPORTED', 'UNSUPPORTED']],
		['two words on one thing', { 'a.wav': 1, 'a.xml': xml('1', '<source_name>Jo</source_name>'), 'cdr.csv': 'Media file name,source_name\na.wav,Jane\n' }, ['1 a.wav 1 1 xml+cdr cdr.csv:2'], ['DISAGREES']],
		['nothing', {}, [], []],
		['folders', { 'a/': 0, 'a/a.wav': 1 }, ['- a/a.wav 1 0 - -'], ['NO_METADATA']],
	])('%s', async (_, contents, items, findings) => {
		const result = await read(contents);
		expect(result.items.map(brief)).toEqual(items);
		expect(result.findings).toEqual(findings);
	});

	test.each<[string, Record<string, string | number>, object[]]>([
		['as many as it states', { 'a.wav': 1, 'a.xml': xml('1'), 'manifest.txt': 'Items: 1\nQuery: x' }, []],
		['fewer', { 'a.wav': 1, 'a.xml': xml('1'), 'manifest.txt': 'Items: 3\n' }, [{ code: 'COUNT_DIFFERS', path: 'manifest.txt', expected: 3, found: 1, detail: 'conversations with files' }]],
		['the CDR has more, the files fewer', { 'a.wav': 1, 'manifest.txt': 'Items: 2\n', 'cdr.csv': 'Media file name,id\na.wav,1\nb.wav,2\nc.wav,3\n' }, [
			{ code: 'NOT_THERE', line: 3 },
			{ code: 'NOT_THERE', line: 4 },
			{ code: 'COUNT_DIFFERS', expected: 2, found: 3, detail: 'rows of the CDR' },
			{ code: 'COUNT_DIFFERS', expected: 2, found: 1 },
		]],
		['no count', { 'a.wav': 1, 'a.xml': xml('1'), 'manifest.txt': 'Server: x\n' }, [{ code: 'NO_COUNT', path: 'manifest.txt' }]],
		['exceptions', { 'a.wav': 1, 'a.xml': xml('1'), 'manifest.txt': 'Items: 1\nExceptions:\n b.wav not found\n' }, [{ code: 'EXCEPTIONS', detail: 'b.wav not found' }]],
		['of two jobs', { 'x/a.wav': 1, 'x/a.xml': xml('1'), 'x/manifest.txt': 'Items: 1', 'y/a.wav': 1, 'y/a.xml': xml('2'), 'y/manifest.txt': 'Items: 1' }, []],
	])('the manifest: %s', async (_, contents, findings) => {
		const { reader } = await read(contents);
		expect(reader.findings).toHaveLength(findings.length);
		expect(reader.findings).toMatchObject(findings);
	});
});

describe('files that are no good', () => {
	const failed = (code: 'CORRUPTED' | 'CREDENTIAL_REFUSED') => new RecordingError({ code, operation: 'read', path: 'a.xml' });
	test.each<Case>([
		['XML that is cut', { 'a.wav': 1, 'a.xml': '<r><id>1</id>', 'b.wav': 1, 'b.xml': xml('2') }, ['- a.wav 1 1 - -', '2 b.wav 1 1 xml -'], ['FILE_PROBLEM']],
		['entities', { 'a.wav': 1, 'a.xml': '<!DOCTYPE r [<!ENTITY a "b">]><r><id>&a;</id></r>' }, ['- a.wav 1 1 - -'], ['FILE_PROBLEM']],
		['a file that cannot be read', { 'a.wav': 1, 'a.xml': failed('CORRUPTED'), 'b.wav': 1, 'b.xml': xml('2') }, ['- a.wav 1 1 - -', '2 b.wav 1 1 xml -'], ['UNREADABLE']],
		['a CDR that cannot be read', { 'a.wav': 1, 'a.xml': xml('1'), 'cdr.csv': failed('CORRUPTED') }, ['1 a.wav 1 1 xml -'], ['UNREADABLE', 'UNREADABLE', 'UNREADABLE']],
		['a quote that never closes in a CDR', { 'a.wav': 1, 'cdr.csv': 'Media file name,id\n"b.wav,2\na.wav,1\n' }, ['1 a.wav 1 0 cdr cdr.csv:3'], ['FILE_PROBLEM']],
	])('%s', async (_, contents, items, findings) => {
		const result = await read(contents);
		expect(result.items.map(brief)).toEqual(items);
		expect(result.findings).toEqual(findings);
	});

	test('what concerns more than a file is thrown', async () => {
		await expect(read({ 'a.xml': failed('CREDENTIAL_REFUSED') })).rejects.toMatchObject({ code: 'CREDENTIAL_REFUSED' });
	});

	test('a cancel ends it', async () => {
		await expect(read({ 'a.wav': 1, 'a.xml': xml('1') }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
	});
});

test('an item in full', async () => {
	const { items, summary } = await read(
		{ 'd/a.wav': 25_216, 'd/a.xml': xml('1', '<who><name>Jo</name></who>'), 'CDR.csv': 'id;Start Date;Start Time;Duration;Desk;Media file name\n1;21.11.2026;08:00:00;0:02:05;7;a.wav\n' },
		{ zone: 'Europe/Berlin' },
	);
	expect(items).toEqual([
		{
			vendor: 'verba', line: 2, id: '1', nativeId: 'n1', nativeCallId: 'c1', callId: 'c1', modalityId: 'voice', mediaType: 'voice',
			path: 'd/a.wav', name: 'a.wav', extension: 'wav', sizeBytes: 25_216, mediaFileName: 'a.wav',
			startTime: '2026-11-21T07:00:00Z', durationSeconds: 125,
			other: { Desk: '7', who: { name: 'Jo' } },
			raw: { 'Start Date': '21.11.2026', 'Start Time': '08:00:00', Duration: '0:02:05' },
			mediaFiles: [{ path: 'd/a.wav', name: 'a.wav', extension: 'wav', contentType: 'audio/wav', sizeBytes: 25_216 }],
			metadataFiles: [{ path: 'd/a.xml', name: 'a.xml', extension: 'xml', contentType: 'application/xml' }],
			toldBy: ['xml', 'cdr'], listPath: 'CDR.csv',
		},
	]);
	expect(summary).toEqual({
		isComplete: true, conversationCount: 1, withMediaCount: 1, withMetadataCount: 1, withBothCount: 1, fileCount: 3, mediaFileCount: 1, metadataFileCount: 1, otherFileCount: 0,
		listedCount: 1, findings: {}, cdrPaths: ['CDR.csv'], manifestPaths: [], auditLogPaths: [],
	});
});

test('a limit compares no counts', async () => {
	const { items, summary, findings } = await read({ 'a.wav': 1, 'b.wav': 1, 'manifest.txt': 'Items: 2' }, { limit: 1 });
	expect([items.length, summary.isComplete, findings]).toEqual([1, false, expect.not.arrayContaining(['COUNT_DIFFERS'])]);
});

describe('10,000 conversations', () => {
	const COUNT = 10_000;
	const pad = (at: number) => String(at).padStart(5, '0');
	function* files(): Generator<ExportFile> {
		for (let at = 0; at < COUNT; at++) {
			const folder = `2026-11-${String(1 + (at % 28)).padStart(2, '0')}`;
			yield* filesOf({ [`${folder}/x${pad(at)}.wav`]: 25_216, [`${folder}/x${pad(at)}.xml`]: xml(pad(at)) });
		}
		yield* filesOf({ 'cdr.csv': `id,From\n${Array.from({ length: COUNT }, (_, at) => `${pad(at)},Jo\n`).join('')}` });
	}

	test('are joined by the ids in their XML, without holding the event loop', async () => {
		const reader = readExport(files(), { zone: 'UTC' });
		let joined = 0;
		const hold = await longestHoldMs(async () => {
			for await (const batch of reader) for (const { id, path, from } of batch) if (from === 'Jo' && path?.endsWith(`x${id}.wav`)) joined++;
		});
		expect(joined).toBe(COUNT);
		expect(reader.findings).toEqual([]);
		expect(reader.summary).toMatchObject({ conversationCount: COUNT, fileCount: 2 * COUNT + 1, listedCount: COUNT });
		expect(hold).toBeLessThan(200);
	}, 120_000);
});
