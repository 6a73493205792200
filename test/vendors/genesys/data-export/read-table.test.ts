import { setImmediate } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { readTable, tableCsv, tableItems, tableJsonLines, type TableItem, type TableOptions } from '../../../../core/vendors/genesys/data-export';
import { watchHolds } from '../../../core/csv/holds';

const TABLE = 'INTERACTION_ID,MEDIA_SERVER_IXN_ID,SUBJECT,START_TS\r\n1000000000000000001,18446744073709551615,"a ""b"", c",1795101525\r\n1000000000000000002,,,1795107085\r\n1000000000000000003,007,"two\r\nlines",1795169820\r\n';

const read = async (text: string, options: TableOptions = {}, columns: string[] = []) => {
	const reader = readTable(text, options);
	const items: TableItem[] = [];
	for await (const batch of tableItems(reader, columns)) items.push(...batch);
	const problems = reader.problems.examples.map(({ code, line, column }) => [code, line, ...(column === undefined ? [] : [column])]);
	return { items, problems, rowCount: reader.rowCount, columns: reader.columns };
};
const ids = async (options: TableOptions, text = TABLE) => (await read(text, options)).items.map(({ INTERACTION_ID: id }) => id?.slice(-1));

test('values are text, character by character; an empty field, which is NULL too, is absent', async () => {
	expect(await read(TABLE)).toEqual({
		items: [
			{ INTERACTION_ID: '1000000000000000001', MEDIA_SERVER_IXN_ID: '18446744073709551615', SUBJECT: 'a "b", c', START_TS: '1795101525' },
			{ INTERACTION_ID: '1000000000000000002', START_TS: '1795107085' },
			{ INTERACTION_ID: '1000000000000000003', MEDIA_SERVER_IXN_ID: '007', SUBJECT: 'two\r\nlines', START_TS: '1795169820' },
		],
		problems: [],
		rowCount: 3,
		columns: ['INTERACTION_ID', 'MEDIA_SERVER_IXN_ID', 'SUBJECT', 'START_TS'],
	});
});

describe('which rows', () => {
	const at = (seconds: number) => new Date(seconds * 1000).toISOString();
	test.each<[string, TableOptions, string[]]>([
		['all', {}, ['1', '2', '3']],
		['the first two', { limit: 2 }, ['1', '2']],
		['none', { limit: 0 }, []],
		['from a moment on', { window: { after: at(1795107085) } }, ['2', '3']],
		['before a moment', { window: { before: at(1795107085) } }, ['1']],
		['between two', { window: { after: at(1795101526), before: at(1795169820) } }, ['2']],
		['by another column', { timeColumn: 'start_ts', window: { after: at(1795169820) } }, ['3']],
		['of some keys', { where: { column: 'interaction_id', isWanted: (value) => value.endsWith('3') } }, ['3']],
		['by two columns', { where: { column: 'INTERACTION_ID', isWanted: (_, valueOf) => valueOf('subject') !== '' } }, ['1', '3']],
		['by a column that is nowhere', { where: { column: 'SHOE_SIZE', isWanted: () => true } }, []],
		['by a condition', { conditions: [{ column: 'subject', operator: 'notEquals', value: '' }] }, ['1', '3']],
		['by two', { conditions: [{ column: 'SUBJECT', operator: 'notEquals', value: '' }, { column: 'START_TS', operator: 'atLeast', value: '1795107085' }] }, ['3']],
		['by a condition on a column that is nowhere', { conditions: [{ column: 'SHOE_SIZE', operator: 'notEquals', value: '44' }] }, []],
		['the limit counts wanted rows', { limit: 1, window: { after: at(1795107085) } }, ['2']],
	])('%s', async (_, options, expected) => {
		expect(await ids(options)).toEqual(expected);
	});

	test('rows whose time nobody knows are there, and reported', async () => {
		const text = 'INTERACTION_ID,START_TS\r\n1,2026-01-01\r\n2,\r\n3,5\r\n';
		const window = { after: '2026-01-01T00:00:00Z' };
		expect(await read(text, { window })).toMatchObject({ items: [{ INTERACTION_ID: '1' }, { INTERACTION_ID: '2' }], problems: [['TIME_UNREADABLE', 2, 'START_TS']] });
		expect(await read('RESOURCE_KEY\r\n1\r\n', { window })).toMatchObject({ items: [{ RESOURCE_KEY: '1' }], problems: [['NO_TIME_COLUMN', 1, 'START_TS']] });
	});
});

test('a condition on a column that is nowhere is reported', async () => {
	const { problems } = await read('RESOURCE_KEY\r\n1\r\n', { conditions: [{ column: 'SHOE_SIZE', operator: 'equals', value: '44' }] });
	expect(problems).toEqual([['UNKNOWN_COLUMN', 1, 'SHOE_SIZE']]);
});

