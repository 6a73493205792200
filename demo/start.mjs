/**
 * `npm start`: see README.md. This file runs on the machine's own Node.js (20 or later); the rest on the newer one that
 * scripts/bootstrap.mjs brings, because n8n and Azurite want that.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import orphan from './lib/orphan.js';
import project from './lib/project.js';
import screen from './lib/screen.js';
import { installN8n, isInstalled } from './n8n/install.mjs';

const WANTED_MAJOR = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < WANTED_MAJOR) continueOnNewerNode();
else await start();

function continueOnNewerNode() {
	const node = project.nodeBinary();
	if (node === process.execPath) fail(`Node.js ${WANTED_MAJOR} is missing. Run it as: npm start`);
	const child = spawn(node, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
	// A terminal's Ctrl-C reaches the child by itself; the others have to be passed on.
	for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	process.on('SIGINT', () => child.kill('SIGINT'));
	orphan.whenOrphaned(() => child.kill('SIGTERM'));
	child.once('exit', (code) => process.exit(code ?? 1));
}

async function start() {
	if (!existsSync(`${project.root}/node_modules/azurite`)) fail('The development tools are missing. Run it as: npm start');
	try {
		if (!isInstalled()) await screen.step('Installing n8n: 2.2 GB, some minutes, only this once', installN8n);
	} catch (error) {
		fail(error.message);
	}
	await createRequire(import.meta.url)('./run.js').main();
}

function fail(message) {
	console.error(`\n${message}\n`);
	process.exit(1);
}
