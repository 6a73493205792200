import { buffer } from 'node:stream/consumers';
import { openS3 } from '../../../core/sources/s3';
import { Recordings } from '../../../core/sources/recordings';
import { bodyOf } from '../../conformance/checks/tools';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import { S3Server } from '../../servers/s3-server';

const FOLDER = 'my tenant+1/';

let server: S3Server;
let recordings: Recordings;

beforeEach(async () => {
	server = await S3Server.start();
	server.store.createBucket(BUCKET);
	const key = server.createKey({ bucket: BUCKET, prefix: FOLDER });
	recordings = new Recordings(await openS3(s3Options(server, { folder: FOLDER, conditionalWrites: true }, key)), FOLDER);
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

async function listed(options: Parameters<Recordings['listPages']>[0] = {}): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of recordings.listPages(options)) paths.push(...page.map(({ path }) => path));
	return paths;
}

async function folders(prefix?: string): Promise<string[]> {
	const names: string[] = [];
	for await (const name of recordings.listFolders({ prefix })) names.push(name);
	return names;
}

/** All that the conformance suite has not, and that S3 stores. */
const KEYS: [string, string][] = [
	['an equals sign', '2026-01-30T08=15=00_=.mp4'],
	['a colon', '08:15:00.mp4'],
	['a plus', '+49 89 1+1.mp4'],
	['brackets', 'voice (1).mp4'],
	['an ampersand', 'a&b.mp4'],
	['percent signs', '100%25%2F%.mp4'],
	['a hash', '#1.mp4'],
	['a backslash', 'a\\b.mp4'],
	['a tilde, a star and an exclamation mark', '~a*b!.mp4'],
	['blanks at both ends', ' a.mp4 '],
	['nothing but a blank', ' '],
	['letters of other scripts', 'Gespräch/通話/сеанс.mp4'],
	['characters beyond 16 bits', '📞/👩‍🚀/𝄞.mp4'],
	['decomposed letters', 'Gespra\u0308ch.mp4'],
	['a slash at the end', 'folder/'],
	['slashes in a row', 'a///b'],
	['a control character that XML cannot hold', 'a\u0001b\u001F.mp4'],
	['a tab, a line feed and a carriage return', 'a\tb\nc\rd.mp4'],
	['a delete character', 'a\u007Fb.mp4'],
	['characters that are none', 'a\uFFFE\uFFFFb.mp4'],
	['a byte order mark', '\uFEFFa.mp4'],
	['what looks like XML', '</Key><Key>b</Key>]]>&amp;.mp4'],
	['what looks like a query', '?list-type=2&prefix=.mp4'],
	['what looks like a host', '//evil.example/a.mp4'],
	['names of methods', '__proto__/constructor'],
];

describe('a key with', () => {
	test.each(KEYS)('%s is listed, described, read, written and removed', async (_, name) => {
		const key = FOLDER + name;
		await recordings.write(key, bodyOf(`content of ${name}`), { ifAbsent: true });
		expect([...(server.store.objectsOf(BUCKET)?.keys() ?? [])]).toEqual([key]);
		expect(await listed()).toEqual([key]);
		expect(await listed({ prefix: name })).toEqual([key]);
		expect((await recordings.stat(key)).path).toBe(key);
		expect(String(await buffer((await recordings.read(key)).body))).toBe(`content of ${name}`);
		await recordings.remove(key);
		expect(await listed()).toEqual([]);
	});

	test('all of them, in one listing, page by page', async () => {
		server.seed(BUCKET, Object.fromEntries(KEYS.map(([, name]) => [FOLDER + name, 'x'])));
		const all = KEYS.map(([, name]) => FOLDER + name).sort();
		for (const pageSize of [1, 2, 7, 1_000]) expect((await listed({ pageSize })).sort()).toEqual(all);
	});

	test.each(KEYS.filter(([, name]) => !name.includes('/')))('%s is the name of a folder, too', async (_, name) => {
		server.seed(BUCKET, { [`${FOLDER}${name}/call.mp4`]: 'x', [`${FOLDER}${name}/more/call.mp4`]: 'x' });
		expect(await folders()).toEqual([`${FOLDER}${name}/`]);
		expect(await folders(`${name}/`)).toEqual([`${FOLDER}${name}/more/`]);
	});
});

