import { createHash } from 'node:crypto';
import { pdfFile, USUAL_COLUMNS } from '../../../core/export/cdr';
import { FACTS } from '../../../core/export/facts';
import type { ExportedItem } from '../../../core/export/item';
import { longestHoldMs } from '../../longest-hold';
import { eight, GENESYS_NAME, genesys, indexed, sea, SEA_NAME } from './items';
import { readPdf, type PdfText } from './read-pdf';

const FACTS_OF_RUN = { job: 'Nightly', run: '20260131T175901Z-0123abcd', started: new Date('2026-01-31T17:59:01Z'), records: 1 };
const A4 = { width: 595.28, height: 841.89 };
const MARGIN = 40;

async function* given(...items: ExportedItem[]): AsyncGenerator<ExportedItem> {
	yield* items;
}

interface Options {
	columns?: string[];
	zone?: string;
	job?: string;
}

async function fileOf(items: AsyncIterable<ExportedItem> | ExportedItem[], { columns, ...facts }: Options = {}): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of pdfFile(Array.isArray(items) ? given(...items) : items, { columns }, { ...FACTS_OF_RUN, ...facts })) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

const pagesOf = async (...of: Parameters<typeof fileOf>) => readPdf(await fileOf(...of)).pages;

/** What stands beside labels, in the order in which it is read: lines of one cell are one value. */
function pairsOf(texts: readonly PdfText[]): Array<[label: string, value: string]> {
	const isLabel = ({ x, size }: PdfText) => size === 7.5 && COLUMNS_AT.some(([label]) => Math.abs(x - label) < 1);
	const pairs: Array<[string, string]> = [];
	for (const [labelAt, valueAt] of COLUMNS_AT) {
		let isOpen = false;
		for (const text of texts.filter(({ x }) => Math.abs(x - labelAt) < 1 || Math.abs(x - valueAt) < 1)) {
			if (isLabel(text) && isOpen && pairs.at(-1)?.[1] === '') pairs[pairs.length - 1][0] += text.text;
			else if (isLabel(text)) pairs.push([text.text, '']);
			else if (text.x > valueAt - 1 && pairs.length > 0) pairs[pairs.length - 1][1] += text.text;
			isOpen = isLabel(text);
		}
	}
	return pairs;
}

/** From the left: of labels, and of values. */
const COLUMNS_AT = [[42.14, 142.14], [297.64, 397.64]];
const GAP = 5.9;
const RIGHT = 553.14;

/** Of one record with one column. */
async function valueOf(item: ExportedItem, column = 'Agent'): Promise<string> {
	const pages = await pagesOf([item], { columns: [column] });
	return pairsOf(pages.flat()).filter(([label]) => label === column)[0][1];
}

