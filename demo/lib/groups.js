/** Every process that the demo starts leads a group of its own, so that all of it can be stopped, in our order. */
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const LEASH = join(__dirname, 'leash.js');
const SHORT_GRACE_MS = 3_000;

/** The groups that live, by the process that leads each. @type {Map<number, Promise<string>>} */
const groups = new Map();
let isClosed = false;

/**
 * Starts a command that does not outlive us: the leash stops it when we go without a word.
 * @param {import('node:child_process').SpawnOptions} options
 */
function spawnOnLeash(command, parameters, options) {
	if (isClosed) throw new Error(`${command} is not started any more: everything is being stopped`);
	const child = spawn(process.execPath, [LEASH, command, ...parameters], { ...options, detached: true });
	const { pid } = child;
	if (pid === undefined) throw new Error(`${command} could not be started`);
	/** @type {Promise<string>} */
	const ended = new Promise((resolve) => {
		child.once('exit', (code, signal) => {
			groups.delete(pid);
			resolve(signal ?? `exit code ${code}`);
		});
	});
	groups.set(pid, ended);
	return { child, pid, ended };
}

/** SIGTERM to the leader, which stops its own helpers; SIGKILL to the whole group for what is left after the grace. */
async function stopGroup(pid, ended, graceMs) {
	signal(pid, 'SIGTERM');
	await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
	signal(-pid, 'SIGKILL');
	await ended;
}

/** From now on nothing is started: what a work that is being broken off still asks for. */
function startNoMore() {
	isClosed = true;
}

/** @param {Iterable<number>} [pids] all, unless named */
async function stopGroups(pids = groups.keys()) {
	await Promise.all([...pids].map(async (pid) => await stopGroup(pid, groups.get(pid), SHORT_GRACE_MS)));
}

/** For whoever cannot wait. */
function killGroups() {
	for (const pid of groups.keys()) signal(-pid, 'SIGKILL');
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

module.exports = {
	spawnOnLeash,
	stopGroup,
	stopGroups,
	killGroups,
	startNoMore,
	isStopping: () => isClosed,
	isAlive: (pid) => groups.has(pid),
};
