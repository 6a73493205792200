import { readManifest } from '../../../core/vendors/verba/manifest/read-manifest';
import type { Manifest } from '../../../core/vendors/verba/manifest/manifest';

// How manifests are written is not documented: these are forms that one can have.
const QUERY = 'Start Time (UTC) >= 2026-11-01';
const NOTHING = { query: undefined, ranBy: undefined, itemCount: undefined, exceptions: undefined, exceptionCount: undefined };

describe('what can be recognised, in whatever form', () => {
	const all = { query: QUERY, ranBy: 'jane@example.com', itemCount: 12, exceptions: ['a.wav: file not found', 'b.wav: access denied'] };
	test.each<[string, string, Partial<Manifest>]>([
		['lines with colons', `Export Manifest\nQuery: ${QUERY}\nRun by: jane@example.com\nNumber of items exported: 12\nExceptions:\n  a.wav: file not found\n  b.wav: access denied\n\nServer: NY1`, { format: 'text', ...all, lines: ['Export Manifest'] }],
		['lines with equals signs', `query = ${QUERY}\r\nexecuted_by = jane@example.com\r\nitem_count = 12\r\nerrors = a.wav: file not found\r\nerrors = b.wav: access denied\r\n`, { format: 'text', ...all }],
		['with bullets', `Search query: ${QUERY}\nUser: jane@example.com\nItems: 12\nErrors:\n- a.wav: file not found\n- b.wav: access denied`, { format: 'text', ...all }],
		['JSON', JSON.stringify({ export: { query: QUERY, ranBy: 'jane@example.com', itemCount: 12 }, exceptions: ['a.wav: file not found', 'b.wav: access denied'] }), { format: 'json', ...all }],
		['XML', `<?xml version="1.0"?><Manifest><Query>${QUERY.replace('>', '&gt;')}</Query><RanBy>jane@example.com</RanBy><Items>12</Items><Exceptions><Exception>a.wav: file not found</Exception><Exception>b.wav: access denied</Exception></Exceptions></Manifest>`, { format: 'xml', ...all }],
		['CSV of pairs', `Query,${QUERY}\nRun by,jane@example.com\nConversations exported,12\nException,a.wav: file not found\nException,b.wav: access denied\n`, { format: 'csv', ...all }],
		['CSV with a header', `Query;Run by;Items;Exceptions\n${QUERY};jane@example.com;12;a.wav: file not found\n`, { format: 'csv', ...all, exceptions: ['a.wav: file not found'] }],
		['with a byte order mark', `\uFEFFItems: 1,234\nQuery: x`, { format: 'text', itemCount: 1234 }],
		['exceptions that are a number', 'Items: 3\nExceptions: 2', { exceptionCount: 2, exceptions: undefined }],
		['exceptions that are none', 'Items: 3\nExceptions: none', { exceptionCount: undefined, exceptions: undefined }],
		['exceptions of XML that are none', '<m><items>3</items><exceptions count="0"/></m>', { exceptionCount: 0, exceptions: undefined }],
		['exceptions of XML that are a number', '<m><items>3</items><exceptions><count>2</count></exceptions></m>', { exceptionCount: 2, exceptions: undefined }],
		['exceptions of XML with their number', '<m><items>3</items><exceptions count="2"><e>a</e><e>b</e></exceptions></m>', { exceptionCount: 2, exceptions: ['a', 'b'] }],
		['an empty element of exceptions', '<m><items>3</items><exceptions/></m>', { exceptionCount: undefined, exceptions: undefined }],
		['failed items are no items', 'Failed items: 2\nItems: 3', { itemCount: 3, exceptionCount: 2 }],
		['a number of files is no number of items', 'Number of files: 24', { itemCount: undefined }],
		['a count that is none', 'Items: many', { itemCount: undefined }],
	])('%s', async (_, text, expected) => {
		expect({ ...NOTHING, ...(await readManifest(Buffer.from(text))) }).toMatchObject(expected);
	});
});

test('all that it says is kept', async () => {
	expect((await readManifest('Server: NY1\nNote: a = b\nNote: c\nonly words')).fields).toEqual({ Server: 'NY1', Note: ['a = b', 'c'] });
	expect((await readManifest('<m a="1"><id>7</id><b><c>2</c></b></m>')).fields).toEqual({ a: '1', id: '7', b: { c: '2' } });
});

describe('what is no manifest', () => {
	test.each<[string, string | Buffer, Partial<Manifest>]>([
		['nothing', '', { format: 'text', fields: {} }],
		['words', 'just words\nand more', { format: 'text', fields: {}, lines: ['just words', 'and more'] }],
		['JSON that is cut', '{"Items": 1, ', { format: 'text' }],
		['XML that is cut', '<m><items>1</items>', { format: 'xml', problems: [expect.stringContaining('was cut') as string] }],
		['entities', '<!DOCTYPE m [<!ENTITY a "b">]><m>&a;</m>', { format: 'xml', problems: [expect.stringContaining('document type') as string] }],
		['a long file', `Items: 3\n${'x'.repeat(5_000_000)}`, { itemCount: 3, problems: [expect.stringContaining('4 MiB') as string] }],
		['deep JSON', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, { format: 'json' }],
	])('%s', async (_, text, expected) => {
		expect({ ...NOTHING, ...(await readManifest(text)) }).toMatchObject(expected);
	});
});
