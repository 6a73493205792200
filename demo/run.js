/** The demo itself: a vendor with recordings, an n8n with the package, the main workflow run once, the editor left open. */
const { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { join } = require('node:path');
const { whenOrphaned } = require('./lib/orphan.js');
const { localFolder, root } = require('./lib/project.js');
const { step } = require('./lib/screen.js');
const { packedTarball } = require('./n8n/package.js');
const { createN8n } = require('./n8n/n8n.js');
const { OWNER, openDoor, setUpOwner } = require('./n8n/owner.js');
const { report } = require('./report.js');
const { readState, saveState } = require('./state.js');
const { startAzurite } = require('./vendors/genesys/azurite.js');
const { genesysCredential } = require('./vendors/genesys/credential.js');
const { sampleRecordings } = require('./vendors/genesys/recordings.js');
const { seed } = require('./vendors/genesys/seed.js');

const MAIN_WORKFLOW = 'genesysYesterday';
const AZURITE_PORT = 11000;
const DAY_MS = 86_400_000;
const lockFile = join(localFolder, 'demo', 'running.json');

/** What is to be stopped at the end, the last started first. */
const stops = [];

async function runDemo() {
	await refuseSecondRun();
	const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const azurite = await startVendor(timeZone);
	await step('Building and packing the package', packedTarball);
	const n8n = createN8n({ name: 'demo', timeZone });
	await step('Installing the package in n8n', n8n.installPackage);
	await importAll(n8n, azurite);
	const { execution } = await step("Running the workflow \"Genesys: yesterday's calls\"", () => n8n.execute(MAIN_WORKFLOW));
	console.log(`\n${report(execution, { n8nFolder: n8n.folder, timeZone })}\n`);
	await openEditor(n8n);
}

async function startVendor(timeZone) {
	const { port = AZURITE_PORT, key } = readState().azurite ?? {};
	const azurite = await step('Starting Azurite, the stand-in for Azure Blob Storage', () => startAzurite({ name: 'demo', port, key }));
	stops.push(() => azurite.stop());
	saveState({ azurite: { port: azurite.port, key: azurite.key } });
	const recordings = sampleRecordings({ now: new Date(), timeZone });
	await step(`Storing ${recordings.length} recordings of the last 30 days`, () => seed(azurite, recordings));
	return azurite;
}

/** Imports what n8n does not have yet: each import takes seconds, and would undo what the user has changed since. */
async function importAll(n8n, azurite) {
	const { imported, importedAt = 0 } = readState();
	const workflows = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.json'));
	const texts = workflows.map((name) => readFileSync(join(root, 'examples', name), 'utf8'));
	const wanted = createHash('sha256').update(JSON.stringify([azurite.url, azurite.key, texts])).digest('hex');
	const hasDatabase = existsSync(join(n8n.folder, '.n8n', 'database.sqlite'));
	if (hasDatabase && imported === wanted && Date.now() - importedAt < DAY_MS) return;
	await step('Importing the credential', () => n8n.importCredentials([genesysCredential(azurite)]));
	await step('Importing the example workflows', () => n8n.importWorkflows(texts.map((text) => JSON.parse(text))));
	saveState({ imported: wanted, importedAt: Date.now() });
}

async function openEditor(n8n) {
	const editor = await step('Starting the editor', n8n.start);
	stops.push(() => editor.stop());
	await setUpOwner(editor.url);
	const door = await openDoor(editor.url, `/workflow/${MAIN_WORKFLOW}`);
	stops.push(async () => door.close());
	writeFileSync(lockFile, JSON.stringify({ pid: process.pid, url: editor.url, door: door.url }));
	console.log(`
  The editor is open:  ${door.url}   (logs you in)
  or:                  ${editor.url}   e-mail ${OWNER.email}, password ${OWNER.password}

  Ctrl-C stops everything.`);
	while (editor.running()) await new Promise((resolve) => setTimeout(resolve, 500));
	if (!stopping) throw new Error(`n8n stopped by itself. Its last words:\n${editor.log()}`);
}

/** Two demos on one folder would spoil each other's database. */
async function refuseSecondRun() {
	if (!existsSync(lockFile)) return;
	const { url, door } = JSON.parse(readFileSync(lockFile, 'utf8'));
	const answers = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) }).then((response) => response.ok, () => false);
	if (answers) throw new Error(`The demo is running already: ${door}`);
}

let stopping = false;

/** @param {number} exitCode */
async function stopAll(exitCode) {
	if (stopping) return;
	stopping = true;
	if (stops.length > 0) process.stdout.write('\n  Stopping …\n');
	for (const stop of stops.reverse()) await stop().catch((error) => console.error(`  ${error.message}`));
	rmSync(lockFile, { force: true });
	process.exit(exitCode);
}

/** @returns {Promise<void>} */
async function main() {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopAll(0));
	whenOrphaned(() => void stopAll(0));
	try {
		await runDemo();
	} catch (error) {
		if (stopping) return;
		console.error(`\n${error.message}\n`);
		await stopAll(1);
	}
}

module.exports = { main };
