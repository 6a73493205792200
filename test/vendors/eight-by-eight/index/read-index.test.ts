import { text as textFrom } from 'node:stream/consumers';
import type { RowCondition } from '../../../../core/csv/conditions';
import { COLUMN_NAMES } from '../../../../core/vendors/eight-by-eight/index/columns';
import { indexJsonLines } from '../../../../core/vendors/eight-by-eight/index/output';
import { INDEX_PROBLEMS } from '../../../../core/vendors/eight-by-eight/index/problems';
import { readIndex } from '../../../../core/vendors/eight-by-eight/index/read-index';
import { read, table, ZONE } from './read';

/** Names that the script of a customer reads; the order is ours, the real one is not known. */
const REAL = ['CALL TYPE', 'START TIME', 'STOP TIME', 'AGENT NAME', 'CUSTOMER NUMBER', 'PHONE CHANNEL', 'CALLED NUMBER', 'CASEID', 'DURATION', 'FILENAME', 'DIRECTORY', 'ACCOUNT NUMBER', 'START TIME UTC', 'STOP TIME UTC', 'QUEUE', 'QUEUE NAME', 'TRANS ID', 'EXT VAR1', 'EXT VAR2', 'OUT DIAL CODE', 'WRAP UP CODE'];
const ROW = ['Outbound', '11/01/2026 09:40:42', '11/01/2026 09:42:47', 'Ada Lovelace', '+14155550100', 'Sales line', '+14085550199', '1001', '125', 'R202611011740420023.wav', 'S20261101', '77', '11/01/2026 17:40:42', '11/01/2026 17:42:47', 'outbound', 'Sales', '900', 'blue', 'green', 'Callback', 'Sold'];
const CALL = {
	vendor: '8x8',
	line: 2,
	path: 'S20261101/R202611011740420023.wav',
	fileName: 'R202611011740420023.wav',
	directory: 'S20261101',
	startTime: '2026-11-01T17:40:42Z',
	stopTime: '2026-11-01T17:42:47Z',
	localStartTime: '2026-11-01T09:40:42-08:00',
	localStopTime: '2026-11-01T09:42:47-08:00',
	durationSeconds: 125,
	callType: 'Outbound',
	agentName: 'Ada Lovelace',
	remoteNumber: '+14085550199',
	customerNumber: '+14155550100',
	calledNumber: '+14085550199',
	phoneChannel: 'Sales line',
	caseId: '1001',
	accountNumber: '77',
	queue: 'outbound',
	queueName: 'Sales',
	transactionId: '900',
	externalVariable1: 'blue',
	externalVariable2: 'green',
	outDialCode: 'Callback',
	wrapUpCode: 'Sold',
	raw: { 'START TIME': '11/01/2026 09:40:42', 'STOP TIME': '11/01/2026 09:42:47', DURATION: '125', 'START TIME UTC': '11/01/2026 17:40:42', 'STOP TIME UTC': '11/01/2026 17:42:47' },
};

/** One row of some columns. */
const one = async (cells: Record<string, string>, options = {}) => {
	const { calls, problems } = await read(table([Object.keys(cells), Object.values(cells)]), options);
	return { call: calls[0], problems };
};

