import type { Dirent, OpenDirOptions, Stats } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { isRecordingError } from '../../errors/recording-error';
import { abortError } from '../layers/abort';
import type { TreeEntry } from '../tree/entry';
import { nameFromBytes } from '../tree/names';
import { liesIn, type OpenFolder } from './open-folder';
import type { Place } from './place';
import { hasCode, isMissing } from './system-error';

const AT_ONCE = 64;
// Node.js takes "buffer", and its types do not know it.
const AS_BYTES = { encoding: 'buffer', bufferSize: AT_ONCE } as unknown as OpenDirOptions;

/** Lists one folder in batches; nothing where there is none, or where a link leads out. */
export async function* listFolder(place: Place, key: string, signal: AbortSignal): AsyncGenerator<TreeEntry[]> {
	const folder = await opened(place, key);
	if (!folder) return;
	try {
		let batch: Dirent<Buffer>[] = [];
		for await (const found of (await opendir(folder.path, AS_BYTES)) as unknown as AsyncIterable<Dirent<Buffer>>) {
			if (signal.aborted) throw abortError();
			batch.push(found);
			if (batch.length < AT_ONCE) continue;
			yield await describeAll(place, folder, key, batch);
			batch = [];
		}
		yield await describeAll(place, folder, key, batch);
	} finally {
		await folder.close();
	}
}

async function opened(place: Place, key: string): Promise<OpenFolder | undefined> {
	try {
		return await place.openFolder(key, 'list');
	} catch (error) {
		const isElsewhere = isRecordingError(error) && error.code === 'OUTSIDE_FOLDER';
		if (isElsewhere || isMissing(error) || hasCode(error, 'ENAMETOOLONG', 'ELOOP')) return undefined;
		throw error;
	}
}

async function describeAll(place: Place, folder: OpenFolder, key: string, batch: Dirent<Buffer>[]): Promise<TreeEntry[]> {
	const leaveOut = (name: string) => place.leaveOut(key + name);
	return (await Promise.all(batch.map(async (found) => await describe(place, folder, found, leaveOut)))).flat();
}

/** Nothing for what is gone meanwhile, is forbidden, or is neither file nor folder. */
async function describe(place: Place, folder: OpenFolder, found: Dirent<Buffer>, leaveOut: LeaveOut): Promise<TreeEntry[]> {
	const name = nameFromBytes(found.name);
	try {
		// Not every file system tells with the name what it is.
		const stats = await lstat(folder.at(found.name));
		if (stats.isSymbolicLink()) return (await follow(place, folder, found.name)) ?? without(leaveOut, name);
		if (stats.isDirectory()) return place.isAllowed(folder.realPathOf(found.name)) ? [{ name, kind: 'folder' }] : without(leaveOut, name);
		return stats.isFile() ? [toFile(name, stats)] : [];
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}

type LeaveOut = (name: string) => void;

function without(leaveOut: LeaveOut, name: string): TreeEntry[] {
	leaveOut(name);
	return [];
}

/** Nothing for a link that leads to a folder above it, where it was listed already; undefined for one that leads nowhere, or out of the place. */
async function follow(place: Place, folder: OpenFolder, bytes: Buffer): Promise<TreeEntry[] | undefined> {
	try {
		const target = await realpath(folder.at(bytes), { encoding: 'buffer' });
		if (!place.contains(target) || !place.isAllowed(target)) return undefined;
		const stats = await stat(target);
		const name = nameFromBytes(bytes);
		if (stats.isFile()) return [toFile(name, stats)];
		return stats.isDirectory() && !liesIn(folder.realPath, target) ? [{ name, kind: 'linkedFolder' }] : [];
	} catch (error) {
		if (isMissing(error) || hasCode(error, 'EACCES', 'ELOOP', 'ENAMETOOLONG')) return undefined;
		throw error;
	}
}

function toFile(name: string, { size, mtimeMs }: Stats): TreeEntry {
	return { name, kind: 'file', sizeBytes: size, modifiedMs: mtimeMs };
}
