import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { rawZip } from '../core/archive/raw-zip';
import { encryptCms, makeRecordingCertificate } from '../core/crypto/writer';
import { archiveOf, exportOf } from '../vendors/genesys/data-export/stage';
import { Stage } from './stage';

const stage = new Stage({ resource: 'dataExport' });

const [FIRST, SECOND] = ['export_100_2026_01_01_00_00_00', 'export_2000_2026_01_01_08_00_00'];
const [FIRST_PATH, SECOND_PATH] = [FIRST, SECOND].map((name) => `${name}/${name}.zip`);
const FACTS = 'INTERACTION_ID,MEDIA_SERVER_IXN_GUID,SUBJECT,START_TS\r\n1000000000000000001,A,"one, two",1795101525\r\n1000000000000000002,B,,1795107085\r\n';
const TABLES = { interaction_fact: FACTS, resource_: 'RESOURCE_KEY,RESOURCE_NAME\r\n7,Jane\r\n8\r\n' };
const ITEM = { path: FIRST_PATH, container: 'gim-export' };

beforeEach(() => {
	for (const files of [exportOf(FIRST, TABLES), exportOf(SECOND, TABLES)]) {
		for (const [path, content] of Object.entries(files)) stage.server.store.put('gim-export', path, { content });
	}
	stage.server.store.put('gim-export', 'readme.txt', { content: 'x' });
	stage.server.store.put('recordings', `${FIRST}.zip`, { content: 'x' });
});

describe('Get Many', () => {
	const paths = async (parameters: INodeParameters = {}) => (await stage.run({ operation: 'getAll', returnAll: true, ...parameters })).json.map(({ path }) => path);

	test.each<[string, INodeParameters, string[]]>([
		['the oldest first', {}, [FIRST_PATH, SECOND_PATH]],
		['the newest first', { order: 'newest' }, [SECOND_PATH, FIRST_PATH]],
		['the newest alone', { order: 'newest', returnAll: false, limit: 1 }, [SECOND_PATH]],
		['after the last that was taken', { filters: { afterExport: FIRST } }, [SECOND_PATH]],
		['in a folder', { folder: `${SECOND}/` }, [SECOND_PATH]],
		['stored in the future', { filters: { storedAfter: '2100-01-01T00:00:00' } }, []],
	])('%s', async (_, parameters, expected) => {
		expect(await paths(parameters)).toEqual(expected);
	});

	test('an item tells what is known of the export', async () => {
		const { json } = await stage.run({ operation: 'getAll' });
		expect(json[0]).toMatchObject({ vendor: 'genesys', container: 'gim-export', exportName: FIRST, auditKey: '100', dataUntil: '2026-01-01T00:00:00Z', checksumPath: `${FIRST_PATH}.sha1`, sizeBytes: expect.any(Number) as number });
	});

	test('a mark that is none is refused', async () => {
		expect((await stage.failure({ operation: 'getAll', filters: { afterExport: 'yesterday' } })).message).toMatch(/no name of an export/);
	});

	test('nothing found is told', async () => {
		const { hints } = await stage.run({ operation: 'getAll', folder: 'elsewhere/' });
		expect(hints).toMatchObject([{ message: expect.stringMatching(/No data export was found/) as string }]);
	});
});

test('Download fetches the archive as it is', async () => {
	const { items } = await stage.run({ operation: 'download' }, { items: [ITEM] });
	expect(items[0].json).toMatchObject({ path: FIRST_PATH, exportName: FIRST, verifiedBy: 'md5' });
	expect(items[0].binary?.data).toMatchObject({ fileName: `${FIRST}.zip`, mimeType: 'application/zip' });
	expect((await stage.n8n.bytesOf(items[0].binary?.data)).equals(archiveOf(TABLES))).toBe(true);
});