test.each([' ', '\t', '%20', '+', '=', '&', '#', '?', '📞'])('the folder itself may have %p in its name', async (sign) => {
	const folder = `my${sign}tenant/`;
	server.seed(BUCKET, { [`${folder}call.mp4`]: 'content', 'my tenantx/stranger.mp4': 'x', [`my${sign}tenan`]: 'x' });
	const inside = new Recordings(await openS3(s3Options(server, { folder })), folder);
	const pages: string[] = [];
	for await (const page of inside.listPages()) pages.push(...page.map(({ path }) => path));
	await inside.close();
	expect(pages).toEqual([`${folder}call.mp4`]);
});

describe('what a key may be', () => {
	test('1,024 bytes, and not one more', async () => {
		const key = FOLDER + 'ü'.repeat((1_024 - FOLDER.length) / 2);
		await recordings.write(key, bodyOf('x'));
		expect(await listed()).toEqual([key]);
		await expect(recordings.write(`${key}x`, bodyOf('x'))).rejects.toMatchObject({ code: 'INVALID_REQUEST', serviceCode: 'KeyTooLongError' });
	});

	test.each(['.', '..', 'a/../b', './a'])('%p is refused, because every parser on the way would resolve it', async (name) => {
		await expect(recordings.stat(FOLDER + name)).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' });
		expect(server.requests).toEqual([]);
	});

	test('the folder itself, as consoles make it: an object of no bytes', async () => {
		server.seed(BUCKET, { [FOLDER]: '', [`${FOLDER}call.mp4`]: 'x' });
		expect(await listed()).toEqual([FOLDER, `${FOLDER}call.mp4`]);
		expect(await folders()).toEqual([]);
		expect(await recordings.stat(`${FOLDER}call.mp4`)).toMatchObject({ sizeBytes: 1 });
	});
});

test('an object of no bytes: described, read, and its MD5 stated', async () => {
	server.seed(BUCKET, { [`${FOLDER}empty`]: '' });
	const { entry, body } = await recordings.read(`${FOLDER}empty`);
	expect((await buffer(body)).length).toBe(0);
	expect(entry).toMatchObject({ sizeBytes: 0, contentMd5: '1B2M2Y8AsgTpgAmY7PhCfg==' });
	expect((await recordings.listPages().next()).value).toMatchObject([{ sizeBytes: 0 }]);
});

describe('servers that encode keys in other ways', () => {
	const names = ['a b', 'a+b', 'a%b', 'ä', 'a/b', '(1)'];
	const encodings: [string, (text: string) => string, boolean][] = [
		['blanks as %20', encodeURIComponent, true],
		['everything but letters, lower case', (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''), true],
		['not at all, and do not say that they do', (text) => text, false],
	];

	test.each(encodings)('%s', async (_, encode, saysSo) => {
		const rows = names.map((name) => `<Contents><Key>${encode(FOLDER + name)}</Key><Size>1</Size></Contents>`);
		const encodingType = saysSo ? '<EncodingType>url</EncodingType>' : '';
		server.inject({ editBody: () => `<ListBucketResult>${rows.join('')}${encodingType}<IsTruncated>false</IsTruncated></ListBucketResult>` });
		expect(await listed()).toEqual(names.map((name) => FOLDER + name));
	});
});

describe('many keys', () => {
	const keys = Array.from({ length: 100_000 }, (_, index) => `${FOLDER}${String(index).padStart(6, '0')}_2026-01-30T08-15-00_voice (1).mp4`);

	test('100,000 are listed, each once, in order, in pages of no more than 1,000', async () => {
		server.seed(BUCKET, Object.fromEntries(keys.map((key) => [key, ''])));
		const paths = await listed({ pageSize: 5_000 });
		// Not compared as a whole: nobody would wait for the difference.
		expect([paths.length, paths.findIndex((path, index) => path !== keys[index])]).toEqual([100_000, -1]);
		expect(server.requests).toHaveLength(100);
		expect(new Set(server.requests.map(({ query }) => query.get('max-keys')))).toEqual(new Set(['1000']));
	});

	test('a walk that is left early asks for no more', async () => {
		server.seed(BUCKET, Object.fromEntries(keys.slice(0, 5_000).map((key) => [key, ''])));
		for await (const page of recordings.listPages()) {
			expect(page).toHaveLength(1_000);
			break;
		}
		expect(server.requests).toHaveLength(1);
	});
});
