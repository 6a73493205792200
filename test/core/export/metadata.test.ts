import type { ExportedItem } from '../../../core/export/item';
import { metadataFile, metadataMimeType, metadataPath, type MetadataFormat } from '../../../core/export/metadata';
import { SaxesParser } from 'saxes';
import { eight, EIGHT_NAME, indexed, sea } from './items';

const text = (item: ExportedItem, format: MetadataFormat, zone?: string) => metadataFile(item, { format, zone }).toString();
const json = (item: ExportedItem, zone?: string) => JSON.parse(text(item, 'json', zone)) as Record<string, unknown>;

const NASTY = `<a href="x">&amp; 'é' ]]> , "q"\r\n\t🎧`;

describe('fields', () => {
	test('stand in one order, whatever order they come in', () => {
		const item = { ...indexed(), export: { sha256: 'ab', targetPath: 'x.wav' } };
		const backwards = Object.fromEntries(Object.entries(item).reverse()) as unknown as ExportedItem;
		for (const format of ['json', 'csv', 'xml'] as const) expect(text(backwards, format)).toBe(text(item, format));
		expect(Object.keys(json(item))).toEqual([
			'vendor', 'startTime', 'path', 'name', 'extension', 'sizeBytes', 'lastModified', 'etag', 'expiresAt', 'call', 'calls', 'sequence', 'utcFolder', 'export',
		]);
	});

	test('a time stands beside the same in the zone, nested ones too', () => {
		const item = { ...eight(`S20210310/${EIGHT_NAME}`), call: { stopTime: '2021-03-14T10:30:00.500Z', note: '2021-03-10', localStartTime: '2021-03-10T09:40:42-08:00' } };
		expect(json(item, 'America/Los_Angeles')).toMatchObject({
			startTime: '2021-03-10T17:40:42Z',
			startTimeLocal: '2021-03-10T09:40:42-08:00',
			lastModifiedLocal: '2021-05-20T23:21:34-07:00',
			call: { stopTime: '2021-03-14T10:30:00.500Z', stopTimeLocal: '2021-03-14T03:30:00.500-07:00', note: '2021-03-10', localStartTime: '2021-03-10T09:40:42-08:00' },
		});
	});

	test.each<[string, unknown, unknown]>([
		['nothing', undefined, undefined],
		['null', null, undefined],
		['the empty text', '', undefined],
		['zero', 0, 0],
		['false', false, false],
		['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
		['a time beyond the calendar', '2021-99-99T00:00:00Z', '2021-99-99T00:00:00Z'],
		['a list with a gap', ['a', null], ['a', '']],
		['a name that objects have', JSON.parse('{"__proto__":{"x":"1"}}'), JSON.parse('{"__proto__":{"x":"1"}}')],
	])('%s', (_, value, expected) => {
		expect(json({ ...eight('a.wav'), odd: value } as ExportedItem, 'UTC').odd).toEqual(expected);
	});

	test('nesting ends', () => {
		let value: unknown = 'x';
		for (let depth = 0; depth < 500; depth++) value = { a: value };
		for (const format of ['json', 'csv', 'xml'] as const) expect(text({ ...eight('a.wav'), value } as ExportedItem, format)).toContain('x');
	});
});

test('JSON ends in a line end and is UTF-8 without a mark', () => {
	const file = metadataFile(sea('sea/é.mp4'), { format: 'json' });
	expect(file[0]).toBe('{'.charCodeAt(0));
	expect(file.toString().endsWith('}\n')).toBe(true);
	expect(file.includes(Buffer.from('é'))).toBe(true);
});

describe('CSV: a header and a row', () => {
	test('nested fields have the names of both', () => {
		const [header, row, end] = text({ ...eight('a.wav'), call: { agentName: 'A, B' }, list: ['x', { y: 'z' }] } as ExportedItem, 'csv').split('\r\n');
		expect(header).toBe('vendor,path,name,extension,sizeBytes,lastModified,expiresAt,call.agentName,list.1,list.2.y');
		expect(row).toBe('8x8,a.wav,a.wav,wav,25216,2021-05-21T06:21:34Z,2021-06-20T06:21:34Z,"A, B",x,z');
		expect(end).toBe('');
	});

	test('no column is lost where a dot is part of a name', () => {
		expect(text({ ...eight('a.wav'), 'call.x': '1', call: { x: '2' } } as ExportedItem, 'csv')).toMatch(/call\.x,call\.x 2\r\n.*2,1\r\n/);
	});
});

/** Read by an XML parser, strictly: an element as [name, name attribute, text of its own, children]. */
function parsed(xml: string): unknown[] {
	const root: unknown[] = [];
	const open: unknown[][] = [root];
	const parser = new SaxesParser();
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', ({ name, attributes }) => {
		const element: unknown[] = [attributes.name === undefined ? name : `${name} ${attributes.name}`];
		open.at(-1)!.push(element);
		open.push(element);
	});
	parser.on('text', (value) => void (value.trim() !== '' && open.at(-1)!.push(value)));
	parser.on('closetag', () => void open.pop());
	parser.write(xml).close();
	return root[0] as unknown[];
}

describe('XML', () => {
	test.each<[string, object, unknown]>([
		['text that means something to XML', { v: NASTY }, ['v', NASTY]],
		['a carriage return stays', { v: 'a\rb' }, ['v', 'a\rb']],
		['what XML cannot hold', { v: 'a\0b\u0008c\uffff\ud800' }, ['v', 'a\ufffdb\ufffdc\ufffd\ufffd']],
		['fields within', { v: { w: '1' } }, ['v', ['w', '1']]],
		['a list', { v: { w: ['1', '2'] } }, ['v', ['w', '1'], ['w', '2']]],
		['lists in a list', { v: [['1'], ['2']] }, ['v', ['value', '1']]],
		['a name that is no element', { 'Wrap Up <"&': '1' }, ['field Wrap Up <"&', '1']],
		['a name that the standard keeps', { xmlName: '1' }, ['field xmlName', '1']],
		['a name with a digit first', { '1st': '1' }, ['field 1st', '1']],
		['a name with a line end', { 'a\nb': '1' }, ['field a\nb', '1']],
	])('%s', (_, fields, expected) => {
		const root = parsed(text({ ...eight('a.wav'), ...fields } as ExportedItem, 'xml'));
		expect(root[0]).toBe('recording');
		expect(root).toContainEqual(expected);
	});

	test('the declaration says UTF-8', () => {
		expect(text(eight('a.wav'), 'xml')).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<recording>\n\t<vendor>8x8<\/vendor>\n/);
	});
});

test.each<[MetadataFormat, string]>([['json', 'application/json'], ['csv', 'text/csv'], ['xml', 'application/xml']])('%s lies beside the file', (format, type) => {
	expect(metadataPath('2021/a.mp3', format)).toBe(`2021/a.mp3.metadata.${format}`);
	expect(metadataMimeType(format)).toBe(type);
});
