import { createHash, randomBytes } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { bufferAccess } from '../../../../core/archive';
import { openArchive, openExport, tableItems, type OpenedExport, type OpenExportOptions, type Unwrap } from '../../../../core/vendors/genesys/data-export';
import { rawZip } from '../../../core/archive/raw-zip';
import { archiveOf, containerOf, exportOf, type Files } from './stage';

const RUN = 'export_100_2026_01_01_00_00_00';
const PATH = `${RUN}/${RUN}.zip`;
const TABLES = { interaction_fact: 'A,B\r\n1,2\r\n', resource_: 'RESOURCE_KEY\r\n7\r\n' };
const FILES = exportOf(RUN, TABLES);

async function open(files: Files, options: OpenExportOptions = {}): Promise<OpenedExport> {
	return await openExport((await containerOf(files)).recordings, PATH, options);
}

async function itemsOf(opened: OpenedExport, table: string) {
	const found = opened.find(table);
	if (!found) return undefined;
	const items: object[] = [];
	for await (const batch of tableItems(await opened.read(found))) items.push(...batch);
	return items;
}

describe.each<[string, OpenExportOptions]>([
	['by ranges', {}],
	['whole', { checkSha1: true }],
])('an export that is read %s', (_, options) => {
	test.each<[string, object[] | undefined]>([
		['interaction_fact', [{ A: '1', B: '2' }]],
		['INTERACTION_FACT', [{ A: '1', B: '2' }]],
		['interaction_fact.csv', [{ A: '1', B: '2' }]],
		['resource_', [{ RESOURCE_KEY: '7' }]],
		['calling_list', undefined],
	])('table %s', async (table, expected) => {
		const opened = await open(FILES, options);
		expect(await itemsOf(opened, table)).toEqual(expected);
		await opened.close();
		await opened.close();
	});

	test('says how it was verified, and what is in it', async () => {
		const opened = await open(FILES, options);
		expect(opened.verifiedBy).toBe(options.checkSha1 ? 'sha1' : 'crc32');
		expect(opened.tables.map(({ table, sizeBytes }) => [table, sizeBytes])).toEqual([['interaction_fact', 10], ['resource_', 17]]);
		await opened.close();
	});
});

test('one table of many costs its own bytes', async () => {
	const { recordings } = await containerOf({ [PATH]: rawZip({ entries: [{ name: 'big.csv', content: randomBytes(4_000_000) }, { name: 'small.csv', content: 'A\r\n1\r\n' }] }) });
	const read = jest.spyOn(recordings, 'read');
	expect(await itemsOf(await openExport(recordings, PATH), 'small')).toEqual([{ A: '1' }]);
	const asked = read.mock.calls.map(([, options]) => options);
	expect(asked.every((options) => options?.ifMatch !== undefined && (options.lengthBytes ?? Infinity) <= 70_000)).toBe(true);
	expect(asked.length).toBeLessThanOrEqual(3);
});

describe('the stated SHA-1', () => {
	const archive = archiveOf(TABLES);
	const sha1 = createHash('sha1').update(archive).digest('hex');
	test.each<[string, string | undefined, string]>([
		['as sha1sum writes it', `${sha1}  ${RUN}.zip\n`, 'sha1'],
		['of a binary file', `${sha1} *${RUN}.zip\r\n`, 'sha1'],
		['with a tag', `SHA1 (${RUN}.zip) = ${sha1.toUpperCase()}\n`, 'sha1'],
		['alone', sha1, 'sha1'],
		['with a path', `${sha1}  /data/out/${RUN}.zip`, 'sha1'],
		['among others', `${'0'.repeat(40)}  other.zip\n${sha1}  ${RUN}.zip\n`, 'sha1'],
		['nowhere', undefined, 'crc32'],
	])('%s', async (_, text, expected) => {
		const opened = await open({ [PATH]: archive, ...(text === undefined ? {} : { [`${PATH}.sha1`]: text }) }, { checkSha1: true });
		expect(opened.verifiedBy).toBe(expected);
		await opened.close();
	});

	test.each<[string, string, string]>([
		['of another file', `${'0'.repeat(40)}  ${RUN}.zip\n`, 'CORRUPTED'],
		['that is none', 'pending', 'INVALID_RESPONSE'],
		['of others only', `${'0'.repeat(40)}  a.zip\n${'1'.repeat(40)}  b.zip\n`, 'INVALID_RESPONSE'],
	])('%s', async (_, text, code) => {
		const files = { [PATH]: archive, [`${PATH}.sha1`]: text };
		await expect(open(files, { checkSha1: true })).rejects.toMatchObject({ code });
		// Not asked for, not looked at.
		await (await open(files)).close();
	});
});

