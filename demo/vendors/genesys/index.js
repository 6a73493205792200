/** Genesys Multicloud CX: its storage, what lies there, and the workflow that shows it. */
const { guard } = require('../../lib/shutdown.js');
const { step } = require('../../lib/screen.js');
const { readState, saveState } = require('../../state.js');
const { startAzurite } = require('./azurite.js');
const { genesysCredential } = require('./credential.js');
const { sampleExports } = require('./data-exports.js');
const { sampleRecordings } = require('./recordings.js');
const { report } = require('./report.js');
const { seed } = require('./seed.js');

const AZURITE_PORT = 11000;

/**
 * @param {{ timeZone: string }} options
 * * @returns {Promise<{ credential: object, identity: unknown[] }>} the credential that opens it
 */
async function start({ timeZone }) {
	const { port = AZURITE_PORT, key } = readState().azurite ?? {};
	const azurite = await step('Starting Azurite, the stand-in for Azure Blob Storage', () => startAzurite({ name: 'demo', port, key }));
	guard('Azurite', azurite);
	saveState({ azurite: { port: azurite.port, key: azurite.key } });
	const now = new Date();
	const recordings = sampleRecordings({ now, timeZone });
	const exports = sampleExports({ now, recordings });
	const title = `Storing ${recordings.length} Genesys recordings of the last 30 days, and ${exports.length} files of data exports`;
	await step(title, () => seed(azurite, recordings, exports));
	// Its tokens expire: whoever keeps the credential asks for it by what does not change.
	return { credential: genesysCredential(azurite), identity: [azurite.url, azurite.key] };
}

module.exports = { start, report, workflow: { id: 'genesysYesterday', name: "Genesys: yesterday's calls" } };