describe('what stands in it', () => {
	test('a head, a block for each record with its columns, an end, and the number of each page', async () => {
		const item = { ...indexed(), tags: { Case: '7' }, export: { sha256: 'ab12' } };
		const columns = ['Agent', 'Queue', 'Start Time', 'duration', 'Tag:Case', 'Field:call.callType', 'Case ID', 'SHA-256'];
		const pages = await pagesOf([item], { columns, zone: 'Europe/Berlin', job: 'Nächtlich: 1/2' });
		expect(pages.map((texts) => texts.map(({ text }) => text))).toEqual([[
			'Call detail records',
			'Job', 'Nächtlich: 1/2', 'Run', FACTS_OF_RUN.run, 'Started (UTC)', '2026-01-31T17:59:01Z', 'Started (Europe/Berlin)', '2026-01-31T18:59:01+01:00', 'Records', '1',
			'1   4711',
			'Agent', 'Jane Roe; Émile Zola', 'Queue', 'Sales; Support',
			'Start Time (UTC)', '2021-03-10T17:40:42Z', 'Start Time (Europe/Berlin)', '2021-03-10T18:40:42+01:00',
			'Duration (seconds)', '65', 'Tag:Case', '7',
			'Field:call.callType', 'Inbound', 'Case ID', '–', 'SHA-256', 'ab12',
			'End of the list: 1 record.',
			`Call detail records of the run ${FACTS_OF_RUN.run}`, 'Page 1',
		]]);
	});

	test('all columns that there are', async () => {
		const sha256 = createHash('sha256').update('x').digest('hex');
		const names = FACTS.map(({ name }) => name);
		const item = { ...sea(`sea/${SEA_NAME}`), export: { targetPath: `2021/10/09/${SEA_NAME}`, sha256, verifiedBy: 'md5', exportedAt: '2026-01-31T18:00:00Z' } };
		const pairs = pairsOf((await pagesOf([item], { columns: names })).flat());
		for (const name of names) expect(pairs.map(([label]) => label.replace(/ \((UTC|seconds)\)$/, ''))).toContain(name);
		expect(pairs).toContainEqual(['SHA-256', sha256]);
		expect(pairs).toContainEqual(['Original Name', SEA_NAME]);
		expect(pairs).toContainEqual(['Vendor', 'nice-cxone']);
	});

	test('without a choice: what a record needs to be found and believed', async () => {
		const labels = pairsOf((await pagesOf([genesys(GENESYS_NAME)])).flat()).map(([label]) => label.replace(/ \((UTC|seconds)\)$/, ''));
		for (const name of USUAL_COLUMNS) expect(labels).toContain(name);
	});

	test.each<[string, ExportedItem, string]>([
		['its call', indexed(), '1   4711'],
		['else its name', eight('a/b/weird name.wav'), '1   weird name.wav'],
	])('a record is headed by %s', async (_, item, heading) => {
		expect((await pagesOf([item], { columns: ['Vendor'] }))[0].map(({ text }) => text)).toContain(heading);
	});

	test('no record', async () => {
		const [texts] = await pagesOf([]);
		expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['Call detail records', 'End of the list: 0 records.', 'Page 1']));
	});

	test('a column that is none is refused at once', () => {
		expect(() => pdfFile(given(), { columns: ['Agnet'] }, FACTS_OF_RUN)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
	});

	test('an error of the recordings is one of the file', async () => {
		const broken = (async function* (): AsyncGenerator<ExportedItem> {
			yield eight('a.wav');
			throw new Error('broken');
		})();
		await expect(fileOf(broken)).rejects.toThrow('broken');
	});
});

