import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { contentOf, sampleWeek } from '../../vendors/eight-by-eight/sample-week';
import { TenantStage, ZONE } from './tenant-stage';

const stage = new TenantStage({ resource: 'index', operation: 'reconcile', period: 'days', firstDay: '2016-11-03', lastDay: '2016-11-09' });
// A week around the day with 25 hours, 2016-11-06.
const { files, story } = sampleWeek({ lastDay: '2016-11-09', timeZone: ZONE });

beforeEach(() => stage.server.seed(Object.fromEntries(files.map((file) => [file.path, contentOf(file)]))));

const findings = async (parameters: INodeParameters = {}): Promise<IDataObject[]> => (await stage.run(parameters)).json;
const of = (all: IDataObject[], code: string) => all.filter(({ finding }) => finding === code);

test('a week in which everything goes wrong once', async () => {
	const all = await findings();
	expect(of(all, 'recordingMissing')).toMatchObject([{ vendor: '8x8', path: story.missing, severity: 'error' }]);
	expect(of(all, 'recordingNotIndexed')).toMatchObject([{ path: story.orphan }]);
	expect(of(all, 'emptyFile')).toMatchObject([{ path: story.empty, sizeBytes: 0 }]);
	expect(of(all, 'headerOnly')).toMatchObject([{ path: story.headerOnly }]);
	expect(of(all, 'tooShort')).toMatchObject([{ path: story.tooShort, recordingSeconds: 3 }]);
	expect(of(all, 'indexLate')).toMatchObject([{ day: story.lateDay }]);
	expect(all.at(-1)).toMatchObject({ finding: 'summary', firstDay: '2016-11-03', lastDay: '2016-11-09', dayCount: 7, indexedDayCount: 6 });
	expect(all).toHaveLength(7);
});

test('headers are read of a few files, and of those whose size does not fit', async () => {
	await findings();
	const wavs = stage.server.commands.filter((command) => /^RETR .*\.wav$/.test(command));
	// Five samples, the one that is too short, and those that no index lists.
	expect(wavs.length).toBeLessThan(20);
	expect(wavs.some((command) => command.includes(story.tooShort))).toBe(true);
});

test('without lengths no recording is opened', async () => {
	const all = await findings({ options: { checkLengths: false } });
	expect(stage.server.commands.some((command) => /^RETR .*\.wav$/.test(command))).toBe(false);
	expect(of(all, 'emptyFile')).toHaveLength(1);
});

test('a period that is none is refused', async () => {
	expect((await stage.failure({ period: '={{ "all" }}' })).message).toMatch(/"Days" is all, which is not one of its choices/);
});

test('what 8x8 has deleted by its age is counted, and is no finding', async () => {
	for (const path of stage.server.store.files.keys()) if (path.endsWith('.wav')) stage.server.store.files.delete(path);
	const all = await findings();
	expect(of(all, 'recordingMissing')).toEqual([]);
	expect(all.at(-1)).toMatchObject({ recordingCount: 0, message: expect.stringMatching(/rows are of recordings past the retention of 30 days/) });
	expect(Number(all.at(-1)?.expiredRowCount)).toBeGreaterThan(20);
});

test('the summary alone', async () => {
	expect(await findings({ options: { onlySummary: true } })).toMatchObject([{ finding: 'summary' }]);
});

test('the last days, of which there is nothing, are days without an index', async () => {
	const all = await findings({ period: 'lastDays', lastDays: 2 });
	expect(all.map(({ finding }) => finding).slice(0, -1)).toEqual(expect.arrayContaining([expect.stringMatching(/^index(Late|NotDue)$/)]));
	expect(all.at(-1)).toMatchObject({ recordingCount: 0, dayCount: 2 });
});

describe('two indexes of a day that disagree', () => {
	const DAY = { firstDay: '2016-11-09' };
	const small = files.find(({ path }) => path === 'Index/I20161109.csv');
	const detailed = 'S20161109/I20161109_version2.csv';
	const replace = (path: string, content: string | Buffer) => stage.server.seed({ [path]: content });

	test.each<[string, string]>([
		['empty but for its header', 'FILENAME,DIRECTORY,AGENT NAME\r\n'],
		['a page of somebody else', '<html><body>Sign in</body></html>'],
	])('what the small one lists is listed, where the detailed one is %s', async (_, content) => {
		expect(small).toBeDefined();
		replace(detailed, content);
		expect(of(await findings(DAY), 'recordingNotIndexed')).toEqual([]);
	});

	test('a page of somebody else is told, by its path', async () => {
		replace(detailed, '<html><body>Sign in</body></html>');
		expect(of(await findings(DAY), 'indexUnsound')).toMatchObject([{ indexPath: detailed }]);
	});

	test.each(['', 'FILENAME,DIRECTORY\r\n', '<html>'])('of two copies the one that has rows counts, the other being %j', async (content) => {
		stage.server.seed({ 'S20161109/I20161109.csv': 'FILENAME,DIRECTORY\r\nR201611091200000009.wav,S20161109\r\n', 'Index/I20161109.csv': content });
		expect(of(await findings(DAY), 'recordingMissing')).toMatchObject([{ indexPath: 'S20161109/I20161109.csv' }]);
	});

	test('what the small one lists and is not there is missing', async () => {
		replace('Index/I20161109.csv', 'FILENAME,DIRECTORY\r\nR201611091200000009.wav,S20161109\r\n');
		expect(of(await findings(DAY), 'recordingMissing')).toMatchObject([{ path: 'S20161109/R201611091200000009.wav' }]);
	});
});

describe('a file of a few bytes that no index lists', () => {
	const path = 'S20161109/R201611092000000077.wav';
	const wav = Buffer.concat([contentOf(files.find((file) => file.path === story.tooShort) ?? files[0]).subarray(0, 300)]);

	test.each<[string, Buffer, IDataObject, string]>([
		['which is no sound', Buffer.alloc(300), {}, 'notWav'],
		['of any size', Buffer.from(`<html>${'x'.repeat(60_000)}`), {}, 'notWav'],
		['which is not looked into', Buffer.alloc(300), { checkLengths: false }, 'tinyFile'],
		['which was cut', wav, {}, 'cutFile'],
	])('%s', async (_, content, options, code) => {
		stage.server.seed({ [path]: content });
		expect(of(await findings({ firstDay: '2016-11-09', lastDay: '2016-11-09', options } as INodeParameters), code)).toMatchObject([{ path, sizeBytes: content.length }]);
	});
});

test('an index that cannot be read ends the comparison: without it everything would look missing', async () => {
	stage.server.faults.inject('RETR', { answer: [550, 'Permission denied.'] }, { times: 99 });
	await expect(stage.failure()).resolves.toMatchObject({ message: expect.stringContaining('_version2.csv') });
});
