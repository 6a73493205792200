import { readFileSync } from 'node:fs';

/** As 8x8's, by the credential that an administrator fills in. */
export async function openRecordings(load, place, pacing) {
	const { openEightByEight } = load('./vendors/eight-by-eight/connection.js');
	const { readEightByEightCredential } = load('./vendors/eight-by-eight/credential.js');
	return await openEightByEight(readEightByEightCredential(credentialFor(place)), pacing);
}

export function credentialFor({ host, port, user, keyFile, hostKey }) {
	const login = { tenantName: user, authentication: 'privateKey', privateKey: readFileSync(keyFile, 'utf8'), hostKey };
	return { protocol: 'sftp', platform: 'other', host, port: String(port), ...login };
}
