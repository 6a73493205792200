import { brief, read, xml } from './export-files';

type Case = [title: string, contents: Record<string, string | number>, items: string[], findings: string[]];

async function check(contents: Case[1], items: string[], findings: string[]) {
	const result = await read(contents);
	expect(result.items.map(brief)).toEqual(items);
	expect(result.findings).toEqual(findings);
}

const COMPOSED = '\u00c4';
const DECOMPOSED = 'A\u0308';

describe('media of two extensions', () => {
	test.each<Case>([
		['beside media of the first part: two recordings', { 't.mp3.wav': 1, 't.wav': 1 }, ['- t.mp3.wav 1 0 - -', '- t.wav 1 0 - -'], ['NO_METADATA', 'NO_METADATA']],
		['each with metadata of its own', { 't.mp3.wav': 1, 't.wav': 1, 't.xml': xml('1'), 't.mp3.xml': xml('2') }, ['2 t.mp3.wav 1 1 xml -', '1 t.wav 1 1 xml -'], []],
		['metadata of the other alone', { 't.mp3.wav': 1, 't.wav': 1, 't.xml': xml('1') }, ['1 t.wav 1 1 xml -', '- t.mp3.wav 1 0 - -'], ['NO_METADATA']],
		['and media of the first extension, which the metadata may mean', { 't.mp3.wav': 1, 't.mp3': 1, 't.mp3.xml': xml('1') }, ['1 - 0 1 xml -', '- t.mp3.wav 1 0 - -', '- t.mp3 1 0 - -'], ['AMBIGUOUS', 'NO_MEDIA', 'NO_METADATA', 'NO_METADATA']],
		['where metadata state whole names', { 't.mp3.wav': 1, 't.mp3.xml': xml('1'), 'b.wav': 1, 'b.wav.xml': xml('2') }, ['2 b.wav 1 1 xml -', '1 - 0 1 xml -', '- t.mp3.wav 1 0 - -'], ['AMBIGUOUS', 'NO_MEDIA', 'NO_METADATA']],
		['in a row of the CDR', { 't.mp3.wav': 1, 't.wav': 1, 'cdr.csv': 'id,Media file name\n1,t.wav\n2,t.mp3.wav\n' }, ['1 t.wav 1 0 cdr cdr.csv:2', '2 t.mp3.wav 1 0 cdr cdr.csv:3'], []],
		['in a row that means none of them', { 't.mp3.wav': 1, 't.wav': 1, 'cdr.csv': 'id,Media file name\n1,t.mp3\n' }, ['1 - 0 0 cdr cdr.csv:2', '- t.mp3.wav 1 0 - -', '- t.wav 1 0 - -'], ['NOT_LISTED', 'NOT_LISTED', 'NOT_THERE', 'NO_METADATA', 'NO_METADATA']],
		['in a row of another extension', { 't.mp4': 1, 'cdr.csv': 'id,Media file name\n1,t.wav\n' }, ['1 - 0 0 cdr cdr.csv:2', '- t.mp4 1 0 - -'], ['NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
	])('%s', async (_, ...expected) => await check(...expected));
});

describe('metadata that state the name of a media file', () => {
	test.each<Case>([
		['of that one alone', { 'a.wav': 1, 'a.mp4': 1, 'a.wav.xml': xml('1') }, ['1 a.wav 1 1 xml -', '- a.mp4 1 0 - -'], ['NO_METADATA']],
		['of another one that is not there', { 'a.mp4': 1, 'a.wav.xml': xml('1') }, ['1 - 0 1 xml -', '- a.mp4 1 0 - -'], ['NO_MEDIA', 'NO_METADATA']],
		['in other letters', { 'CALL.WAV': 1, 'call.wav.xml': xml('1') }, ['1 CALL.WAV 1 1 xml -'], []],
		['in two kinds of letters', { 'CALL.WAV': 1, 'call.wav.xml': xml('1'), 'Call.wav.xml': xml('2') }, ['1 - 0 1 xml -', '2 - 0 1 xml -', '- CALL.WAV 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NO_MEDIA', 'NO_MEDIA', 'NO_METADATA']],
		['beside media that a row of the CDR names', { 'a.wav': 1, 'a.mp4': 1, 'a.wav.xml': xml('1'), 'cdr.csv': 'id,Media file name\n7,a.mp4\n' }, ['7 a.mp4 1 0 cdr cdr.csv:2', '1 a.wav 1 1 xml -'], ['NOT_LISTED']],
		['CSV', { 'A.WAV': 1, 'a.wav.csv': 'id,native_id\n1,n1\n' }, ['1 A.WAV 1 1 csv -'], []],
	])('%s', async (_, ...expected) => await check(...expected));
});

describe('names that differ in letters alone', () => {
	test.each<Case>([
		['case', { 'CALL1.WAV': 1, 'call1.xml': xml('1') }, ['1 CALL1.WAV 1 1 xml -'], []],
		['composed letters', { [`${DECOMPOSED}.wav`]: 1, [`${COMPOSED}.xml`]: xml('1') }, [`1 ${DECOMPOSED}.wav 1 1 xml -`], []],
		['composed letters before case', { [`${DECOMPOSED}.wav`]: 1, [`${COMPOSED}.xml`]: xml('1'), '\u00e4.xml': xml('2') }, [`1 ${DECOMPOSED}.wav 1 1 xml -`, '2 - 0 1 xml -'], ['NO_MEDIA']],
		['two recordings, each with metadata of its own', { 'A.wav': 1, 'a.wav': 1, 'A.xml': xml('1'), 'a.xml': xml('2') }, ['1 A.wav 1 1 xml -', '2 a.wav 1 1 xml -'], []],
		['two recordings, and metadata of one', { 'Ab.wav': 1, 'ab.wav': 1, 'Ab.xml': xml('1') }, ['1 Ab.wav 1 1 xml -', '- ab.wav 1 0 - -'], ['NO_METADATA']],
		['two recordings, and metadata that could be either\'s', { 'Ab.wav': 1, 'ab.wav': 1, 'AB.xml': xml('1') }, ['1 - 0 1 xml -', '- Ab.wav 1 0 - -', '- ab.wav 1 0 - -'], ['AMBIGUOUS', 'NO_MEDIA', 'NO_METADATA', 'NO_METADATA']],
		['two metadata, one of which has the very name', { 'a.wav': 1, 'a.xml': xml('1'), 'A.xml': xml('2') }, ['1 a.wav 1 1 xml -', '2 - 0 1 xml -'], ['NO_MEDIA']],
		['two metadata, none of which has it', { 'ab.wav': 1, 'Ab.xml': xml('1'), 'AB.xml': xml('2') }, ['1 - 0 1 xml -', '2 - 0 1 xml -', '- ab.wav 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NO_MEDIA', 'NO_MEDIA', 'NO_METADATA']],
		['in a row', { [`${DECOMPOSED}.WAV`]: 1, 'cdr.csv': `id,Media file name\n1,${COMPOSED.toLowerCase()}.wav\n` }, [`1 ${DECOMPOSED}.WAV 1 0 cdr cdr.csv:2`], []],
		['in a row, of two files', { 'Ab.wav': 1, 'aB.wav': 1, 'cdr.csv': 'id,Media file name\n1,ab.wav\n' }, ['1 - 0 0 cdr cdr.csv:2', '- Ab.wav 1 0 - -', '- aB.wav 1 0 - -'], ['AMBIGUOUS', 'NOT_LISTED', 'NOT_LISTED', 'NO_METADATA', 'NO_METADATA']],
	])('%s', async (_, ...expected) => await check(...expected));

	test('so many spellings that nobody has them: none is compared with each, and none joined', async () => {
		const spelled = (at: number) => [...'abcdefghijkl'].map((letter, bit) => (at & (1 << bit) ? letter.toUpperCase() : letter)).join('');
		const contents = Object.fromEntries(Array.from({ length: 4_000 }, (_, at) => [`${spelled(at)}.${at % 2 ? 'wav' : 'xml'}`, at % 2 ? 1 : xml(String(at))]));
		const { summary } = await read(contents);
		expect(summary).toMatchObject({ conversationCount: 4_000, withBothCount: 0, findings: { AMBIGUOUS: 2_000 } });
	});
});

describe('texts beside media', () => {
	const counts = async (contents: Case[1]) => {
		const { items, summary, findings } = await read(contents);
		return [items.map(({ mediaFiles = [], otherFiles = [] }) => [mediaFiles.length, otherFiles.length]), summary.mediaFileCount, summary.otherFileCount, findings];
	};
	const chat = xml('1').replace('voice', 'IM');
	test.each<[string, Case[1], unknown[]]>([
		['of a call', { 'a.wav': 1, 'a.xml': xml('1'), 'a.txt': 'hello' }, [[[1, 1]], 1, 1, []]],
		['of a call, and no media', { 'a.xml': xml('1'), 'a.txt': 'hello' }, [[[0, 1]], 0, 1, ['NO_MEDIA']]],
		['of media that nothing tells of', { 'a.wav': 1, 'a.txt': 'hello' }, [[[1, 1]], 1, 1, ['NO_METADATA']]],
		['of a chat', { 'a.xml': chat, 'a.txt': 'hello', 'b.wav': 1 }, [[[1, 0], [1, 0]], 2, 0, ['NO_METADATA']]],
		['that a row calls its media file', { 'a.txt': 'hello', 'cdr.csv': 'id,Media file name\n1,a.txt\n1,a.txt\n' }, [[[1, 0], [1, 0]], 1, 0, ['LISTED_AGAIN']]],
		['by another name', { 'a.wav': 1, 'a.xml': xml('1'), 'readme.txt': 'hello' }, [[[1, 0]], 1, 1, ['UNSUPPORTED']]],
		['a page', { 'a.wav': 1, 'a.xml': xml('1'), 'a.html': '<html/>' }, [[[1, 1]], 1, 1, []]],
	])('%s', async (_, contents, expected) => expect(await counts(contents)).toEqual(expected));
});

describe('a CDR for each day', () => {
	const day = (folder: string, ...users: string[]) => ({ [`${folder}/cdr.csv`]: `User,Media file name\n${users.map((user) => `${user},1.wav\n`).join('')}` });
	test.each<Case>([
		['of names that come again', { 'x/1.wav': 1, 'y/1.wav': 1, ...day('x', 'Ann'), ...day('y', 'Bob'), 'manifest.txt': 'Items: 2\nRun by: a' }, ['- x/1.wav 1 0 cdr x/cdr.csv:2', '- y/1.wav 1 0 cdr y/cdr.csv:2'], []],
		['whose file is missing', { 'x/2.wav': 1, 'y/1.wav': 1, ...day('x', 'Ann'), ...day('y', 'Bob') }, ['- - 0 0 cdr x/cdr.csv:2', '- y/1.wav 1 0 cdr y/cdr.csv:2', '- x/2.wav 1 0 - -'], ['NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
		['with CSV metadata', { 'x/1.wav': 1, 'y/1.wav': 1, ...day('x', 'Ann'), ...day('y', 'Bob'), 'x/m.csv': 'id,native_id,Media file name\n1,1,1.wav\n', 'y/m.csv': 'id,native_id,Media file name\n2,2,1.wav\n' }, ['1 x/1.wav 1 0 csv+cdr x/cdr.csv:2', '2 y/1.wav 1 0 csv+cdr y/cdr.csv:2'], []],
	])('%s', async (_, ...expected) => await check(...expected));
});
