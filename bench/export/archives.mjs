/** Into one ZIP archive: ours while it copies, and `rclone copy` with 7-Zip behind it, which is what one does without us. */
import { join } from 'node:path';
import { sevenZip } from '../clients/seven-zip.mjs';

const PASSWORD = 'of the bench alone';

/** By the client's name. */
export const OUR_ARCHIVES = {
	'ours, ZIP': {},
	'ours, ZIP with AES-256': { encryption: 'AES-256', password: PASSWORD },
};

/** What 7-Zip is told. */
const THEIR_ARCHIVES = {
	'rclone, 7-Zip': [],
	'rclone, 7-Zip with AES-256': ['-mem=AES256', `-p${PASSWORD}`],
};

/** Each beside who makes the same of it; and the archive beside the copy alone. */
export const ARCHIVE_PAIRS = [
	['ours', 'rclone'],
	['ours, ZIP', 'rclone'],
	['ours, ZIP', 'rclone, 7-Zip'],
	['ours, ZIP with AES-256', 'rclone, 7-Zip with AES-256'],
];

/** The files of a copy go once they are in the archive. */
const SCRIPT = '"$@" && cd "$ARCHIVE_ROOT" && eval "$SEVEN_ZIP"';

/** @param copy what `rcloneExport` gives; @returns commands for `measureProgram` by the client's name; none without 7-Zip */
export function withSevenZip(copy) {
	const program = sevenZip();
	return program === undefined ? {} : Object.fromEntries(Object.entries(THEIR_ARCHIVES).map(([name, options]) => [name, packing(copy, [program, 'a', '-bd', '-bso0', '-tzip', '-mx=1', '-sdel', ...options, 'archive.zip', 'files'])]));
}

function packing(copy, sevenZipWords) {
	return (kind, folder, target) => {
		const { parameters, env } = copy(kind, folder, { ...target, root: join(target.root, 'files') });
		if (kind === 'list') return { parameters, env };
		const SEVEN_ZIP = sevenZipWords.map((word) => `'${word}'`).join(' ');
		return { parameters: ['bash', '-c', SCRIPT, 'bash', ...parameters], env: { ...env, ARCHIVE_ROOT: target.root, SEVEN_ZIP } };
	};
}

/** How many files a client leaves of so many. */
export function filesLeft(client, count) {
	return /zip/i.test(client) ? 1 : count;
}
