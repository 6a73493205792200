import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { machineFolder, PLACES, type Files } from './places';
import { EXPORT, xmlOf, zipOf } from './sample-export';
import { VerbaStage } from './verba-stage';

const under = (folder: string, files: Files = EXPORT) => Object.fromEntries(Object.entries(files).map(([path, content]) => [folder + path, content]));
const parse = { operation: 'parse', path: '={{ $json.path }}', returnAll: true };
const withOptions = (options: IDataObject): INodeParameters => ({ options: { timeZone: 'Europe/Zurich', ...options } }) as never;

describe.each(PLACES)('%s', (_, makePlace) => {
	const stage = new VerbaStage(makePlace, parse);

	test('a loose export: one item for each conversation, whatever tells of it', async () => {
		await stage.place.seed(under('job/'));
		const { prefix } = stage.place;
		const listed = await stage.run({ operation: 'getAll' });
		expect(listed.json).toMatchObject([{ path: `${prefix}job/`, hasManifest: true, hasCdr: true, includesSubfolders: true }]);
		const { json, hints, items } = await stage.run(withOptions({}), { items: listed.json });
		expect(json.map(({ name, user, startTime, durationSeconds, toldBy, callId }) => [name, user, startTime, durationSeconds, toldBy, callId])).toEqual([
			['one.wav', 'Ann', '2026-01-30T08:00:00Z', 60, ['xml', 'cdr'], 'call-1'],
			['two.wav', 'Bob', '2026-01-31T09:30:00Z', 125, ['cdr'], undefined],
			[undefined, 'Cleo', '2026-01-31T10:00:00Z', 9, ['cdr'], undefined],
		]);
		expect(json[0]).toMatchObject({ vendor: 'verba', path: `${prefix}job/2026-01-30/one.wav`, exportPath: `${prefix}job/`, sizeBytes: 8, mediaType: 'voice', location: 'NY-RECORDER', other: { desk: '7' } });
		expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/job\/: 1 × the CDR lists a conversation none of whose files is there.*\(NOT_THERE\)/)]);
		expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	});

	test('a conversation that it gives can be downloaded', async () => {
		await stage.place.seed(under('job/'));
		const { json } = await stage.run({ path: `${stage.place.prefix}job/`, returnAll: false, limit: 1 });
		const { items } = await stage.run({ operation: 'download' }, { items: json });
		expect([String(await stage.n8n.bytesOf(items[0].binary?.data)), items[0].json.user]).toEqual(['RIFF one', 'Ann']);
	});

	test('an AES archive, without unpacking it', async () => {
		await stage.place.seed({ 'nightly.zip': await zipOf(EXPORT, { encryption: 'AES-256' }) });
		const path = `${stage.place.prefix}nightly.zip`;
		const { json } = await stage.run({ withPassword: true, path });
		expect(json).toMatchObject([
			{ path: '2026-01-30/one.wav', archivePath: path, exportPath: path, user: 'Ann' },
			{ path: '2026-01-31/two.wav', archivePath: path, user: 'Bob' },
			{ user: 'Cleo' },
		]);
	});
});

