/** The stand-in for 8x8's server: FTP over implicit TLS, for the length of one run, on this machine alone. */
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { connect } = require('node:tls');
const { generate } = require('selfsigned');
const { freePort } = require('../../lib/ports.js');
const { startProcess, waitUntilUp } = require('../../lib/processes.js');
const { childEnvironment, localFolder, nodeBinary } = require('../../lib/project.js');
const { tellSecret } = require('../../lib/secret-register.js');
const { LOGIN } = require('./credential.js');

/** Data connections take one of these each, for a short time. */
const PASSIVE_PORTS = [11100, 11199];

/**
 * @param {{ name: string, port?: number }} options `name` is the folder for its files and its log, below .local
 */
async function startFtps({ name, port: preferredPort }) {
	const port = await freePort(preferredPort);
	const home = join(localFolder, name, '8x8');
	// What a run before left there has other names: the files are those of the last days.
	rmSync(home, { recursive: true, force: true });
	const folder = join(home, 'files');
	mkdirSync(folder, { recursive: true });
	const certificate = await makeCertificate();
	const keyFile = join(home, 'key.pem');
	const certificateFile = join(home, 'certificate.pem');
	tellSecret('private key of TLS', certificate.private);
	tellSecret('password of FTP', LOGIN.password);
	writeFileSync(keyFile, certificate.private, { mode: 0o600 });
	writeFileSync(certificateFile, certificate.cert);
	const settings = { port, passivePorts: PASSIVE_PORTS, folder, keyFile, certificateFile, ...LOGIN };
	const server = startProcess({
		command: nodeBinary(),
		parameters: [join(__dirname, 'ftps-server.mjs')],
		env: childEnvironment({ FTPS_SETTINGS: JSON.stringify(settings) }),
		cwd: localFolder,
		logFile: join(localFolder, name, '8x8.log'),
	});
	await waitUntilUp({ name: 'The FTPS server', server, probe: () => answers(port, certificate.cert) });
	return { port, folder, certificate: certificate.cert, ...server };
}

function makeCertificate() {
	const names = [{ type: 7, ip: '127.0.0.1' }, { type: 2, value: 'localhost' }];
	const inAMonth = new Date(Date.now() + 30 * 86_400_000);
	return generate([{ name: 'commonName', value: 'n8n-nodes-call-recordings demo' }], {
		notAfterDate: inAMonth,
		keyType: 'ec',
		extensions: [{ name: 'subjectAltName', altNames: names }],
	});
}

/** @returns {Promise<boolean>} */
function answers(port, ca) {
	return new Promise((resolve) => {
		const probe = connect({ host: '127.0.0.1', port, ca, timeout: 1000 });
		const end = (isUp) => {
			probe.destroy();
			resolve(isUp);
		};
		probe.once('data', (greeting) => end(String(greeting).startsWith('220')));
		probe.once('error', () => end(false));
		probe.once('timeout', () => end(false));
	});
}

module.exports = { startFtps };