describe('a detailed index', () => {
	test('with its real headers', async () => {
		const { calls, problems, reader } = await read(table([REAL, ROW]), { path: 'S20261101/I20261101_version2.csv' });
		expect(calls).toEqual([CALL]);
		expect(problems).toEqual([]);
		expect(reader.kind).toEqual({ byName: 'detailed', byColumns: 'detailed' });
		expect(reader.dateOrder).toBe('monthFirst');
		expect(COLUMN_NAMES).toHaveLength(REAL.length);
	});

	test.each<[string, (headers: string[]) => string[]]>([
		['the headers of the help page', (headers) => headers.map((header) => ({ 'ACCOUNT NUMBER': 'ACCOUNT', 'TRANS ID': 'TRANSACTION ID', 'OUT DIAL CODE': 'OUTDIAL CODE', 'EXT VAR1': 'EXTERNAL VARIABLE 1', 'EXT VAR2': 'EXTERNAL VARIABLE 2' })[header] ?? header)],
		['small letters', (headers) => headers.map((header) => header.toLowerCase())],
		['underscores', (headers) => headers.map((header) => header.replaceAll(' ', '_'))],
		['no blanks', (headers) => headers.map((header) => header.replaceAll(' ', ''))],
		['blanks around', (headers) => headers.map((header) => `  ${header} `)],
		['quotes', (headers) => headers.map((header) => `"${header}"`)],
	])('under %s', async (_, change) => {
		const { calls, problems } = await read(table([change(REAL), ROW]));
		expect({ ...calls[0], raw: undefined }).toEqual({ ...CALL, raw: undefined });
		expect(Object.values(calls[0].raw ?? {}).sort()).toEqual(Object.values(CALL.raw).sort());
		expect(problems).toEqual([]);
	});

	test.each([',', ';', '\t', '|'])('with the separator %j, its columns the other way round', async (separator) => {
		const { calls } = await read(table([[...REAL].reverse(), [...ROW].reverse()], separator));
		expect(calls).toEqual([CALL]);
	});

	test('without the columns that can be missing it is still detailed, with fewer it is small', async () => {
		expect((await read(table([REAL.slice(0, -2)]))).reader.kind).toEqual({ byColumns: 'detailed' });
		expect((await read(table([REAL.filter((header) => header !== 'TRANS ID')]), { path: 'Index/I20261101.csv' })).reader.kind).toEqual({ byName: 'small', byColumns: 'small' });
	});

	test('a day without calls has a header alone', async () => {
		expect(await read(table([REAL]))).toMatchObject({ calls: [], problems: [] });
	});
});

describe('headers', () => {
	test('columns that are not known are kept under their own', async () => {
		const { call } = await one({ FILENAME: 'a.wav', 'My Column': 'x', '': 'y', constructor: 'z', __proto: 'p' });
		expect(call.other).toEqual({ 'My Column': 'x', 'column 3': 'y', constructor: 'z', __proto: 'p' });
	});

	test('a repeated one is kept as a second one, and reported', async () => {
		const { calls, problems } = await read(table([['FILENAME', 'QUEUE', 'QUEUE', 'X', 'X', 'ACCOUNT', 'ACCOUNT NUMBER'], ['a.wav', '1', '2', '3', '4', '5', '6']]));
		expect(calls[0]).toMatchObject({ queue: '1', accountNumber: '5', other: { 'QUEUE 2': '2', X: '3', 'X 2': '4', 'ACCOUNT NUMBER': '6' } });
		expect(problems).toEqual(['QUEUE 2', 'X 2', 'ACCOUNT NUMBER'].map((column) => ({ code: 'REPEATED_COLUMN', line: 1, column })));
	});

	test('lines before it are left out and reported', async () => {
		const { calls, problems } = await read(`Queue report\nof, 1 November\n\nFILENAME,QUEUE\na.wav,Sales\n`);
		expect(calls).toMatchObject([{ line: 5, fileName: 'a.wav', queue: 'Sales' }]);
		expect(problems).toEqual([
			{ code: 'BEFORE_HEADER', line: 1, text: 'Queue report' },
			{ code: 'BEFORE_HEADER', line: 2, text: 'of  1 November' },
		]);
	});

	test('the header once more is left out and reported', async () => {
		const { calls, problems, reader } = await read('\uFEFFFILENAME,QUEUE,QUEUE\na.wav,1,2\nFILENAME,QUEUE,QUEUE\nb.wav,3,4\n');
		expect(calls).toMatchObject([{ line: 2, fileName: 'a.wav' }, { line: 4, fileName: 'b.wav' }]);
		expect(problems).toEqual([{ code: 'REPEATED_COLUMN', line: 1, column: 'QUEUE 2' }, { code: 'HEADER_AGAIN', line: 3 }]);
		expect(reader.rowCount).toBe(2);
	});

	test('a row of words that are headers too is a row', async () => {
		const { calls } = await read('FILENAME,QUEUE NAME,Mood\nQueue,Duration,Directory\n');
		expect(calls).toMatchObject([{ line: 2, fileName: 'Queue', queueName: 'Duration', other: { Mood: 'Directory' } }]);
	});

	test.each<[string, string]>([
		['a page of a proxy', '<!DOCTYPE html>\n<html>\n<body>Sign in</body></html>'],
		['rows without a header', 'Outbound,2026-11-01 10:00:00\nInbound,2026-11-01 11:00:00\n'],
		['a recording', 'RIFF\x24\0\0\0WAVEfmt '],
		['eleven lines before the header', `${'x\n'.repeat(11)}FILENAME,QUEUE\n`],
	])('%s is refused in words', async (_, text) => {
		await expect(read(text)).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('names a column of an 8x8 index') as string });
	});

	test('an empty file is reported', async () => {
		expect(await read('')).toMatchObject({ calls: [], problems: [{ code: 'NO_HEADER', line: 1 }] });
		expect(await read('\r\n\r\n')).toMatchObject({ calls: [], problems: [{ code: 'NO_HEADER', line: 1 }] });
	});
});

