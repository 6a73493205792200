/** Verba: what it exported to storage of ours, here a bucket beside CXone's, and the workflow that shows it. */
const { step } = require('../../lib/screen.js');
const { readState } = require('../../state.js');
const { archiveCredential, targetCredential } = require('./credential.js');
const { sampleExports } = require('./exports.js');
const { report } = require('./report.js');
const { seed } = require('./seed.js');

/** After CXone's, whose S3 server it uses. */
async function start() {
	const s3 = { url: `http://127.0.0.1:${readState().s3.port}` };
	const files = sampleExports({ now: new Date() });
	await step(`Storing ${Object.keys(files).length} files of two Verba exports`, () => seed(s3, files));
	return { credentials: [targetCredential(s3), archiveCredential()], identity: [s3.url, 'verba'] };
}

module.exports = { start, workflows: [{ id: 'verbaExports', name: 'Verba: exports checked against their manifests', report }] };
