/** Azurite, Microsoft's own stand-in for Azure Blob Storage, for the length of one run: everything lies in memory. */
const { randomBytes } = require('node:crypto');
const { request } = require('node:http');
const { join } = require('node:path');
const { freePort } = require('../../lib/ports.js');
const { tellSecret } = require('../../lib/secret-register.js');
const { startProcess, waitUntilUp } = require('../../lib/processes.js');
const { childEnvironment, localFolder, nodeBinary, root } = require('../../lib/project.js');

const ACCOUNT = 'multicloudcx';

/**
 * An account and a key of this machine's own: no key lies in the repository, not even Azurite's well-known one.
 * @param {{ name: string, port?: number, key?: string }} options `name` is the folder for its log, below .local
 */
async function startAzurite({ name, port: preferredPort, key = randomBytes(64).toString('base64') }) {
	tellSecret('account key', key);
	const port = await freePort(preferredPort);
	const server = startProcess({
		command: nodeBinary(),
		parameters: [
			...['--require', join(__dirname, 'azurite-clock.js')],
			join(root, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js'),
			...['--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence'],
			...['--silent', '--skipApiVersionCheck', '--disableTelemetry'],
		],
		env: childEnvironment({ AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` }),
		cwd: localFolder,
		logFile: join(localFolder, name, 'azurite.log'),
	});
	await waitUntilUp({ name: 'Azurite', server, probe: () => answers(port) });
	return { url: `http://127.0.0.1:${port}/${ACCOUNT}`, port, account: ACCOUNT, key, ...server };
}

/** @returns {Promise<boolean>} */
function answers(port) {
	return new Promise((resolve) => {
		const probe = request({ host: '127.0.0.1', port, method: 'HEAD', timeout: 1000 }, (response) => {
			response.resume();
			resolve(true);
		});
		probe.once('error', () => resolve(false));
		probe.once('timeout', () => probe.destroy());
		probe.end();
	});
}

module.exports = { startAzurite };
