/** `7zz t`, which unpacks to nowhere, and checks what it unpacks. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's name for it, and others'. */
const NAMES = ['7zz', '7z'];

/** The program's name; undefined where it is not installed. */
export function sevenZip() {
	return NAMES.find((name) => spawnSync(name, ['i'], { timeout: 10_000 }).error === undefined);
}

export function sevenZipVersion() {
	const name = sevenZip();
	return name && /7-Zip[^\d]*\d*[^\d]*\d+\.\d+/.exec(spawnSync(name, ['i'], { encoding: 'utf8' }).stdout)?.[0];
}

export function sevenZipCommand(_service, { folder: home, password }) {
	return (_kind, folder) => ({ parameters: [sevenZip(), 't', '-bd', `-p${password}`, join(home, `${folder}.zip`)] });
}
