import type { IDataObject } from 'n8n-workflow';
import { rawZip, type RawEntry } from '../../core/archive/raw-zip';
import { machineFolder } from './places';
import { xmlOf } from './sample-export';
import { VerbaStage } from './verba-stage';

const LINK = { versionMadeBy: 3 << 8, externalAttributes: 0xa1ff0000 };
const SOUND: RawEntry[] = [
	{ name: 'good.wav', content: 'RIFF' },
	{ name: 'good.xml', content: xmlOf({ id: '1', native_id: 'n1' }) },
];

/** Refused alone: what it is, the entry, what is said of it. */
const ALONE: [string, RawEntry, RegExp][] = [
	['a symbolic link', { name: 'a.wav', content: '/etc/passwd', ...LINK }, /"a\.wav" is no file: it is a symbolic link/],
	...['CON', 'CLOCK$', 'COM1.txt', 'x/nul.wav'].map((name): [string, RawEntry, RegExp] => [`the device ${name}`, { name, content: 'x' }, /device on Windows/]),
	['a colon', { name: 'a.wav:b', content: 'x' }, /colon/],
	['a backslash', { name: 'x\\a.wav', content: 'x' }, /backslash/],
];

/** Refused with the whole archive. */
const WHOLE: [string, RawEntry[], RegExp][] = [
	['a path upwards', [{ name: '../a.wav', content: 'x' }], /leads out of its folder/],
	['one with backslashes', [{ name: '..\\a.wav', content: 'x' }], /leads out of its folder/],
	['an absolute path', [{ name: '/etc/passwd', content: 'x' }], /absolute path/],
	['a drive', [{ name: 'C:/a.wav', content: 'x' }], /absolute path/],
	['two of one name', [{ name: 'a.wav', content: '1' }, { name: 'a.wav', content: '2' }], /is there twice/],
];

describe('archives, unpacked', () => {
	const stage = new VerbaStage(machineFolder, { operation: 'unpack', path: 'a.zip' });
	const unpacked = async (zip: Buffer) => {
		await stage.place.seed({ 'a.zip': zip });
		return (await stage.run({}, { onError: 'continueRegularOutput' })).json;
	};

	test.each(ALONE)('%s fails alone', async (_, entry, message) => {
		const json = await unpacked(rawZip({ entries: [entry, ...SOUND] }));
		expect(json).toMatchObject([{ errorCode: 'ARCHIVE_REFUSED', error: expect.stringMatching(message) as string }, { path: 'good.wav' }, { path: 'good.xml' }]);
	});

	test.each(WHOLE)('%s is refused with all of it', async (_, entries, message) => {
		const json = await unpacked(rawZip({ entries: [...SOUND, ...entries] }));
		expect(json).toMatchObject([{ errorCode: 'ARCHIVE_REFUSED', error: expect.stringMatching(message) as string }]);
		expect(json).toHaveLength(1);
	});

	test('a wrong CRC-32 fails alone', async () => {
		const wrong = { crc32: 1 };
		const json = await unpacked(rawZip({ entries: [{ name: 'bad.wav', content: 'x', central: wrong, local: wrong }, ...SOUND] }));
		expect(json).toMatchObject([{ errorCode: 'CORRUPTED', error: expect.stringMatching(/"bad\.wav" is damaged/) as string }, { path: 'good.wav' }, { path: 'good.xml' }]);
	});

	test('a truncated archive', async () => {
		const zip = rawZip({ entries: SOUND });
		expect(await unpacked(zip.subarray(0, zip.length / 2))).toMatchObject([{ errorCode: 'CORRUPTED', error: expect.stringMatching(/cut off/) as string }]);
	});
});

describe('parsed', () => {
	const stage = new VerbaStage(machineFolder, { operation: 'parse', path: '/', returnAll: true, options: { findings: 'items' } });
	const problemsOf = (json: IDataObject[]) => json.flatMap(({ problem }) => (problem ? [problem as IDataObject] : []));

	test.each(ALONE)('of an archive with %s, the rest is joined, and it is told', async (_, entry, message) => {
		await stage.place.seed({ 'a.zip': rawZip({ entries: [entry, ...SOUND] }) });
		const { json } = await stage.run({ path: 'a.zip' });
		expect(json[0]).toMatchObject({ path: 'good.wav', id: '1' });
		expect(problemsOf(json)).toMatchObject([{ code: 'UNREADABLE', path: entry.name, detail: expect.stringMatching(message) as string }]);
	});

	test.each(WHOLE)('an archive with %s is refused', async (_, entries, message) => {
		await stage.place.seed({ 'a.zip': rawZip({ entries: [...SOUND, ...entries] }) });
		expect((await stage.failure({ path: 'a.zip' })).message).toMatch(message);
	});

	const long = Buffer.alloc(100_000_000, 'v');
	test.each<[string, string | Buffer, RegExp]>([
		['entities that grow', '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x><id>&b;</id></x>', /document type/],
		['an entity out of a file', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><id>&a;</id></x>', /document type/],
		['deep nesting', '<a>'.repeat(10_000), /nested deeper/],
		['100 MB of one element', Buffer.concat([Buffer.from('<x><id>'), long, Buffer.from('</id></x>')]), /longer than anything/],
	])('metadata with %s: told, and the rest is joined', async (_, content, message) => {
		await stage.place.seed({ 'bad.wav': 'RIFF', 'bad.xml': content as string, 'good.wav': 'RIFF', 'good.xml': xmlOf({ id: '1', native_id: 'n1' }) });
		const { json } = await stage.run();
		expect(json.filter(({ name }) => name).map(({ name, id }) => [name, id])).toEqual([['bad.wav', undefined], ['good.wav', '1']]);
		expect(problemsOf(json)).toMatchObject([{ code: 'FILE_PROBLEM', path: 'bad.xml', detail: expect.stringMatching(message) as string }]);
	});
});
