import { randomBytes } from 'node:crypto';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { rawZip, type RawEntry } from '../../core/archive/raw-zip';
import { KINDS, sealed } from '../../core/archive/sealed';
import { FilesStage, fileItem } from './files-stage';

const PASSWORD = `pass-${randomBytes(6).toString('hex')}`;
const stage = new FilesStage({ operation: 'unpack' }, { archivePasswordApi: { password: PASSWORD } });
afterEach(() => expect(stage.n8n.secrets.leaksOf(PASSWORD)).toEqual([]));

const CONTENT = 'a call of five minutes\r\n'.repeat(40);
const FILES: RawEntry[] = [
	{ name: '2026-01-30/', content: '' },
	{ name: '2026-01-30/call 1.wav', content: CONTENT },
	{ name: '2026-01-30/call 1.xml', content: '<a/>' },
	{ name: '2026-01-31/Müller.MP3', content: 'mp3' },
	{ name: 'cdr.csv', content: 'a,b\n', method: 0 },
];
const zipOf = (entries: RawEntry[] = FILES) => fileItem(rawZip({ entries }), 'export.zip');
const pathsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.path);

test('one item for each file: its place as json, its content as a file', async () => {
	const { items } = await stage.run([zipOf()]);
	expect(items.map(({ json }) => json)).toMatchObject([
		{ archivePath: 'export.zip', path: '2026-01-30/call 1.wav', name: 'call 1.wav', extension: 'wav', sizeBytes: CONTENT.length, verifiedBy: 'crc32' },
		{ path: '2026-01-30/call 1.xml', extension: 'xml' },
		{ path: '2026-01-31/Müller.MP3', name: 'Müller.MP3', extension: 'mp3' },
		{ path: 'cdr.csv', name: 'cdr.csv' },
	]);
	expect(items[0].binary?.data).toMatchObject({ fileName: 'call 1.wav', mimeType: 'audio/wav' });
	expect(items[2].binary?.data).toMatchObject({ fileName: 'Müller.MP3', mimeType: 'audio/mpeg' });
	expect(await stage.textOf(items[0])).toBe(CONTENT);
	for (const { pairedItem, binary } of items) expect([pairedItem, Object.keys(binary ?? {})]).toEqual([{ item: 0 }, ['data']]);
});

test('out of one field into another, of several archives', async () => {
	const archive = fileItem(rawZip({ entries: FILES.slice(4) }), 'a.zip', 'attachment_0');
	const { items } = await stage.run([archive, archive], { inputField: 'attachment_0', binaryPropertyName: 'file' });
	expect(items.map(({ pairedItem, binary }) => [pairedItem, Object.keys(binary ?? {})])).toEqual([[{ item: 0 }, ['file']], [{ item: 1 }, ['file']]]);
});

describe('which files', () => {
	test.each<[string, INodeParameters, string[]]>([
		['by extension, in any letters', { extensions: 'mp3, .wav' }, ['2026-01-30/call 1.wav', '2026-01-31/Müller.MP3']],
		['by name', { namePattern: 'call*' }, ['2026-01-30/call 1.wav', '2026-01-30/call 1.xml']],
		['by several names', { namePattern: '*.csv, m?ller*' }, ['2026-01-31/Müller.MP3', 'cdr.csv']],
		['by path', { namePattern: '2026-01-31/*' }, ['2026-01-31/Müller.MP3']],
		['by both', { extensions: 'xml', namePattern: '*1*' }, ['2026-01-30/call 1.xml']],
		['a list out of an expression', { extensions: '={{ ["csv"] }}' }, ['cdr.csv']],
	])('%s', async (_, filters, expected) => {
		expect(pathsOf((await stage.run([zipOf()], { filters })).items)).toEqual(expected);
	});

	test('none is told', async () => {
		const { items, hints } = await stage.run([zipOf()], { filters: { extensions: 'pdf' } });
		expect([items, hints.map(({ message }) => message)]).toEqual([[], ['export.zip holds no file, or none that the filters let through.']]);
	});
});

describe('how much', () => {
	const stating = (count: number) => fileItem(rawZip({ entries: FILES, count, zip64: true }), 'export.zip');

	test('more entries than usual are refused, and looked at where the option says so', async () => {
		const error = await stage.failure([stating(100_001)]);
		expect([error.message, error.description]).toEqual([expect.stringMatching(/it has 100001 entries, and 100000 are allowed/), expect.stringMatching(/Raise the option "Max Entries"/)]);
		expect((await stage.failure([stating(100_001)], { options: { maxEntries: 100_001 } })).message).not.toMatch(/allowed/);
	});

	test('fewer entries can be allowed, too', async () => {
		expect((await stage.failure([zipOf()], { options: { maxEntries: 4 } })).message).toMatch(/it has 5 entries, and 4 are allowed/);
		expect((await stage.failure([zipOf()], { options: { maxEntries: '={{ "many" }}' } })).message).toMatch(/"Max Entries" is many/);
	});
});

