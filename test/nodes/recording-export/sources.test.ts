import type { BlobServer } from '../../servers/blob-server';
import { indexOf } from '../eight-by-eight/tenant-stage';
import { seaName } from '../cxone/sea-stage';
import { EXPORT, xmlOf } from '../verba/sample-export';
import { ExportStage, genesys, recordingPath } from './export-stage';
import { cxone, eightByEight, storage, type PlaceKind } from './sources';

/** Each source, to a folder: what is listed, what is known of it, and how little is asked for. */
const stage = new ExportStage();
const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const files = async () => Object.keys(await stage.exported()).map(lastPart);
const WAV = 'S20160606/R201606062000000001.wav';
const OTHER_WAV = 'S20160607/R201606070500000001.wav';
const ROWS = [
	{ 'AGENT NAME': 'Jane Doe', 'QUEUE NAME': 'Sales', 'CUSTOMER NUMBER': '4155550100', 'CALL TYPE': 'Inbound', DURATION: '00:01:05', FILENAME: lastPart(WAV), DIRECTORY: 'S20160606' },
	{ 'AGENT NAME': 'John Roe', 'QUEUE NAME': 'Support', 'CUSTOMER NUMBER': '2125550199', 'CALL TYPE': 'Outbound', DURATION: '00:20:00', FILENAME: lastPart(OTHER_WAV), DIRECTORY: 'S20160607' },
];
const TENANT = { [WAV]: 'first', [OTHER_WAV]: 'second', 'Index/I20160606_version2.csv': indexOf(ROWS), 'S20160610/R201606101200000001.wav': 'third' };

describe('Genesys', () => {
	const TAGGED: Parameters<BlobServer['seed']>[1] = { [recordingPath(1)]: { content: 'one', tags: { RecordingType: 'CALL', Case: '7' } }, [recordingPath(2)]: { content: 'two', tags: { RecordingType: 'SCREEN' } }, [recordingPath(3)]: { content: 'three' } };

	it('lists without asking for tags, where nothing needs them', async () => {
		const server = await genesys(stage, TAGGED);
		expect((await stage.run()).json).toMatchObject([{ exportedFiles: 3 }]);
		expect(server.requests.filter(({ query }) => query.get('comp') === 'blobs')).toHaveLength(0);
	});

	it.each([
		['a value', [{ name: 'RecordingType', value: 'CALL' }], [1]],
		['that a tag is there', [{ name: 'RecordingType' }], [1, 2]],
		['two tags', [{ name: 'RecordingType', value: 'CALL' }, { name: 'Case', value: '7' }], [1]],
		['a value that none has', [{ name: 'RecordingType', value: 'call' }], []],
	])('filters by tags: %s', async (_, tag, numbers) => {
		const server = await genesys(stage, TAGGED);
		await stage.run({ filters: { tags: { tag } } });
		expect(await files()).toEqual(numbers.map((number) => lastPart(recordingPath(number))));
		// So few are looked up one by one: the container is not listed for them.
		expect(server.requests.filter(({ query }) => query.get('comp') === 'list' && query.get('prefix') === '')).toHaveLength(0);
		expect((await stage.run({ filters: { tags: { tag } } })).json).toMatchObject([{ exportedFiles: 0, knownFiles: numbers.length }]);
		expect((await stage.run()).json).toMatchObject([{ exportedFiles: 3 - numbers.length, knownFiles: numbers.length }]);
	});

	it('makes names of tags, and asks for none where nothing is new', async () => {
		const server = await genesys(stage, TAGGED);
		const searches = () => server.requests.filter(({ query }) => query.get('comp') === 'blobs').length;
		await stage.run({ renamePattern: '{Tag:RecordingType}/{Stem}', subfolders: 'none' });
		expect(Object.keys(await stage.exported()).map((path) => path.split('/')[0])).toEqual(['CALL', 'SCREEN', 'unknown']);
		expect(searches()).toBe(1);
		await stage.run({ renamePattern: '{Tag:RecordingType}/{Stem}', subfolders: 'none' });
		expect(searches()).toBe(1);
	});

	it('reads one folder alone', async () => {
		await genesys(stage, { ...TAGGED, 'other/file.mp3': { content: 'x' } });
		await stage.run({ folder: { __rl: true, mode: 'path', value: 'other/' } });
		expect(await files()).toEqual(['file.mp3']);
	});
});

