/** The demo itself: vendors with recordings, an n8n with the package, a workflow of each run once, the editor left open. */
const { existsSync, readFileSync, readdirSync, rmSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { join } = require('node:path');
const { takeLock } = require('./lib/lock.js');
const { localFolder, root } = require('./lib/project.js');
const { step } = require('./lib/screen.js');
const { atTheEnd, guard, ready, runUntilStopped } = require('./lib/shutdown.js');
const { packedTarball } = require('./n8n/package.js');
const { createN8n } = require('./n8n/n8n.js');
const { OWNER, openDoor, setUpOwner } = require('./n8n/owner.js');
const exporting = require('./export/index.js');
const { readState, saveState } = require('./state.js');
const cxone = require('./vendors/cxone/index.js');
const eightByEight = require('./vendors/eight-by-eight/index.js');
const genesys = require('./vendors/genesys/index.js');
const verba = require('./vendors/verba/index.js');

/** The first one's workflow is the main one, which the editor opens with. */
const SHOWN = [genesys, cxone, eightByEight, verba, exporting];
const DAY_MS = 86_400_000;
const lockFile = join(localFolder, 'demo', 'running.json');

async function main() {
	await underLock(runDemo);
}

/** Runs what nobody else may run beside it, until somebody stops it. @param {(lock: any) => Promise<void>} work */
async function underLock(work) {
	const lock = takeLock(lockFile);
	if ('holder' in lock) {
		console.error(`\n${alreadyRuns(lock.holder)}\n`);
		process.exit(1);
	}
	atTheEnd(lock.release);
	await runUntilStopped(async () => await work(lock));
}

/** Two demos on one folder would spoil each other's database. */
function alreadyRuns({ pid, since, door, url }) {
	const started = since ? new Date(since).toLocaleTimeString() : 'just now';
	const where = door ? `\n\n  ${door}   (logs you in)\n  ${url}` : ' It is still starting, and prints its address when it is up.';
	return `The demo runs already: process ${pid}, started ${started}.${where}\n\nCtrl-C there, or "kill ${pid}", stops it.`;
}

async function runDemo(lock) {
	await installN8nOnce();
	const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const started = await startVendors({ timeZone });
	await step('Building and packing the package', packedTarball);
	const n8n = createN8n({ name: 'demo', timeZone });
	await step('Installing the package in n8n', n8n.installPackage);
	await importAll(n8n, started);
	for (const { id, name, report } of SHOWN.flatMap(({ workflows }) => workflows)) {
		const { execution } = await step(`Running the workflow "${name}"`, () => n8n.execute(id));
		console.log(`\n${report(execution, { n8nFolder: n8n.folder, timeZone })}\n`);
	}
	await openEditor(n8n, lock);
}

/** One after the other: the exports use a server of another one. @param {{ timeZone: string }} options */
async function startVendors(options) {
	const started = [];
	for (const part of SHOWN) started.push(await part.start(options));
	return started;
}

async function installN8nOnce() {
	const { installN8n, isInstalled, whatComes } = await import('./n8n/install.mjs');
	if (isInstalled()) return;
	console.log(whatComes());
	await step('Installing n8n, only this once', installN8n);
}

/**
 * Imports what n8n does not have yet: each import takes seconds, and would undo what the user has changed since. The
 * credentials are made anew each day, because tokens expire.
 */
async function importAll(n8n, started) {
	const { credential, credentialAt = 0, workflows } = hasDatabase(n8n) ? readState() : {};
	const wantedCredential = fingerprint(started.map(({ identity }) => identity));
	if (credential !== wantedCredential || Date.now() - credentialAt > DAY_MS) {
		await step('Importing the credentials', () => n8n.importCredentials(started.flatMap(({ credentials }) => credentials)));
		saveState({ credential: wantedCredential, credentialAt: Date.now() });
	}
	const texts = exampleTexts();
	if (workflows === fingerprint(texts)) return;
	await step('Importing the example workflows', () => n8n.importWorkflows(texts.map((text) => JSON.parse(text))));
	saveState({ workflows: fingerprint(texts), isHalfMade: false });
}

/** The workflows of examples/, as JSON. @returns {string[]} */
function exampleTexts() {
	const files = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.json'));
	return files.map((name) => readFileSync(join(root, 'examples', name), 'utf8'));
}

/** The first import makes the database, in many steps: one that was broken off meanwhile is begun again. */
function hasDatabase(n8n) {
	const file = join(n8n.folder, '.n8n', 'database.sqlite');
	if (readState().isHalfMade) for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
	if (existsSync(file)) return true;
	saveState({ isHalfMade: true });
	return false;
}

function fingerprint(values) {
	return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

async function openEditor(n8n, lock) {
	const editor = await step('Starting the editor', () => n8n.start());
	guard('n8n', editor);
	await setUpOwner(editor.url);
	const door = await openDoor(editor.url, `/workflow/${SHOWN[0].workflows[0].id}`);
	atTheEnd(door.close);
	lock.tell({ url: editor.url, door: door.url });
	ready();
	console.log(`
  The editor is open:  ${door.url}   (logs you in)
  or:                  ${editor.url}   e-mail ${OWNER.email}, password ${OWNER.password}

  Ctrl-C stops everything.`);
}

module.exports = { main, exampleTexts, installN8nOnce, startVendors, underLock };
