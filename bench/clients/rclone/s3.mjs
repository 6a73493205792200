/** The times that the listing tells are good enough: it would ask for those in the metadata, file by file. */
export const FLAGS = ['--use-server-modtime', '--fast-list'];

export function remoteOf({ endpoint, region, bucket, root, accessKeyId, secretAccessKey }, folder) {
	const settings = {
		provider: 'Other',
		endpoint: `'${endpoint}'`,
		region,
		access_key_id: accessKeyId,
		secret_access_key: secretAccessKey,
		force_path_style: true,
		list_version: 2,
		// Otherwise one more request for each file, and one for the bucket.
		no_head_object: true,
		no_check_bucket: true,
	};
	const written = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
	return `:s3,${written.join(',')}:${bucket}/${root}${folder}`;
}