describe('with a password', () => {
	const lockedBy = (password: string) => KINDS.map((kind) => sealed(kind, `${kind}.wav`, CONTENT, password));

	test.each(KINDS.map((kind) => [kind] as const))('%s', async (kind) => {
		const { items } = await stage.run([zipOf([sealed(kind, 'a.wav', CONTENT, PASSWORD), { name: 'plain.txt', content: 'x' }])], { withPassword: true });
		expect(items.map(({ json }) => json)).toMatchObject([{ path: 'a.wav', encryption: kind, verifiedBy: kind === 'ZipCrypto' ? 'crc32' : 'hmac' }, { path: 'plain.txt' }]);
		expect(await stage.textOf(items[0])).toBe(CONTENT);
	});

	test.each<[string, INodeParameters, string, RegExp]>([
		['a wrong one is said to be that', { withPassword: true }, 'another one', /password/],
		['none where one is needed', {}, PASSWORD, /is encrypted .* no password was given/],
	])('%s, and nothing comes out', async (_, parameters, password, message) => {
		const { items } = await stage.run([zipOf(lockedBy(password))], parameters, { onError: 'continueRegularOutput' });
		expect(items).toHaveLength(1);
		expect(items[0].binary).toBeUndefined();
		expect(items[0].json).toMatchObject({ errorCode: 'ARCHIVE_PASSWORD', error: expect.stringMatching(message) as string, mail: 1 });
	});

	test('files that need none are unpacked without, when the filters let only them through', async () => {
		const { items } = await stage.run([zipOf([...lockedBy('x'), { name: 'plain.txt', content: 'x' }])], { filters: { extensions: 'txt' } });
		expect(pathsOf(items)).toEqual(['plain.txt']);
	});

	test('the credential is tested for what can be tested', async () => {
		expect(await stage.n8n.testCredential({ password: PASSWORD }, 'archivePasswordApi')).toMatchObject({ status: 'OK' });
		expect(await stage.n8n.testCredential({ password: '' }, 'archivePasswordApi')).toMatchObject({ status: 'Error' });
	});
});

describe('too much is refused before anything is unpacked', () => {
	test.each<[string, INodeParameters, RegExp]>([
		['files', { options: { maxFiles: 3 } }, /more than 3 of its files are wanted/],
		['bytes', { options: { maxMib: 0.0005 } }, /more than 0\.0005 MiB together/],
	])('%s', async (_, parameters, message) => {
		const error = await stage.failure([zipOf()], parameters);
		expect([error.message, error.description]).toEqual([expect.stringMatching(message), expect.stringMatching(/Extensions or Name Pattern/)]);
		expect((await stage.run([zipOf()], { ...parameters, filters: { extensions: 'csv' } })).items).toHaveLength(1);
	});
});

describe('what could do harm is refused whole', () => {
	test.each<[string, RawEntry[], RegExp]>([
		['a path out of the folder', [...FILES, { name: '../../etc/passwd', content: 'x' }], /leads out of its folder/],
		['an absolute path', [{ name: '/etc/passwd', content: 'x' }], /absolute path/],
		['a drive', [{ name: 'C:/a', content: 'x' }], /absolute|drive/],
		['a device', [{ name: 'CON.txt', content: 'x' }], /device/],
		['a link', [{ name: 'a', content: '/etc/passwd', versionMadeBy: 3 << 8, externalAttributes: 0xa1ff0000 }], /symbolic link/],
		['two of one name', [{ name: 'a', content: '1' }, { name: 'a', content: '2' }], /two entries|same name|name "a"/],
	])('%s', async (_, entries, message) => {
		const { items } = await stage.run([zipOf(entries)], {}, { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json)).toMatchObject([{ errorCode: 'ARCHIVE_REFUSED', error: expect.stringMatching(message) as string }]);
	});

	test('what is no archive', async () => {
		expect((await stage.failure([fileItem('hello', 'a.zip')])).message).toMatch(/"a\.zip": .*ZIP/);
	});
});

test('a damaged file fails alone, where the workflow says so', async () => {
	const entries = [FILES[1], { ...FILES[2], name: 'bad.xml', central: { crc32: 1 }, local: { crc32: 1 } }, FILES[4]];
	expect((await stage.failure([zipOf(entries)])).message).toMatch(/"bad\.xml" is damaged/);
	const { items } = await stage.run([zipOf(entries)], {}, { onError: 'continueRegularOutput' });
	expect(items.map(({ json, binary }) => [json.path, json.errorCode, binary !== undefined])).toEqual([['2026-01-30/call 1.wav', undefined, true], [undefined, 'CORRUPTED', false], ['cdr.csv', undefined, true]]);
	const branch = await stage.run([zipOf(entries)], {}, { onError: 'continueErrorOutput' });
	expect(Object.keys(branch.json[1]).sort()).toEqual(['details', 'error']);
});

test('a cancelled execution ends', async () => {
	const cancel = new AbortController();
	cancel.abort();
	expect((await stage.failure([zipOf(), zipOf()], {}, { onError: 'continueRegularOutput', signal: cancel.signal })).message).toMatch(/cancelled/);
});

test.each(['engine', 'subNode'] as const)('not for agents (%s)', async (asTool) => {
	expect((await stage.failure([zipOf()], {}, { asTool })).message).toMatch(/an AI agent cannot take files/);
});
