/** An S3 server (s3rver) for the length of one run, on this machine alone. */
const { mkdirSync, rmSync } = require('node:fs');
const { request } = require('node:http');
const { join } = require('node:path');
const { freePort } = require('../../lib/ports.js');
const { startProcess, waitUntilUp } = require('../../lib/processes.js');
const { childEnvironment, localFolder, nodeBinary, root } = require('../../lib/project.js');

const { BUCKET: EXPORT_BUCKET } = require('../../export/credential.js');
const { BUCKET: VERBA_BUCKET } = require('../verba/credential.js');

const BUCKET = 'cxone-sea';
const FOLDER = 'mytenant/';

/**
 * @param {{ name: string, port?: number }} options `name` is the folder for its files and its log, below .local
 */
async function startS3({ name, port: preferredPort }) {
	const port = await freePort(preferredPort);
	const directory = join(localFolder, name, 's3');
	// What a run before left there has other names: the files are those of the last days.
	rmSync(directory, { recursive: true, force: true });
	mkdirSync(directory, { recursive: true });
	const server = startProcess({
		command: nodeBinary(),
		parameters: [
			// It makes its continuation tokens with a cipher that OpenSSL 3 keeps apart.
			'--openssl-legacy-provider',
			join(root, 'node_modules', 's3rver', 'bin', 's3rver.js'),
			...['--address', '127.0.0.1', '--port', String(port), '--directory', directory],
			...[BUCKET, VERBA_BUCKET, EXPORT_BUCKET].flatMap((bucket) => ['--configure-bucket', bucket]),
			'--silent',
		],
		env: childEnvironment(),
		cwd: localFolder,
		logFile: join(localFolder, name, 's3.log'),
	});
	await waitUntilUp({ name: 's3rver', server, probe: () => answers(port) });
	return { url: `http://127.0.0.1:${port}`, port, bucket: BUCKET, folder: FOLDER, directory, ...server };
}

/** @returns {Promise<boolean>} */
function answers(port) {
	return new Promise((resolve) => {
		const probe = request({ host: '127.0.0.1', port, method: 'HEAD', path: `/${BUCKET}`, timeout: 1000 }, (response) => {
			response.resume();
			resolve(true);
		});
		probe.once('error', () => resolve(false));
		probe.once('timeout', () => probe.destroy());
		probe.end();
	});
}

module.exports = { startS3 };
