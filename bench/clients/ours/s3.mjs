/** As NICE CXone's SEA: a folder of a bucket, by the credential that an administrator fills in. */
export async function openRecordings(load, place, pacing) {
	const { openSea } = load('./vendors/cxone/connection.js');
	const { readCxoneCredential } = load('./vendors/cxone/credential.js');
	return await openSea(readCxoneCredential(credentialFor(place)), pacing);
}

/** Without the region, which is found out. */
export function credentialFor({ endpoint, bucket, root, accessKeyId, secretAccessKey }) {
	return { fileLocation: `${bucket}/${root}`, accessKeyId, secretAccessKey, endpoint, allowHttp: endpoint.startsWith('http:') };
}
