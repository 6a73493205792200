import { constants, type BigIntStats, type Stats } from 'node:fs';
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import { RecordingError } from '../../errors/recording-error';
import { cutText } from '../../secrets/cut';
import { nameFromBytes } from '../tree/names';
import { DurableFolders } from './durable-folders';
import { joined, liesIn, OpenFolder } from './open-folder';
import type { FolderOptions, FolderRules } from './options';
import { SharedSync } from './shared-sync';
import { hasCode, isMissing } from './system-error';

// What opens a pipe or a terminal must not wait for its other end, nor become its own; some systems lack these flags.
const TO_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
const TO_ENTER = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0);

/** The folder that keys are relative to. Whatever it opens was looked at where it truly lies, after it was opened. */
export class Place {
	static async open({ path, rules, onLeftOut }: FolderOptions): Promise<Place> {
		const root = await realpath(path, { encoding: 'buffer' }).catch((error: unknown) => {
			throw hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP') ? noFolder(path) : error;
		});
		if (!(await stat(root)).isDirectory()) throw noFolder(path);
		const place = new Place(root, rules, onLeftOut);
		place.assertAllowed(root, 'open');
		return place;
	}

	readonly #folders = new DurableFolders(this);
	readonly #syncs = new SharedSync();

	private constructor(
		readonly root: Buffer,
		private readonly rules?: FolderRules,
		readonly leaveOut: (key: string) => void = () => {},
	) {}

	/** Where a key is looked for; links on the way not followed yet. */
	path(key: string): Buffer {
		return key === '' ? this.root : joined(this.root, key.replace(/\/$/, ''));
	}

	contains(realPath: Buffer): boolean {
		return liesIn(realPath, this.root);
	}

	isAllowed(realPath: Buffer): boolean {
		return !this.rules?.isBlocked(nameFromBytes(realPath));
	}

	/** Throws OUTSIDE_FOLDER or PERMISSION_DENIED. */
	assertAllowed(realPath: Buffer, operation: string, key?: string): void {
		if (!this.contains(realPath)) throw leadsOut(operation, key);
		if (this.isAllowed(realPath) || !this.rules) return;
		const { detail, advice } = this.rules;
		throw new RecordingError({ code: 'PERMISSION_DENIED', operation, path: key ?? nameFromBytes(realPath), detail, advice });
	}

	/** What is missing in a folder that has gone itself, such as a share that was unmounted, can be there all the same. Throws NOT_FOUND, or OUTSIDE_FOLDER. */
	async assertThere(operation: string, key: string): Promise<void> {
		const there = await realpath(this.root, { encoding: 'buffer' }).catch((error: unknown) => {
			throw isMissing(error) ? noFolder(nameFromBytes(this.root)) : error;
		});
		if (!there.equals(this.root)) throw leadsOut(operation, key);
	}

	/** Describes a file. Throws NOT_FOUND for a folder and the like. */
	async stat(key: string): Promise<Stats> {
		const realPath = await realpath(this.path(key), { encoding: 'buffer' });
		this.assertAllowed(realPath, 'stat', key);
		return assertFile(await stat(realPath), key, 'stat');
	}

	/** Opens a file. The caller closes it. */
	async openFile(key: string): Promise<{ handle: FileHandle; stats: Stats }> {
		const path = this.path(key);
		const handle = await open(path, TO_READ);
		try {
			const { realPath } = await whereIs(handle, path);
			this.assertAllowed(realPath, 'read', key);
			return { handle, stats: assertFile(await handle.stat(), key, 'read') };
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	/** Opens a folder: `''`, or its path with a slash at the end. */
	async openFolder(key: string, operation: string): Promise<OpenFolder> {
		const path = this.path(key);
		const handle = await open(path, TO_ENTER);
		try {
			const { realPath, isByNumber } = await whereIs(handle, path);
			this.assertAllowed(realPath, operation, key);
			return new OpenFolder(handle, realPath, isByNumber, this.#syncs);
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	/** The same to write there: makes what is missing on the way. The names on the way are on the disk then. */
	async openFolderToWrite(key: string): Promise<OpenFolder> {
		await this.#folders.make(key);
		try {
			return await this.openFolder(key, 'write');
		} catch (error) {
			if (!isMissing(error)) throw error;
		}
		// Somebody took it away since it was made.
		this.#folders.forget();
		await this.#folders.make(key);
		return await this.openFolder(key, 'write');
	}
}

/** Where something that is open truly lies. Linux says it; elsewhere it is looked up, and held to what is open. */
async function whereIs(handle: FileHandle, path: Buffer): Promise<{ realPath: Buffer; isByNumber: boolean }> {
	const told = await readlink(`/proc/self/fd/${handle.fd}`, { encoding: 'buffer' }).catch(() => undefined);
	if (told) return { realPath: told, isByNumber: true };
	const realPath = await realpath(path, { encoding: 'buffer' });
	const [opened, there] = await Promise.all([handle.stat({ bigint: true }), stat(realPath, { bigint: true })]);
	if (!isSame(opened, there)) throw new RecordingError({ code: 'CHANGED', operation: 'open', detail: 'it was replaced while it was opened', advice: 'Run it again.' });
	return { realPath, isByNumber: false };
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
	return one.dev === other.dev && one.ino === other.ino;
}

function assertFile(stats: Stats, path: string, operation: string): Stats {
	if (stats.isFile()) return stats;
	const detail = stats.isDirectory() ? 'that is a folder' : 'that is no file';
	throw new RecordingError({ code: 'NOT_FOUND', operation, path, detail });
}

function noFolder(path: string): RecordingError {
	return new RecordingError({
		code: 'NOT_FOUND',
		operation: 'open',
		detail: `there is no folder "${cutText(path, 300)}" on the machine that runs n8n`,
		advice: 'Check the path. Where n8n runs in a container, the folder has to be mounted into it, and counts as it is called inside.',
	});
}

function leadsOut(operation: string, path?: string): RecordingError {
	return new RecordingError({
		code: 'OUTSIDE_FOLDER',
		operation,
		path,
		detail: 'a symbolic link leads out of the folder',
		advice: 'Name the folder that it leads to, if that is meant.',
	});
}