describe('times', () => {
	const FILE = { FILENAME: 'R202611011740420023.wav' };

	test.each<[string, Record<string, string>, string | undefined, object[]]>([
		['the UTC column goes first', { 'START TIME': '2026-11-01 01:00:00', 'START TIME UTC': '2026-11-01 17:40:42' }, '2026-11-01T17:40:42Z', []],
		['else the local one', { 'START TIME': '2026-11-01 09:40:42' }, '2026-11-01T17:40:42Z', []],
		['else the local one, where UTC is empty', { 'START TIME': '2026-11-01 09:40:42', 'START TIME UTC': '' }, '2026-11-01T17:40:42Z', []],
		['else the local one, where UTC is no time', { 'START TIME': '2026-11-01 09:40:42', 'START TIME UTC': '?' }, '2026-11-01T17:40:42Z', [{ code: 'TIME_UNREADABLE', line: 2, column: 'START TIME UTC', text: '?' }]],
		['the hour that comes twice, by its recording', { 'START TIME': '2026-11-01 01:30:00', FILENAME: 'R202611010929580000.wav' }, '2026-11-01T09:30:00Z', []],
		['the hour that is skipped', { 'START TIME': '2026-03-08 02:30:00' }, undefined, [{ code: 'TIME_NOT_IN_ZONE', line: 2, column: 'START TIME', text: '2026-03-08 02:30:00' }]],
		['no time', { 'START TIME UTC': 'n/a' }, undefined, [{ code: 'TIME_UNREADABLE', line: 2, column: 'START TIME UTC', text: 'n/a' }]],
		['the order by the recording', { 'START TIME UTC': '1/11/2026 17:40' }, '2026-11-01T17:40:00Z', []],
		['… of the other', { 'START TIME UTC': '11/1/2026 5:40:42 PM' }, '2026-11-01T17:40:42Z', []],
		['an order that nothing tells', { 'START TIME UTC': '3/4/2026 17:40', FILENAME: 'x.wav' }, undefined, [{ code: 'TIME_AMBIGUOUS', line: 2, column: 'START TIME UTC', text: '3/4/2026 17:40' }]],
		['milliseconds since 1970', { 'START TIME UTC': '1615398042234' }, '2021-03-10T17:40:42.234Z', []],
	])('%s', async (_, cells, startTime, problems) => {
		const { call, problems: found } = await one({ ...FILE, ...cells });
		expect(call.startTime).toBe(startTime);
		expect(call.raw).toMatchObject(Object.fromEntries(Object.entries(cells).filter(([header, text]) => header.startsWith('START') && text)));
		expect(found).toEqual(problems);
	});

	test.each<[string, Record<string, string>, string]>([
		['by its duration', { DURATION: '3300' }, '2026-11-01T09:25:00Z'],
		['by its duration, which is short', { DURATION: '290', 'STOP TIME': '2026-11-01 01:34:58' }, '2026-11-01T08:34:58Z'],
		['not before the start', { 'STOP TIME': '2026-11-01 01:20:00' }, '2026-11-01T09:20:00Z'],
		['the first one after the start', {}, '2026-11-01T09:25:00Z'],
		['after a start in the second of the hours', { 'START TIME': '2026-11-01 01:05:00', FILENAME: 'R202611010905000000.wav' }, '2026-11-01T09:25:00Z'],
		['by the recording, where no start is told', { 'START TIME': '' }, '2026-11-01T09:25:00Z'],
	])('a stop in the hour that comes twice, %s', async (_, cells, stopTime) => {
		const { call } = await one({ 'STOP TIME': '2026-11-01 01:25:00', 'START TIME': '2026-11-01 01:30:08', FILENAME: 'R202611010830080000.wav', ...cells });
		expect(call.stopTime).toBe(stopTime);
	});

	test('a row without a start is told where a window leaves it out, and not where another filter does', async () => {
		const rows = 'FILENAME,AGENT NAME,START TIME UTC\na.wav,Ada,2026-11-01 10:30:00\nb.wav,Ada,\nc.wav,Bob,\nd.wav,Ada,2026-11-01 12:00:00\n';
		const window = { after: '2026-11-01T10:00:00Z', before: '2026-11-01T11:00:00Z' };
		const { calls, problems } = await read(rows, { filters: { agent: 'ada', window } });
		expect(calls).toMatchObject([{ fileName: 'a.wav' }]);
		expect(problems).toEqual([{ code: 'NO_START', line: 3 }]);
		expect((await read(rows, { filters: { agent: 'ada', window: {} } })).problems).toEqual([]);
	});

	test('the name of the index tells the order too, and else the setting', async () => {
		const cells = { 'START TIME UTC': '3/4/2026 17:40', FILENAME: 'x.wav' };
		expect((await one(cells, { path: 'Index/I20260304.csv' })).call.startTime).toBe('2026-03-04T17:40:00Z');
		expect((await one(cells, { path: 'Index/I20260403.csv' })).call.startTime).toBe('2026-04-03T17:40:00Z');
		expect((await one(cells, { dateOrder: 'dayFirst' })).call.startTime).toBe('2026-04-03T17:40:00Z');
	});

	test('a row far below settles the order for those above it', async () => {
		const rows = Array.from({ length: 500 }, (_, row) => ['x.wav', `${row === 400 ? 25 : 3}/4/2026 10:00`]);
		const { calls, reader } = await read(table([['FILENAME', 'START TIME UTC'], ...rows]));
		expect(reader.dateOrder).toBe('dayFirst');
		expect(calls[0].startTime).toBe('2026-04-03T10:00:00Z');
	});

	test('a zone that does not exist is refused', async () => {
		await expect(read(table([REAL, ROW]), { zone: 'PST8' })).rejects.toThrow(/"PST8" is no time zone/);
	});
});

