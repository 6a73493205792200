/**
 * Installs the n8n that the demo and the end-to-end tests run on: 2.2 GB, some minutes, once. Needs the Node.js that
 * scripts/bootstrap.mjs brings. Does nothing when what the lock file names is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import locks from '../lib/lock.js';
import processes from '../lib/processes.js';
import project from '../lib/project.js';
import screen from '../lib/screen.js';
import { compilerHint, missingTools } from './compiler.mjs';

const { childEnvironment, localFolder, nodeBinary, root } = project;
const folder = fileURLToPath(new URL('.', import.meta.url));
const stamp = join(folder, 'node_modules', '.installed');
const logFile = join(localFolder, 'n8n-install.log');
/** Of the project, whatever folder a test names for the rest: there is one n8n for all. */
const lockFile = join(root, '.local', 'n8n-install.lock');
const NEEDED_BYTES = 4e9;
const LIMIT_MS = 3_600_000;

/** The lock file decides what is installed, and the Node.js version whether native code still fits. */
function wanted() {
	const lock = readFileSync(join(folder, 'package-lock.json'));
	const node = readFileSync(join(root, 'node_modules', 'node', 'package.json'));
	return createHash('sha256').update(lock).update(node).digest('hex');
}

export function isInstalled() {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** What to expect, for a reader who waits. */
export function whatComes() {
	const missing = missingTools();
	return [
		'  First start: n8n is fetched and unpacked, 2.2 GB. 5 to 8 minutes on two cores, more when they are busy.',
		...(missing.length ? [`  Not found here: ${missing.join(', ')}. They are needed when GitHub does not hand out sqlite3's binary.`] : []),
	].join('\n');
}

/** @param {(text: string) => void} progress */
export async function installN8n(progress) {
	const lock = await waitForLock(progress);
	try {
		if (!isInstalled()) await install(progress);
	} finally {
		lock.release();
	}
}

async function waitForLock(progress) {
	for (;;) {
		const lock = locks.takeLock(lockFile);
		if (!('holder' in lock)) return lock;
		progress(`waiting for process ${lock.holder.pid}, which is at it already`);
		await sleep(1000);
	}
}

async function install(progress) {
	checkDisk();
	mkdirSync(localFolder, { recursive: true });
	rmSync(logFile, { force: true });
	rmSync(stamp, { force: true });
	const quiet = ['--no-audit', '--no-fund', '--loglevel=http', '--no-progress'];
	await npm(['install', '--legacy-peer-deps', '--ignore-scripts', ...quiet], downloadProgress(progress));
	// All others bring their binaries in their packages.
	progress('step 2 of 2: sqlite3, its binary from GitHub, or else compiled, 1 to 3 minutes');
	// `npm install <package>` by hand removes the headers, which npm knows nothing of.
	if (!headersFolder()) await npm(['rebuild', 'node', '--ignore-scripts=false'], () => {}, undefined, root);
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=http'], () => {}, compilerHint);
	await checkThatSqliteLoads();
	writeFileSync(stamp, wanted());
}

function checkDisk() {
	const { bavail, bsize } = statfsSync(folder);
	if (bavail * bsize < NEEDED_BYTES) {
		throw new Error(`n8n needs about 4 GB of disk; ${(bavail * bsize / 1e9).toFixed(1)} GB are free where the project lies`);
	}
}

/** npm shows nothing when it is not on a terminal; its log tells of each package that it fetched. */
function downloadProgress(progress) {
	const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
	const total = Object.keys(packages).length;
	let fetched = 0;
	progress(`step 1 of 2: npm looks for ${total} packages`);
	return (text) => {
		fetched += text.split(/npm http fetch GET \d+ \S+\.tgz/).length - 1;
		progress(`step 1 of 2: ${fetched} of about ${total} packages fetched; then they are unpacked`);
	};
}

function networkHint() {
	return 'Is the npm registry reachable? Run it again to go on.';
}

/** @param {string[]} parameters @param {(text: string) => void} onStderr @param {() => string} [hint] at what to do */
async function npm(parameters, onStderr, hint = networkHint, cwd = folder) {
	const headers = headersFolder();
	// Without the headers node-gyp fetches them from nodejs.org.
	const env = childEnvironment({ ...globalNpmSettings(), ...(headers ? { npm_config_nodedir: headers } : {}) });
	const log = (text) => {
		appendFileSync(logFile, text);
		onStderr(text);
	};
	const options = { command: 'npm', parameters, env, cwd, timeoutMs: LIMIT_MS, onStderr: log };
	const { code, stdout, stderr } = await processes.run(options);
	appendFileSync(logFile, stdout);
	if (code === 0) return;
	const said = `${stdout}${stderr}`.split('\n').filter((line) => /npm (error|ERR!)(?!.* stack)/.test(line)).slice(-8);
	throw new Error([`npm ${parameters.slice(0, 2).join(' ')} failed, with code ${code}.`, ...said, `All of it: ${logFile}`, '', hint()].join('\n'));
}

/**
 * The machine's own npm settings (registry, proxy, certificates): npm looks for them beside the Node.js that runs it, and
 * would not find them beside the project's.
 */
function globalNpmSettings() {
	const { status, stdout } = spawnSync('npm', ['config', 'get', 'globalconfig'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
	return status === 0 && stdout.trim() ? { npm_config_globalconfig: stdout.trim() } : {};
}

/** A binary for another system may install without a word, and would fail minutes later inside n8n. */
async function checkThatSqliteLoads() {
	const parameters = ['-e', 'require("sqlite3")'];
	const { code, stderr } = await processes.run({ command: nodeBinary(), parameters, env: childEnvironment(), cwd: folder });
	if (code !== 0) throw new Error(`sqlite3 is installed, but does not load here:\n${stderr}`);
}

/** Node's own headers, for what is compiled: the package of the Node.js that bootstrap installs brings them. */
function headersFolder() {
	const name = `node-${process.platform}-${process.arch}`;
	const places = [join(root, 'node_modules', 'node', 'node_modules', name), join(root, 'node_modules', name)];
	return places.find((place) => existsSync(join(place, 'include')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		if (!isInstalled()) await screen.step('Installing n8n', installN8n);
		console.log('n8n is installed.');
	} catch (error) {
		console.error(`\n${error.message}\n`);
		process.exit(1);
	}
}
