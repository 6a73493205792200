const { KEYS } = require('../cxone/credential.js');
const { ARCHIVE_PASSWORD } = require('./exports.js');

const TARGET = { id: 'verba-target-demo', name: 'Verba storage target demo', type: 's3TargetApi' };
const PASSWORD = { id: 'verba-archive-demo', name: 'Verba archive demo', type: 'archivePasswordApi' };

/** What Verba's administrator and ours agree on: where exports are left. */
const BUCKET = 'verba-exports';
const FOLDER = 'exports/';

/**
 * The storage target as n8n imports it.
 * @param {{ url: string }} s3
 */
function targetCredential({ url }) {
	return { ...TARGET, data: { endpoint: url, bucket: BUCKET, folder: FOLDER, ...KEYS, allowHttp: true } };
}

/** The password of archives, as it was typed in the export job. */
function archiveCredential() {
	return { ...PASSWORD, data: { password: ARCHIVE_PASSWORD } };
}

module.exports = { targetCredential, archiveCredential, BUCKET, FOLDER };
