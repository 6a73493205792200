import type { INodeParameters } from 'n8n-workflow';
import { rawZip } from '../../core/archive/raw-zip';
import { sealed } from '../../core/archive/sealed';
import { encryptCms, makeRecordingCertificate } from '../../core/crypto/writer';
import { archiveOf } from '../../vendors/genesys/data-export/stage';
import { FilesStage, fileItem } from './files-stage';

const stage = new FilesStage({ operation: 'parseIndex', returnAll: true });

const INDEX = [
	'FILENAME,DIRECTORY,AGENT NAME,QUEUE NAME,START TIME,DURATION',
	'R201606060700000001.wav,S20160606,Jane Doe,Sales,06/06/2016 00:00:00,65',
	'R201606062359590001.wav,S20160606,John Roe,Support,06/06/2016 16:59:59,70',
	'R201606070030000012.wav,S20160607,Jane Doe,Support,06/06/2016 17:30:00,long',
	'',
].join('\r\n');
const FACTS = 'INTERACTION_ID,SUBJECT,START_TS\r\n1000000000000000001,"one, two",1795101525\r\n1000000000000000002,,1795107085\r\n1000000000000000003\r\n';
const CDR = 'Start Date-Time;Duration;From;To;Media file name;Desk\r\n01/31/2026 10:00:00;65;1001;+1415;a.wav;7\r\n01/31/2026 11:00:00;00:01:10;1002;+1416;b.wav;8\r\n';
const AUDIT = 'ccdr_id;native_id;n_files;action;error_code;ts\r\n1;d53f;2;export;0;2014.12.09 17:02:30.253\r\n2;d540;1;export;5;2014.12.09 18:02:30.253\r\n';
const XML = '<calls><call><id>1</id><native_id>n1</native_id><native_call_id>c1</native_call_id><location>NY</location><mood>good</mood></call><call><id>2</id><native_id>n2</native_id><native_call_id>c2</native_call_id><location>LA</location></call></calls>';
const MANIFEST = 'Query: Start Time (UTC) > 2026-01-01\nRun by: jane@example.com\nItems exported: 12\n';
const EXPORT = 'export_100_2026_01_01_00_00_00.zip';
const exportZip = () => archiveOf({ interaction_fact: FACTS, resource_: 'RESOURCE_KEY,RESOURCE_NAME\r\n7,Jane\r\n' });
const ZONE = { timeZone: 'America/Los_Angeles' };

const parse = async (content: string | Buffer, fileName: string | undefined, parameters: INodeParameters = {}, more = {}) => await stage.run([fileItem(content, fileName)], parameters, more);

describe('each kind, detected', () => {
	test.each<[string, string | Buffer, string, object[]]>([
		['8x8 index', INDEX, 'I20160606.csv', [
			{ vendor: '8x8', path: 'S20160606/R201606060700000001.wav', agentName: 'Jane Doe', startTime: '2016-06-06T07:00:00Z', durationSeconds: 65, indexPath: 'I20160606.csv' },
			{ agentName: 'John Roe' },
			{ queueName: 'Support' },
		]],
		['Genesys table', FACTS, 'interaction_fact.csv', [
			{ table: 'interaction_fact', indexPath: 'interaction_fact.csv', INTERACTION_ID: '1000000000000000001', SUBJECT: 'one, two' },
			{ INTERACTION_ID: '1000000000000000002', START_TS: '1795107085' },
		]],
		['Genesys data export', exportZip(), EXPORT, [{ exportName: EXPORT.slice(0, -4), exportPath: EXPORT, table: 'interaction_fact', INTERACTION_ID: '1000000000000000001' }, { INTERACTION_ID: '1000000000000000002' }]],
		['Verba CDR', CDR, 'cdr.csv', [
			{ vendor: 'verba', indexPath: 'cdr.csv', startTime: '2026-01-31T18:00:00Z', durationSeconds: 65, from: '1001', mediaFileName: 'a.wav', other: { Desk: '7' } },
			{ startTime: '2026-01-31T19:00:00Z', durationSeconds: 70 },
		]],
		['Verba audit log', AUDIT, 'audit.csv', [{ vendor: 'verba', ccdrId: '1', fileCount: 2, time: '2014-12-10T01:02:30.253Z' }, { errorCode: '5' }]],
		['Verba metadata', XML, 'call.xml', [{ vendor: 'verba', callId: 'c1', id: '1', location: 'NY', other: { mood: 'good' }, indexPath: 'call.xml' }, { callId: 'c2' }]],
		['Verba manifest', MANIFEST, 'manifest.txt', [{ vendor: 'verba', itemCount: 12, ranBy: 'jane@example.com', indexPath: 'manifest.txt' }]],
	])('%s', async (_, content, fileName, expected) => {
		const { items } = await parse(content, fileName, { options: ZONE });
		expect(items.map(({ json }) => json)).toMatchObject(expected);
		expect(items).toHaveLength(expected.length);
		for (const { pairedItem } of items) expect(pairedItem).toEqual({ item: 0 });
	});

	test('all of them by one node, whatever their names', async () => {
		const files = [INDEX, FACTS, exportZip(), CDR, AUDIT, XML, MANIFEST].map((content) => fileItem(content, 'attachment'));
		const { items } = await stage.run(files, { options: { ...ZONE, badRows: 'items' } });
		const counts = files.map((_, item) => items.filter(({ pairedItem }) => (pairedItem as { item: number }).item === item).length);
		expect(counts).toEqual([4, 3, 3, 2, 2, 2, 1]);
	});

	test('a file without a name, in a field of another name', async () => {
		const { json } = await stage.run([fileItem(CDR, undefined, 'attachment_0')], { inputField: 'attachment_0' });
		expect(json).toMatchObject([{ from: '1001', indexPath: 'file' }, {}]);
	});
});

