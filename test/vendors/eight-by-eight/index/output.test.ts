import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setImmediate } from 'node:timers/promises';
import { readIndex, type IndexOptions } from '../../../../core/vendors/eight-by-eight/index/read-index';
import { indexCsv, indexItems, indexJsonLines } from '../../../../core/vendors/eight-by-eight/index/output';
import { readAll } from '../../../core/csv/read-all';
import { watchHolds } from '../../../core/csv/holds';
import { ZONE } from './read';

const TEXT = 'FILENAME,DIRECTORY,AGENT NAME,START TIME UTC,DURATION,Mood\nR202611011740420023.wav,S20261101,"Lovelace, Ada",2026-11-01 17:40:42,125,good\nR202611011740420024.wav,S20261101,Alan,x,,\n';
const reader = (text = TEXT, options: Partial<IndexOptions> = {}) => readIndex(text, { zone: ZONE, ...options });
const textOf = async (stream: Readable) => Buffer.concat((await stream.toArray()) as Buffer[]).toString();

describe('items', () => {
	const itemsOf = async (columns: string[]) => {
		const source = reader();
		const items = [];
		for await (const batch of indexItems(source, columns)) items.push(...batch);
		return { items, problems: source.problems.examples };
	};

	test.each<[string, string[], object[]]>([
		['by field', ['path', 'agentName'], [{ path: 'S20261101/R202611011740420023.wav', agentName: 'Lovelace, Ada' }, { path: 'S20261101/R202611011740420024.wav', agentName: 'Alan' }]],
		['by header', ['AGENT NAME', 'start time utc', 'duration'], [{ agentName: 'Lovelace, Ada', startTime: '2026-11-01T17:40:42Z', durationSeconds: 125 }, { agentName: 'Alan' }]],
		['of their own', ['mood'], [{ other: { Mood: 'good' } }, {}]],
	])('columns %s', async (_, columns, expected) => {
		expect((await itemsOf(columns)).items).toEqual(expected);
	});

	test.each<[string[], object]>([
		[['line', 'indexPath', 'vendor'], { line: 2, indexPath: 'Index/I20261101.csv', vendor: '8x8' }],
		[['agentName', 'raw'], { agentName: 'Lovelace, Ada', raw: { 'START TIME UTC': '2026-11-01 17:40:42', DURATION: '125' } }],
		[['other', 'localStartTime'], { other: { Mood: 'good' }, localStartTime: '2026-11-01T09:40:42-08:00' }],
	])('beside the columns: %s', async (columns, expected) => {
		const source = reader(TEXT, { path: 'Index/I20261101.csv' });
		const items = [];
		for await (const batch of indexItems(source, columns)) items.push(...batch);
		expect(items[0]).toEqual(expected);
		expect(source.problems.examples.map(({ code }) => code)).not.toContain('UNKNOWN_COLUMN');
	});

	test('a column of the file that is called so is meant first', async () => {
		const items = [];
		for await (const batch of indexItems(reader('FILENAME,Line,Raw\na.wav,7,x\n'), ['line', 'raw'])) items.push(...batch);
		expect(items).toEqual([{ other: { Line: '7', Raw: 'x' } }]);
	});

	test('a column that is nowhere is reported', async () => {
		const { items, problems } = await itemsOf(['agentName', 'Shoe Size']);
		expect(items[1]).toEqual({ agentName: 'Alan' });
		expect(problems).toContainEqual(expect.objectContaining({ code: 'UNKNOWN_COLUMN', line: 1, column: 'Shoe Size' }));
	});

	test('all of them, for none', async () => {
		expect((await itemsOf([])).items[0]).toMatchObject({ vendor: '8x8', line: 2, other: { Mood: 'good' }, raw: { DURATION: '125' } });
	});
});

test('JSON lines', async () => {
	const lines = (await textOf(indexJsonLines(reader()))).trimEnd().split('\n');
	expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ agentName: 'Lovelace, Ada', durationSeconds: 125 }, { agentName: 'Alan', raw: { 'START TIME UTC': 'x' } }]);
	expect(await textOf(indexJsonLines(reader(), ['agentName']))).toBe('{"agentName":"Lovelace, Ada"}\n{"agentName":"Alan"}\n');
});

test.each<[string, string]>([
	['usual ones', TEXT],
	['quotes, backslashes and controls', 'FILENAME,AGENT NAME,"My ""\\ col"\na.wav,"A ""B"" \\ \t C\nD",\u0001\u2028é😀\n'],
	['halves of characters', `FILENAME,AGENT NAME\na.wav,x\ud800y\n`],
	['a row that names nothing', 'FILENAME,DURATION\n,125\n'],
	['a row of a number alone', 'DURATION,FILENAME\n125,\n'],
	['a row of blanks in all that is known', 'FILENAME,Mood\n ,x\n'],
	['fields beyond the header, and no others', 'FILENAME,AGENT NAME\n,,more\n'],
	['a key that is a number', 'FILENAME,7\na.wav,x\n'],
])('JSON lines are the calls: %s', async (_, text) => {
	const calls = [];
	for await (const batch of reader(text)) calls.push(...batch);
	const lines = (await textOf(indexJsonLines(reader(text)))).trimEnd().split('\n');
	// Halves of characters are escaped, which reads back as what they are.
	expect(lines.map((line) => JSON.parse(line) as object)).toEqual(calls);
	expect(lines.join('')).not.toMatch(/\p{Surrogate}/u);
});