describe('letters', () => {
	test.each([
		['Western', 'Émile Zölß, Ærøskøbing, Señor Ñandú'], ['Polish', 'Zażółć gęślą jaźń'], ['Czech', 'Příliš žluťoučký kůň'], ['Turkish', 'İbrahim Şahin ığ'], ['Romanian', 'Ștefan Țepeș'],
		['Hungarian', 'Őrült űr'], ['Greek', 'Ελένη Παπαδοπούλου ΰ'], ['Russian', 'Пётр Нечаев'], ['Ukrainian', 'Ґанна Їжакевич є'], ['Serbian', 'Ђорђе Љубић'], ['Vietnamese', 'Nguyễn Thị Ánh Ớ ặ'],
		['signs', '“1 – 2” … € № © ™ «x»'], ['what PDF has for itself', '(a) [b] <c> \\d /e %f'], ['a formula', '=1+1'], ['blanks', 'a  b   c'],
	])('of names: %s', async (_, agentName) => {
		const file = await fileOf([eight('a.wav', { agentName })], { columns: ['Agent'] });
		const texts = readPdf(file).pages.flat().map(({ text }) => text);
		expect(texts).toContain(agentName);
		expect(texts.join()).not.toContain('U+');
	});

	test.each<[string, string, string]>([
		['Chinese', '王 Wang', '<U+738B> Wang'],
		['Arabic', 'م', '<U+0645>'],
		['beyond 16 bits', 'a🎧b', 'a<U+1F3A7>b'],
		['what turns the text around it', 'gpj.\u202eexe', 'gpj.<U+202E>exe'],
		['what nobody sees', 'a\u200bb\u00adc', 'a<U+200B>b<U+00AD>c'],
		['lines and NUL', 'a\r\nb\0', 'a<U+000D><U+000A>b<U+0000>'],
		['half a character', 'a\ud83cb', 'a<U+D83C>b'],
		['what no letter has yet', '\u{10fffd}', '<U+10FFFD>'],
	])('as their numbers: %s', async (_, agentName, expected) => {
		const texts = (await pagesOf([eight('a.wav', { agentName }), eight('b.wav')], { columns: ['Agent'] })).flat().map(({ text }) => text);
		expect(texts).toContain(expected);
		expect(texts).toContain('Such as <U+4E2D>: a letter that the font of this file lacks, by its number in Unicode.');
		expect(texts).toContain('End of the list: 2 records. In 1 record letters that the font of this file lacks stand as their numbers in Unicode, such as <U+4E2D>.');
	});

	test('with accents apart: one letter', async () => {
		expect(await valueOf(eight('a.wav', { agentName: 'Ngo\u0302 Z\u030c' }))).toBe('Ngô Ž');
	});

	test('that are missing are told on their page alone', async () => {
		const items = Array.from({ length: 60 }, (_, at) => eight(`${at}.wav`, at === 50 ? { agentName: '王' } : {}));
		const pages = await pagesOf(items, { columns: ['Agent', 'Queue'] });
		const told = pages.map((texts) => texts.some(({ text }) => text.startsWith('Such as')));
		expect(told.filter(Boolean)).toHaveLength(1);
		expect(pages[told.indexOf(true)].map(({ text }) => text)).toContain('<U+738B>');
	});
});

describe('nothing is cut off', () => {
	const paragraph = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor. ';
	test.each<[string, string, string?]>([
		['a hash', 'ab12cd34'.repeat(16)],
		['a path', `${'folder/with-a-long-name_'.repeat(20)}.wav`],
		['sentences', paragraph.repeat(20)],
		['wide letters', 'W'.repeat(500)],
		['wide letters after a place to break', '-MMMMMMMMMMMMMMMMMMMMMMMMM'.repeat(4)],
		['more than a page has', paragraph.repeat(200)],
		['numbers of letters', '王小明'.repeat(100), '<U+738B><U+5C0F><U+660E>'.repeat(100)],
	])('%s', async (_, agentName, expected = agentName) => {
		const pages = await pagesOf([eight('a.wav', { agentName }), indexed()], { columns: ['Queue', 'Agent'] });
		const value = pairsOf(pages.flatMap((texts) => texts.filter(({ size }) => size >= 7.5))).filter(([label]) => label === 'Agent')[0][1];
		expect(value).toBe(expected);
		for (const { text, size, x, y, width, page } of pages.flatMap((texts) => texts.map((one) => ({ ...one, page: texts })))) {
			expect(x).toBeGreaterThan(MARGIN);
			expect(y).toBeGreaterThan(20);
			expect(y).toBeLessThan(A4.height - MARGIN);
			const beside = page.filter((other) => other.y === y && other.x > x + 1).map((other) => other.x);
			const edge = size === 8 ? Math.min(...beside, agentName.length > 110 ? RIGHT : COLUMNS_AT.flat().find((at) => at > x + 1) ?? RIGHT) - GAP : RIGHT + 0.1;
			// A blank may stand beyond the edge.
			expect(x + width - (text.endsWith(' ') ? 3 : 0)).toBeLessThan(edge);
		}
	});

	test.each<[string, string, RegExp]>([
		['between words', paragraph.trim(), / $/],
		['between parts of a path', 'folder/with-a-long_name/'.repeat(4), /[/_-]$/],
		['not within the number of a letter', '王'.repeat(12), /^(<U\+738B>)+$/],
	])('lines end %s', async (_, agentName, ending) => {
		const lines = (await pagesOf([eight('a.wav', { agentName })], { columns: ['Queue', 'Agent'] })).flat().filter(({ x, size }) => size === 8 && x > 390).map(({ text }) => text);
		expect(lines.length).toBeGreaterThan(1);
		for (const line of lines.slice(0, -1)) expect(line).toMatch(ending);
	});

	test('a long value has a row of its own, over the whole width', async () => {
		const texts = (await pagesOf([eight('a.wav', { agentName: paragraph.repeat(5).trim() })], { columns: ['Vendor', 'Agent', 'Queue', 'Case ID'] })).flat().filter(({ size }) => size === 7.5);
		const at = (label: string) => texts.find(({ text }) => text === label)!;
		expect([at('Vendor').x, at('Agent').x, at('Queue').x, at('Case ID').x]).toEqual([42.14, 42.14, 42.14, 297.64]);
		expect(at('Agent').y).toBeLessThan(at('Vendor').y);
		expect(at('Queue').y).toBe(at('Case ID').y);
	});

	test('neither the name of a job', async () => {
		const job = 'Ein sehr langer Name '.repeat(9).trim();
		const texts = (await pagesOf([], { job })).flat();
		expect(texts.map(({ text }) => text).join('')).toContain(job);
		for (const { x, width } of texts) expect(x + width).toBeLessThan(A4.width - MARGIN);
	});

	test('a record that fits on a page is on one', async () => {
		const pages = await pagesOf(Array.from({ length: 50 }, () => genesys(GENESYS_NAME)));
		expect(pages.length).toBeGreaterThan(5);
		for (const texts of pages) {
			const heads = texts.filter(({ size }) => size === 9.5);
			expect(texts.filter(({ text }) => text === 'Exception')).toHaveLength(heads.length);
		}
		expect(pages.flat().filter(({ text }) => /^Page \d+$/.test(text)).map(({ text }) => text)).toEqual(pages.map((_, at) => `Page ${at + 1}`));
	});
});