describe('settings', () => {
	const stage = new VerbaStage(machineFolder, { ...parse, path: '/' });
	const users = async (parameters: INodeParameters) => (await stage.run(parameters)).json.map(({ user, name }) => user ?? name);

	test.each<[string, INodeParameters, unknown[]]>([
		['all', {}, ['Ann', 'Bob', 'Cleo']],
		['a limit', { returnAll: false, limit: 2 }, ['Ann', 'Bob']],
		['started after, in the zone of the options', { ...withOptions({}), filters: { startedAfter: '2026-01-31T11:00:00' } } as never, ['Cleo']],
		['started before', { ...withOptions({}), filters: { startedBefore: '2026-01-31T00:00:00Z' } } as never, ['Ann']],
		['without the CDR', withOptions({ metadataSources: ['csv', 'xml'] }), ['one.wav', 'two.wav']],
		['without the CDR and media that nothing tells of', withOptions({ metadataSources: ['xml'], withoutMetadata: 'leaveOut' }), ['one.wav']],
		['without folders below', withOptions({ subfolders: 'leaveOut' }), ['Ann', 'Bob', 'Cleo']],
	])('%s', async (_, parameters, expected) => {
		await stage.place.seed(EXPORT);
		expect(await users(parameters)).toEqual(expected);
	});

	test('columns, also those that only this export has', async () => {
		await stage.place.seed(EXPORT);
		const { json } = await stage.run(withOptions({ columns: 'path, user, Desk, nothing' }));
		expect(json[0]).toEqual({ path: '2026-01-30/one.wav', user: 'Ann', Desk: '7' });
	});

	test('odd headers, semicolons, another order of dates', async () => {
		await stage.place.seed({ 'a.wav': 'RIFF', 'cdr.csv': 'Beginn;Teilnehmer A;Datei\r\n02/03/2026 10:00:00;Ann;a.wav\r\n' });
		const columns = [['Beginn', 'startTime'], ['Teilnehmer A', 'From'], ['Datei', 'mediaFileName']].map(([header, field]) => ({ header, field }));
		const { json } = await stage.run(withOptions({ timeZone: 'UTC', separator: ';', dateOrder: 'monthFirst', columnMapping: { columns } }));
		expect(json).toMatchObject([{ name: 'a.wav', from: 'Ann', startTime: '2026-02-03T10:00:00Z' }]);
	});

	test('a folder that is an export by itself is not part of the one above', async () => {
		await stage.place.seed({ ...EXPORT, 'again/manifest.txt': 'Number of items exported: 1', 'again/four.wav': 'RIFF' });
		expect(await users({})).toEqual(['Ann', 'Bob', 'Cleo']);
		expect(await users({ path: 'again/' })).toEqual(['four.wav']);
	});

	test('folders of dates without manifest and CDR are exports of their own, and nothing comes twice', async () => {
		await stage.place.seed({ 'zero.wav': 'RIFF', 'd1/one.wav': 'RIFF', 'd1/x/two.wav': 'RIFF' });
		const { json: listed } = await stage.run({ operation: 'getAll' });
		expect(listed.map(({ path, fileCount }) => [path, fileCount])).toEqual([['/', 1], ['d1/', 1], ['d1/x/', 1]]);
		const { json } = await stage.run({ path: '={{ $json.path }}' }, { items: listed });
		expect(json.map(({ name }) => name)).toEqual(['zero.wav', 'one.wav', 'two.wav']);
		expect((await stage.run({ path: 'd1' })).json.map(({ name }) => name)).toEqual(['one.wav', 'two.wav']);
	});
});

