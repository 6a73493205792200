const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { KEYS } = require('../cxone/credential.js');
const { BUCKET, FOLDER } = require('./credential.js');

/**
 * Puts exports where Verba would leave them.
 * @param {{ url: string }} s3
 * @param {Record<string, Buffer>} files
 */
async function seed(s3, files) {
	const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, credentials: KEYS });
	for (const [path, Body] of Object.entries(files)) await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: FOLDER + path, Body }));
	client.destroy();
}

module.exports = { seed };