describe('values', () => {
	test.each<[string, Record<string, string>, object, object[]]>([
		['seconds', { DURATION: '125' }, { durationSeconds: 125 }, []],
		['hours, minutes, seconds', { DURATION: '01:02:05' }, { durationSeconds: 3725 }, []],
		['parts of a second', { DURATION: '0:00:05.5' }, { durationSeconds: 5.5 }, []],
		['zero', { DURATION: '0' }, { durationSeconds: 0 }, []],
		['what could be minutes or hours', { DURATION: '02:05' }, {}, [{ code: 'DURATION_UNREADABLE', line: 2, column: 'DURATION', text: '02:05' }]],
		['less than nothing', { DURATION: '-5' }, {}, [{ code: 'DURATION_UNREADABLE', line: 2, column: 'DURATION', text: '-5' }]],
		['the armour of Excel', { CASEID: '="0123"' }, { caseId: '0123', raw: { CASEID: '="0123"' } }, []],
		['its other armour', { 'CUSTOMER NUMBER': "'0049301234" }, { customerNumber: '0049301234', raw: { 'CUSTOMER NUMBER': "'0049301234" } }, []],
		['an apostrophe before a letter', { 'ACCOUNT NUMBER': "'t Hooft" }, { accountNumber: "'t Hooft" }, []],
		['an apostrophe that is meant', { 'AGENT NAME': "'s-Gravenmade" }, { agentName: "'s-Gravenmade" }, []],
		['a formula stays what it is', { 'EXT VAR1': '=1+1', 'EXT VAR2': '@x' }, { externalVariable1: '=1+1', externalVariable2: '@x' }, []],
		['a number that was rounded', { 'CALLED NUMBER': '1.41556E+10' }, { calledNumber: '1.41556E+10' }, [{ code: 'NUMBER_ROUNDED', line: 2, column: 'CALLED NUMBER', text: '1.41556E+10' }]],
		['leading zeros', { 'CUSTOMER NUMBER': '0049301234' }, { customerNumber: '0049301234' }, []],
		['line ends in quotes', { 'WRAP UP CODE': '"Sold\nand ""paid"""' }, { wrapUpCode: 'Sold\nand "paid"' }, []],
		['outbound: the number called', { 'CALL TYPE': 'OUTBOUND', 'CALLED NUMBER': '2', 'CUSTOMER NUMBER': '1' }, { remoteNumber: '2' }, []],
		['inbound: the customer’s', { 'CALL TYPE': 'Inbound', 'CALLED NUMBER': '2', 'CUSTOMER NUMBER': '1' }, { remoteNumber: '1' }, []],
		['direct access: the customer’s', { 'CALL TYPE': 'Direct Agent Access', 'CALLED NUMBER': '2', 'CUSTOMER NUMBER': '1' }, { remoteNumber: '1' }, []],
	])('%s', async (_, cells, expected, problems) => {
		const { call, problems: found } = await one({ FILENAME: 'a.wav', ...cells });
		expect(call).toMatchObject(expected);
		if (!('durationSeconds' in expected)) expect(call).not.toHaveProperty('durationSeconds');
		expect(found).toEqual(problems);
	});

	test.each<[string, string | undefined, string, string]>([
		['joined', 'S20261101', 'R202611011740420023.wav', 'S20261101/R202611011740420023.wav'],
		['a slash in front', '/S20261101', 'a.wav', 'S20261101/a.wav'],
		['slashes around', '/S20261101/', '/a.wav', 'S20261101/a.wav'],
		['of Windows', '\\S20261101\\', 'a.wav', 'S20261101/a.wav'],
		['deep', 'tenant//S20261101/.', 'a.wav', 'tenant/S20261101/a.wav'],
		['the folder in the name', undefined, 'S20261101\\a.wav', 'S20261101/a.wav'],
		['the root', '/', 'a.wav', 'a.wav'],
		['the root, and a day in the name', '/', 'R202611011740420023.wav', 'S20261101/R202611011740420023.wav'],
		['none: the day in the name', undefined, 'R202611011740420023.wav', 'S20261101/R202611011740420023.wav'],
		['none, and no day', '', 'a.wav', 'a.wav'],
		['a day without the letter of its folder', '20261101', 'a.wav', 'S20261101/a.wav'],
		['… between slashes', '/20261101/', 'a.wav', 'S20261101/a.wav'],
		['a number that is no day', '20261301', 'a.wav', '20261301/a.wav'],
		['a recording without its extension', 'S20261101', 'R202611011740420023', 'S20261101/R202611011740420023.wav'],
		['… and without a directory', undefined, 'R202611011740420023', 'S20261101/R202611011740420023.wav'],
		['another name without one', 'S20261101', 'notes', 'S20261101/notes'],
		['a recording of no real time, without one', 'S20261101', 'R202613011740420023', 'S20261101/R202613011740420023'],
	])('path, %s', async (_, directory, fileName, path) => {
		const { call } = await one({ FILENAME: fileName, ...(directory === undefined ? {} : { DIRECTORY: directory }) });
		expect(call).toMatchObject({ path, fileName: path.slice(path.lastIndexOf('/') + 1) });
	});

	test('a row without a file is kept and reported', async () => {
		const { call, problems } = await one({ FILENAME: '', DIRECTORY: 'S20261101', QUEUE: 'Sales' });
		expect(call).toEqual({ vendor: '8x8', line: 2, directory: 'S20261101', queue: 'Sales' });
		expect(problems).toEqual([{ code: 'NO_FILE_NAME', line: 2 }]);
	});
});

