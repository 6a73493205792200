/** The three tokens that Agent Setup hands out, with the rights that the vendor's page shows. */
const {
	AccountSASPermissions,
	ContainerSASPermissions,
	SASProtocol,
	StorageSharedKeyCredential,
	generateAccountSASQueryParameters,
	generateBlobSASQueryParameters,
} = require('@azure/storage-blob');
const { tellSecret } = require('../../lib/secret-register.js');

/**
 * `ss=b&srt=sco&sp=f`: finds blobs by tags, and nothing else.
 * @param {{ account: string, key: string }} azurite
 * @param {{ expiresOn?: Date, permissions?: string }} [options]
 */
function accountToken({ account, key }, { expiresOn = inDays(20), permissions = 'f' } = {}) {
	const values = {
		expiresOn,
		permissions: AccountSASPermissions.parse(permissions),
		protocol: SASProtocol.HttpsAndHttp,
		resourceTypes: 'sco',
		services: 'b',
	};
	return told(generateAccountSASQueryParameters(values, new StorageSharedKeyCredential(account, key)).toString());
}

/**
 * `sr=c&sp=rl`: lists and reads one container.
 * @param {{ account: string, key: string }} azurite
 * @param {string} containerName
 * @param {{ startsOn?: Date, expiresOn?: Date, permissions?: string }} [options]
 */
function containerToken({ account, key }, containerName, options = {}) {
	const { startsOn = inDays(-1), expiresOn = inDays(20), permissions = 'rl' } = options;
	const values = {
		containerName,
		startsOn,
		expiresOn,
		permissions: ContainerSASPermissions.parse(permissions),
		protocol: SASProtocol.HttpsAndHttp,
	};
	return told(generateBlobSASQueryParameters(values, new StorageSharedKeyCredential(account, key)).toString());
}

/** @param {string} token */
function told(token) {
	tellSecret('SAS token', token);
	return token;
}

/** @param {number} days */
function inDays(days) {
	return new Date(Date.now() + days * 86_400_000);
}

module.exports = { accountToken, containerToken, inDays };
