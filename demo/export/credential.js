const { randomBytes } = require('node:crypto');
const { KEYS } = require('../vendors/cxone/credential.js');
const { BUCKET: VERBA_BUCKET, FOLDER: VERBA_FOLDER } = require('../vendors/verba/credential.js');

/** Storage of the customer's own, where exports go. */
const BUCKET = 'recordings-archive';

const TARGET = { id: 'export-target-demo', name: 'Export target demo', type: 's3TargetApi' };
const VERBA_SOURCE = { id: 'verba-source-demo', name: 'Verba export source demo', type: 's3SourceApi' };

/** Whoever asks for a shard of an export shows it. */
const SHARD_KEY = { id: 'shard-key-demo', name: 'Shard key demo', type: 'httpHeaderAuth' };

/**
 * What an export needs beside the vendors' own credentials, as n8n imports it.
 * @param {{ url: string }} s3
 */
function exportCredentials({ url: endpoint }) {
	const server = { endpoint, ...KEYS, allowHttp: true };
	return [
		{ ...TARGET, data: { ...server, bucket: BUCKET, folder: '' } },
		{ ...VERBA_SOURCE, data: { ...server, bucket: VERBA_BUCKET, folder: VERBA_FOLDER } },
		{ ...SHARD_KEY, data: { name: 'X-Shard-Key', value: randomBytes(24).toString('hex') } },
	];
}

module.exports = { exportCredentials, BUCKET };