describe('as a file', () => {
	test.each<[string, string | Buffer, string, string, object, RegExp]>([
		['csv', INDEX, 'I20160606.csv', 'I20160606.parsed.csv', { kind: 'eightByEightIndex', indexPath: 'I20160606.csv', rowCount: 3, callCount: 3, problemCount: 1 }, /^path,fileName,/],
		['jsonLines', INDEX, 'I20160606.csv', 'I20160606.jsonl', { callCount: 3 }, /^\{"vendor":"8x8".*\}\n/],
		['csv', FACTS, 'interaction_fact.csv', 'interaction_fact.csv', { kind: 'gimTable', table: 'interaction_fact', rowCount: 3, wantedCount: 2, problemCount: 1, problems: [{ code: 'COLUMN_COUNT', line: 4 }] }, /^INTERACTION_ID,SUBJECT,START_TS\r\n1000000000000000001,"one, two",/],
		['jsonLines', exportZip(), EXPORT, 'interaction_fact.jsonl', { table: 'interaction_fact', exportPath: EXPORT, wantedCount: 2, verifiedBy: 'crc32' }, /^\{"INTERACTION_ID":"1000000000000000001"/],
		['csv', CDR, 'cdr.csv', 'cdr.parsed.csv', { kind: 'verbaTable', rowCount: 2, wantedCount: 2 }, /^startTime,/],
		['jsonLines', AUDIT, 'audit.csv', 'audit.jsonl', { kind: 'verbaAuditLog', wantedCount: 2 }, /"ccdrId":"1"/],
		['csv', XML, 'call.xml', 'call.parsed.csv', { kind: 'verbaXml', wantedCount: 2 }, /^callId,mediaType,id,/],
		['jsonLines', MANIFEST, 'manifest.txt', 'manifest.jsonl', { kind: 'verbaManifest', rowCount: 1 }, /"itemCount":12/],
		['csv', MANIFEST, 'manifest.txt', 'manifest.parsed.csv', { kind: 'verbaManifest' }, /^vendor,format,/],
	])('%s of %#', async (output, content, fileName, stored, counts, text) => {
		const [item, ...others] = (await parse(content, fileName, { output, binaryPropertyName: 'rows' })).items;
		expect(others).toEqual([]);
		expect(item.json).toMatchObject(counts);
		expect(item.binary?.rows).toMatchObject({ fileName: stored });
		expect(await stage.textOf(item, 'rows')).toMatch(text);
	});

	const FORMULA = '=HYPERLINK("http://evil.example";"Open")';
	const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
	const infected: [string, string][] = [
		['8x8 index', INDEX.replace('Jane Doe', quoted(FORMULA))],
		['Genesys table', FACTS.replace('"one, two"', quoted(FORMULA))],
		['Verba CDR', CDR.replace(';7\r', `;${quoted(FORMULA)}\r`)],
		['Verba metadata', XML.replace('NY', FORMULA.replaceAll('"', '&quot;'))],
		['Verba manifest', MANIFEST.replace('jane@example.com', FORMULA)],
	];
	test.each(infected)('what a spreadsheet would compute is no formula, unless it is to be true: %s', async (_, content) => {
		const fileOf = async (parameters: INodeParameters) => await stage.textOf((await parse(content, 'a', parameters)).items[0]);
		expect(await fileOf({ output: 'csv' })).toContain(quoted(`'${FORMULA}`));
		expect(await fileOf({ output: 'csv', options: { protectFormulas: false } })).toContain(quoted(FORMULA));
		expect(await fileOf({ output: 'jsonLines' })).toContain(JSON.stringify(FORMULA));
	});

	test('numbers and phone numbers stay what they are', async () => {
		expect(await stage.textOf((await parse(CDR, 'a', { output: 'csv' })).items[0])).toContain(',+1415,');
	});

	test('with a limit', async () => {
		expect((await parse(INDEX, 'a.csv', { output: 'csv', options: { limit: 1 } })).json).toMatchObject([{ callCount: 1 }]);
		expect((await parse(CDR, 'a.csv', { output: 'csv', options: { limit: 1 } })).json).toMatchObject([{ wantedCount: 1 }]);
		expect((await parse(exportZip(), EXPORT, { tables: '', output: 'csv', options: { limit: 1 } })).json).toMatchObject([{ wantedCount: 1 }]);
	});
});

const condition = (column: string, operator: string, value: string) => ({ conditions: { condition: [{ column, operator, value }] } });

describe('which rows', () => {
	test.each<[string, string | Buffer, INodeParameters, number]>([
		['calls of an agent', INDEX, { filters: { agentName: 'jane' } }, 2],
		['calls in a window, in the zone given', INDEX, { filters: { startedAfter: '2016-06-06T12:00:00', startedBefore: '2016-06-06T17:00:00' } }, 1],
		['calls by a condition', INDEX, condition('QUEUE NAME', 'equals', 'support'), 2],
		['calls by both', INDEX, { filters: { agentName: 'jane' }, ...condition('queueName', 'startsWith', 'sup') }, 1],
		['a limit', INDEX, { returnAll: false, limit: 2 }, 2],
		['rows of a table in a window', FACTS, { filters: { startedAfter: '2026-11-19T15:00:00Z', startedBefore: '2026-11-19T16:00:00Z' } }, 1],
		['rows of a table by a condition on a long number', FACTS, condition('interaction_id', 'atLeast', '1000000000000000002'), 1],
		['rows of an export by a condition', exportZip(), { tables: '', ...condition('resource_name', 'equals', 'jane') }, 1],
		['a limit of all tables', exportZip(), { tables: '', returnAll: false, limit: 2 }, 2],
		['conversations in a window', CDR, { filters: { startedAfter: '2026-01-31T10:30:00' } }, 1],
		['conversations by a header that is not known', CDR, condition('desk', 'equals', '8'), 1],
		['conversations by a field', CDR, condition('durationSeconds', 'atLeast', '70'), 1],
		['conversations with a limit', CDR, { returnAll: false, limit: 1 }, 1],
		['the limit counts wanted rows', CDR, { returnAll: false, limit: 1, ...condition('from', 'equals', '1002') }, 1],
		['metadata by an element', XML, condition('mood', 'equals', 'good'), 1],
		['metadata by a field', XML, condition('location', 'equals', 'la'), 1],
		['lines of a log', AUDIT, condition('error_code', 'notEquals', '0'), 1],
		['lines of a log in a window', AUDIT, { filters: { startedAfter: '2014-12-09T18:00:00' } }, 1],
		['none by a column that is nowhere', CDR, condition('SHOE SIZE', 'notEquals', '44'), 0],
	])('%s', async (_, content, parameters, count) => {
		expect((await parse(content, 'a', { ...parameters, options: ZONE })).items).toHaveLength(count);
	});

	test.each([INDEX, FACTS, CDR])('a column that is nowhere is told', async (content) => {
		expect((await parse(content, 'a.csv', condition('SHOE SIZE', 'equals', '44'))).hints.map(({ message }) => message).join()).toMatch(/SHOE SIZE.*(no column|no such column)/);
	});

	test('metadata tell no time, so that a window leaves them out, and that is told', async () => {
		const { json, hints } = await parse(XML, 'a.xml', { filters: { startedAfter: '2026-01-31T10:30:00' } });
		expect([json, hints.map(({ message }) => message).join()]).toEqual([[], expect.stringMatching(/tells no time, so it was left out/)]);
	});

	test.each<[string | Buffer, string, RegExp]>([
		[FACTS, 'agentName', /"Agent Name" is a filter on calls of an 8x8 index, and the file is a Genesys table/],
		[exportZip(), 'caseId', /"Case ID" .* Genesys data export/],
		[CDR, 'number', /"Number" .* Verba CDR/],
		[AUDIT, 'number', /"Number" .* Verba audit log/],
		[XML, 'queueName', /"Queue Name" .* Verba metadata XML/],
		[MANIFEST, 'callType', /"Call Type" .* Verba manifest/],
	])('a filter that is not for the kind is refused, not overlooked: %#', async (content, filter, message) => {
		expect((await stage.failure([fileItem(content, 'a')], { filters: { [filter]: 'x' } })).message).toMatch(message);
	});
});

describe('which columns', () => {
	test.each<[string | Buffer, string, object]>([
		[INDEX, 'path, AGENT NAME', { path: 'S20160606/R201606060700000001.wav', agentName: 'Jane Doe' }],
		[FACTS, 'subject', { table: 'a', indexPath: 'a', kind: 'gimTable', SUBJECT: 'one, two' }],
		[CDR, 'from, Desk', { from: '1001', other: { Desk: '7' } }],
		[XML, 'id, mood', { id: '1', other: { mood: 'good' } }],
		[MANIFEST, 'itemCount', { itemCount: 12 }],
	])('%#', async (content, columns, expected) => {
		expect((await parse(content, 'a', { options: { columns } })).json[0]).toEqual(expected);
	});
});

describe('what is wrong', () => {
	test('is told by its line, and comes as items where that is wanted', async () => {
		expect((await parse(INDEX, 'a.csv', { options: ZONE })).hints).toMatchObject([{ message: expect.stringMatching(/^a\.csv: line 4, DURATION, "long":/) as string }]);
		const { json } = await parse(INDEX, 'a.csv', { options: { badRows: 'items' } });
		expect(json[3]).toMatchObject({ indexPath: 'a.csv', kind: 'eightByEightIndex', problem: { code: 'DURATION_UNREADABLE', line: 4 } });
	});

	test.each<[string, string]>([[INDEX, 'line 4, DURATION, "long"'], [FACTS, 'line 4'], [CDR.replace('65', 'long'), 'line 2, Duration, "long"']])('goes to the error branch where there is one: %#', async (content, where) => {
		const { json } = await parse(content, 'a.csv', { options: { ...ZONE, badRows: 'items' } }, { onError: 'continueErrorOutput' });
		const line = Number(/\d+/.exec(where)?.[0]);
		expect(json.at(-1)).toEqual({ error: expect.stringContaining(`a.csv: ${where}`), details: expect.objectContaining({ indexPath: 'a.csv', problem: expect.objectContaining({ line }) }) });
	});

	test('in XML ends its reading', async () => {
		const { hints } = await parse(XML.slice(0, -20), 'a.xml');
		expect(hints).toMatchObject([{ message: expect.stringMatching(/it was cut, or is still being written/) as string }]);
	});

	test.each([INDEX, CDR, AUDIT])('a time zone that nobody chose is told: %#', async (content) => {
		expect((await parse(content, 'a.csv', {}, { timezone: 'Europe/Berlin' })).hints.map(({ message }) => message).join()).toMatch(/a\.csv: the option Time Zone is not set, so that of the workflow counts: Europe\/Berlin/);
	});

	const encrypted = () => encryptCms(Buffer.from(INDEX), { recipients: [{ to: makeRecordingCertificate() }] });
	const office = (name: string, content = '<Types/>') => () => rawZip({ entries: [{ name, content, method: 0 }, { name: 'xl/workbook.xml', content: '<workbook/>' }] });
	const oldOffice = () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)]);
	const mediaZip = () => rawZip({ entries: [{ name: 'a/call.wav', content: 'RIFF' }, { name: 'cdr.csv', content: CDR }] });
	test.each<[string, () => string | Buffer, INodeParameters, RegExp, RegExp]>([
		['what is no index', () => 'hello', {}, /"a\.bin": no columns of any kind .* "hello"/, /set Kind/],
		['an empty file', () => '', {}, /it is empty/, /node before/],
		['an encrypted one', encrypted, {}, /it is encrypted/, /Recording Files > Decrypt/],
		['an encrypted one, whatever it is said to be', encrypted, { kind: 'gimExport' }, /it is encrypted/, /Recording Files > Decrypt/],
		['an archive of something else', mediaZip, {}, /a ZIP archive whose CSV files are no tables of Genesys: cdr\.csv/, /Unpack Archive/],
		['an archive without a table', () => rawZip({ entries: [{ name: 'call.wav', content: 'RIFF' }] }), {}, /a ZIP archive without a CSV file/, /Unpack Archive/],
		['a workbook', office('[Content_Types].xml'), {}, /no text, but an Excel workbook/, /as CSV in UTF-8.*Extract from File/],
		['a workbook, whatever it is said to be', office('_rels/.rels'), { kind: 'verbaTable' }, /no text, but an Excel workbook/, /Extract from File/],
		['a workbook as a data export', office('xl/styles.xml'), { kind: 'gimExport' }, /no text, but an Excel workbook/, /Extract from File/],
		['a workbook of LibreOffice', office('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'), {}, /no text, but an Excel workbook/, /Extract from File/],
		['a workbook of Excel 2003', oldOffice, { kind: 'verbaTable' }, /a document of Office 97 to 2003/, /as CSV/],
		['an archive that is said to be a CDR', mediaZip, { kind: 'verbaTable' }, /it is a ZIP archive, and no Verba CDR/, /Unpack Archive.* set Kind/],
		['a PDF that is said to be a CDR', () => '%PDF-1.7', { kind: 'verbaTable' }, /application\/pdf/, /Let Verba write the CDR file as CSV/],
		['an archive with a password', () => rawZip({ entries: [sealed('AES-256', 'interaction_fact.csv', FACTS, 'p')] }), {}, /is encrypted \(AES-256\), and no password was given/, /Unpack it first, with its password/],
		['a cut archive', () => exportZip().subarray(0, -30), {}, /begins like a ZIP archive, and its end is missing/, /Get the archive again/],
		['an archive that climbs out of its folder', () => rawZip({ entries: [{ name: '../a.csv', content: FACTS }] }), {}, /leads out of its folder/, /who made/],
		['a kind that it is not', () => CDR.replace(/Date-Time|Duration/g, 'x'), { kind: 'eightByEightIndex' }, /names a column of an 8x8 index/, /index file/],
		['a kind that is none', () => INDEX, { kind: '={{ "avaya" }}' }, /"Kind" is avaya/, /Choose one/],
		['a zone that is none', () => INDEX, { options: { timeZone: 'Mars/Base' } }, /"Time Zone" is "Mars\/Base"/, /Europe\/Zurich/],
		['an operator that is none', () => INDEX, condition('a', '={{ "~" }}', 'b'), /"Operator" is ~/, /Choose one/],
		['a condition on nothing', () => INDEX, condition(' ', 'equals', 'b'), /a condition names no column/, /Set Column/],
		['a condition on a manifest', () => MANIFEST, condition('a', 'equals', 'b'), /a manifest has none/, /Remove/],
		['an output that is none', () => INDEX, { output: '={{ "xml" }}' }, /"Output" is xml/, /Choose one/],
	])('%s is refused', async (_, content, parameters, message, advice) => {
		const error = await stage.failure([fileItem(content(), 'a.bin')], parameters);
		expect([error.message, error.description]).toEqual([expect.stringMatching(message), expect.stringMatching(advice)]);
	});

	const doctype = `<!DOCTYPE calls [<!ENTITY a "b">]>${XML}`;
	test.each<[string, string, INodeParameters, RegExp]>([
		['a document type', doctype, {}, /"a\.bin": line 1: the XML declares a document type/],
		['a document type, as a file', doctype, { output: 'csv' }, /declares a document type/],
		['a document type, with problems as items', doctype, { options: { badRows: 'items' } }, /declares a document type/],
		['a document type in a manifest', '<!DOCTYPE m [<!ENTITY a "b">]><manifest><items>3</items></manifest>', { kind: 'verbaManifest' }, /declares a document type/],
		['a cut conversation', '<call><id>1</id><native_id>2', {}, /line 1: the XML ends before its last element does/],
		['a cut manifest', '<manifest><items>3</items>', {}, /ends before its last element does/],
		['no XML', '{"a":1}', { kind: 'verbaXml' }, /does not begin like XML/],
		['no metadata, and nothing else', '', { kind: 'verbaXml' }, /the file is empty/],
		['an empty table', '', { kind: 'verbaTable' }, /the file is empty/],
		['an empty manifest', '', { kind: 'verbaManifest' }, /it is empty/],
		['an empty index', '', { kind: 'eightByEightIndex' }, /empty/],
		['an empty table of Genesys', '', { kind: 'gimTable' }, /the table is empty/],
		['a table of too many columns', `id,From,${'a,'.repeat(3_000)}\n1\n`, { kind: 'verbaTable' }, /more columns than anything/],
	])('a file of which nothing could be read fails: %s', async (_, content, parameters, message) => {
		expect((await stage.failure([fileItem(content, 'a.bin')], parameters)).message).toMatch(message);
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			expect((await parse(content, 'a.bin', parameters, { onError })).json).toMatchObject([{ error: expect.stringMatching(message) as string }]);
		}
	});

	test.each<[string, string, number]>([
		['a list that is cut', '<all><c><id>1</id><native_id>n</native_id></c><c><id>2</id><native_id>m</native_id></c><c><id>3', 2],
		['a header without rows', 'Start Date-Time;From;To\n', 0],
	])('a file of which a part was read keeps it: %s', async (_, content, count) => {
		expect((await parse(content, 'a')).items).toHaveLength(count);
	});

	test('a title before a header, and metadata with the name of a manifest', async () => {
		expect((await parse(`Export, of Monday\r\n\r\n${CDR}`, 'cdr.csv', { options: ZONE })).json).toMatchObject([{ from: '1001' }, { from: '1002' }]);
		expect((await parse(XML, 'manifest.xml')).json).toMatchObject([{ callId: 'c1' }, { callId: 'c2' }]);
	});

	test('no field is told, and each item fails alone', async () => {
		const { json } = await stage.run([{ json: {} }, fileItem('x', 'b'), fileItem(MANIFEST, 'c')], {}, { onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ error: expect.stringMatching(/no binary field "data"/) }, { errorCode: 'INVALID_REQUEST', mail: 1 }, { itemCount: 12 }]);
	});

	test('a cancelled execution ends, and says so', async () => {
		const cancel = new AbortController();
		cancel.abort();
		const failure = await stage.failure([fileItem(INDEX, 'a.csv'), fileItem(CDR, 'b.csv')], {}, { onError: 'continueRegularOutput', signal: cancel.signal });
		expect(failure.message).toMatch(/the execution was cancelled/);
	});
});

