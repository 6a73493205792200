import { execFileSync } from 'node:child_process';
import { appendFile, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openFolder, type FolderRules } from '../../../core/sources/folder';
import { classifyFolderError } from '../../../core/sources/folder/classify';
import { Recordings } from '../../../core/sources/recordings';
import { bodyOf } from '../../conformance/checks/tools';

jest.mock('node:fs/promises', () => ({ __esModule: true, ...jest.requireActual<object>('node:fs/promises') }));

let outside: string;
let root: string;
let recordings: Recordings;

const RULES: FolderRules = { isBlocked: (path) => /\/secret(\/|$)/.test(path), detail: 'the rules say no', advice: 'Change the rules.' };

beforeEach(async () => {
	outside = await mkdtemp(join(tmpdir(), 'folder-'));
	root = join(outside, 'root');
	await mkdir(join(root, 'a'), { recursive: true });
	await writeFile(join(outside, 'stranger'), 'not ours');
	await writeFile(join(root, 'a/call.wav'), 'content');
	recordings = new Recordings(await openFolder({ path: root, rules: RULES }));
});
afterEach(async () => {
	jest.restoreAllMocks();
	await recordings.close();
	await rm(outside, { recursive: true });
});

async function listed(): Promise<string[]> {
	const paths: string[] = [];
	for await (const page of recordings.listPages()) paths.push(...page.map(({ path }) => path));
	return paths;
}

const read = async (path: string) => String(await buffer((await recordings.read(path)).body));

describe('links', () => {
	test('to a file and to a folder within: followed', async () => {
		await symlink(join(root, 'a/call.wav'), join(root, 'link.wav'));
		await symlink('../a', join(root, 'a', 'same'));
		await mkdir(join(root, 'b'));
		await symlink('../a', join(root, 'b', 'toA'));
		expect(await listed()).toEqual(['a/call.wav', 'b/toA/call.wav', 'link.wav']);
		expect(await read('b/toA/call.wav')).toBe('content');
		expect(await recordings.stat('link.wav')).toMatchObject({ sizeBytes: 7 });
	});

	test.each(['stranger', '.', 'nowhere'])('that lead out, to %s: not listed, not read, not written through', async (target) => {
		await symlink(join(outside, target), join(root, 'out'));
		expect(await listed()).toEqual(['a/call.wav']);
		const code = target === 'nowhere' ? 'NOT_FOUND' : 'OUTSIDE_FOLDER';
		const inside = target === '.' ? 'out/stranger' : 'out';
		await expect(recordings.read(inside)).rejects.toMatchObject({ code });
		await expect(recordings.stat(inside)).rejects.toMatchObject({ code });
		if (target === '.') await expect(recordings.write('out/new', bodyOf('x'))).rejects.toMatchObject({ code });
		if (target === '.') await expect(recordings.remove('out/stranger')).rejects.toMatchObject({ code });
		expect(await readdir(outside)).toEqual(['root', 'stranger']);
		expect(String(await readFile(join(outside, 'stranger')))).toBe('not ours');
	});

	test('that are left out are told, and others are not', async () => {
		await mkdir(join(root, 'b'));
		await symlink(outside, join(root, 'b', 'out'));
		await symlink('nowhere', join(root, 'dead'));
		await symlink('../b', join(root, 'b', 'up'));
		const leftOut: string[] = [];
		const told = new Recordings(await openFolder({ path: root, onLeftOut: (key) => void leftOut.push(key) }));
		for await (const page of told.listPages()) expect(page).toHaveLength(1);
		expect(leftOut.sort()).toEqual(['b/out', 'dead']);
		await told.close();
	});

	test('a write takes the place of a link, not of what it leads to', async () => {
		await symlink(join(outside, 'stranger'), join(root, 'out'));
		await recordings.write('out', bodyOf('ours'));
		expect(String(await readFile(join(outside, 'stranger')))).toBe('not ours');
		expect(await read('out')).toBe('ours');
	});

	test('a folder that becomes a link after it was looked at is not left by it', async () => {
		await mkdir(join(root, 'later'));
		const { open } = jest.requireActual<typeof files>('node:fs/promises');
		jest.spyOn(files, 'open').mockImplementationOnce(async (...given) => {
			await rm(join(root, 'later'), { recursive: true });
			await symlink(outside, join(root, 'later'));
			return await open(...given);
		});
		await expect(recordings.write('later/new', bodyOf('x'))).rejects.toMatchObject({ code: 'OUTSIDE_FOLDER' });
	});

	test('the folder itself may be named by a link', async () => {
		await symlink(root, join(outside, 'link'));
		const same = new Recordings(await openFolder({ path: join(outside, 'link') }));
		expect(await same.stat('a/call.wav')).toMatchObject({ sizeBytes: 7 });
	});
});

