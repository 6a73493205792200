/**
 * Makes a fresh clone ready: installs what package-lock.json names, and the Node.js that n8n wants.
 * Needs nothing but Node.js 20 and npm; takes seconds when there is nothing to do.
 */
import { execFileSync } from 'node:child_process';
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
	console.log('Installing the development tools (about two minutes, once) …');
	// No install scripts: one of the lint packages refuses npm there, and none but node's own is needed.
	npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
	npm('rebuild', 'node', '--ignore-scripts=false', '--loglevel=error');
	writeFileSync(stamp, wanted);
}

function npm(...parameters) {
	execFileSync('npm', parameters, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}
