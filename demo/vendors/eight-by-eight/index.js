/** 8x8: an FTP server over TLS, two weeks of recordings and indexes on it, and the workflow that shows them. */
const { guard } = require('../../lib/shutdown.js');
const { step } = require('../../lib/screen.js');
const { readState, saveState } = require('../../state.js');
const { eightByEightCredential } = require('./credential.js');
const { report } = require('./report.js');
const { sampleFiles, seed } = require('./seed.js');
const { startFtps } = require('./server.js');

const FTPS_PORT = 11002;

async function start() {
	const { port = FTPS_PORT } = readState().ftps ?? {};
	const server = await step('Starting an FTP server over TLS, the stand-in for 8x8', () => startFtps({ name: 'demo', port }));
	guard('The FTP server', server);
	saveState({ ftps: { port: server.port } });
	const { files } = sampleFiles({ now: new Date() });
	await step(`Storing ${files.length} 8x8 files of two weeks`, async () => seed(server.folder, files));
	return { credentials: [eightByEightCredential(server)], identity: [server.port, server.certificate] };
}

module.exports = { start, workflows: [{ id: 'eightByEightYesterday', name: "8x8: yesterday's recordings", report }] };
