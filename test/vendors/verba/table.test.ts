import type { AuditEntry, Conversation } from '../../../core/vendors/verba/conversation';
import { rowCsv, rowItems, rowJsonLines } from '../../../core/vendors/verba/output';
import { readTable, type TableOptions } from '../../../core/vendors/verba/table/read-table';
import { readMetadataXml } from '../../../core/vendors/verba/xml/read-xml';
import { longestHoldMs } from '../../longest-hold';

const BERLIN = { zone: 'Europe/Berlin' };

async function read(text: string | Uint8Array, options: Partial<TableOptions> = {}) {
	const reader = readTable(text, { ...BERLIN, ...options });
	const rows: (Conversation & AuditEntry)[] = [];
	for await (const batch of reader) rows.push(...(batch as (Conversation & AuditEntry)[]));
	return { rows, reader, problems: reader.problems.examples.map(({ code, line }) => `${code}:${line}`) };
}

describe('columns by their names', () => {
	test.each<[string, string, object[]]>([
		['of the list export', 'Start Date,Start Time,Duration,Caller Phone Number,Caller Name (System),Caller Name (Verba),Called Phone Number\n2026-11-21,08:00:00,61,+49301,Jo,Jo V.,+49302\n', [
			{ line: 2, startTime: '2026-11-21T07:00:00Z', durationSeconds: 61, callerPhoneNumber: '+49301', callerNameSystem: 'Jo', callerNameVerba: 'Jo V.', calledPhoneNumber: '+49302', raw: { 'Start Date': '2026-11-21', 'Start Time': '08:00:00', Duration: '61' } },
		]],
		['of the filter', 'From;From Info;To;To Info;Direction;End Cause;Conversation Type;Recording server;Media file name\n1;a;2;b;inbound;normal;Voice;NY1;x.wav\n', [
			{ from: '1', fromInfo: 'a', to: '2', toInfo: 'b', direction: 'inbound', endCause: 'normal', conversationType: 'Voice', mediaType: 'Voice', recordingServer: 'NY1', mediaFileName: 'x.wav' },
		]],
		['of metadata XML', 'id\tmodality_id\tnative_id\tnative_call_id\n1\tvoice\t2|1|-1\t2\n', [{ id: '1', modalityId: 'voice', mediaType: 'voice', nativeId: '2|1|-1', nativeCallId: '2', callId: '2' }]],
		['in other letters and with other marks', 'START_TIME (UTC)|caller-phone-number\n2026-11-21T08:00:00|1\n', [{ startTime: '2026-11-21T08:00:00Z', callerPhoneNumber: '1' }]],
		['with a separator line and a byte order mark', '\uFEFFsep=;\nid;From\n1;2\n', [{ id: '1', from: '2' }]],
		['after a title', 'Conversations of today\n\nid,From\n1,2\n', [{ id: '1', from: '2' }]],
		['after a title, with semicolons', 'Conversations of today\n\nid;From\n1;2\n', [{ line: 4, id: '1', from: '2' }]],
		['after a title with a comma', 'Conversations, of today\nid;From\n1;2\n', [{ line: 3, id: '1', from: '2' }]],
		['after a title, with a separator line', 'sep=;\nConversations, of today\nid;From\n1;2\n', [{ line: 4, id: '1', from: '2' }]],
		['unknown ones under their own', 'id,From,Desk,Desk,\n1,2,a,b,c\n', [{ id: '1', from: '2', other: { Desk: 'a', 'Desk 2': 'b', 'column 5': 'c' } }]],
		['numbers as a spreadsheet keeps them', 'From,To,id\n="0012","\'0013",007\n', [{ from: '0012', to: '0013', id: '007' }]],
		['names that objects have', 'id,From,__proto__,constructor\n1,2,3,4\n', [{ id: '1', other: { '__proto__ 2': '3', constructor: '4' } }]],
		['none that is known', 'Beginn;Dauer\n1;2\n', [{ line: 2, other: { Beginn: '1', Dauer: '2' } }]],
	])('%s', async (_, text, expected) => {
		const { rows } = await read(text);
		expect(rows).toHaveLength(expected.length);
		expect(JSON.parse(JSON.stringify(rows))).toMatchObject(JSON.parse(JSON.stringify(expected)) as object[]);
	});

	test.each<[string, string, Record<string, string>, object]>([
		['by field', 'Beginn;Von;Dauer\n21.11.2026 08:00:00;Jo;61\n', { Beginn: 'startTime', Von: 'from', Dauer: 'durationSeconds' }, { startTime: '2026-11-21T07:00:00Z', from: 'Jo', durationSeconds: 61 }],
		['in UTC', 'Beginn;Von\n21.11.2026 08:00:00;Jo\n', { Beginn: 'startTimeUtc' }, { startTime: '2026-11-21T08:00:00Z', other: { Von: 'Jo' } }],
		['by documented header', 'Datei;x\na.wav;1\n', { datei: 'Media file name' }, { mediaFileName: 'a.wav' }],
		['against what a name says', 'From;To\n1;2\n', { From: 'to', To: 'from' }, { from: '2', to: '1' }],
		['against a documented header before it', 'From;Von\n1;2\n', { Von: 'from' }, { from: '2', other: { From: '1' } }],
		['against a documented header behind it', 'Von;From\n2;1\n', { Von: 'from' }, { from: '2', other: { From: '1' } }],
		['after a title', 'Heute, alle\nVon;Dauer\n2;1\n', { Von: 'from', Dauer: 'durationSeconds' }, { from: '2', durationSeconds: 1 }],
		['date and time in columns of their own', 'Tag;Zeit\n21.11.2026;08:00\n', { Tag: 'startDate', Zeit: 'startClock' }, { startTime: '2026-11-21T07:00:00Z' }],
	])('a mapping: %s', async (_, text, columns, expected) => {
		expect((await read(text, { columns })).rows).toMatchObject([expected]);
	});

	test('a mapping to what is no field is refused', () => {
		expect(() => readTable('', { ...BERLIN, columns: { a: 'nothing' } })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', advice: expect.stringContaining('mediaFileName') as string }) as Error);
	});
});

describe('times', () => {
	const two = (first: string, second: string) => `Start Date-Time,End Date-Time\n${first},${second}\n`;
	test.each<[string, string, Partial<TableOptions>, (string | undefined)[], string[]]>([
		['ISO', two('2026-11-21 08:00:00', '2026-11-21T08:01:00'), {}, ['2026-11-21T07:00:00Z', '2026-11-21T07:01:00Z'], []],
		['the day first, as one of them shows', two('05.11.2026 08:00:00', '21.11.2026 08:00:00'), {}, ['2026-11-05T07:00:00Z', '2026-11-21T07:00:00Z'], []],
		['the month first, as one of them shows', two('11/05/2026 8:00:00 AM', '11/21/2026 8:00:00 PM'), { zone: 'America/New_York' }, ['2026-11-05T13:00:00Z', '2026-11-22T01:00:00Z'], []],
		['what nothing tells', two('05/11/2026 08:00:00', '06/11/2026 08:00:00'), {}, [undefined, undefined], ['TIME_AMBIGUOUS:2', 'TIME_AMBIGUOUS:2']],
		['what is set', two('05/11/2026 08:00:00', '06/11/2026 08:00:00'), { dateOrder: 'dayFirst' }, ['2026-11-05T07:00:00Z', '2026-11-06T07:00:00Z'], []],
		['the hour that comes twice', two('2026-10-25 02:59:00', '2026-10-25 02:01:00'), {}, ['2026-10-25T00:59:00Z', '2026-10-25T01:01:00Z'], []],
		['the hour that clocks skip', two('2026-03-29 02:30:00', ''), {}, [undefined, undefined], ['TIME_NOT_IN_ZONE:2']],
		['words', two('yesterday', '-'), {}, [undefined, undefined], ['TIME_UNREADABLE:2', 'TIME_UNREADABLE:2']],
		['UTC before local', 'Start Time (UTC),Start Date-Time\n2026-11-21 07:00:00,2026-11-21 09:00:00\n', {}, ['2026-11-21T07:00:00Z', undefined], []],
		['a date alone is no moment', 'Start Date,From\n2026-11-21,1\n', {}, [undefined, undefined], []],
		['a date in the column of times', 'Start Time,From\n2026-11-21 08:00:00,1\n', {}, ['2026-11-21T07:00:00Z', undefined], []],
		['milliseconds', 'Start Date-Time,From\n2014.12.09 17:02:30.253,1\n', {}, ['2014-12-09T16:02:30.253Z', undefined], []],
	])('%s', async (_, text, options, expected, problems) => {
		const { rows, problems: found } = await read(text, options);
		expect(rows.map(({ startTime, endTime }) => [startTime, endTime])).toEqual([expected]);
		expect(found).toEqual(problems);
	});
});

describe('rows that are no good are told with their lines', () => {
	test.each<[string, string, number, string[]]>([
		['nothing', '', 0, ['NO_HEADER:1']],
		['a header alone', 'id,From\n', 0, []],
		['too few and too many fields', 'id,From\n1\n1,2,3\n', 2, ['COLUMN_COUNT:2', 'COLUMN_COUNT:3']],
		['separators at the end', 'id,From\n1,2,,\n', 1, []],
		['a quote that never closes', 'id,From\n"1,2\n3,4\n', 1, ['UNCLOSED_QUOTE:2']],
		['blank rows', 'id,From\n\n , \n1,2\n', 1, []],
		['the header once more', 'id,From\n1,2\nid,From\n3,4\n', 2, ['HEADER_AGAIN:3']],
		['a column twice', 'id,From,ID\n1,2,3\n', 1, ['REPEATED_COLUMN:1']],
		['no known column', 'a,b\n1,2\n', 1, ['NO_KNOWN_COLUMN:1']],
		['a duration that is none', 'id,Duration\n1,long\n', 1, ['DURATION_UNREADABLE:2']],
		['a rounded number', 'id,From\n1,4.93012E+11\n', 1, ['NUMBER_ROUNDED:2']],
		['a line break within quotes counts', 'id,From\n1,"2\n3"\n4\n', 2, ['COLUMN_COUNT:4']],
		['a header of 10,000 columns', `${Array.from({ length: 10_000 }, () => 'id').join(',')}\n1\n`, 0, ['TOO_MANY_COLUMNS:1']],
	])('%s', async (_, text, count, problems) => {
		const { rows, problems: found } = await read(text);
		expect(rows).toHaveLength(count);
		expect(found.slice(0, 3)).toEqual(problems);
	});
});

describe('the log of a policy', () => {
	const LOG =
		'ccdr_id;native_id;n_files;src_folder_id;src_folder_name;policy_id;policy_name;action;error_code;error_desc;ts;retention_start;retention_period;retention_auto_delete\n' +
		'1;2|1|-1;3;4;NY;5;Export;export;0;;2014.12.09 17:02:30.253;2014.12.09;30;1\n';

	test('is recognised by its columns', async () => {
		const { rows, reader, problems } = await read(LOG);
		expect(reader.kind).toBe('audit-log');
		expect(reader.separator).toBe(';');
		expect(problems).toEqual([]);
		expect(rows).toEqual([
			{ vendor: 'verba', line: 2, ccdrId: '1', nativeId: '2|1|-1', fileCount: 3, srcFolderId: '4', srcFolderName: 'NY', policyId: '5', policyName: 'Export', action: 'export', errorCode: '0', time: '2014-12-09T16:02:30.253Z', retentionStart: '2014.12.09', retentionPeriod: '30', retentionAutoDelete: '1', raw: { ts: '2014.12.09 17:02:30.253' } },
		]);
	});

	test('a count that is none is told', async () => {
		expect((await read(LOG.replace(';3;', ';many;'))).problems).toEqual(['NUMBER_UNREADABLE:2']);
	});
});

describe('output', () => {
	const TEXT = 'id,Start Date-Time,Desk\n1,2026-11-21 08:00:00,"7,a"\n2,2026-11-21 09:00:00,\n';
	const XML = '<all><c><id>1</id><native_id>n1</native_id><who>Jo</who></c><c><id>2</id><native_id>n2</native_id></c></all>';
	const table = () => readTable(TEXT, BERLIN);

	async function textOf(stream: AsyncIterable<Buffer>) {
		let text = '';
		for await (const piece of stream) text += piece.toString();
		return text;
	}

	test.each<[string, () => Promise<string>, string]>([
		['CSV', async () => await textOf(rowCsv(table())), 'startTime,id,Desk,Start Date-Time\r\n2026-11-21T07:00:00Z,1,"7,a",2026-11-21 08:00:00\r\n2026-11-21T08:00:00Z,2,,2026-11-21 09:00:00\r\n'],
		['CSV with columns', async () => await textOf(rowCsv(table(), ['Desk', 'id', 'line'])), 'Desk,id,line\r\n"7,a",1,2\r\n,2,3\r\n'],
		['JSON lines with columns', async () => await textOf(rowJsonLines(table(), ['id', 'Desk'])), '{"id":"1","other":{"Desk":"7,a"}}\n{"id":"2"}\n'],
		['JSON lines', async () => await textOf(rowJsonLines(readTable('id,From\n1,2\n', BERLIN))), '{"vendor":"verba","line":2,"id":"1","from":"2"}\n'],
		['CSV without rows', async () => await textOf(rowCsv(readTable('id,From\n', BERLIN))), 'id,from\r\n'],
		['CSV of XML', async () => await textOf(rowCsv(readMetadataXml(XML), ['id', 'who', 'other'])), 'id,who,other\r\n1,Jo,"{""who"":""Jo""}"\r\n2,,\r\n'],
		['JSON lines of XML', async () => await textOf(rowJsonLines(readMetadataXml(XML), ['id', 'who'])), '{"id":"1","other":{"who":"Jo"}}\n{"id":"2"}\n'],
	])('%s', async (_, run, expected) => {
		expect(await run()).toBe(expected);
	});

	test('a column that is nowhere is told', async () => {
		const reader = table();
		const items = [];
		for await (const batch of rowItems(reader, ['id', 'nothing'])) items.push(...batch);
		expect(items).toEqual([{ id: '1' }, { id: '2' }]);
		expect(reader.problems.examples).toMatchObject([{ code: 'UNKNOWN_COLUMN', column: 'nothing' }]);
	});
});

test('a large CDR does not hold the event loop', async () => {
	const row = '4a9d5ec0-7a40-11e4-8271-001cc092f276,2026-11-21 08:00:00,61,+4930123,Jo,+4930456,a.wav,NY-1\n';
	const text = Buffer.from(`id,Start Date-Time,Duration,Caller Phone Number,User,Called Phone Number,Media file name,Desk\n${row.repeat(60_000)}`);
	let bytes = 0;
	const hold = await longestHoldMs(async () => {
		for await (const piece of rowJsonLines(readTable(text, BERLIN))) bytes += (piece as Buffer).length;
	});
	expect(bytes).toBeGreaterThan(60_000 * 300);
	expect(hold).toBeLessThan(200);
});

test('a limit, and a cancel', async () => {
	expect((await read('id,From\n1,2\n3,4\n5,6\n', { limit: 2 })).rows).toHaveLength(2);
	await expect(read('id,From\n', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
