import { brief, read, xml } from './export-files';

type Case = [title: string, contents: Record<string, string | number>, items: string[], findings: string[]];

const list = (...rows: string[]) => ['id,native_id,Start Date-Time,User,Media file name', ...rows, ''].join('\n');

async function check(contents: Case[1], items: string[], findings: string[]) {
	const result = await read(contents);
	expect(result.items.map(brief)).toEqual(items);
	expect(result.findings).toEqual(findings);
}

describe('a name that the CDR states', () => {
	test.each<Case>([
		['in the folder of another day', { '2026-01-31/1.wav': 1, 'cdr.csv': list(',,,Ann,2026-01-30\\1.wav', ',,,Bob,2026-01-31\\1.wav') }, ['- - 0 0 cdr cdr.csv:2', '- 2026-01-31/1.wav 1 0 cdr cdr.csv:3'], ['NOT_THERE']],
		['in one that is not there', { '2026-01-31/1.wav': 1, 'cdr.csv': list(',,,Ann,2026-01-30/1.wav') }, ['- - 0 0 cdr cdr.csv:2', '- 2026-01-31/1.wav 1 0 - -'], ['NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
		['in another of the same last part', { 'a/2026/1.wav': 1, 'b/2026/2.wav': 1, 'cdr.csv': list(',,,Ann,b/2026/1.wav', ',,,Bob,b/2026/2.wav') }, ['- - 0 0 cdr cdr.csv:2', '- b/2026/2.wav 1 0 cdr cdr.csv:3', '- a/2026/1.wav 1 0 - -'], ['NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
		['in a folder, of files that lie in none', { '1.wav': 1, '2.wav': 1, 'cdr.csv': list(',,,Ann,x/1.wav', ',,,Bob,D:\\y\\2.wav') }, ['- 1.wav 1 0 cdr cdr.csv:2', '- 2.wav 1 0 cdr cdr.csv:3'], []],
		['in two folders, of one file that lies in none', { '1.wav': 1, 'cdr.csv': list(',,,Ann,x/1.wav', ',,,Bob,y/1.wav') }, ['- - 0 0 cdr cdr.csv:2', '- - 0 0 cdr cdr.csv:3', '- 1.wav 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NOT_LISTED', 'NO_METADATA']],
		['in a folder of another day than all files', { 'x/2026-01-31/1.wav': 1, 'x/2026-01-31/cdr.csv': list(',,,Ann,2026-01-30/1.wav') }, ['- - 0 0 cdr x/2026-01-31/cdr.csv:2', '- x/2026-01-31/1.wav 1 0 - -'], ['NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
		['of two conversations, and one file', { 'x/1.wav': 1, 'cdr.csv': list(',,,Ann,1.wav', ',,,Bob,1.wav') }, ['- - 0 0 cdr cdr.csv:2', '- - 0 0 cdr cdr.csv:3', '- x/1.wav 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NOT_LISTED', 'NO_METADATA']],
		['of two, where the day of the folder decides', { '2026-01-31/1.wav': 1, 'cdr.csv': list(',,2026-01-30 09:00:00,Ann,1.wav', ',,2026-01-31 09:00:00,Bob,1.wav') }, ['- - 0 0 cdr cdr.csv:2', '- 2026-01-31/1.wav 1 0 cdr cdr.csv:3'], ['NOT_THERE']],
		['of two on one day', { '2026-01-31/1.wav': 1, 'cdr.csv': list(',,2026-01-31 08:00:00,Ann,1.wav', ',,2026-01-31 09:00:00,Bob,1.wav') }, ['- - 0 0 cdr cdr.csv:2', '- - 0 0 cdr cdr.csv:3', '- 2026-01-31/1.wav 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NOT_LISTED', 'NO_METADATA']],
		['of files of two days', { '20260130/1.wav': 1, '2026/01/31/1.wav': 1, 'cdr.csv': list(',,2026-01-31 09:00:00,Bob,1.wav', ',,2026-01-30 09:00:00,Ann,1.wav') }, ['- 2026/01/31/1.wav 1 0 cdr cdr.csv:2', '- 20260130/1.wav 1 0 cdr cdr.csv:3'], []],
		['with dots and no extension', { 'call.wav': 1, 'call.1.wav': 1, 'cdr.csv': list(',,,Ann,call', ',,,Bob,call.1', ',,,Cy,call.2') }, ['- call.wav 1 0 cdr cdr.csv:2', '- call.1.wav 1 0 cdr cdr.csv:3', '- - 0 0 cdr cdr.csv:4'], ['NOT_THERE']],
		['of two media of one name, each by itself', { 'a.wav': 1, 'a.mp4': 1, 'cdr.csv': list('1,,,Ann,a.mp4', '2,,,Bob,a.wav') }, ['1 a.mp4 1 0 cdr cdr.csv:2', '2 a.wav 1 0 cdr cdr.csv:3'], []],
		['of two media of one name, one of them alone', { 'a.wav': 1, 'a.mp4': 1, 'cdr.csv': list('1,,,Ann,a.mp4', '2,,,Bob,a.mp4') }, ['1 - 0 0 cdr cdr.csv:2', '2 - 0 0 cdr cdr.csv:3', '- a.wav 2 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NOT_LISTED', 'NO_METADATA']],
		['of two media of one name, where one could be either', { 'a.wav': 1, 'a.mp4': 1, 'cdr.csv': list('1,,,Ann,a', '2,,,Bob,a.wav') }, ['1 - 0 0 cdr cdr.csv:2', '2 - 0 0 cdr cdr.csv:3', '- a.wav 2 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NOT_LISTED', 'NO_METADATA']],
		['in the same letters', { 'A.wav': 1, 'a.wav': 1, 'cdr.csv': list(',,,Ann,a.wav', ',,,Bob,A.wav') }, ['- a.wav 1 0 cdr cdr.csv:2', '- A.wav 1 0 cdr cdr.csv:3'], []],
	])('%s', async (_, ...expected) => await check(...expected));
});

describe('identifiers', () => {
	const call = (id: string, nativeId: string) => `<c><id>${id}</id><native_id>${nativeId}</native_id></c>`;
	test.each<Case>([
		['an id that is the native_id of another', { 'x.wav': 1, 'x.xml': call('77', '5'), 'cdr.csv': 'id,User\n5,Ann\n6,Bob\n' }, ['5 - 0 0 cdr cdr.csv:2', '6 - 0 0 cdr cdr.csv:3', '77 x.wav 1 1 xml -'], ['NOT_LISTED', 'NOT_THERE', 'NOT_THERE']],
		['a name that an id contradicts', { 'a.wav': 1, 'a.xml': xml('1'), 'cdr.csv': list('7,,,Ann,a.wav') }, ['7 - 0 0 cdr cdr.csv:2', '1 a.wav 1 1 xml -'], ['AMBIGUOUS', 'DISAGREES', 'NOT_LISTED']],
		['names and ids that are crossed', { 'a.wav': 1, 'a.xml': xml('1'), 'b.wav': 1, 'b.xml': xml('2'), 'cdr.csv': list('2,,,Ann,a.wav', '1,,,Bob,b.wav') }, ['2 - 0 0 cdr cdr.csv:2', '1 - 0 0 cdr cdr.csv:3', '1 a.wav 1 1 xml -', '2 b.wav 1 1 xml -'], ['AMBIGUOUS', 'AMBIGUOUS', 'DISAGREES', 'DISAGREES', 'NOT_LISTED', 'NOT_LISTED']],
		['a name of media, and the id of others', { 'a.wav': 1, 'b.wav': 1, 'b.xml': xml('2'), 'cdr.csv': list('2,,,Ann,a.wav') }, ['2 - 0 0 cdr cdr.csv:2', '2 b.wav 1 1 xml -', '- a.wav 1 0 - -'], ['AMBIGUOUS', 'NOT_LISTED', 'NOT_LISTED', 'NO_METADATA']],
		['an id that is the number of other media', { '2.xml': xml('1'), '1.wav': 1 }, ['1 - 0 1 xml -', '- 1.wav 1 0 - -'], ['NO_MEDIA', 'NO_METADATA']],
		['an id that is the name of media, where others share theirs', { 'x.xml': xml('1'), '1.wav': 1, '3.wav': 1, '3.xml': xml('9') }, ['1 - 0 1 xml -', '9 3.wav 1 1 xml -', '- 1.wav 1 0 - -'], ['NO_MEDIA', 'NO_METADATA']],
		['an id that is the number of other media than the row names', { '1.wav': 1, 'cdr.csv': list('1,,,Ann,7.wav') }, ['1 - 0 0 cdr cdr.csv:2', '- 1.wav 1 0 - -'], ['NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
	])('%s', async (_, ...expected) => await check(...expected));
});

describe('metadata of several conversations', () => {
	const call = (id: string) => `<c><id>${id}</id><native_id>n${id}</native_id></c>`;
	const calls = (...ids: string[]) => `<all>${ids.map(call).join('')}</all>`;
	test.each<Case>([
		['beside media, each with a name of its own', { 'a.wav': 1, 'a.mp4': 1, 'a.wav.xml': xml('1'), 'a.mp4.xml': xml('2') }, ['1 a.wav 1 2 xml -', '2 a.mp4 1 2 xml -'], []],
		['the same, of one conversation', { 'a.wav': 1, 'a.mp4': 1, 'a.wav.xml': xml('1'), 'a.mp4.xml': xml('1') }, ['1 a.wav 2 2 xml -'], []],
		['beside media, and the CDR names one', { 'a.wav': 1, 'a.mp4': 1, 'a.wav.xml': xml('1'), 'a.mp4.xml': xml('2'), 'cdr.csv': list('2,,,Ann,a.mp4') }, ['2 a.mp4 1 2 xml+cdr cdr.csv:2', '1 a.wav 1 2 xml -'], ['NOT_LISTED']],
		['beside media that both could mean', { 'x.wav': 1, 'x.wav.wav': 1, 'x.xml': xml('1'), 'x.wav.xml': xml('2') }, ['2 - 0 1 xml -', '1 - 0 1 xml -', '- x.wav 1 0 - -', '- x.wav.wav 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'NO_MEDIA', 'NO_MEDIA', 'NO_METADATA', 'NO_METADATA']],
		['XML and CSV of one name', { 'a.wav': 1, 'a.xml': xml('1'), 'a.csv': 'id,From\n2,Jo\n' }, ['1 - 0 2 xml -', '2 - 0 2 csv -', '- a.wav 1 0 - -'], ['AMBIGUOUS', 'NO_MEDIA', 'NO_MEDIA']],
		['a CSV of two beside one file', { 'a.wav': 1, 'a.csv': 'id,From\n1,Jo\n2,Ann\n' }, ['1 - 0 1 csv -', '2 - 0 1 csv -', '- a.wav 1 0 - -'], ['AMBIGUOUS', 'NO_MEDIA', 'NO_MEDIA']],
		['in one XML, and media named by their ids', { 'all.xml': calls('1', '2', '3'), 'n1.wav': 1, '2.wav': 1, 'z.wav': 1 }, ['1 n1.wav 1 1 xml -', '2 2.wav 1 1 xml -', '3 - 0 1 xml -', '- z.wav 1 0 - -'], ['NO_MEDIA', 'NO_METADATA']],
		['in one XML, and media that two may mean', { 'all.xml': `<all>${call('1')}<c><id>2</id><native_id>1</native_id></c></all>`, '1.wav': 1 }, ['1 - 0 1 xml -', '2 - 0 1 xml -', '- 1.wav 1 0 - -'], ['NO_MEDIA', 'NO_MEDIA', 'NO_METADATA']],
		['in two XMLs, and media that both may mean', { 'x.xml': call('1'), 'y.xml': '<c><id>2</id><native_id>1</native_id></c>', '1.wav': 1 }, ['1 - 0 1 xml -', '2 - 0 1 xml -', '- 1.wav 1 0 - -'], ['NO_MEDIA', 'NO_MEDIA', 'NO_METADATA']],
		['in one XML, and a CDR', { 'all.xml': calls('1', '2'), '1.wav': 1, '2.wav': 1, 'cdr.csv': list('1,,,Ann,1.wav', '2,,,Bob,2.wav') }, ['1 1.wav 1 1 xml+cdr cdr.csv:2', '2 2.wav 1 1 xml+cdr cdr.csv:3'], []],
		['in one XML, and a CDR that lists one twice', { 'all.xml': calls('1', '2'), '1.wav': 1, '2.wav': 1, 'cdr.csv': list('1,,,Ann,1.wav', '1,,,Ann,1.wav') }, ['1 1.wav 1 1 xml+cdr cdr.csv:2', '1 1.wav 1 1 xml+cdr cdr.csv:3', '2 2.wav 1 1 xml -'], ['LISTED_AGAIN', 'NOT_LISTED']],
	])('%s', async (_, ...expected) => await check(...expected));
});

describe('a CDR that shares its name with another file', () => {
	const cdr = list(',,,Ann,a.wav', ',,,Bob,b.wav');
	const items = ['- a.wav 1 0 cdr cdr.csv:2', '- b.wav 1 0 cdr cdr.csv:3'];
	test.each<Case>([
		['a page', { 'a.wav': 1, 'b.wav': 1, 'cdr.html': '<html/>', 'cdr.csv': cdr }, items, ['UNSUPPORTED']],
		['a checksum', { 'a.wav': 1, 'b.wav': 1, 'cdr.sha256': 'abc', 'cdr.csv': cdr }, items, ['UNSUPPORTED']],
		['XML', { 'a.wav': 1, 'b.wav': 1, 'cdr.xml': xml('9'), 'cdr.csv': cdr }, [...items, '9 - 0 1 xml -'], ['NOT_LISTED', 'NO_MEDIA']],
	])('%s', async (_, ...expected) => await check(...expected));
});

describe('a CDR and CSV metadata of the same conversations', () => {
	const cdr = list(',,,Ann,a.wav', ',,,Bob,b.wav');
	const files = { 'a.wav': 1, 'b.wav': 1, 'cdr.csv': cdr, 'manifest.txt': 'Items: 2\nRun by: x' };
	test.each<Case>([
		['by name', { ...files, 'metadata.csv': list('1,,,,a.wav', '2,,,,b.wav') }, ['1 a.wav 1 0 csv+cdr cdr.csv:2', '2 b.wav 1 0 csv+cdr cdr.csv:3'], []],
		['that differ', { 'a.wav': 1, 'cdr.csv': list('1,,,Ann,a.wav'), 'metadata.csv': list('1,,,Bob,x\\a.wav') }, ['1 a.wav 1 0 csv+cdr cdr.csv:2'], ['DISAGREES']],
		['and XML', { 'a.wav': 1, 'a.xml': xml('1'), 'cdr.csv': list('1,,,Ann,a.wav'), 'metadata.csv': list('1,,,Ann,a.wav') }, ['1 a.wav 1 1 xml+csv+cdr cdr.csv:2'], []],
		['by id', { 'a.wav': 1, 'cdr.csv': list('1,,,Ann,'), 'metadata.csv': list('1,,,,a.wav', '2,,,,b.wav') }, ['1 a.wav 1 0 csv+cdr cdr.csv:2', '2 - 0 0 csv metadata.csv:3'], ['NOT_THERE']],
		['that two rows mean', { 'a.wav': 1, 'cdr.csv': list(',,,Ann,a.wav', ',,,Bob,a.wav'), 'metadata.csv': list('1,,,,a.wav', '2,,,,b.wav') }, ['- - 0 0 cdr cdr.csv:2', '- - 0 0 cdr cdr.csv:3', '1 - 0 0 csv metadata.csv:2', '2 - 0 0 csv metadata.csv:3', '- a.wav 1 0 - -'], ['AMBIGUOUS', 'AMBIGUOUS', 'AMBIGUOUS', 'NOT_LISTED', 'NOT_THERE', 'NO_METADATA']],
	])('%s', async (_, ...expected) => await check(...expected));
});
