/** The files of a real server: on disk, in one folder for all of them, random so that compression gains nothing. */
import { chmodSync, closeSync, existsSync, ftruncateSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesOf, FOLDERS } from '../jobs.mjs';
import { BLOCK } from './content.mjs';

/** Folders with more files than this are listed, and their content is zeros. */
const MOST_READ = 2_000;

/** @returns the folder that clients see, and `prepare`, which fills one in it */
export function openFiles(service, folder) {
	const home = join(folder, 'home');
	// For the small request of each client. Not empty: of nothing, lftp makes sure once more.
	mkdirSync(join(home, 'none'), { recursive: true });
	writeRandom(join(home, 'none', 'one.wav'), 1);
	// A server reads it as another user.
	chmodSync(folder, 0o711);
	return { home, prepare: (name) => fill(service, home, name) };
}

function fill(service, home, name) {
	const folder = join(home, name);
	if (existsSync(folder)) return;
	const unfinished = `${folder}.unfinished`;
	mkdirSync(unfinished);
	const { count, sizeBytes } = FOLDERS[name];
	const write = count > MOST_READ ? writeNothing : writeRandom;
	for (const path of filesOf(service, name)) write(join(unfinished, basename(path)), sizeBytes);
	renameSync(unfinished, folder);
}

/** The size without the bytes. */
function writeNothing(file, sizeBytes) {
	const handle = openSync(file, 'w', 0o644);
	ftruncateSync(handle, sizeBytes);
	closeSync(handle);
}

function writeRandom(file, sizeBytes) {
	const handle = openSync(file, 'w', 0o644);
	for (let rest = sizeBytes; rest > 0; rest -= BLOCK.length) writeSync(handle, BLOCK.subarray(0, Math.min(rest, BLOCK.length)));
	closeSync(handle);
}
