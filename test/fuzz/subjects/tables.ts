import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvDecoder } from '../../../core/csv/decoder';
import type { CsvOptions } from '../../../core/csv/read-csv';
import { csvRow } from '../../../core/csv/write-csv';
import { assertInsideFolder } from '../../../core/sources/paths';
import { BlobListParser } from '../../../core/sources/azure-blob/blob-list-parser';
import { ObjectListParser } from '../../../core/sources/s3/object-list-parser';
import { readIndex } from '../../../core/vendors/eight-by-eight/index/read-index';
import { readTable as readExportTable } from '../../../core/vendors/genesys/data-export/read-table';
import { recogniseIndexFile } from '../../../core/vendors/index-files/recognise';
import { readExport } from '../../../core/vendors/verba/join/read-export';
import { readManifest } from '../../../core/vendors/verba/manifest/read-manifest';
import { readTable as readVerbaTable } from '../../../core/vendors/verba/table/read-table';
import { readMetadataXml } from '../../../core/vendors/verba/xml/read-xml';
import { feed } from '../../../core/xml/feed';
import { readAll } from '../../core/csv/read-all';
import type { Random } from '../random';
import { assert, assertPlain, assertSame, attempt, attemptLater, named, type Subject } from '../subject';
import { assertTime } from './names';