describe('Parse', () => {
	const parse = async (parameters: INodeParameters = {}, items: IDataObject[] = [ITEM]) =>
		await stage.run({ operation: 'parse', returnAll: true, ...parameters }, { items });

	test('one item for each row; values are text, and what is empty is left out', async () => {
		const { items } = await parse();
		expect(items.map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual([
			{ json: { exportName: FIRST, exportPath: FIRST_PATH, table: 'interaction_fact', INTERACTION_ID: '1000000000000000001', MEDIA_SERVER_IXN_GUID: 'A', SUBJECT: 'one, two', START_TS: '1795101525' }, pairedItem: { item: 0 } },
			{ json: { exportName: FIRST, exportPath: FIRST_PATH, table: 'interaction_fact', INTERACTION_ID: '1000000000000000002', MEDIA_SERVER_IXN_GUID: 'B', START_TS: '1795107085' }, pairedItem: { item: 0 } },
		]);
	});

	test.each<[string, INodeParameters, string[]]>([
		['all tables', { tables: '' }, ['interaction_fact', 'interaction_fact', 'resource_']],
		['two, by other names', { tables: 'RESOURCE_, interaction_fact.csv' }, ['resource_', 'interaction_fact', 'interaction_fact']],
		['a limit for all of them', { tables: '', returnAll: false, limit: 1 }, ['interaction_fact']],
		['a window', { filters: { startedAfter: '2026-11-19T15:00:00Z', startedBefore: '2026-11-19T16:00:00Z' } }, ['interaction_fact']],
		['none that is there', { tables: 'calling_list' }, []],
	])('%s', async (_, parameters, expected) => {
		expect((await parse(parameters)).json.map(({ table }) => table)).toEqual(expected);
	});

	test('a table that is not there is told, with those that are', async () => {
		expect((await parse({ tables: 'calling_list' })).hints).toMatchObject([{ message: `${FIRST_PATH} has no table calling_list. It has: interaction_fact, resource_.` }]);
	});

	test.each(['', 'interaction_fact'])('an archive without tables is told (tables: "%s")', async (tables) => {
		stage.server.store.put('gim-export', FIRST_PATH, { content: rawZip({ entries: [{ name: 'readme.txt', content: 'x' }] }) });
		const { json, hints } = await parse({ tables });
		expect([json, hints.map(({ message }) => message)]).toEqual([[], [`${FIRST_PATH} holds no table: none of its files is a CSV file.`]]);
	});

	test('chosen columns alone', async () => {
		expect((await parse({ options: { columns: 'start_ts' } })).json[0]).toEqual({ exportName: FIRST, exportPath: FIRST_PATH, table: 'interaction_fact', START_TS: '1795101525' });
	});

	test('bad rows are told by their line, and come as items where that is wanted', async () => {
		const { hints } = await parse({ tables: 'resource_' });
		expect(hints).toMatchObject([{ message: expect.stringMatching(/resource_: line 3, "1 instead of 2": the row has another number of fields/) as string }]);
		const { json } = await parse({ tables: 'resource_', options: { badRows: 'items' } });
		expect(json[1]).toMatchObject({ exportName: FIRST, table: 'resource_', problem: { code: 'COLUMN_COUNT', line: 3 } });
	});

	test.each<[string, string, string]>([
		['csv', 'interaction_fact.csv', FACTS],
		['jsonLines', 'interaction_fact.jsonl', '{"INTERACTION_ID":"1000000000000000001","MEDIA_SERVER_IXN_GUID":"A","SUBJECT":"one, two","START_TS":"1795101525"}\n{"INTERACTION_ID":"1000000000000000002","MEDIA_SERVER_IXN_GUID":"B","START_TS":"1795107085"}\n'],
	])('each table as a file: %s', async (output, fileName, content) => {
		const { items } = await parse({ output, tables: '' });
		expect(items).toHaveLength(2);
		expect(items[0].json).toMatchObject({ table: 'interaction_fact', rowCount: 2, wantedCount: 2, problemCount: 0, verifiedBy: 'crc32' });
		expect(items[1].json).toMatchObject({ table: 'resource_', rowCount: 2, wantedCount: 1, problemCount: 1 });
		expect(items[0].binary?.data).toMatchObject({ fileName });
		expect((await stage.n8n.bytesOf(items[0].binary?.data)).toString()).toBe(content);
	});

	test('the SHA-1 is checked where that is asked for', async () => {
		const options = { checkSha1: true };
		expect((await parse({ output: 'csv', options })).json[0]).toMatchObject({ verifiedBy: 'sha1' });
		stage.server.store.put('gim-export', `${FIRST_PATH}.sha1`, { content: `${'0'.repeat(40)}  ${FIRST}.zip\n` });
		expect((await stage.failure({ operation: 'parse', options }, { items: [ITEM] })).message).toMatch(/another SHA-1/);
	});

	test('a cancelled execution ends, and says so', async () => {
		const cancel = new AbortController();
		cancel.abort();
		const failure = await stage.failure({ operation: 'parse' }, { items: [ITEM, ITEM], onError: 'continueRegularOutput', signal: cancel.signal });
		expect(failure).toMatchObject({ message: expect.stringContaining('the execution was cancelled'), description: '(CANCELLED)' });
	});

	test('one that fails, fails alone', async () => {
		stage.server.store.put('gim-export', SECOND_PATH, { content: rawZip({ entries: [{ name: '../a.csv' }] }) });
		const items = [{ path: SECOND_PATH }, ITEM];
		const { json } = await stage.run({ operation: 'parse', returnAll: true }, { items, onError: 'continueRegularOutput' });
		expect(json).toHaveLength(3);
		expect(json[0]).toMatchObject({ errorCode: 'ARCHIVE_REFUSED', path: SECOND_PATH });
	});

	test.each<[string, IDataObject, RegExp]>([
		['no path', {}, /names no path/],
		['a file that is not there', { path: 'export_1/export_1.zip' }, /404 BlobNotFound/],
		['a file that is no archive', { path: 'readme.txt' }, /no ZIP archive/],
	])('%s', async (_, item, message) => {
		expect((await stage.failure({ operation: 'parse' }, { items: [item] })).message).toMatch(message);
	});
});

describe('the history of calls', () => {
	const call = (letter: string) => letter.repeat(32);
	const path = (letter: string) => `mytenant/${call(letter)}_2026-01-01_06-00-00-0064020A-10013025-00000001.mp3`;
	const facts = (...rows: string[]) => ({ interaction_fact: ['INTERACTION_ID,MEDIA_SERVER_IXN_GUID,STATUS,OTHER_GUID', ...rows, ''].join('\r\n') });
	const seed = (run: string, ...rows: string[]) => {
		for (const [file, content] of Object.entries(exportOf(run, facts(...rows)))) stage.server.store.put('gim-export', file, { content });
	};
	const statuses = (json: IDataObject[]) => json.map(({ history }) => (history as IDataObject[] | undefined)?.map(({ STATUS }) => STATUS));
	const getMany = async ({ withHistory = false, ...options }: IDataObject) =>
		await stage.run({ resource: 'recording', operation: 'getAll', returnAll: true, folder: 'mytenant/', withHistory, options } as INodeParameters);

	beforeEach(() => {
		stage.server.store.put('recordings', path('A'), { content: 'mp3', tags: { RecordingType: 'CALL' } });
		stage.server.store.put('recordings', path('B'), { content: 'mp3' });
		seed(FIRST, `1,${call('A')},old,x`, `2,${call('Z')},other,${call('B')}`);
		seed(SECOND, `1,${call('A')},new,x`);
	});

	test.each<[string, IDataObject, unknown[]]>([
		['is not asked for', {}, [undefined, undefined]],
		['is added where there is one, as it was exported last', { withHistory: true }, [['new'], undefined]],
		['by another column', { withHistory: true, historyCallColumn: 'OTHER_GUID' }, [undefined, ['other']]],
	])('%s', async (_, options, expected) => {
		const { json, hints } = await getMany(options);
		expect(statuses(json)).toEqual(expected);
		expect(hints).toEqual([]);
	});

	test('of some columns', async () => {
		expect((await getMany({ withHistory: true, historyColumns: 'STATUS' })).json[0]).toMatchObject({ path: path('A'), history: [{ STATUS: 'new' }] });
	});

	test('of recordings that are found by tags', async () => {
		const { json } = await stage.run({ resource: 'recording', operation: 'findByTags', define: 'expression', expression: "RecordingType='CALL'", returnAll: true, withHistory: true });
		expect(statuses(json)).toEqual([['new']]);
	});

	test('out of encrypted exports, with the keys; without them it is told', async () => {
		const own = makeRecordingCertificate();
		const content = encryptCms(archiveOf(facts(`1,${call('A')},secret,x`)), { recipients: [{ to: own }] });
		stage.server.store.put('gim-export', SECOND_PATH, { content });
		const furtherCredentials = { recordingKeysApi: { privateKeys: own.certificate + own.key } };
		const parameters = { resource: 'recording', operation: 'getAll', returnAll: true, folder: 'mytenant/', withHistory: true };
		expect(statuses((await stage.run({ ...parameters, decrypt: true }, { furtherCredentials })).json)).toEqual([['secret'], undefined]);
		const { json, hints } = await stage.run(parameters);
		expect(statuses(json)).toEqual([['old'], undefined]);
		expect(hints).toMatchObject([{ message: expect.stringMatching(/encrypted/) as string }]);
	});

	test('what is missing from it is told', async () => {
		stage.server.store.put('gim-export', SECOND_PATH, { content: 'no archive' });
		const { json, hints } = await getMany({ withHistory: true });
		expect(statuses(json)).toEqual([['old'], undefined]);
		expect(hints).toMatchObject([{ message: expect.stringMatching(/^Call history: export_2000_\S+ was left out: .*no ZIP archive/) as string }]);
	});

	test('another container with exports', async () => {
		const { hints } = await getMany({ withHistory: true, exportContainer: 'recordings' });
		expect(hints).toMatchObject([{ message: expect.stringMatching(/export_100_\S+ was left out: .*no ZIP archive/) as string }]);
	});
});
