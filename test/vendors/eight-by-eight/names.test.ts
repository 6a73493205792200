import { dayOfFolder, folderOfDay, indexName, parseIndexPath, parseRecordingPath } from '../../../core/vendors/eight-by-eight/names';
import { toEightByEightRecording } from '../../../core/vendors/eight-by-eight/recording';

/** A real name, from the vendor's page on its storage API: its object says that it began at 2021-03-10T17:40:42.234Z. */
const REAL = 'R202103101740420023.wav';

describe('recordings', () => {
	test.each<[string, string, object]>([
		['a real one', REAL, { startTime: '2021-03-10T17:40:42Z', sequence: 23, extension: 'wav' }],
		['in its folder', `S20210310/${REAL}`, { startTime: '2021-03-10T17:40:42Z', utcFolder: 'S20210310' }],
		['below other folders', `/tenant/S20210310/${REAL}`, { startTime: '2021-03-10T17:40:42Z', utcFolder: 'S20210310' }],
		['in small letters', `s20210310/${REAL.toLowerCase()}`, { startTime: '2021-03-10T17:40:42Z', utcFolder: 's20210310' }],
		['the last of a second', 'R202402292359599999.wav', { startTime: '2024-02-29T23:59:59Z', sequence: 9999 }],
		['the first of a day', 'R202606060000000000.WAV', { startTime: '2026-06-06T00:00:00Z', sequence: 0, extension: 'wav' }],
	])('%s', (_, path, expected) => {
		expect(parseRecordingPath(path)).toMatchObject({ name: path.slice(path.lastIndexOf('/') + 1), ...expected });
	});

	test.each<[string, string, string | undefined]>([
		['a day that does not exist', 'R202102310000000000.wav', 'wav'],
		['an hour that does not exist', 'R202103102400000000.wav', 'wav'],
		['a digit too few', 'R20210310174042002.wav', 'wav'],
		['a digit too many', 'R2021031017404200233.wav', 'wav'],
		['another extension', 'R202103101740420023.mp3', 'mp3'],
		['two extensions', 'R202103101740420023.wav.part', 'part'],
		['an index', 'I20210310.csv', 'csv'],
		['something else', 'notes of März.TXT', 'txt'],
		['nothing', '', undefined],
	])('%s passes through', (_, name, extension) => {
		expect(parseRecordingPath(`S20210310/${name}`)).toEqual({ name, extension, utcFolder: 'S20210310' });
	});
});

describe('folders', () => {
	test.each<[string, string | undefined]>([
		['S20160606', '2016-06-06'],
		['s20160606', '2016-06-06'],
		['S20160631', undefined],
		['S2016066', undefined],
		['S20160606_old', undefined],
		['Index', undefined],
		['', undefined],
	])('%s', (folder, day) => {
		expect(dayOfFolder(folder)).toBe(day);
	});

	test('and back', () => expect(folderOfDay('2016-06-06')).toBe('S20160606'));
});

describe('indexes', () => {
	test.each<[string, object | undefined]>([
		['Index/I20160606.csv', { day: '2016-06-06', kind: 'small' }],
		['S20160606/I20160606_version2.csv', { day: '2016-06-06', kind: 'detailed' }],
		['i20160606_VERSION2.CSV', { day: '2016-06-06', kind: 'detailed' }],
		['I20160606_version3.csv', undefined],
		['I20161306.csv', undefined],
		['I20160606.csv.tmp', undefined],
		[REAL, undefined],
	])('%s', (path, expected) => {
		expect(parseIndexPath(path)).toEqual(expected);
	});

	test('and back', () => {
		expect(indexName('2016-06-06', 'small')).toBe('I20160606.csv');
		expect(indexName('2016-06-06', 'detailed')).toBe('I20160606_version2.csv');
	});
});

test('the recording has the words that all vendors share, and the folder and sequence of its own', () => {
	const entry = { path: `S20210310/${REAL}`, sizeBytes: 9, lastModified: '2021-03-10T17:45:00Z' };
	expect(toEightByEightRecording(entry, 30)).toEqual({
		vendor: '8x8',
		path: `S20210310/${REAL}`,
		name: REAL,
		extension: 'wav',
		sizeBytes: 9,
		lastModified: '2021-03-10T17:45:00Z',
		expiresAt: '2021-04-09T17:45:00Z',
		startTime: '2021-03-10T17:40:42Z',
		sequence: 23,
		utcFolder: 'S20210310',
	});
	expect(toEightByEightRecording({ path: 'notes.txt' }, 30)).toEqual({ vendor: '8x8', path: 'notes.txt', name: 'notes.txt', extension: 'txt' });
});
