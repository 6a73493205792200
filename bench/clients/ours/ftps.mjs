/** As 8x8's, by the credential that an administrator fills in; its own certificate is trusted by the environment. */
export async function openRecordings(load, place, pacing) {
	const { openEightByEight } = load('./vendors/eight-by-eight/connection.js');
	const { readEightByEightCredential } = load('./vendors/eight-by-eight/credential.js');
	return await openEightByEight(readEightByEightCredential(credentialFor(place)), pacing);
}

function credentialFor({ host, port, user, password, connections }) {
	return { protocol: 'ftpsImplicit', platform: 'other', host, port, tenantName: user, password, maxConnections: connections ?? 0 };
}
