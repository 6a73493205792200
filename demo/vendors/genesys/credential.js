const { accountToken, containerToken } = require('./tokens.js');

const CREDENTIAL = { id: 'genesys-demo', name: 'Genesys demo', type: 'genesysSasApi' };

/**
 * The credential as n8n imports it: what an administrator would paste from Agent Setup.
 * @param {{ url: string, account: string, key: string }} azurite
 * @param {{ id?: string, name?: string, data?: Record<string, unknown> }} [changes]
 */
function genesysCredential(azurite, { data = {}, ...names } = {}) {
	return {
		...CREDENTIAL,
		...names,
		data: {
			accountSecretUrl: azurite.url,
			accountToken: accountToken(azurite),
			recordingsSecretUrl: `${azurite.url}/recordings`,
			recordingsToken: containerToken(azurite, 'recordings'),
			gimExportSecretUrl: `${azurite.url}/gim-export`,
			gimExportToken: containerToken(azurite, 'gim-export'),
			retentionDays: 30,
			allowHttp: true,
			...data,
		},
	};
}

module.exports = { genesysCredential, CREDENTIAL };