test('a thousand records: each once, in order, as a stream that leaves the event loop free', async () => {
	const items = Array.from({ length: 1_000 }, (_, at) => eight(`${at}.wav`, { agentName: `Agent ${at}` }));
	let file: Buffer = Buffer.alloc(0);
	expect(await longestHoldMs(async () => { file = await fileOf(items, { columns: ['Original Name', 'Agent', 'Queue'] }); })).toBeLessThan(200);
	const texts = readPdf(file).pages.flat().map(({ text }) => text);
	expect(texts.filter((text) => /^[\d,]+ {3}/.test(text))).toEqual(items.map(({ name }, at) => `${(at + 1).toLocaleString('en-US')}   ${name}`));
	expect(texts.filter((text) => text.startsWith('Agent '))).toEqual(items.map((_, at) => `Agent ${at}`));
}, 60_000);

test('recordings are asked for as the file is read', async () => {
	let asked = 0;
	const many = (async function* () {
		for (; asked < 100_000; asked++) yield eight(`${asked}.wav`);
	})();
	let bytes = 0;
	for await (const chunk of pdfFile(many, {}, FACTS_OF_RUN)) if ((bytes += (chunk as Buffer).length) > 20_000) break;
	expect(asked).toBeLessThan(500);
});

test('the same records give the same bytes, whenever they are written; the date is that of the run', async () => {
	const items = [indexed(), eight('a.wav', { agentName: 'Łukasz 王' }), genesys(GENESYS_NAME)];
	const file = await fileOf(items);
	await new Promise((resolve) => setTimeout(resolve, 1_100));
	expect((await fileOf(items)).equals(file)).toBe(true);
	expect(readPdf(file).created).toContain('(D:20260131175901Z)');
	expect((await fileOf(items.slice(1))).equals(file)).toBe(false);
});
