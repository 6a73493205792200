import { csvFile, USUAL_COLUMNS, type CdrOptions } from '../../../core/export/cdr';
import type { ExportedItem } from '../../../core/export/item';
import { readCsv } from '../../../core/csv/read-csv';
import { eight, indexed, sea, SEA_NAME } from './items';

async function* given(...items: ExportedItem[]): AsyncGenerator<ExportedItem> {
	yield* items;
}

async function fileOf(items: AsyncIterable<ExportedItem>, options?: CdrOptions): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of csvFile(items, options)) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

const textOf = async (items: AsyncIterable<ExportedItem>, options?: CdrOptions) => (await fileOf(items, options)).toString();

test('columns as users write them, values of several, times in UTC and in the zone', async () => {
	const columns = ['call id', 'Agent', 'Queue', 'Start Time', 'DURATION', 'Number', 'Tag:Case', 'Field:call.callType', 'SHA-256'];
	const item = { ...indexed(), tags: { Case: '7' }, export: { sha256: 'ab12' } };
	expect(await textOf(given(item), { columns, zone: 'Europe/Berlin' })).toBe(
		'Call ID,Agent,Queue,Start Time (UTC),Start Time (Europe/Berlin),Duration (seconds),Number,Tag:Case,Field:call.callType,SHA-256\r\n' +
			'4711,Jane Roe; Émile Zola,Sales; Support,2021-03-10T17:40:42Z,2021-03-10T18:40:42+01:00,65,+1 (415) 555-0100,7,Inbound,ab12\r\n',
	);
});

test('without a choice: what a record needs to be found and believed', async () => {
	const [header, row] = (await textOf(given(sea(`sea/${SEA_NAME}`)))).split('\r\n');
	expect(header.split(',')).toHaveLength(USUAL_COLUMNS.length);
	expect(row).toMatch(/^nice-cxone,12345678903,12f9305g-/);
});

test('without recordings it has its header', async () => {
	expect(await textOf(given(), { columns: ['Agent', 'Queue'] })).toBe('Agent,Queue\r\n');
	expect(await textOf(given(), { columns: [' '] })).toBe('');
	expect((await textOf(given(), { columns: [] })).split(',').length).toBe(USUAL_COLUMNS.length);
});

test('a byte order mark is the first thing, and once', async () => {
	const file = await fileOf(given(eight('a.wav'), eight('b.wav')), { columns: ['Original Name'], withBom: true });
	expect(file.toString('hex')).toBe(Buffer.from('\ufeffOriginal Name\r\na.wav\r\nb.wav\r\n').toString('hex'));
});

test('a column that is none is refused at once, with a list of those that there are', () => {
	expect(() => csvFile(given(), { columns: ['Agnet'] })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', advice: expect.stringContaining('Agent, Queue') as string }));
});

describe('what a spreadsheet would compute', () => {
	test.each<[string, string]>([
		['=1+1', "'=1+1"],
		['=HYPERLINK("http://x","y")', `'=HYPERLINK("http://x","y")`],
		['@SUM(1)', "'@SUM(1)"],
		['+cmd|x', "'+cmd|x"],
		['-2+3+cmd', "'-2+3+cmd"],
		['＝1', "'＝1"],
		[' =1', "' =1"],
		['\t=1', "'\t=1"],
		['\r=1', "'\r=1"],
		['+14155550100', '+14155550100'],
		['+1 (415) 555-0100', '+1 (415) 555-0100'],
		['-5', '-5'],
		['a=b', 'a=b'],
		['Émile', 'Émile'],
	])('%j', async (agentName, expected) => {
		const read = async (options: CdrOptions) => {
			const text = await textOf(given(eight('a.wav', { agentName })), { columns: ['Agent'], ...options });
			const rows: string[][] = [];
			for await (const batch of readCsv((async function* () {
				yield Buffer.from(text);
			})())) rows.push(...batch.rows.map(({ fields }) => fields));
			return rows[1][0];
		};
		expect(await read({ protectsFormulas: true })).toBe(expected);
		expect(await read({})).toBe(agentName);
	});
});

test('recordings are asked for as the file is read, and stay in order', async () => {
	let asked = 0;
	const many = (async function* () {
		for (; asked < 100_000; asked++) yield eight(`${asked}.wav`);
	})();
	let text = '';
	for await (const chunk of csvFile(many, { columns: ['Original Name'] })) {
		text += String(chunk);
		if (text.length > 20_000) break;
	}
	expect(asked).toBeLessThan(10_000);
	const names = text.split('\r\n').slice(1, 1_001);
	expect(names).toEqual(Array.from({ length: 1_000 }, (_, at) => `${at}.wav`));
});

test('an error of the recordings is one of the file', async () => {
	const broken = (async function* (): AsyncGenerator<ExportedItem> {
		yield eight('a.wav');
		throw new Error('broken');
	})();
	await expect(textOf(broken, { withBom: true })).rejects.toThrow('broken');
});
