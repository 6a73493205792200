import * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openFolder } from '../../../core/sources/folder';
import { SharedSync } from '../../../core/sources/folder/shared-sync';
import { Recordings } from '../../../core/sources/recordings';
import { bodyOf } from '../../conformance/checks/tools';

jest.mock('node:fs/promises', () => ({ __esModule: true, ...jest.requireActual<object>('node:fs/promises') }));

const settled = async () => await new Promise((resolve) => setImmediate(resolve));

describe('a sync for all who wait', () => {
	let begun: Array<{ folder: string; resolve: () => void; reject: (error: Error) => void }>;
	let syncs: SharedSync;
	const ask = async (folder: string) =>
		await syncs.of(folder, async () => {
			await new Promise<void>((resolve, reject) => begun.push({ folder, resolve, reject }));
		});

	beforeEach(() => {
		begun = [];
		syncs = new SharedSync();
	});

	test('who asks while one is under way waits for the next, which all of them share', async () => {
		const done: number[] = [];
		const asked = [ask('a').then(() => done.push(0))];
		await settled();
		asked.push(...[1, 2, 3].map(async (asker) => await ask('a').then(() => done.push(asker))));
		await settled();
		expect(begun).toHaveLength(1);
		begun[0].resolve();
		await settled();
		expect([done, begun.length]).toEqual([[0], 2]);
		begun[1].resolve();
		await Promise.all(asked);
		expect([done, begun.length]).toEqual([[0, 1, 2, 3], 2]);
	});

	test('who asks when the shared one has begun gets one more', async () => {
		const asked = [ask('a')];
		await settled();
		asked.push(ask('a'));
		begun[0].resolve();
		await settled();
		asked.push(ask('a'));
		begun[1].resolve();
		await settled();
		expect(begun).toHaveLength(3);
		begun[2].resolve();
		await Promise.all(asked);
	});

	test('a failure is told to those who shared it, and to nobody after them', async () => {
		const first = ask('a');
		await settled();
		const second = ask('a');
		begun[0].reject(new Error('EIO'));
		await expect(first).rejects.toThrow('EIO');
		await settled();
		begun[1].resolve();
		await second;
		const third = ask('a');
		await settled();
		begun[2].resolve();
		await third;
	});

	test('folders do not wait for one another', async () => {
		const asked = [ask('a'), ask('b')];
		await settled();
		expect(begun.map(({ folder }) => folder)).toEqual(['a', 'b']);
		for (const sync of begun) sync.resolve();
		await Promise.all(asked);
	});
});

describe('many writes at once into one folder', () => {
	afterEach(() => jest.restoreAllMocks());

	/** What happened, in its order: `link x`, `sync file`, `sync folder begins`, `sync folder ends`, `written x`. */
	async function happened(ifAbsent: boolean): Promise<string[]> {
		const root = await files.mkdtemp(join(tmpdir(), 'syncs-'));
		const recordings = new Recordings(await openFolder({ path: root }));
		const events: string[] = [];
		const publish = ifAbsent ? 'link' : 'rename';
		const real = jest.requireActual<typeof files>('node:fs/promises');
		jest.spyOn(files, publish).mockImplementation(async (from, to) => {
			await real[publish](from, to);
			events.push(`publish ${basename(String(to))}`);
		});
		const handle = await files.open(root);
		const prototype = Object.getPrototypeOf(handle) as files.FileHandle;
		await handle.close();
		const { sync } = prototype;
		jest.spyOn(prototype, 'sync').mockImplementation(async function (this: files.FileHandle) {
			const what = (await this.stat()).isDirectory() ? 'folder' : 'file';
			events.push(`sync ${what} begins`);
			await sync.call(this);
			events.push(`sync ${what} ends`);
		});
		try {
			const names = Array.from({ length: 20 }, (_, index) => `call ${index}`);
			await Promise.all(names.map(async (name) => await recordings.write(name, bodyOf('content'), { ifAbsent }).then(() => events.push(`written ${name}`))));
		} finally {
			await recordings.close();
			await files.rm(root, { recursive: true });
		}
		return events;
	}

	test.each([true, false])('each is told as written after a sync of the folder that began after its name was there; ifAbsent: %s', async (ifAbsent) => {
		const events = await happened(ifAbsent);
		for (let index = 0; index < 20; index++) {
			const published = events.indexOf(`publish call ${index}`);
			const begins = events.indexOf('sync folder begins', published);
			const ends = events.indexOf('sync folder ends', begins);
			expect([published >= 0, begins > published, ends > begins, events.indexOf(`written call ${index}`) > ends]).toEqual([true, true, true, true]);
		}
		// Each of its own, and before it has its name.
		expect(events.filter((event) => event === 'sync file ends')).toHaveLength(20);
		const firstPublished = events.findIndex((event) => event.startsWith('publish'));
		expect(events.slice(0, firstPublished)).toContain('sync file ends');
	});
});
