import { PARALLEL } from '../jobs.mjs';

export async function rcloneCommand(service, place) {
	const { FLAGS, remoteOf, LIST_FORMAT = 'pst' } = await import(`./rclone/${service}.mjs`);
	return (kind, folder, target) => ({
		parameters: ['rclone', ...commandLine(kind, remoteOf(place, folder), target, LIST_FORMAT), ...FLAGS],
		env: { RCLONE_CONFIG: '/dev/null' },
	});
}

function commandLine(kind, remote, target, listFormat) {
	const many = ['--transfers', String(PARALLEL), '--checkers', String(PARALLEL)];
	if (kind === 'list') return ['lsf', '-R', '--files-only', '--format', listFormat, remote];
	if (kind === 'files') return ['copy', ...many, remote, target];
	// Downloads, computes the MD5 and keeps nothing: what the other clients do when they discard.
	return ['md5sum', '--download', ...many, remote];
}
