/** NICE CXone: a Secure External Access folder, what lies there, and the workflow that shows it. */
const { guard } = require('../../lib/shutdown.js');
const { step } = require('../../lib/screen.js');
const { readState, saveState } = require('../../state.js');
const { cxoneCredential } = require('./credential.js');
const { seaFiles } = require('./recordings.js');
const { report } = require('./report.js');
const { startS3 } = require('./s3.js');
const { seed } = require('./seed.js');

const S3_PORT = 11001;

/** @param {{ timeZone: string }} options */
async function start({ timeZone }) {
	const { port = S3_PORT } = readState().s3 ?? {};
	const s3 = await step('Starting s3rver, the stand-in for Amazon S3', () => startS3({ name: 'demo', port }));
	guard('s3rver', s3);
	saveState({ s3: { port: s3.port } });
	const files = seaFiles({ now: new Date(), timeZone });
	await step(`Storing ${files.length} CXone files of the last 30 days`, () => seed(s3, files));
	return { credentials: [cxoneCredential(s3)], identity: [s3.url] };
}

module.exports = { start, workflows: [{ id: 'cxoneLastNight', name: "CXone: last night's contacts", report }] };
