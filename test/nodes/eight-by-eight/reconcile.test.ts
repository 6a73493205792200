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
	expect(wavs.length).toBeLessThan(10);
	expect(wavs.some((command) => command.includes(story.tooShort))).toBe(true);
});

test('without lengths no recording is opened', async () => {
	const all = await findings({ options: { checkLengths: false } });
	expect(stage.server.commands.some((command) => /^RETR .*\.wav$/.test(command))).toBe(false);
	expect(of(all, 'emptyFile')).toHaveLength(1);
});

test('the summary alone', async () => {
	expect(await findings({ options: { onlySummary: true } })).toMatchObject([{ finding: 'summary' }]);
});

test('the last days, of which there is nothing, are days without an index', async () => {
	const all = await findings({ period: 'lastDays', lastDays: 2 });
	expect(all.map(({ finding }) => finding).slice(0, -1)).toEqual(expect.arrayContaining([expect.stringMatching(/^index(Late|NotDue)$/)]));
	expect(all.at(-1)).toMatchObject({ recordingCount: 0, dayCount: 2 });
});

test('an index that cannot be read ends the comparison: without it everything would look missing', async () => {
	stage.server.faults.inject('RETR', { answer: [550, 'Permission denied.'] }, { times: 99 });
	await expect(stage.failure()).resolves.toMatchObject({ message: expect.stringContaining('_version2.csv') });
});
