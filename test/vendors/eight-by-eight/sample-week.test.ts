import { dayOfFolder } from '../../../core/vendors/eight-by-eight/names';
import { recordedIn, intervalOfDays, utcFolders } from '../../../core/vendors/eight-by-eight/days';
import { chooseIndex } from '../../../core/vendors/eight-by-eight/index-places';
import { readIndex } from '../../../core/vendors/eight-by-eight/index/read-index';
import { toEightByEightRecording } from '../../../core/vendors/eight-by-eight/recording';
import { comparedIndex } from '../../../core/vendors/eight-by-eight/reconcile/compared-index';
import type { Finding } from '../../../core/vendors/eight-by-eight/reconcile/findings';
import { Reconciliation } from '../../../core/vendors/eight-by-eight/reconcile/reconcile';
import { readWavHeader, WAV_HEADER_BYTES } from '../../../core/vendors/eight-by-eight/wav';
import { contentOf, sampleWeek, weekOfClockChange, type SampleWeek } from './sample-week';

const ZONES = ['America/Los_Angeles', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC', 'America/Sao_Paulo'];
const NOW = new Date('2026-11-21T20:00:00Z');

async function reconcile({ files, days }: SampleWeek, zone: string) {
	const [firstDay, lastDay] = [days[2], days[6]];
	const reconciliation = new Reconciliation({ firstDay, lastDay, zone, nowMs: NOW.getTime(), retentionDays: 30 });
	const folders = new Set(utcFolders(intervalOfDays(days[1], days[6], zone)));
	for (const folder of folders) reconciliation.addFolder(folder);
	for (const file of files) {
		if (!folders.has(file.path.split('/')[0])) continue;
		const content = contentOf(file);
		reconciliation.addRecording({ path: file.path, sizeBytes: content.length }, readWavHeader(content.subarray(0, WAV_HEADER_BYTES), content.length));
	}
	const paths = files.map(({ path }) => path);
	for (const day of days.slice(1)) {
		const place = chooseIndex(day, zone, paths);
		const index = place && comparedIndex(place.path);
		const file = files.find(({ path }) => path === place?.path);
		if (!index || !file) continue;
		const number = reconciliation.addIndex(index);
		const reader = readIndex(contentOf(file), { zone, path: file.path });
		for await (const calls of reader) for (const call of calls) reconciliation.addCall(number, call);
		reconciliation.addLosses(number, reader.problems.lossCount);
		expect(place?.kind).toBe('detailed');
	}
	const findings: Finding[] = [];
	for await (const one of reconciliation.findings()) findings.push(one);
	return { findings, summary: reconciliation.summary() };
}

test.each(ZONES)('a week in %s: what is wrong is found, and nothing else', async (zone) => {
	const week = sampleWeek({ lastDay: weekOfClockChange(NOW, zone), timeZone: zone });
	const { findings, summary } = await reconcile(week, zone);
	const { lateDay, ...bad } = week.story;
	const expected = [
		['indexLate', lateDay],
		['recordingMissing', bad.missing],
		['recordingNotIndexed', bad.orphan],
		['emptyFile', bad.empty],
		['headerOnly', bad.headerOnly],
		['tooShort', bad.tooShort],
	];
	expect(findings.map(({ finding, path, day }) => [finding, path ?? day]).sort()).toEqual(expected.sort());
	expect(summary.matchedCount + summary.notJudgedCount + 1).toBe(summary.recordingCount);
});

test.each(ZONES)('a week in %s: both kinds of index give the same calls, in UTC', async (zone) => {
	const { files, days } = sampleWeek({ lastDay: weekOfClockChange(NOW, zone), timeZone: zone, seed: 5 });
	const callsOf = async (path: string) => {
		const file = files.find((one) => one.path === path);
		const calls = [];
		if (file) for await (const batch of readIndex(contentOf(file), { zone, path })) calls.push(...batch);
		return calls.map(({ path: recording, startTime, durationSeconds, agentName }) => ({ path: recording, startTime, durationSeconds, agentName }));
	};
	for (const day of days) {
		const date = day.replaceAll('-', '');
		const detailed = await callsOf(`S${date}/I${date}_version2.csv`);
		// The small one has local times alone: in the hour that comes twice, the recording decides.
		expect(await callsOf(`Index/I${date}.csv`)).toEqual(detailed);
		for (const { path, startTime } of detailed) expect(toEightByEightRecording({ path: path ?? '' }, 30).startTime).toBe(startTime);
	}
});

test.each(ZONES)('a week in %s: each recording is in one of the folders of its day, and in one day', (zone) => {
	const { files, days } = sampleWeek({ lastDay: weekOfClockChange(NOW, zone), timeZone: zone });
	const recordings = files.filter(({ path }) => path.endsWith('.wav')).map(({ path }) => toEightByEightRecording({ path }, 30));
	const found = days.flatMap((day) => {
		const interval = intervalOfDays(day, day, zone);
		const folders = utcFolders(interval);
		return recordings.filter(({ utcFolder }) => folders.includes(utcFolder ?? '')).filter(recordedIn(interval));
	});
	expect(found.map(({ path }) => path).sort()).toEqual(recordings.map(({ path }) => path).sort());
	expect(recordings.every(({ utcFolder, startTime }) => startTime?.slice(0, 10) === dayOfFolder(utcFolder ?? ''))).toBe(true);
});

test('the week is the same each time', () => {
	const options = { lastDay: '2026-11-05', timeZone: 'America/Los_Angeles' };
	expect(sampleWeek(options)).toEqual(sampleWeek(options));
	expect(weekOfClockChange(NOW, 'America/Los_Angeles')).toBe('2026-11-05');
});