describe('an encrypted export', () => {
	/** Stands for encryption. */
	const flip = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
	const unwrap: Unwrap = async (body, store) => {
		const plain = new Transform({ transform: (chunk: Buffer, _, done) => done(null, flip(chunk)) });
		body.on('error', (error) => plain.destroy(error));
		return await store(body.pipe(plain));
	};
	const wrapped = flip(archiveOf(TABLES));
	const sha1 = createHash('sha1').update(wrapped).digest('hex');

	test.each<[string, Files, OpenExportOptions, string]>([
		['is opened', { [PATH]: wrapped }, { unwrap }, 'crc32'],
		['is verified as it was stored', { [PATH]: wrapped, [`${PATH}.sha1`]: sha1 }, { unwrap, checkSha1: true }, 'sha1'],
		['that is none is read as it is', FILES, { unwrap }, 'crc32'],
	])('%s', async (_, files, options, verifiedBy) => {
		const opened = await open(files, options);
		expect(opened.verifiedBy).toBe(verifiedBy);
		expect(await itemsOf(opened, 'resource_')).toEqual([{ RESOURCE_KEY: '7' }]);
		await opened.close();
	});

	test('without a key, it is said that it is one', async () => {
		const cms = Buffer.concat([Buffer.from('308006092a864886f70d010703a080', 'hex'), randomBytes(200)]);
		await expect(open({ [PATH]: cms })).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringMatching(/encrypted with the tenant's certificate/) as string });
		await expect(open({ [PATH]: randomBytes(200) })).rejects.toMatchObject({ code: 'CORRUPTED' });
	});

	test('what the key says is what is told', async () => {
		const wrong = Object.assign(new Error('wrong key'), { name: 'RecordingError', code: 'UNSUPPORTED', operation: 'decrypt' });
		await expect(open({ [PATH]: wrapped }, { unwrap: async () => await Promise.reject(wrong) })).rejects.toBe(wrong);
	});
});

describe('bad exports', () => {
	test.each<[string, Buffer, string]>([
		['a part of one', archiveOf(TABLES).subarray(0, 80), 'CORRUPTED'],
		['a path that leads elsewhere', rawZip({ entries: [{ name: '../a.csv' }] }), 'ARCHIVE_REFUSED'],
	])('%s', async (_, bytes, code) => {
		await expect(open({ [PATH]: bytes })).rejects.toMatchObject({ code, path: PATH });
	});

	test('a table that is damaged fails, at its end at the latest', async () => {
		const bytes = rawZip({ entries: [{ name: 'a.csv', content: 'A\r\n1\r\n', central: { crc32: 1 }, local: { crc32: 1 } }] });
		await expect(itemsOf(await open({ [PATH]: bytes }), 'a')).rejects.toMatchObject({ code: 'CORRUPTED' });
	});

	test('what is not there', async () => {
		await expect(open({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('two tables of one name keep their folders', async () => {
		const opened = await openArchive(bufferAccess(rawZip({ entries: [{ name: 'x/a.csv', content: 'A\r\n1\r\n' }, { name: 'y/A.csv', content: 'A\r\n2\r\n' }, { name: 'z/b.csv', content: 'A\r\n3\r\n' }, { name: 'readme.txt' }] })));
		expect(opened.tables.map(({ table }) => table)).toEqual(['x/a', 'y/A', 'b']);
		expect(await itemsOf(opened, 'y/a')).toEqual([{ A: '2' }]);
		expect(await itemsOf(opened, 'b')).toEqual([{ A: '3' }]);
	});
});

test('a body that ends early is nothing', async () => {
	const { recordings } = await containerOf(FILES);
	const read = recordings.read.bind(recordings);
	jest.spyOn(recordings, 'read').mockImplementation(async (path, options) => {
		const result = await read(path, options);
		return path === PATH && options?.lengthBytes !== undefined ? { ...result, body: Readable.from([Buffer.from('x')]) } : result;
	});
	await expect(openExport(recordings, PATH)).rejects.toMatchObject({ code: 'CORRUPTED' });
});