test('JSON lines of the calls that a filter lets through', async () => {
	const text = await textOf(indexJsonLines(reader(TEXT, { filters: { agent: 'alan' } })));
	expect(text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { agentName: string }).agentName)).toEqual(['Alan']);
});

describe('CSV', () => {
	test('has each field, its own columns, and the texts as they stood', async () => {
		const { fields } = await readAll(await textOf(indexCsv(reader())));
		const rows = fields.slice(1).map((row) => Object.fromEntries(row.map((value, at) => [fields[0][at], value])));
		expect(rows[0]).toMatchObject({ path: 'S20261101/R202611011740420023.wav', agentName: 'Lovelace, Ada', startTime: '2026-11-01T17:40:42Z', 'START TIME UTC': '2026-11-01 17:40:42', durationSeconds: '125', Mood: 'good', queue: '' });
		expect(rows[1]).toMatchObject({ agentName: 'Alan', startTime: '', 'START TIME UTC': 'x', Mood: '' });
	});

	test('of some columns, in the order that was asked for', async () => {
		expect(await textOf(indexCsv(reader(), ['Mood', 'agentName']))).toBe('Mood,agentName\r\ngood,"Lovelace, Ada"\r\n,Alan\r\n');
	});

	test('of what is no column', async () => {
		expect(await textOf(indexCsv(reader(TEXT, { path: 'I20261101.csv' }), ['line', 'indexPath', 'raw']))).toBe('line,indexPath,START TIME UTC,DURATION\r\n2,I20261101.csv,2026-11-01 17:40:42,125\r\n3,I20261101.csv,x,\r\n');
	});

	test('of a day without calls has its header', async () => {
		expect(await textOf(indexCsv(reader('FILENAME,QUEUE\n'), ['fileName', 'queue']))).toBe('fileName,queue\r\n');
	});
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapAfterCollection = () => {
	collect();
	return process.memoryUsage().heapUsed;
};

describe('large indexes', () => {
	const ROW = 'R202611011740420023.wav,S20261101,"Lovelace, Ada",11/01/2026 09:40:42,125,good mood of a caller\n';
	async function* large(rows: number) {
		yield 'FILENAME,DIRECTORY,AGENT NAME,START TIME,DURATION,Mood\n';
		for (let row = 0; row < rows; row += 500) {
			yield ROW.repeat(500);
			await setImmediate();
		}
	}

	test.each([
		['JSON lines', indexJsonLines],
		['CSV', indexCsv],
	])('%s do not hold the event loop', async (_, form) => {
		const holds = watchHolds();
		let length = 0;
		for await (const chunk of form(readIndex(large(40_000), { zone: ZONE }))) length += (chunk as Buffer).length;
		expect(length).toBeGreaterThan(4_000_000);
		expect(await holds.longestMs()).toBeLessThan(200);
	});

	test('nor do rows that are very short, and so very many', async () => {
		const holds = watchHolds();
		let count = 0;
		for await (const calls of readIndex(`FILENAME\n${'a\n'.repeat(200_000)}`, { zone: ZONE })) count += calls.length;
		expect(count).toBe(200_000);
		expect(await holds.longestMs()).toBeLessThan(200);
	});

	test.each<[string, Partial<IndexOptions>, string[]]>([
		['one call kept among many', { filters: { agent: 'wanted' } }, []],
		['one column kept of all', {}, ['agentName']],
	])('%s does not keep the text around it', async (_, options, columns) => {
		const pieces = 120;
		async function* mixed() {
			let piece = 0;
			// Each piece is a text of its own: the same one in memory would be kept once.
			for await (const chunk of large(pieces * 500)) yield Buffer.from(chunk.replace('"Lovelace, Ada"', `"Wanted ${'x'.repeat(20)} ${piece++}"`));
		}
		const kept: unknown[] = [];
		const before = heapAfterCollection();
		for await (const batch of indexItems(readIndex(mixed(), { zone: ZONE, ...options }), columns)) kept.push(batch.find(({ agentName }) => agentName?.startsWith('Wanted')));
		expect(kept.filter(Boolean)).toHaveLength(pieces);
		expect(heapAfterCollection() - before).toBeLessThan(3 * 1024 * 1024);
	});

	test('who stops early closes the input', async () => {
		const input = Readable.from(large(5_000));
		for await (const batch of readIndex(input, { zone: ZONE, limit: 3 })) expect(batch).toHaveLength(3);
		expect(input.destroyed).toBe(true);
	});
});