test('a name that was completed is kept as it was written', async () => {
	const { call } = await one({ FILENAME: 'R202611011740420023', DIRECTORY: '20261101' });
	expect(call).toMatchObject({ fileName: 'R202611011740420023.wav', directory: '20261101', raw: { FILENAME: 'R202611011740420023' } });
});

describe('a file that ends in its header', () => {
	const whole = REAL.join(',');
	test.each<[string, string, string, string[], number]>([
		['the whole header, and a line end', 'I20261101_version2.csv', `${whole}\r\n`, [], 0],
		['the whole header', 'I20261101_version2.csv', whole, [], 0],
		['of the detailed one, after a column', 'I20261101_version2.csv', whole.slice(0, whole.indexOf(',QUEUE NAME')), ['HEADER_CUT'], 1],
		['in the middle of a name', 'I20261101.csv', 'FILENAME,DIRECTORY,STAR', ['HEADER_CUT'], 1],
		['before the name of the file', 'I20261101.csv', 'CALL TYPE,START TIME,STOP TI', ['NO_FILE_COLUMN', 'HEADER_CUT'], 2],
		['a small one of few columns', 'I20261101.csv', 'FILENAME,AGENT NAME', [], 0],
		['… and a column of its own', 'I20261101.csv', 'FILENAME,Mood\n', [], 0],
		['with a row behind it', 'I20261101.csv', 'FILENAME,STAR\na.wav,x', [], 0],
		['and a title above it', 'I20261101.csv', 'Calls of the day\nFILENAME,AGENT NAME\n', ['BEFORE_HEADER'], 0],
		['nothing at all', 'I20261101.csv', '', ['NO_HEADER'], 1],
	])('%s', async (_, path, text, codes, losses) => {
		const { problems, reader } = await read(text, { path });
		expect(problems.map(({ code }) => code)).toEqual(codes);
		expect(reader.problems.lossCount).toBe(losses);
	});
});