describe('rules', () => {
	beforeEach(async () => {
		await mkdir(join(root, 'secret'));
		await writeFile(join(root, 'secret/key'), 'x');
		await symlink(join(root, 'secret'), join(root, 'b'));
	});

	test('what is forbidden is not listed', async () => expect(await listed()).toEqual(['a/call.wav']));

	test.each<[string, () => Promise<unknown>]>([
		['read', async () => await recordings.read('secret/key')],
		['read through a link', async () => await recordings.read('b/key')],
		['stat', async () => await recordings.stat('secret/key')],
		['write', async () => await recordings.write('secret/new', bodyOf('x'))],
		['write under a forbidden name', async () => await recordings.write('a/secret/new', bodyOf('x'))],
		['remove', async () => await recordings.remove('secret/key')],
		['list the folder itself', async () => await recordings.listPages({ prefix: 'secret/' }).next()],
	])('%s is refused, and told', async (_, work) => {
		await expect(work()).rejects.toMatchObject({ code: 'PERMISSION_DENIED', detail: 'the rules say no', advice: 'Change the rules.' });
		expect(await readdir(join(root, 'secret'))).toEqual(['key']);
		expect(await readdir(join(root, 'a'))).toEqual(['call.wav']);
	});

	test('a folder that is forbidden as a whole cannot be opened', async () => {
		await expect(openFolder({ path: join(root, 'secret'), rules: RULES })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
	});
});

describe('files', () => {
	test('names that are not UTF-8 are read, written and removed as they are listed', async () => {
		const name = Buffer.concat([Buffer.from(`${root}/M`), Buffer.from([0xfc]), Buffer.from('ller.wav')]);
		await writeFile(name, 'latin');
		const [, path] = await listed().then((paths) => paths.sort((one, other) => (one < other ? 1 : -1)));
		expect(path).toBe('M\uF7FCller.wav');
		expect(await read(path)).toBe('latin');
		await recordings.write(path, bodyOf('new'));
		expect(String(await readFile(name))).toBe('new');
		await recordings.remove(path);
		expect(await listed()).toEqual(['a/call.wav']);
	});

	test('a pipe is no file, and nobody waits for its other end', async () => {
		execFileSync('mkfifo', [join(root, 'pipe')]);
		expect(await listed()).toEqual(['a/call.wav']);
		await expect(recordings.read('pipe')).rejects.toMatchObject({ code: 'NOT_FOUND', detail: 'that is no file' });
	});

	test('one that becomes shorter while it is read fails', async () => {
		await writeFile(join(root, 'long'), Buffer.alloc(1_000_000));
		const { body } = await recordings.read('long');
		await files.truncate(join(root, 'long'), 10);
		await expect(buffer(body)).rejects.toMatchObject({ code: 'CHANGED' });
	});

	test('one that grows is read as far as it went when it was opened', async () => {
		const { body } = await recordings.read('a/call.wav');
		await appendFile(join(root, 'a/call.wav'), 'more');
		expect(String(await buffer(body))).toBe('content');
	});

	test('a folder and a file of one name are told apart', async () => {
		await expect(recordings.write('a', bodyOf('x'))).rejects.toMatchObject({ code: 'CONFLICT', detail: 'a folder has that name' });
		await expect(recordings.write('a/call.wav/x', bodyOf('x'))).rejects.toMatchObject({ code: 'CONFLICT', detail: 'a file has the name of one of its folders' });
		expect(await readdir(join(root, 'a'))).toEqual(['call.wav']);
	});

	test('a name that is too long is told', async () => {
		await expect(recordings.write('n'.repeat(300), bodyOf('x'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
		await expect(recordings.stat('n'.repeat(300))).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('where the file system has no second names, one writer wins all the same', async () => {
		const refused: typeof link = async () => await Promise.reject(Object.assign(new Error('no'), { code: 'EPERM' }));
		jest.spyOn(files, 'link').mockImplementation(refused);
		const writers = ['one', 'two'].map(async (text) => await recordings.write('new', bodyOf(text), { ifAbsent: true }));
		const outcomes = await Promise.allSettled(writers);
		expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(await read('new')).toBe(outcomes[0].status === 'fulfilled' ? 'one' : 'two');
		expect(await readdir(root)).toEqual(['a', 'new']);
	});

	test('a rename that fails leaves what was there, and nothing beside it', async () => {
		jest.spyOn(files, 'rename').mockRejectedValue(Object.assign(new Error('no'), { code: 'ENOSPC' }));
		await expect(recordings.write('a/call.wav', bodyOf('new'))).rejects.toMatchObject({ code: 'TOO_LARGE' });
		expect([await readdir(join(root, 'a')), await read('a/call.wav')]).toEqual([['call.wav'], 'content']);
	});

	test.each(['missing', 'root/a/call.wav'])('a place that is no folder is told: %s', async (path) => {
		await expect(openFolder({ path: join(outside, path) })).rejects.toMatchObject({ code: 'NOT_FOUND', detail: expect.stringContaining('there is no folder') });
	});
});

test.each([
	['EACCES', 'PERMISSION_DENIED'],
	['ENOSPC', 'TOO_LARGE'],
	['EIO', 'SERVICE_FAILED'],
	['EMFILE', 'THROTTLED'],
	['ESOMETHING', 'UNKNOWN'],
])('%s is %s', (code, expected) => {
	const classified = classifyFolderError(Object.assign(new Error('of the system'), { code }));
	expect(classified).toMatchObject({ code: expected, detail: expect.any(String) });
});
