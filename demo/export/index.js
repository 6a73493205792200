/** The nightly export: to a bucket of the customer's own, beside CXone's. Run twice, since the second run shows what the ledger knows. */
const { readState } = require('../state.js');
const { exportCredentials } = require('./credential.js');
const { report } = require('./report.js');

/** After CXone's, whose S3 server it uses. */
async function start() {
	const s3 = { url: `http://127.0.0.1:${readState().s3.port}` };
	return { credentials: exportCredentials(s3), identity: [s3.url, 'export'] };
}

const workflow = { id: 'genesysExport', name: 'Genesys: nightly export', report };

module.exports = { start, workflows: [workflow, workflow] };