test.each<[string, string, number]>([
	['a duration of minutes', 'FILENAME,DURATION\na.wav,02:05\n', 0],
	['a date that is none', 'FILENAME,START TIME\na.wav,soon\n', 0],
	['a column twice', 'FILENAME,QUEUE,QUEUE\na.wav,1,2\n', 0],
	['a number that was rounded', 'FILENAME,CASEID\na.wav,1.5E+10\n', 0],
	['a row that is cut', 'FILENAME,QUEUE,CASEID\na.wav,1\n', 1],
	['a quote that does not close', 'FILENAME,QUEUE\na.wav,"1\nb.wav,2\n', 1],
	['no column for the file: once, not for each row', 'AGENT NAME,QUEUE\nAda,1\nAlan,2\n', 1],
])('%s can cost rows: %#', async (_, text, losses) => {
	expect((await read(text)).reader.problems.lossCount).toBe(losses);
});

test('a column with the name of what all objects have is kept, under another one', async () => {
	const { calls, problems } = await read('FILENAME,__proto__,constructor\na.wav,x,y\n');
	expect(calls[0].other).toEqual({ '__proto__ 2': 'x', constructor: 'y' });
	expect(problems).toEqual([]);
});

describe('unsound rows', () => {
	test('each is reported with its line, and none is lost without a word', async () => {
		const text = 'FILENAME,QUEUE\na.wav,1\nb.wav\nc.wav,"2\nd.wav,3,4\n,,,\ne.wav,5,\n\nf.wav,6\0\n';
		const { calls, problems, reader } = await read(text);
		expect(calls.map(({ fileName, queue, other }) => [fileName, queue, other])).toEqual([
			['a.wav', '1', undefined],
			['b.wav', undefined, undefined],
			['d.wav', '3', { 'column 3': '4' }],
			['e.wav', '5', undefined],
			['f.wav', '6\0', undefined],
		]);
		expect(problems.sort((a, b) => a.line - b.line)).toEqual([
			{ code: 'COLUMN_COUNT', line: 3, text: '1 instead of 2' },
			{ code: 'UNCLOSED_QUOTE', line: 4 },
			{ code: 'COLUMN_COUNT', line: 5, text: '3 instead of 2' },
			{ code: 'NUL_CHARACTER', line: 9 },
		]);
		expect(reader.rowCount).toBe(5);
	});

	test('a hundred are kept, all are counted and told', async () => {
		const told: number[] = [];
		const { reader } = await read(table([['FILENAME', 'DURATION'], ...Array.from({ length: 5_000 }, () => ['a.wav', 'x'])]), { onProblem: ({ line }) => told.push(line) });
		expect(reader.problems.examples).toHaveLength(100);
		expect(reader.problems.total).toBe(5_000);
		expect(reader.problems.counts).toEqual(new Map([['DURATION_UNREADABLE', 5_000]]));
		expect(told).toHaveLength(5_000);
		expect(reader.problems.examples[0].message).toBe(INDEX_PROBLEMS.DURATION_UNREADABLE);
	});
});