describe('findings and summary', () => {
	const stage = new VerbaStage(machineFolder, { ...parse, path: '/' });

	test('findings come as items where that is wanted', async () => {
		await stage.place.seed({ ...EXPORT, 'manifest.txt': 'Number of items exported: 5\r\nExecuted by: admin\r\nQuery: all\r\n', 'stray.wav': 'RIFF' });
		const { json } = await stage.run(withOptions({ findings: 'items' }));
		const problems = json.flatMap(({ problem, exportPath }) => (problem ? [[exportPath, (problem as IDataObject).code]] : []));
		expect(problems).toEqual(expect.arrayContaining([['/', 'NOT_THERE'], ['/', 'NOT_LISTED'], ['/', 'NO_METADATA'], ['/', 'COUNT_DIFFERS']]));
	});

	test('the summary tells counts, findings and what the manifest says', async () => {
		await stage.place.seed(EXPORT);
		const { json } = await stage.run(withOptions({ summary: true }));
		expect(json.at(-1)).toMatchObject({
			vendor: 'verba',
			exportPath: '/',
			summary: { isComplete: true, conversationCount: 3, mediaFileCount: 2, listedCount: 3, statedCount: 3, findings: { NOT_THERE: 1 }, cdrPaths: ['cdr.csv'], manifestPaths: ['manifest.txt'] },
			manifests: [{ path: 'manifest.txt', manifest: { itemCount: 3, ranBy: 'admin', query: expect.stringContaining('between') } }],
		});
	});

	test.each(['csv', 'jsonLines'])('as one file: %s', async (output) => {
		await stage.place.seed(EXPORT);
		const { items } = await stage.run({ output, ...withOptions({ columns: 'name, user', limit: 2 }) });
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({ vendor: 'verba', exportPath: '/', writtenCount: 2, summary: { isComplete: false } });
		const text = String(await stage.n8n.bytesOf(items[0].binary?.data));
		expect(text).toBe(output === 'csv' ? 'name,user\r\none.wav,Ann\r\ntwo.wav,Bob\r\n' : '{"name":"one.wav","user":"Ann"}\n{"name":"two.wav","user":"Bob"}\n');
	});

	test('CSV without columns has all that is documented, and the rest as JSON', async () => {
		await stage.place.seed(EXPORT);
		const { items } = await stage.run({ output: 'csv' });
		const [header, first] = String(await stage.n8n.bytesOf(items[0].binary?.data)).split('\r\n');
		expect(header).toMatch(/^path,name,extension,.*,user,.*,toldBy,listPath,line,mediaFiles,metadataFiles,otherFiles,other$/);
		expect(first).toContain('""desk"":""7""');
	});

	test('a file that cannot be read leaves the others', async () => {
		await stage.place.seed({ ...EXPORT, '2026-01-30/one.xml': `${xmlOf({ id: '1' })}<!DOCTYPE x [<!ENTITY a "b">]>` });
		const { json } = await stage.run(withOptions({ findings: 'items' }));
		expect(json.filter(({ user }) => user)).toHaveLength(3);
		expect(json.map(({ problem }) => (problem as IDataObject | undefined)?.code)).toEqual(expect.arrayContaining(['FILE_PROBLEM']));
	});
});

describe('what is wrong is told', () => {
	const stage = new VerbaStage(machineFolder, { ...parse, path: 'job/' });
	beforeEach(async () => await stage.place.seed({ ...under('job/'), 'nightly.zip': await zipOf(EXPORT, { encryption: 'AES-256' }) }));

	test.each<[string, INodeParameters, RegExp]>([
		['a wrong password', { path: 'nightly.zip', withPassword: true }, /password/i],
		['no password', { path: 'nightly.zip' }, /password/i],
		['a folder without files', { path: 'missing/' }, /no file lies in that folder/],
		['an archive that is not there', { path: 'missing.zip' }, /"missing\.zip"/],
		['a path that leads out', { path: '../x/' }, /would lead out/],
		['no path', { path: '' }, /names no path/],
		['a field that does not exist', withOptions({ columnMapping: { columns: [{ header: 'a', field: 'b' }] } }), /"b"/],
		['half a mapping', withOptions({ columnMapping: { columns: [{ header: 'a', field: '' }] } }), /"Column Mapping" has no Field/],
		['a zone that is none', withOptions({ timeZone: 'Mars/Olympus' }), /"Time Zone" is "Mars\/Olympus"/],
		['a source that is none', withOptions({ metadataSources: ['tape'] }), /"Metadata Sources" has "tape"/],
		['an output that is none', { output: 'pdf' }, /"Output" is pdf/],
	])('%s', async (_, parameters, message) => {
		const wrong = { furtherCredentials: { archivePasswordApi: { password: 'not the password' } } };
		expect((await stage.failure(parameters, wrong)).message).toMatch(message);
	});

	test('an item that fails fails alone', async () => {
		const { json } = await stage.run({ path: '={{ $json.path }}', returnAll: false, limit: 1 }, { items: [{ path: 'missing/' }, { path: 'job/' }], onError: 'continueRegularOutput' });
		expect(json).toMatchObject([{ path: 'missing/', errorCode: 'NOT_FOUND' }, { user: 'Ann' }]);
	});

	test('a cancelled execution ends', async () => {
		expect((await stage.failure({}, { signal: AbortSignal.abort() })).message).toMatch(/cancelled/);
	});

	test('an agent gets items, and no file', async () => {
		expect((await stage.run({ returnAll: false, limit: 1 }, { asTool: 'engine' })).json).toMatchObject([{ user: 'Ann' }]);
		expect((await stage.failure({ output: 'csv' }, { asTool: 'engine' })).message).toMatch(/agent/);
	});
});
