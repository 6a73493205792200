const CREDENTIAL = { id: 'cxone-demo', name: 'CXone demo', type: 'cxoneSeaApi' };

/** The one pair of keys that s3rver knows. */
const KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/**
 * The credential as n8n imports it: what an administrator would paste from the Admin application.
 * @param {{ url: string, bucket: string, folder: string }} s3
 * @param {{ id?: string, name?: string, data?: Record<string, unknown> }} [changes]
 */
function cxoneCredential({ url, bucket, folder }, { data = {}, ...names } = {}) {
	return {
		...CREDENTIAL,
		...names,
		data: {
			fileLocation: `${bucket}/${folder}`,
			...KEYS,
			endpoint: url,
			retentionDays: 30,
			allowHttp: true,
			...data,
		},
	};
}

module.exports = { cxoneCredential, CREDENTIAL, KEYS };