test('columns that a customer has named in its own way', async () => {
	const content = 'Beginn;Teilnehmer A;Datei\n31.01.2026 10:00:00;1001;a.wav\n';
	const columns = [['Beginn', 'startTime'], ['Teilnehmer A', 'from'], ['Datei', 'mediaFileName']].map(([header, field]) => ({ header, field }));
	const { json } = await parse(content, 'a.csv', { kind: 'verbaTable', options: { ...ZONE, columnMapping: { columns } } });
	expect(json).toMatchObject([{ startTime: '2026-01-31T18:00:00Z', from: '1001', mediaFileName: 'a.wav' }]);
	expect((await stage.failure([fileItem(content, 'a')], { kind: 'verbaTable', options: { columnMapping: { columns: [{ header: 'Datei', field: 'shoe' }] } } })).message).toMatch(/mapped to "shoe", which is no field/);
});

test.each(['engine', 'subNode'] as const)('an agent gets rows, and no files (%s)', async (asTool) => {
	expect((await stage.failure([fileItem(INDEX, 'a.csv')], { output: 'csv' }, { asTool })).message).toMatch(/an AI agent cannot take a file/);
	if (asTool === 'engine') expect((await stage.run([fileItem(INDEX, 'a.csv')], {}, { asTool })).items).toHaveLength(3);
});
