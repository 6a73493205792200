const { spawn } = require('node:child_process');
const { closeSync, mkdirSync, openSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const LEASH = join(__dirname, 'leash.js');

/**
 * @typedef {object} RunningProcess
 * @property {number} pid
 * @property {() => boolean} running
 * @property {() => string} log the last lines that it wrote
 * @property {(graceMs?: number) => Promise<void>} stop
 */

/**
 * A server of ours, in a process group of its own, so that Ctrl-C reaches it through us and in our order. The leash
 * stops it when we go without a word.
 * @param {{ command: string, parameters: string[], env: NodeJS.ProcessEnv, cwd?: string, logFile: string }} options
 * @returns {RunningProcess}
 */
function startProcess({ command, parameters, env, cwd, logFile }) {
	mkdirSync(dirname(logFile), { recursive: true });
	const output = openSync(logFile, 'w');
	const child = spawnOnLeash(command, parameters, { env, cwd, stdio: ['pipe', output, output] });
	closeSync(output);
	const pid = child.pid;
	if (pid === undefined) throw new Error(`${command} could not be started`);
	let running = true;
	/** @type {Promise<void>} */
	const exited = new Promise((resolve) => child.once('exit', () => resolve((running = false, undefined))));
	return {
		pid,
		running: () => running,
		log: () => lastLines(logFile),
		stop: (graceMs = 10_000) => stopGroup(pid, exited, graceMs),
	};
}

/** @param {import('node:child_process').SpawnOptions} options @returns {import('node:child_process').ChildProcess} */
function spawnOnLeash(command, parameters, options) {
	return spawn(process.execPath, [LEASH, command, ...parameters], { ...options, detached: true });
}

/** SIGTERM to the leader, which stops its own helpers; SIGKILL to the whole group for what is left after the grace. */
async function stopGroup(pid, exited, graceMs) {
	signal(pid, 'SIGTERM');
	const late = Symbol('late');
	await Promise.race([exited, sleep(graceMs, late, { ref: false })]);
	signal(-pid, 'SIGKILL');
	await exited;
}

/** @returns {boolean} whether somebody was there to get it */
function signal(pid, name) {
	try {
		return process.kill(pid, name);
	} catch (error) {
		if (error.code === 'ESRCH') return false;
		throw error;
	}
}

function lastLines(file, count = 15) {
	return readFileSync(file, 'utf8').trim().split('\n').slice(-count).join('\n');
}

/**
 * Waits until a server answers, and fails early, with its last words, when it died.
 * @param {{ name: string, server: RunningProcess, probe: () => Promise<boolean>, timeoutMs?: number }} options
 */
async function waitUntilUp({ name, server, probe, timeoutMs = 60_000 }) {
	const deadline = Date.now() + timeoutMs;
	while (Date.now() < deadline) {
		if (!server.running()) throw new Error(`${name} stopped while it started. Its last words:\n${server.log()}`);
		if (await probe().catch(() => false)) return;
		await sleep(100);
	}
	throw new Error(`${name} did not answer within ${timeoutMs / 1000} s. Its last words:\n${server.log()}`);
}

/**
 * Runs a command to its end and hands back what it printed.
 * @param {{ command: string, parameters: string[], env: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number }} options
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function run({ command, parameters, env, cwd, timeoutMs = 120_000 }) {
	return new Promise((resolve, reject) => {
		const child = spawnOnLeash(command, parameters, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs });
		const chunks = { stdout: [], stderr: [] };
		child.stdout.on('data', (chunk) => chunks.stdout.push(chunk));
		child.stderr.on('data', (chunk) => chunks.stderr.push(chunk));
		child.once('error', reject);
		child.once('close', (code) =>
			resolve({ code, stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() }),
		);
	});
}

module.exports = { startProcess, waitUntilUp, run };
