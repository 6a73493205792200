/**
 * Makes a fresh clone ready: installs what package-lock.json names, and the Node.js that n8n wants.
 * Needs nothing but Node.js 20 and npm; takes a moment when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.bootstrapped');
const wanted = createHash('sha256')
	.update(readFileSync(join(root, 'package-lock.json')))
	.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
	if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node.js 20 or later is needed; this is ${process.version}.`);
	console.log('Installing the development tools (about two minutes, once) …');
	// Not `npm ci`: the lock file was made where the binaries for other platforms were not to be had, and npm ci
	// refuses it for that. On such a platform the lock cannot be used at all; package.json names exact versions.
	const isLockedPlatform = process.platform === 'linux' && process.arch === 'x64';
	// No install scripts: one of the lint packages refuses npm in its own, and none but node's is needed.
	npm('install', ...(isLockedPlatform ? [] : ['--no-package-lock']), '--ignore-scripts', '--loglevel=error');
	npm('rebuild', 'node', '--ignore-scripts=false', '--loglevel=error');
	writeFileSync(stamp, wanted);
}

function npm(...parameters) {
	const { status } = spawnSync('npm', parameters, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
	if (status !== 0) fail(`"npm ${parameters.join(' ')}" did not succeed. Is the npm registry reachable? Run it again to go on.`);
}

function fail(message) {
	console.error(message);
	process.exit(1);
}
