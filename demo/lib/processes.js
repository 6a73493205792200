const { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { isAlive, isStopping, spawnOnLeash, startNoMore, stopGroup, stopGroups } = require('./groups.js');

/**
 * @typedef {object} RunningProcess
 * @property {number} pid
 * @property {() => boolean} running
 * @property {Promise<string>} ended how it ended: "exit code 1"
 * @property {() => string} log the last lines that it wrote
 * @property {(graceMs?: number) => Promise<void>} stop
 */

/** What `run` waits for. @type {Set<number>} */
const commands = new Set();

/**
 * Starts a server.
 * @param {{ command: string, parameters: string[], env: NodeJS.ProcessEnv, cwd?: string, logFile: string }} options
 * @returns {RunningProcess}
 */
function startProcess({ command, parameters, env, cwd, logFile }) {
	mkdirSync(dirname(logFile), { recursive: true });
	const output = openSync(logFile, 'w');
	const { pid, ended } = spawnOnLeash(command, parameters, { env, cwd, stdio: ['pipe', output, output] });
	closeSync(output);
	return {
		pid,
		running: () => isAlive(pid),
		ended,
		log: () => lastLines(logFile),
		stop: async (graceMs = 10_000) => await stopGroup(pid, ended, graceMs),
	};
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
		if (!server.running()) throw new Error(await lastWords(name, server));
		if (await probe().catch(() => false)) return;
		await sleep(100);
	}
	throw new Error(`${name} did not answer within ${timeoutMs / 1000} s. Its last words:\n${server.log()}`);
}

/** @param {string} name @param {RunningProcess} server that has ended */
async function lastWords(name, server) {
	const log = server.log();
	return `${name} stopped by itself (${await server.ended}). ${log ? `Its last words:\n${log}` : 'It left no word.'}`;
}

/**
 * Runs a command to its end and hands back what it printed.
 * @param {{ command: string, parameters: string[], env: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number,
 *   onStderr?: (text: string) => void }} options
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
function run({ command, parameters, env, cwd, timeoutMs = 120_000, onStderr = () => {} }) {
	return new Promise((resolve, reject) => {
		const output = namelessFile();
		const stdio = ['pipe', output.write, 'pipe'];
		const { child, pid } = spawnOnLeash(command, parameters, { env, cwd, stdio, timeout: timeoutMs });
		closeSync(output.write);
		commands.add(pid);
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', (text) => {
			stderr += text;
			onStderr(text);
		});
		child.once('error', reject);
		child.once('close', (code) => {
			commands.delete(pid);
			const stdout = readFileSync(output.read, 'utf8');
			closeSync(output.read);
			if (isStopping()) reject(new Error(`${command} was stopped`));
			resolve({ code, stdout, stderr });
		});
	});
}

/** Starts nothing more, and stops what `run` waits for: it has no state to save, and gets less time than a server. */
async function stopCommands() {
	startNoMore();
	await stopGroups(commands);
}

/**
 * For what a command prints. `n8n execute` ends without waiting for a pipe to take its megabytes, and on a busy machine
 * the rest of them is lost; a file takes all at once. Without a name nobody else reads it, and nothing stays behind.
 */
function namelessFile() {
	const folder = mkdtempSync(join(tmpdir(), 'call-recordings-'));
	const file = join(folder, 'output');
	const ends = { write: openSync(file, 'wx', 0o600), read: openSync(file, 'r') };
	rmSync(folder, { recursive: true });
	return ends;
}

module.exports = { startProcess, waitUntilUp, lastWords, run, stopCommands };
