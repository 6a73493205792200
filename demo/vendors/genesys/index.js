/** Genesys Multicloud CX: its storage, what lies there, and the workflow that shows it. */
const { guard } = require('../../lib/shutdown.js');
const { step } = require('../../lib/screen.js');
const { readState, saveState } = require('../../state.js');
const { startAzurite } = require('./azurite.js');
const { genesysCredential } = require('./credential.js');
const { sampleExports } = require('./data-exports.js');
const { sampleRecordings } = require('./recordings.js');
const { encryptedRecordings } = require('./encrypted-recordings.js');
const { recordingKeys, recordingKeysCredential } = require('./recording-keys.js');
const { report } = require('./report.js');
const { reportEncrypted } = require('./report-encrypted.js');
const { seed } = require('./seed.js');

const AZURITE_PORT = 11000;

/**
 * @param {{ timeZone: string }} options
 * @returns {Promise<{ credentials: object[], identity: unknown[] }>} what opens it
 */
async function start({ timeZone }) {
	const { port = AZURITE_PORT, key } = readState().azurite ?? {};
	const azurite = await step('Starting Azurite, the stand-in for Azure Blob Storage', () => startAzurite({ name: 'demo', port, key }));
	guard('Azurite', azurite);
	saveState({ azurite: { port: azurite.port, key: azurite.key } });
	const now = new Date();
	const { saved: recordingKeysState, ...keys } = recordingKeys(readState().recordingKeys);
	saveState({ recordingKeys: recordingKeysState });
	const recordings = [...sampleRecordings({ now, timeZone }), ...encryptedRecordings({ now, timeZone, keys })];
	const exports = sampleExports({ now, recordings });
	const title = `Storing ${recordings.length} Genesys recordings of the last 30 days, and ${exports.length} files of data exports`;
	await step(title, () => seed(azurite, recordings, exports));
	// Its tokens expire: whoever keeps the credential asks for it by what does not change.
	return {
		credentials: [genesysCredential(azurite), recordingKeysCredential(keys)],
		identity: [azurite.url, azurite.key, keys.current.certificate, keys.expired.certificate],
	};
}

const WORKFLOWS = [
	{ id: 'genesysYesterday', name: "Genesys: yesterday's calls", report },
	{ id: 'genesysEncrypted', name: 'Genesys: encrypted calls, opened and labelled', report: reportEncrypted },
];

module.exports = { start, workflows: WORKFLOWS };
