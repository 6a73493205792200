/** `rclone copy --checksum`. What it writes to S3 it looks at once more, as it does by default, and as ours does. */
import { PARALLEL } from '../jobs.mjs';

/** @returns a command for `measureProgram`: the small request, or the copy */
export async function rcloneExport(service, place) {
	const { FLAGS, remoteOf } = await import(`../clients/rclone/${service}.mjs`);
	const many = ['--transfers', String(PARALLEL), '--checkers', String(PARALLEL)];
	return (kind, folder, target) => {
		const source = remoteOf(place, folder);
		const words = kind === 'list' ? ['lsf', '-R', '--files-only', source] : ['copy', '--checksum', ...many, source, remoteOfTarget(target)];
		return { parameters: ['rclone', ...words, ...FLAGS], env: { RCLONE_CONFIG: '/dev/null' } };
	};
}

function remoteOfTarget({ type, root, endpoint, region, bucket, accessKeyId, secretAccessKey }) {
	if (type === 'folder') return root;
	const settings = {
		provider: 'Other',
		endpoint: `'${endpoint}'`,
		region,
		access_key_id: accessKeyId,
		secret_access_key: secretAccessKey,
		force_path_style: true,
		list_version: 2,
		no_check_bucket: true,
	};
	return `:s3,${Object.entries(settings).map(([name, value]) => `${name}=${value}`).join(',')}:${bucket}/${root}`;
}