describe('NICE CXone SEA', () => {
	const [ONE, TWO, SCREEN] = [seaName(1), seaName(2, '2026-01-31T08:00:00Z'), seaName(3, '2026-01-31T09:00:00Z', 'SCREEN')];

	it.each([
		['nothing', {}, [ONE, TWO, SCREEN]],
		['media type', { mediaTypes: 'screen' }, [SCREEN]],
		['contact', { callIds: '12345678001, 12345678002' }, [ONE, TWO]],
		['start', { startedAfter: '2026-01-31T00:00:00Z', startedBefore: '2026-01-31T08:30:00Z' }, [TWO]],
		['extension', { extensions: 'wav' }, []],
	])('filters by %s', async (_, filters, expected) => {
		await cxone(stage, { [ONE]: '1', [TWO]: '2', [SCREEN]: '3' });
		await stage.run({ filters });
		expect(await files()).toEqual(expected);
	});

	it('asks for the days of a window alone, where that is wanted', async () => {
		const server = await cxone(stage, { [ONE]: '1', [TWO]: '2' });
		await stage.run({ filters: { startedAfter: '2026-01-31T00:00:00Z', startedBefore: '2026-02-01T00:00:00Z' }, options: { byDay: true } });
		expect(await files()).toEqual([TWO]);
		expect(server.requests.map(({ query }) => query.get('prefix')).filter((prefix) => prefix?.startsWith('mytenant/'))).toEqual(['mytenant/2026-01-31']);
	});

	it('an agent is not known there: left out and told, or taken', async () => {
		await cxone(stage, { [ONE]: '1' });
		const { json, hints } = await stage.run({ filters: { agents: 'Doe' } });
		expect(json).toMatchObject([{ exportedFiles: 0, unknown: { Agent: 1 } }]);
		expect(hints[0].message).toBe('Of 1 file no Agent is known: they were left out (filter "Where Nothing Is Known").');
		expect((await stage.run({ filters: { agents: 'Doe', unknown: 'take' } })).json).toMatchObject([{ exportedFiles: 1 }]);
	});
});

describe('8x8', () => {
	it.each([
		['agent', { agents: 'doe' }, [WAV]],
		['queue', { queues: 'Support' }, [OTHER_WAV]],
		['number', { numbers: '(415) 555-0100' }, [WAV]],
		['direction', { directions: 'outbound' }, [OTHER_WAV]],
		['duration', { durationAtLeast: 60, durationAtMost: 120 }, [WAV]],
	])('joins the index where a filter asks for it: %s', async (_, filters, expected) => {
		await eightByEight(stage, TENANT);
		const { json, hints } = await stage.run({ filters });
		expect(await files()).toEqual(expected.map(lastPart));
		expect(json).toMatchObject([{ unknown: expect.objectContaining({}) }]);
		expect(hints.map(({ message }) => message)).toContainEqual(expect.stringContaining('1 recordings are in no index'));
	});

	it('reads no index where none is needed', async () => {
		const server = await eightByEight(stage, TENANT);
		await stage.run();
		expect(await files()).toEqual(Object.keys(TENANT).filter((path) => path.endsWith('.wav')).map(lastPart));
		expect(server.commands.filter((line) => /^RETR .*csv/i.test(line))).toEqual([]);
	});

	it('looks into the folders of a window alone', async () => {
		const server = await eightByEight(stage, TENANT);
		await stage.run({ filters: { startedAfter: '2016-06-07T00:00:00Z', startedBefore: '2016-06-08T00:00:00Z' } });
		expect(await files()).toEqual([lastPart(OTHER_WAV)]);
		expect(server.commands.join('\n')).not.toContain('S20160610');
	});

	it('makes names and metadata of the index, and reads none where nothing is new', async () => {
		const server = await eightByEight(stage, TENANT);
		const indexesRead = () => server.commands.filter((line) => /^RETR .*csv/i.test(line)).length;
		await stage.run({ renamePattern: '{Queue}/{Agent} {Stem}', subfolders: 'none', scope: 'both' });
		const before = indexesRead();
		expect(before).toBeGreaterThan(0);
		expect((await stage.run({ renamePattern: '{Queue}/{Agent} {Stem}', subfolders: 'none', scope: 'both' })).json).toMatchObject([{ exportedFiles: 0, knownFiles: 3 }]);
		expect(indexesRead()).toBe(before);
		const exported = await stage.exported();
		const path = Object.keys(exported).find((one) => one.startsWith('Sales/') && one.endsWith('.json')) ?? '';
		expect(JSON.parse(exported[path])).toMatchObject({ call: { agentName: 'Jane Doe', queueName: 'Sales' }, export: { writtenBytes: 5 } });
	});

	it('a recording whose index is still to come waits for it', async () => {
		const now = new Date();
		const two = (value: number) => String(value).padStart(2, '0');
		const day = `${now.getUTCFullYear()}${two(now.getUTCMonth() + 1)}${two(now.getUTCDate())}`;
		await eightByEight(stage, { [`S${day}/R${day}${two(now.getUTCHours())}${two(now.getUTCMinutes())}000001.wav`]: 'young' });
		const { json, hints } = await stage.run({ scope: 'both' });
		expect(json).toMatchObject([{ exportedFiles: 0 }]);
		expect(hints[0].message).toContain('1 recordings wait for a later run');
	});
});

