const { readdirSync, utimesSync } = require('node:fs');
const { join } = require('node:path');
const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { KEYS } = require('./credential.js');
const { mediaOf, ODD_NAMES } = require('./recordings.js');

const PARALLEL_UPLOADS = 8;

/**
 * Fills the folder, and a stranger's beside it. The server dates an object by the file that it keeps it in, so each
 * file gets the time at which CXone would have stored it.
 * @param {{ url: string, bucket: string, folder: string, directory: string }} s3
 * @param {import('./recordings.js').SeaFile[]} files
 */
async function seed(s3, files) {
	const client = new S3Client({ endpoint: s3.url, region: 'us-east-1', forcePathStyle: true, credentials: KEYS });
	const put = async (Key, Body) => await client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body }));
	const waiting = [...files];
	await Promise.all(
		Array.from({ length: PARALLEL_UPLOADS }, async () => {
			for (let next = waiting.pop(); next; next = waiting.pop()) await put(s3.folder + next.name, mediaOf(next));
		}),
	);
	for (const name of ODD_NAMES) await put(s3.folder + name, `This is ${name}.\n`);
	await put('othertenant/stranger.mp4', 'not yours');
	client.destroy();
	for (const { name, storedTime } of files) dateFiles(join(s3.directory, s3.bucket, s3.folder), name, new Date(storedTime));
}

function dateFiles(folder, name, time) {
	for (const file of readdirSync(folder)) {
		if (file.startsWith(name)) utimesSync(join(folder, file), time, time);
	}
}

module.exports = { seed };
