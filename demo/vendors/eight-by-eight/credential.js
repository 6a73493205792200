const CREDENTIAL = { id: '8x8-demo', name: '8x8 demo', type: 'eightByEightSftpApi' };

/** What the demo's server lets in. */
const LOGIN = { user: 'acmejets', password: 'demo-password' };

/** Where the demo's tenant is at home. */
const TIME_ZONE = 'America/Los_Angeles';

/**
 * The credential as n8n imports it: what an administrator would type.
 * @param {{ port: number, certificate: string }} server
 * @param {{ id?: string, name?: string, data?: Record<string, unknown> }} [changes]
 */
function eightByEightCredential({ port, certificate }, { data = {}, ...names } = {}) {
	return {
		...CREDENTIAL,
		...names,
		data: {
			protocol: 'ftpsImplicit',
			platform: 'other',
			host: '127.0.0.1',
			port: String(port),
			tenantName: LOGIN.user,
			password: LOGIN.password,
			timeZone: TIME_ZONE,
			retentionDays: 30,
			maxConnections: 4,
			extraCa: certificate,
			...data,
		},
	};
}

module.exports = { eightByEightCredential, CREDENTIAL, LOGIN, TIME_ZONE };