describe('storage', () => {
	it.each(['s3', 'azureBlob', 'sftp', 'ftps', 'folder'] as PlaceKind[])('any files of %s, but what export jobs keep there', async (kind) => {
		await storage(stage, kind, { 'a/One.wav': 'one', 'b/two.txt': 'two', '.call-recordings/job/segments/1.jsonl': '{}' });
		await stage.run({ subfolders: 'source' });
		const exported = await stage.exported();
		expect(Object.values(exported).sort()).toEqual(['one', 'two']);
		expect(exported['b/two.txt']).toBe('two');
		expect((await stage.run({ subfolders: 'source' })).json).toMatchObject([{ exportedFiles: 0, knownFiles: 2 }]);
	});

	// The second has a file that path, size and time do not tell from one of the first.
	it('a job has one source: another one is refused, and goes on as a job of its own', async () => {
		await storage(stage, 'folder', { 'a/One.wav': 'one' });
		await stage.run();
		await storage(stage, 'folder', { 'a/One.wav': 'two' });
		await expect(stage.run()).rejects.toMatchObject({ message: expect.stringMatching(/the last run of the job ".*" read ".*", and this one would read/), description: expect.stringContaining('a job name of its own') });
		await stage.run({ jobName: 'the other' });
		expect(Object.values(await stage.exported()).sort()).toEqual(['one', 'two']);
	});

	it('what a name tells is known', async () => {
		await storage(stage, 'folder', { [`deep/${seaName(1)}`]: 'one', 'unnamed.mp4': 'two' });
		await stage.run({ filters: { mediaTypes: 'VOICE' }, subfolders: 'source' });
		expect(await files()).toEqual([seaName(1)]);
	});

	it('a folder within the source', async () => {
		await storage(stage, 's3', { 'a/one.wav': 'one', 'b/two.wav': 'two' });
		await stage.run({ sourceFolder: '/b', subfolders: 'source' });
		expect(await stage.exported()).toEqual({ 'two.wav': 'two' });
	});
});

describe('Verba', () => {
	it('every file is exported, media joined with what metadata and CDR tell', async () => {
		await storage(stage, 's3', Object.fromEntries(Object.entries(EXPORT).map(([path, content]) => [`job/${path}`, content])), 'verba');
		const { json } = await stage.run({ scope: 'both', subfolders: 'source' });
		expect(json).toMatchObject([{ exportedFiles: Object.keys(EXPORT).length }]);
		const exported = await stage.exported();
		expect(exported['job/2026-01-30/one.wav']).toBe('RIFF one');
		expect(JSON.parse(exported['job/2026-01-30/one.wav.metadata.json'])).toMatchObject({ vendor: 'verba', callId: 'call-1', conversation: { user: 'Ann' } });
		expect((await stage.run({ scope: 'both', subfolders: 'source' })).json).toMatchObject([{ exportedFiles: 0 }]);
	});

	it('Only with Media: leaves out metadata of conversations without a media file, whatever else is asked for, and in the backlog too', async () => {
		const files = { ...EXPORT, '2026-01-31/four.xml': xmlOf({ id: 'id-4', modality_id: 'voice', native_call_id: 'call-4' }) };
		await storage(stage, 's3', files, 'verba');
		const run = { subfolders: 'source', options: { onlyWithMedia: true } };
		const { json, hints } = await stage.run(run);
		expect(json).toMatchObject([{ exportedFiles: Object.keys(EXPORT).length }]);
		expect(hints.map(({ message }) => message).join()).toContain('Only with Media');
		expect(Object.keys(await stage.exported()).sort()).toEqual(Object.keys(EXPORT).sort());
		expect((await stage.run(run)).json).toMatchObject([{ exportedFiles: 0 }]);
		expect((await stage.run({ ...run, operation: 'status' })).json).toMatchObject([{ backlogFiles: 0 }]);
		expect((await stage.run({ subfolders: 'source' })).json).toMatchObject([{ exportedFiles: 1 }]);
	});

	it('filters on what metadata tell', async () => {
		await storage(stage, 'folder', EXPORT, 'verba');
		await stage.run({ filters: { agents: 'ann' }, subfolders: 'none' });
		expect((await files()).some((name) => name.startsWith('one'))).toBe(true);
		expect((await files()).some((name) => name.startsWith('two'))).toBe(false);
	});
});