describe('which columns', () => {
	test.each<[string[], object, unknown[]]>([
		[['SUBJECT'], { SUBJECT: 'a "b", c' }, []],
		[['subject', 'START_TS', 'subject'], { SUBJECT: 'a "b", c', START_TS: '1795101525' }, []],
		[['SHOE_SIZE', 'START_TS'], { START_TS: '1795101525' }, [['UNKNOWN_COLUMN', 1, 'SHOE_SIZE']]],
	])('%j', async (columns, first, problems) => {
		const result = await read(TABLE, {}, columns);
		expect(result.items[0]).toEqual(first);
		expect(result.problems).toEqual(problems);
	});
});

describe('bad tables', () => {
	test.each<[string, string, object[], unknown[]]>([
		['a row with too few fields', 'A,B\r\n1\r\n2,3\r\n', [{ A: '2', B: '3' }], [['COLUMN_COUNT', 2]]],
		['a row with too many fields', 'A,B\r\n1,2,3\r\n4,5\r\n', [{ A: '4', B: '5' }], [['COLUMN_COUNT', 2]]],
		['a quote that never closes', 'A,B\r\n"1,2\r\n3,4\r\n', [{ A: '3', B: '4' }], [['UNCLOSED_QUOTE', 2]]],
		['a header alone', 'A,B\r\n', [], []],
		['nothing', '', [], [['NO_HEADER', 1]]],
		['a byte order mark', '\uFEFFA\r\n1\r\n', [{ A: '1' }], []],
		['a column twice', 'A,a,\r\n1,2,3\r\n', [{ A: '1', 'a (column 2)': '2', '(column 3)': '3' }], [['REPEATED_COLUMN', 1, 'a'], ['REPEATED_COLUMN', 1, '']]],
		['a column that would be no field', '__proto__,constructor\r\n1,2\r\n', [{ '__proto__ (column 1)': '1', constructor: '2' }], [['REPEATED_COLUMN', 1, '__proto__']]],
		['a semicolon is no separator here', 'A;B\r\n1;2\r\n', [{ 'A;B': '1;2' }], []],
	])('%s', async (_, text, items, problems) => {
		expect(await read(text)).toMatchObject({ items, problems });
	});

	test('bytes that are no UTF-8 are reported with their line', async () => {
		const reader = readTable([Buffer.from('A\r\nx\r\n'), Buffer.from([0xe9, 0x0a])]);
		const items: TableItem[] = [];
		for await (const rows of tableItems(reader)) items.push(...rows);
		expect(items).toEqual([{ A: 'x' }, { A: '\uFFFD' }]);
		expect(reader.problems.examples).toMatchObject([{ code: 'UNDECODABLE', line: 3 }]);
	});

	test('each problem is told, however many there are', async () => {
		let told = 0;
		const reader = readTable(`A,B\r\n${'1\r\n'.repeat(500)}`, { onProblem: () => told++ });
		for await (const rows of tableItems(reader)) expect(rows).toEqual([]);
		expect([told, reader.problems.total, reader.problems.examples.length]).toEqual([500, 500, 100]);
	});
});

describe('as a file', () => {
	const textOf = async (form: typeof tableCsv, text: string, columns: string[] = []) => (await buffer(form(readTable(text), columns))).toString();

	test('CSV is what came in', async () => {
		expect(await textOf(tableCsv, TABLE)).toBe(TABLE);
		expect(await textOf(tableCsv, TABLE, ['START_TS', 'subject'])).toBe('START_TS,SUBJECT\r\n1795101525,"a ""b"", c"\r\n1795107085,\r\n1795169820,"two\r\nlines"\r\n');
		expect(await textOf(tableCsv, 'A,B\r\n')).toBe('A,B\r\n');
		expect(await textOf(tableCsv, '')).toBe('');
	});

	test('JSON lines', async () => {
		expect(await textOf(tableJsonLines, TABLE, ['INTERACTION_ID', 'SUBJECT'])).toBe('{"INTERACTION_ID":"1000000000000000001","SUBJECT":"a \\"b\\", c"}\n{"INTERACTION_ID":"1000000000000000002"}\n{"INTERACTION_ID":"1000000000000000003","SUBJECT":"two\\r\\nlines"}\n');
	});

	async function* large(rows: number) {
		yield 'INTERACTION_ID,MEDIA_SERVER_IXN_GUID,SUBJECT,START_TS\r\n';
		for (let row = 0; row < rows; row += 500) {
			yield '1000000000000000001,003H1G2A6K8AF5PFKG5SO2LAES0000V3,"a, b",1795101525\r\n'.repeat(500);
			await setImmediate();
		}
	}

	test.each([
		['CSV', tableCsv],
		['JSON lines', tableJsonLines],
	])('%s of a large table does not hold the event loop', async (_, form) => {
		const holds = watchHolds();
		let sizeBytes = 0;
		for await (const chunk of form(readTable(large(40_000)))) sizeBytes += (chunk as Buffer).length;
		expect(sizeBytes).toBeGreaterThan(2_000_000);
		expect(await holds.longestMs()).toBeLessThan(200);
	});
});

test('it stops when it is told to', async () => {
	const controller = new AbortController();
	const reader = readTable(`A\r\n${'1\r\n'.repeat(200_000)}`, { signal: controller.signal });
	const reading = (async () => {
		for await (const rows of reader) if (rows.length > 0) controller.abort();
	})();
	await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});
