/**
 * Makes a fresh clone ready: installs what package-lock.json names, and the Node.js that n8n wants.
 * Needs nothing but Node.js 20 and npm; takes a moment when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import locks from '../demo/lib/lock.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.bootstrapped');
const wanted = createHash('sha256')
	.update(readFileSync(join(root, 'package-lock.json')))
	.digest('hex');

if (!isReady()) {
	if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node.js 20 or later is needed; this is ${process.version}.`);
	const lock = waitForLock();
	try {
		if (!isReady()) install();
	} finally {
		lock.release();
	}
}

/** The binary is looked for too: npm does not know of it, and would not put it back. */
function isReady() {
	const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	return existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

function install() {
	console.log('Installing the development tools (1.1 GB, about two minutes, once) …');
	// Not `npm ci`: the lock file was made where the binaries for other platforms were not to be had, and npm ci
	// refuses it for that. On such a platform the lock cannot be used at all; package.json names exact versions.
	const isLockedPlatform = process.platform === 'linux' && process.arch === 'x64';
	// No install scripts: one of the lint packages refuses npm in its own, and none but node's is needed.
	npm('install', ...(isLockedPlatform ? [] : ['--no-package-lock']), '--ignore-scripts', '--loglevel=error');
	npm('rebuild', 'node', '--ignore-scripts=false', '--loglevel=error');
	writeFileSync(stamp, wanted);
}

/** `npm test` in one terminal and `npm start` in another, both in a fresh clone: one installs, the other waits. */
function waitForLock() {
	for (let isFirst = true; ; isFirst = false) {
		const lock = locks.takeLock(join(root, '.local', 'bootstrap.lock'));
		if (!('holder' in lock)) return lock;
		if (isFirst) console.log(`Waiting for process ${lock.holder.pid}, which installs the development tools …`);
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
	}
}

function npm(...parameters) {
	const { status } = spawnSync('npm', parameters, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
	if (status !== 0) fail(`"npm ${parameters.join(' ')}" did not succeed. Is the npm registry reachable? Run it again to go on.`);
}

function fail(message) {
	console.error(message);
	process.exit(1);
}
