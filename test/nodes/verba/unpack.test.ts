import { machineFolder, PLACES } from './places';
import { zipOf } from './sample-export';
import { VerbaStage } from './verba-stage';

const CONTENTS: Record<string, string> = {
	'2026-01-30/call 1.wav': 'RIFF one',
	'2026-01-30/call 1.xml': '<recording id="1"/>',
	'2026-01-31/call 2.wav': 'RIFF two',
	'manifest.xml': '<manifest/>',
};

const unpack = { operation: 'unpack', path: '={{ $json.path }}' };

describe.each(PLACES)('%s', (_, makePlace) => {
	const stage = new VerbaStage(makePlace, unpack);

	test('an AES archive is unpacked where it lies, one item for each file', async () => {
		await stage.place.seed({ 'nightly.zip': await zipOf(CONTENTS, { encryption: 'AES-256' }) });
		const path = `${stage.place.prefix}nightly.zip`;
		const { items } = await stage.run({ withPassword: true }, { items: [{ path }] });
		expect(items.map(({ json }) => json.path)).toEqual(Object.keys(CONTENTS));
		expect(items[0].json).toMatchObject({ vendor: 'verba', archivePath: path, name: 'call 1.wav', extension: 'wav', sizeBytes: 8, encryption: 'AES-256', lastModified: '2026-02-01T00:00:00Z' });
		for (const { json, binary } of items) expect(String(await stage.n8n.bytesOf(binary?.data))).toBe(CONTENTS[String(json.path)]);
		expect(items[0].binary?.data).toMatchObject({ fileName: 'call 1.wav', mimeType: 'audio/wav' });
	});
});

describe('archives', () => {
	const stage = new VerbaStage(machineFolder, { ...unpack, path: 'nightly.zip' });
	const seed = async (zip: Buffer) => await stage.place.seed({ 'nightly.zip': zip });

	test.each<[string, object, string[]]>([
		['by extension', { filters: { extensions: 'wav' } }, ['2026-01-30/call 1.wav', '2026-01-31/call 2.wav']],
		['by path', { filters: { namePattern: '2026-01-30/*' } }, ['2026-01-30/call 1.wav', '2026-01-30/call 1.xml']],
		['by both', { filters: { namePattern: 'call*', extensions: ['.xml'] } }, ['2026-01-30/call 1.xml']],
	])('files %s', async (_, parameters, expected) => {
		await seed(await zipOf(CONTENTS));
		expect((await stage.run(parameters as never)).json.map(({ path }) => path)).toEqual(expected);
	});

	test.each<[string, string | undefined, RegExp]>([
		['wrong', 'another password', /password/i],
		['missing', undefined, /password/i],
		['empty', '', /Password: the field is empty/],
	])('a password that is %s is said, and nothing is handed on', async (_, password, message) => {
		await seed(await zipOf(CONTENTS, { encryption: 'AES-256' }));
		const credentials = { furtherCredentials: { archivePasswordApi: { password: password ?? '' } } };
		const failure = await stage.failure({ withPassword: password !== undefined }, credentials);
		expect(failure.message).toMatch(message);
	});

	test('an archive without encryption is read with a password all the same', async () => {
		await seed(await zipOf(CONTENTS));
		expect((await stage.run({ withPassword: true })).json).toHaveLength(4);
	});

	test('standard encryption', async () => {
		await seed(await zipOf(CONTENTS, { encryption: 'ZipCrypto' }));
		expect((await stage.run({ withPassword: true })).json[1]).toMatchObject({ encryption: 'ZipCrypto', verifiedBy: 'crc32' });
	});

	test('an archive with more files than are allowed is refused before the first', async () => {
		await seed(await zipOf(CONTENTS));
		expect((await stage.failure({ options: { maxFiles: 3 } })).message).toMatch(/more than 3 of its files are wanted/);
	});

	test('a damaged file fails alone where the workflow goes on', async () => {
		const zip = await zipOf(CONTENTS, { method: 'stored' });
		zip[zip.indexOf('RIFF two') + 5] ^= 1;
		await seed(zip);
		expect((await stage.failure()).message).toMatch(/call 2\.wav" is damaged/);
		const { json } = await stage.run({}, { onError: 'continueRegularOutput' });
		expect(json.map(({ path, errorCode }) => path ?? errorCode)).toEqual(['2026-01-30/call 1.wav', '2026-01-30/call 1.xml', 'CORRUPTED', 'manifest.xml']);
	});

	test.each<[string, Buffer, RegExp]>([
		['no archive', Buffer.from('this is text and no archive at all, whatever its name says'), /no ZIP archive/],
		['a file that leads out', Buffer.from(''), /no ZIP archive|damaged/],
	])('%s is told', async (_, zip, message) => {
		await seed(zip);
		expect((await stage.failure()).message).toMatch(message);
	});

	test('nothing that the filters let through is told', async () => {
		await seed(await zipOf(CONTENTS));
		const { json, hints } = await stage.run({ filters: { extensions: 'mp4' } });
		expect([json, hints[0]?.message]).toEqual([[], expect.stringContaining('or none that the filters let through')]);
	});

	test('a cancelled execution ends', async () => {
		await seed(await zipOf(CONTENTS));
		expect((await stage.failure({}, { signal: AbortSignal.abort() })).message).toMatch(/cancelled/);
	});
});
