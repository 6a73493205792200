/**
 * Installs the n8n that the demo, the end-to-end tests and the bench run on: 2.2 GB, some minutes, once. Needs the
 * Node.js that scripts/bootstrap.mjs brings. Does nothing when what the lock file names is there.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import project from '../lib/project.js';

const { childEnvironment, localFolder, root } = project;
const folder = fileURLToPath(new URL('.', import.meta.url));
const stamp = join(folder, 'node_modules', '.installed');
const logFile = join(localFolder, 'n8n-install.log');
const NEEDED_BYTES = 4e9;

/** The lock file decides what is installed, and the Node.js version whether native code still fits. */
function wanted() {
	const lock = readFileSync(join(folder, 'package-lock.json'));
	const node = readFileSync(join(root, 'node_modules', 'node', 'package.json'));
	return createHash('sha256').update(lock).update(node).digest('hex');
}

export function isInstalled() {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** @param {(text: string) => void} progress */
export async function installN8n(progress) {
	if (isInstalled()) return;
	checkDisk();
	rmSync(stamp, { force: true });
	const quiet = ['--no-audit', '--no-fund', '--loglevel=http', '--no-progress'];
	await npm(['install', '--legacy-peer-deps', '--ignore-scripts', ...quiet], 'npm install', progress);
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=http'], 'building sqlite3', progress);
	writeFileSync(stamp, wanted());
}

function checkDisk() {
	const { bavail, bsize } = statfsSync(folder);
	if (bavail * bsize < NEEDED_BYTES) {
		throw new Error(`n8n needs about 4 GB of disk; ${(bavail * bsize / 1e9).toFixed(1)} GB are free where the project lies`);
	}
}

/** npm is silent for minutes when it is not on a terminal: count what it fetched, and the seconds. */
function npm(parameters, title, progress) {
	mkdirSync(localFolder, { recursive: true });
	const log = createWriteStream(logFile, { flags: 'a' });
	const started = Date.now();
	let fetched = 0;
	const tell = () => {
		const seconds = Math.round((Date.now() - started) / 1000);
		progress(`${title}: ${seconds} s${fetched ? `, ${fetched} packages looked at` : ''}`);
	};
	const timer = setInterval(tell, 1000);
	return new Promise((resolve, reject) => {
		const child = spawn('npm', parameters, {
			cwd: folder,
			env: childEnvironment(nativeHeaders()),
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
		});
		const onData = (chunk) => {
			log.write(chunk);
			fetched += String(chunk).split('npm http').length - 1;
		};
		child.stdout.on('data', onData);
		child.stderr.on('data', onData);
		child.once('error', reject);
		child.once('close', (code) => (code === 0 ? resolve() : reject(failure(title, code))));
	}).finally(() => {
		clearInterval(timer);
		log.end();
	});
}

function failure(title, code) {
	const said = readFileSync(logFile, 'utf8').split('\n').filter((line) => /npm (error|ERR!)/.test(line)).slice(-8);
	return new Error(
		[`${title} failed (npm's exit code ${code}). Is the network there? The whole log: ${logFile}`, ...said].join('\n'),
	);
}

/** Node's own headers, where the package brings them; else node-gyp looks for them as it always does. */
function nativeHeaders() {
	const name = `node-${process.platform}-${process.arch}`;
	const found = [join(root, 'node_modules', 'node', 'node_modules', name), join(root, 'node_modules', name)].find((path) =>
		existsSync(join(path, 'include')),
	);
	return found ? { npm_config_nodedir: found } : {};
}

if (argv[1] === fileURLToPath(import.meta.url)) {
	let last = 0;
	await installN8n((text) => {
		if (Date.now() - last < 10_000) return;
		last = Date.now();
		console.log(`  ${text}`);
	});
	console.log('n8n is installed.');
}