const WORDS = [',', ';', '\t', '|', '"', '""', '\n', '\r\n', '\r', '"\n', 'sep=;\n', '\ufeff', '\0', '__proto__', 'constructor', '=1+1'];
const cell = fc.oneof(fc.stringMatching(/^[A-Za-z0-9 :./-]{0,12}$/), fc.string({ maxLength: 8 }), fc.constantFrom('a "b" c', 'x\ny', ',', '__proto__', ''));
const tableOfRows = fc.tuple(fc.constantFrom(',', ';', '\t', '|'), fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }));
const quoted = (text: string, separator: string) => (text.includes('"') || text.includes(separator) || /[\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csvBytes = tableOfRows.map(([separator, end, rows]) => Buffer.from(rows.map((row) => row.map((one) => quoted(one, separator)).join(separator)).join(end) + end));

const INDEX = `START TIME UTC,STOP TIME UTC,START TIME,STOP TIME,DURATION,CALL TYPE,AGENT NAME,CUSTOMER NUMBER,CALLED NUMBER,CHANNEL,CASE #,ACCOUNT #,QUEUE,TRANSACTION ID,FILE NAME,DIRECTORY
2021-03-10 17:40:42,2021-03-10 17:45:42,2021-03-10 09:40:42,2021-03-10 09:45:42,300,Inbound,"Doe, Jane",4155550100,18005550100,1,77,88,101,5001,R202103101740420023.wav,S20210310
03/10/2021 18:40:42,,,,0:02:05,Outbound,Bob,,+1 (415) 555-0100,,,,,,R202103101840420024.wav,S20210310
`;
const CDR = `"Conversation ID";"Start Date-Time";"End Date-Time";"Duration";"User";"Media file name"
1001;"31.01.2026 10:00:01";"31.01.2026 10:05:01";"0:05:00";"Ann";"1001.wav"
1002;"01.02.2026 11:00:01";;;"Bob";"D:\\media\\1002.wav"
`;
const EXPORT = 'INTERACTION_ID,START_TS,MEDIA_SERVER_IXN_GUID,TENANT_KEY\r\n1234567890123456789,1615397000,00TEST00000000000000000000000001,1\r\n2,1615398000,"a,b",1\r\n';
const XML = '<?xml version="1.0" encoding="UTF-8"?><recording><id>1</id><modality_id>voice</modality_id><native_id>n1</native_id><start_date>2026-01-31T10:00:00Z</start_date><participants><participant name="Ann"/><participant name="Bob">x &amp; y</participant></participants><!-- c --><![CDATA[z]]></recording>';
const LIST_AZURE = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://a.blob.core.windows.net/" ContainerName="c"><Prefix>t/</Prefix><Blobs><Blob><Name>t/a &amp; é録🎧.mp3</Name><Properties><Creation-Time>Wed, 10 Mar 2021 17:40:42 GMT</Creation-Time><Last-Modified>Wed, 10 Mar 2021 17:40:42 GMT</Last-Modified><Etag>0x8D8</Etag><Content-Length>1234</Content-Length><Content-Type>audio/mpeg</Content-Type><Content-MD5>1B2M2Y8AsgTpgAmY7PhCfg==</Content-MD5></Properties><Tags><TagSet><Tag><Key>RecordingType</Key><Value>CALL</Value></Tag><Tag><Key>__proto__</Key><Value>x</Value></Tag></TagSet></Tags></Blob><Blob><Name Encoded="true">a%20b</Name></Blob><BlobPrefix><Name>t/x/</Name></BlobPrefix></Blobs><NextMarker>m1</NextMarker></EnumerationResults>`;
const LIST_S3 = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>f/</Prefix><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>t==</NextContinuationToken><Contents><Key>f/2021-03-10+a%2Bé録🎧.mp3</Key><LastModified>2021-03-10T17:40:42.123Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>1234</Size></Contents><CommonPrefixes><Prefix>f/x/</Prefix></CommonPrefixes></ListBucketResult>`;
const XML_WORDS = ['<', '>', '</', '/>', '<!--', '-->', '<![CDATA[', ']]>', '<!DOCTYPE a [<!ENTITY b "c">]>', '&amp;', '&#0;', '&#x41;', '&b;', '<a>', '</a>', ' x="1"', '<?xml version="1.0" encoding="utf-16"?>', '<Name>', '</Name>', '<Blob>', '</Blob>', '<Contents>', '__proto__', '\ufeff'];
const element: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
	node: fc.tuple(fc.constantFrom('id', 'a', 'native_id', 'Blob', 'Name', 'Contents', 'Key', 'Tag', 'Value', 'x:y', '__proto__', 'constructor'), fc.constantFrom('', ' a="1"', ' id="2" __proto__="3"'), fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom('text', '&amp;', '', '🎧', '<![CDATA[x]]>'), tie('node')), { maxLength: 4 })).map(([name, attributes, inside]) => `<${name}${attributes}>${inside.join('')}</${name}>`),
})).node;

const PIECE_BYTES = 65_536;

/** In pieces, and in one. */
async function whereverCut<Result>(bytes: Buffer, random: Random, read: (pieces: Iterable<Buffer>) => Promise<Result>): Promise<Result> {
	const whole = await read([bytes]);
	if (random.chance(0.35)) assertSame(await read([...random.pieces(bytes)]), whole, 'in pieces and in one');
	return whole;
}

const HAS_CONTROLS = /[\0\ufffd]/;

/** What csv-parse makes of text that is well formed by RFC 4180; undefined for other text. */
function byOracle(text: string, separator: string): string[][] | undefined {
	try {
		return parse(text, { delimiter: separator, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\n', '\r\n'], bom: false, encoding: 'utf8' }) as unknown as string[][];
	} catch {
		return undefined;
	}
}

async function collect<Item>(reader: AsyncIterable<Item[]>): Promise<Item[]> {
	const items: Item[] = [];
	for await (const batch of reader) items.push(...batch);
	return items;
}

const listSubject = (name: string, module: string, seed: string, make: () => { write(chunk: Buffer): void; end(): { entries: object[]; folders: string[]; nextToken?: string } }): Subject<Buffer> => ({
	name,
	modules: [module, 'core/xml/element-reader', 'core/xml/feed', 'core/xml/scanner'],
	seeds: [Buffer.from(seed)],
	structured: element.map((inside) => Buffer.from(seed.replace(/(?=<\/(?:EnumerationResults|ListBucketResult)>)/, inside))),
	words: XML_WORDS,
	check(bytes, random) {
		const read = (pieces: Iterable<Buffer>) => attempt(() => {
			const parser = make();
			for (const piece of pieces) parser.write(piece);
			return parser.end();
		}, named('InvalidXmlError'));
		const whole = read([bytes]);
		if (random.chance(0.3)) {
			const cut = read(random.pieces(bytes));
			assertSame(cut.value, whole.value, 'in pieces and in one');
			assertSame(cut.refused, whole.refused, 'refused in pieces and in one');
		}
		if (whole.refused !== undefined) return whole.refused;
		assertPlain(whole.value);
		const { entries, folders, nextToken } = whole.value;
		for (const entry of entries as Array<{ path: unknown; sizeBytes?: number; lastModified?: string; createdAt?: string }>) {
			assert(typeof entry.path === 'string' && entry.path !== '', () => `the path ${JSON.stringify(entry.path)}`);
			assert(entry.sizeBytes === undefined || Number.isSafeInteger(entry.sizeBytes), () => `the size ${entry.sizeBytes}`);
			for (const time of [entry.lastModified, entry.createdAt]) assertTime(time);
		}
		assert(folders.every((folder) => typeof folder === 'string') && nextToken !== '', () => 'no folders');
		return 'accepted';
	},
});

const noCode = (error: unknown) => (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.name === 'RecordingError' ? error.code : undefined);

export const TABLE_SUBJECTS: Subject<Buffer>[] = [
	{
		name: 'CSV',
		modules: ['core/csv/read-csv', 'core/csv/record-splitter', 'core/csv/quoted-record', 'core/csv/dialect', 'core/csv/write-csv', 'core/csv/input'],
		share: 0.8,
		seeds: [INDEX, CDR, EXPORT, 'sep=;\na;b\n1;2\n', '"a\nb",c\r\n"d""e",f', 'a,b\n"never closed,1\n2,3\n'].map((text) => Buffer.from(text)),
		structured: csvBytes,
		words: WORDS,
		async check(bytes, random) {
			const options: CsvOptions = { ...(random.chance(0.4) && { separator: ',' }), ...(random.chance(0.2) && { maxRecordLength: 60 }), ...(random.chance(0.3) && { encoding: 'utf-8' }) };
			const read = await whereverCut(bytes, random, async (pieces) => await readAll(pieces, options));
			assertPlain([read.fields, read.lines, read.problems, read.dialect]);
			assert(read.rows.every(({ fields, line }) => fields.length > 0 && line > 0), () => 'a row without fields');
			assert(read.lines.every((line, at) => at === 0 || line > read.lines[at - 1]), () => 'lines that go back');
			const text = bytes.toString();
			if (options.separator === ',' && options.maxRecordLength === undefined && options.encoding && read.problems.length === 0 && read.dialect?.newline === '\n' && !HAS_CONTROLS.test(text) && !text.startsWith('sep=') && !/^\s*$/m.test(text)) assertAgreed(text, read.fields);
			if (random.chance(0.3) && read.fields.length > 0 && !HAS_CONTROLS.test(text) && read.fields.every((fields) => fields.every((one) => one.length < 1_000 && !/\p{Surrogate}/u.test(one)))) {
				const again = await readAll(Buffer.from(`"first",x\r\n${read.fields.map(csvRow).join('')}`), { separator: ',', encoding: 'utf-8' });
				assertSame(again.fields.slice(1), read.fields, 'what is written reads back as');
			}
			return read.problems.length > 0 ? `with problems: ${read.problems[0].code}` : 'accepted';
		},
	},
	{
		name: 'encodings of CSV',
		modules: ['core/csv/decoder', 'core/csv/windows-1252'],
		seeds: [Buffer.from('é€🙂,ä'), Buffer.from('\ufeffa', 'utf16le'), Buffer.from([0xe9, 0x80, 0x2c, 0x81, 0x9f]), Buffer.from('abc,\u00ff', 'latin1'), Buffer.from('a,b', 'utf16le'), Buffer.concat([Buffer.from('é'), Buffer.from([0xff])])],
		structured: fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text)), fc.string({ maxLength: 20 }).map((text) => Buffer.from(text, 'utf16le')), fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes))),
		words: ['é', '€', '🙂', '\ufeff', '\ufffd', '\0'],
		check(bytes, random) {
			const label = random.pick([undefined, undefined, 'utf-8', 'windows-1252', 'utf-16le', 'shift_jis']);
			const read = (pieces: Iterable<Buffer>) => {
				const decoder = new CsvDecoder(label);
				let text = '';
				for (const piece of pieces) text += decoder.decode(piece);
				return [text + decoder.end(), decoder.encoding];
			};
			const whole = read([bytes]);
			assertSame(read(random.pieces(bytes)), whole, 'in pieces and in one');
			const [text, encoding] = whole;
			if (encoding !== undefined && encoding !== 'windows-1252') assertSame(text, new TextDecoder(encoding).decode(bytes), 'another decoder');
			return encoding === undefined ? 'empty' : encoding === 'utf-8' ? 'accepted' : String(encoding);
		},
	},
	{
		name: '8x8 indexes',
		modules: ['core/vendors/eight-by-eight/index/read-index', 'core/vendors/eight-by-eight/index/row-reader', 'core/vendors/eight-by-eight/index/columns', 'core/vendors/eight-by-eight/index/file-place', 'core/csv/header-search'],
		share: 0.6,
		seeds: [INDEX, INDEX.replaceAll(',', ';'), `Report of calls\n\n${INDEX}`].map((text) => Buffer.from(text)),
		structured: csvBytes.map((rows) => Buffer.concat([Buffer.from(INDEX), rows])),
		words: [...WORDS, 'START TIME UTC', 'FILE NAME', 'DIRECTORY', 'S20210310', '..', '../', 'R202103101740420023.wav', '2021-03-14 02:30:00'],
		async check(bytes, random) {
			const found = await attemptLater(async () => await whereverCut(bytes, random, async (pieces) => {
				const reader = readIndex(pieces, { zone: 'America/Los_Angeles', path: 'Index/I20210310.csv' });
				const calls = await collect(reader);
				return { calls, problems: reader.problems.examples.map(({ code }) => code).sort(), rows: reader.rowCount };
			}), noCode);
			if (found.refused !== undefined) return found.refused;
			assertPlain(found.value);
			for (const { startTime, stopTime, path } of found.value.calls) {
				assertTime(startTime);
				assertTime(stopTime);
				// What a row says is asked for as it stands, or refused.
				if (path !== undefined) attempt(() => assertInsideFolder(path, '', 'read'));
				assert(path === undefined || (path !== '' && !path.startsWith('/')), () => `the path ${JSON.stringify(path)}`);
			}
			if (random.chance(0.2)) {
				const lines: string[] = [];
				for await (const piece of readIndex([bytes], { zone: 'America/Los_Angeles', path: 'Index/I20210310.csv' }).jsonLines()) lines.push(piece.toString());
				assertSame(lines.join('').split('\n').slice(0, -1).map((line) => JSON.parse(line) as unknown), found.value.calls, 'as JSON and as objects');
			}
			return found.value.problems.length > 0 ? 'with problems' : 'accepted';
		},
	},
	{
		name: 'data export tables',
		modules: ['core/vendors/genesys/data-export/read-table', 'core/vendors/genesys/data-export/columns', 'core/vendors/genesys/data-export/row-filter'],
		share: 0.6,
		seeds: [Buffer.from(EXPORT)],
		structured: csvBytes,
		words: [...WORDS, 'START_TS', '1615397000', '99999999999999999999'],
		async check(bytes, random) {
			const hasWindow = random.chance(0.4);
			const found = await attemptLater(async () => await whereverCut(bytes, random, async (pieces) => {
				const reader = readExportTable(pieces, hasWindow ? { window: { after: '2021-03-10T00:00:00Z' } } : {});
				const rows = await collect(reader);
				return { rows, columns: reader.columns, problems: reader.problems.examples.map(({ code }) => code).sort() };
			}), noCode);
			if (found.refused !== undefined) return found.refused;
			const { rows, columns, problems } = found.value;
			assertPlain([rows.map(({ fields, line }) => [fields, line]), columns]);
			assert(rows.every(({ fields }) => fields.length === columns.length), () => 'a row of another width');
			assert(new Set(columns).size === columns.length && !columns.includes('__proto__'), () => `the columns ${columns.join(', ')}`);
			return problems.length > 0 ? 'with problems' : 'accepted';
		},
	},
	{
		name: 'Verba tables',
		modules: ['core/vendors/verba/table/read-table', 'core/vendors/verba/table/row-reader', 'core/vendors/verba/table/columns', 'core/vendors/verba/table/separator', 'core/time/date-order'],
		share: 0.5,
		seeds: [CDR, CDR.replaceAll(';', ','), `Title\n\n${CDR}`, INDEX].map((text) => Buffer.from(text)),
		structured: csvBytes.map((rows) => Buffer.concat([Buffer.from(CDR), rows])),
		words: [...WORDS, 'Conversation ID', 'Start Date-Time', 'User', '31.01.2026 10:00:01'],
		async check(bytes, random) {
			const found = await attemptLater(async () => await whereverCut(bytes, random, async (pieces) => {
				const reader = readVerbaTable(pieces, { zone: 'Europe/Berlin' });
				const rows = await collect(reader);
				return { rows, problems: reader.problems.examples.map(({ code }) => code).sort() };
			}), noCode);
			if (found.refused !== undefined) return found.refused;
			assertPlain(found.value);
			return found.value.problems.length > 0 ? 'with problems' : 'accepted';
		},
	},
	{
		name: 'Verba metadata XML',
		modules: ['core/vendors/verba/xml/read-xml', 'core/vendors/verba/xml/tree', 'core/vendors/verba/xml/element', 'core/vendors/verba/xml/encoding', 'core/vendors/verba/xml/fields'],
		share: 0.6,
		seeds: [Buffer.from(XML), Buffer.from(`<export>${XML.slice(38).repeat(3)}</export>`), Buffer.from(XML.replace('UTF-8', 'windows-1252')), Buffer.from(`\ufeff${XML.replace('UTF-8', 'utf-16')}`, 'utf16le')],
		structured: element.map((text) => Buffer.from(text)),
		words: [...XML_WORDS, '<id>', '</id>', '<native_id>', '<recording>', '</recording>'],
		async check(bytes, random) {
			const found = await whereverCut(bytes, random, async (pieces) => {
				const reader = readMetadataXml(pieces, {});
				const conversations = await collect(reader);
				return { conversations, around: reader.around, problems: reader.problems.examples.map(({ code }) => code).sort() };
			});
			assertPlain(found);
			for (const { startTime } of found.conversations as Array<{ startTime?: string }>) assert(startTime === undefined || typeof startTime === 'string', () => 'no time');
			return found.problems.length > 0 ? found.problems[0] : 'accepted';
		},
	},
	{
		name: 'Verba manifests',
		modules: ['core/vendors/verba/manifest/read-manifest', 'core/vendors/verba/manifest/text-form', 'core/vendors/verba/manifest/words'],
		share: 0.6,
		seeds: ['Query: all\nNumber of items: 3\nRun by: admin\n', '{"query":"all","items":[1,{"a":null}],"__proto__":{"x":1}}', '[1,[2,[3]]]', '<export><query>all</query></export>', 'key,value\nquery,all\nitems,3\n', 'a;b\n1;2\n', '=== Exceptions ===\n1001 failed'].map((text) => Buffer.from(text)),
		structured: fc.oneof(fc.json().map((text) => Buffer.from(text)), csvBytes),
		words: ['{', '}', '[', ']', '"', ':', ',', '\n', '__proto__', 'Number of items', '=', '1e999', '<a>', '</a>'],
		async check(bytes, random) {
			const manifest = await whereverCut(bytes, random, async (pieces) => await readManifest(pieces));
			assertPlain(manifest);
			return (manifest.problems?.length ?? 0) > 0 ? 'with problems' : 'accepted';
		},
	},
	{
		name: 'kinds of indexes',
		modules: ['core/vendors/index-files/recognise', 'core/vendors/index-files/columns', 'core/vendors/index-files/no-text'],
		share: 0.5,
		seeds: [INDEX, CDR, EXPORT, XML, 'Query: all\n', 'PK\x03\x04', '%PDF-1.4', '<html><title>x</title>'].map((text) => Buffer.from(text)),
		structured: fc.oneof(csvBytes, element.map((text) => Buffer.from(text))),
		words: [...WORDS, ...XML_WORDS, 'PK\x03\x04', '%PDF-'],
		async check(bytes) {
			const found = await attemptLater(async () => await recogniseIndexFile(bytes.subarray(0, PIECE_BYTES), { name: 'x.csv' }), noCode);
			if (found.refused !== undefined) return found.refused;
			assert(typeof found.value === 'string', () => 'no kind');
			return 'accepted';
		},
	},
	{
		name: 'Verba exports',
		modules: ['core/vendors/verba/join/read-export', 'core/vendors/verba/join/rows', 'core/vendors/verba/join/companions', 'core/vendors/verba/join/metadata', 'core/vendors/verba/join/counts'],
		share: 0.1,
		seeds: [CDR, `id,native_id,Media file name\n1,n1,1001.wav\n1,n1,2026-01-31/1002.wav\n`, `${CDR}\f${XML}`].map((text) => Buffer.from(text)),
		words: [...WORDS, '\f', '1001.wav', '<id>', '</id>', '..', '2026-01-31/'],
		async check(bytes) {
			// The list, and what a form feed divides from it: metadata.
			const [list, metadata = ''] = bytes.toString('latin1').split('\f', 2);
			const contents: Record<string, string> = { 'the cdr.csv': list, '1001.wav': '', '2026-01-31/1002.wav': '', '1001.xml': metadata };
			const found = await attemptLater(async () => {
				const reader = readExport(Object.entries(contents).map(([path, content]) => ({ path, sizeBytes: content.length, open: async () => Readable.from([Buffer.from(content, 'latin1')]) })), { zone: 'UTC' });
				return { items: await collect(reader), findings: reader.findings.map(({ code }) => code) };
			}, noCode);
			if (found.refused !== undefined) return found.refused;
			assertPlain(found.value.items);
			const media = found.value.items.flatMap(({ mediaFiles = [] }) => mediaFiles.map(({ path }) => path)).sort();
			const isListedAgain = found.value.findings.includes('LISTED_AGAIN');
			assertSame(isListedAgain ? [...new Set(media)] : media, ['1001.wav', '2026-01-31/1002.wav'], 'media files once each');
			return found.value.findings.some((code) => code === 'UNREADABLE' || code === 'FILE_PROBLEM') ? 'with problems' : 'accepted';
		},
	},
	listSubject('listings of Azure', 'core/sources/azure-blob/blob-list-parser', LIST_AZURE, () => new BlobListParser('c')),
	listSubject('listings of S3', 'core/sources/s3/object-list-parser', LIST_S3, () => new ObjectListParser('b')),
	{
		name: 'fed listings',
		modules: ['core/xml/feed'],
		share: 0.2,
		seeds: [Buffer.from(LIST_AZURE)],
		words: XML_WORDS,
		async check(bytes, random) {
			const parser = new BlobListParser('c');
			const found = await attemptLater(async () => {
				await feed(parser, Readable.from([...random.pieces(bytes)].filter(({ length }) => length > 0), { objectMode: false }));
				return parser.end();
			}, named('InvalidXmlError'));
			return found.refused ?? 'accepted';
		},
	},
];

function assertAgreed(text: string, fields: string[][]): void {
	const expected = byOracle(text, ',');
	if (expected) assertSame(fields, expected, 'csv-parse reads otherwise; here and there');
}