describe('filters', () => {
	const rows = [
		['a.wav', 'Ada Lovelace', 'Sales', 'inbound', 'Inbound', '+1 (415) 555-0100', '', '7', '2026-11-01 10:00:00'],
		['b.wav', 'Alan Turing', 'Support', 'outbound', 'Outbound', '+14155550111', '4085550199', '8', '2026-11-01 11:00:00'],
		['c.wav', 'Ada Byron', 'Support', 'inbound', 'Inbound', 'anonymous', '', '9', ''],
	];
	const text = table([['FILENAME', 'AGENT NAME', 'QUEUE NAME', 'QUEUE', 'CALL TYPE', 'CUSTOMER NUMBER', 'CALLED NUMBER', 'CASEID', 'START TIME UTC'], ...rows]);

	test.each<[string, object, string]>([
		['none', {}, 'abc'],
		['a part of the agent', { agent: 'ADA' }, 'ac'],
		['a part of the queue', { queue: 'supp' }, 'bc'],
		['its type', { queue: 'outbound' }, 'b'],
		['the call type', { callType: 'inbound' }, 'ac'],
		['the customer’s number', { number: '415-555-0100' }, 'a'],
		['the number called', { number: '+14085550199' }, ''],
		['its end', { number: '5550199' }, 'b'],
		['a number that is none', { number: 'Anonymous' }, 'c'],
		['the case', { caseId: '8' }, 'b'],
		['a window', { window: { after: '2026-11-01T10:00:00Z', before: '2026-11-01T11:00:00Z' } }, 'a'],
		['all together', { agent: 'ada', queue: 'support' }, 'c'],
		['an empty window', { window: {} }, 'abc'],
	])('%s', async (_, filters, expected) => {
		const { calls, reader } = await read(text, { filters });
		expect(calls.map(({ fileName }) => fileName?.[0]).join('')).toBe(expected);
		expect([reader.rowCount, reader.callCount]).toEqual([3, expected.length]);
	});

	test.each<[string, RowCondition[], string]>([
		['none', [], 'abc'],
		['by a field', [{ column: 'agentName', operator: 'contains', value: 'ada' }], 'ac'],
		['by a header, in any letters', [{ column: 'queue_name', operator: 'equals', value: 'SUPPORT' }], 'bc'],
		['by what was made of a text', [{ column: 'startTime', operator: 'atLeast', value: '2026-11-01T10:30:00Z' }], 'b'],
		['by two', [{ column: 'CASEID', operator: 'atMost', value: '8' }, { column: 'calledNumber', operator: 'equals', value: '' }], 'a'],
		['by a field that this file does not have', [{ column: 'wrapUpCode', operator: 'notEquals', value: 'x' }], 'abc'],
		['by a column that is nowhere', [{ column: 'SHOE SIZE', operator: 'notEquals', value: '44' }], ''],
	])('a condition: %s', async (_, conditions, expected) => {
		const { calls, reader, problems } = await read(text, { conditions });
		expect(calls.map(({ fileName }) => fileName?.[0]).join('')).toBe(expected);
		expect(reader.callCount).toBe(expected.length);
		expect(problems.map(({ code, column }) => [code, column])).toEqual(conditions[0]?.column === 'SHOE SIZE' ? [['UNKNOWN_COLUMN', 'SHOE SIZE']] : []);
		const lines = await textFrom(indexJsonLines(readIndex(text, { zone: ZONE, conditions })));
		expect(lines.split('\n')).toHaveLength(expected.length + 1);
	});

	test('a limit ends the reading', async () => {
		const { calls } = await read(text, { limit: 2 });
		expect(calls).toHaveLength(2);
		expect((await read(text, { limit: 0 })).calls).toEqual([]);
		expect((await read(text, { limit: 1, filters: { agent: 'ada' } })).calls).toHaveLength(1);
	});
});

test('the zone is a part of each call that has no UTC column', async () => {
	const cells = { FILENAME: 'x.wav', 'START TIME': '2026-06-06 10:00:00' };
	expect((await one(cells, { zone: ZONE })).call.startTime).toBe('2026-06-06T17:00:00Z');
	expect((await one(cells, { zone: 'Asia/Kathmandu' })).call.startTime).toBe('2026-06-06T04:15:00Z');
});
