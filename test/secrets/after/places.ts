import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../../demo/lib/project.js';

/** Somewhere that suites leave what anybody may read. */
export interface Place {
	name: string;
	files: string[];
}

const LOCAL = join(root, '.local');
/** That of the suites alone, as .ci/run names it. */
const temporaryFolder = /\/cr-\w+$/.test(process.env.TMPDIR ?? '') ? process.env.TMPDIR : undefined;

/** @param folder the one that CALL_RECORDINGS_SECRETS names */
export function placesOf(folder: string): Place[] {
	const seen = filesUnder(join(folder, 'seen'));
	const kinds = [...new Set(seen.map(placeOf))].sort();
	return [
		...kinds.map((kind) => ({ name: kind, files: seen.filter((file) => placeOf(file) === kind) })),
		{ name: 'temporary files left', files: temporaryFolder === undefined ? [] : filesUnder(temporaryFolder) },
		{ name: 'printed, and results', files: filesUnder(join(LOCAL, 'ci')) },
		{ name: 'n8n: database, logs, binary data', files: leftIn((name) => name.startsWith('test-') || name === 'demo') },
	];
}

function placeOf(file: string): string {
	return basename(file).split('.')[0];
}

function leftIn(isOurs: (name: string) => boolean): string[] {
	const names = readdirSync(LOCAL).filter(isOurs);
	return names.flatMap((name) => filesUnder(join(LOCAL, name)));
}

/** Programs that are installed, and what jest made of the sources of tests. */
const NOT_SEARCHED = /^(node_modules|\.cache|jest_\w+)$/;

export function filesUnder(path: string): string[] {
	const stats = lstatSync(path, { throwIfNoEntry: false });
	if (stats?.isFile()) return [path];
	if (!stats?.isDirectory()) return [];
	return readdirSync(path).filter((name) => !NOT_SEARCHED.test(name)).flatMap((name) => filesUnder(join(path, name)));
}
