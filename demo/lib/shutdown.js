/** How the demo ends: on Ctrl-C, on a signal, when its terminal is gone, and when a server of its own dies. */
const { constants } = require('node:os');
const { killGroups, stopGroups } = require('./groups.js');
const { whenOrphaned } = require('./orphan.js');
const { lastWords, stopCommands } = require('./processes.js');
const { breakOff } = require('./screen.js');

/**
 * npm and the Node.js that started this one pass a Ctrl-C on that the terminal has sent us already: what comes so soon
 * after the first is no second one.
 */
const SAME_CTRL_C_MS = 700;

/** What is to be stopped at the end, the last started first. @type {Array<() => Promise<void> | void>} */
const stops = [];
let stoppingSince = 0;
let isReady = false;
let whatIsNext = 'npm start opens it again, in half a minute.';

/** @param {() => Promise<void> | void} stop */
function atTheEnd(stop) {
	stops.push(stop);
}

/**
 * A server that the demo cannot do without: stopped at the end, and the end when it stops by itself.
 * @param {string} name
 * @param {import('./processes.js').RunningProcess} server
 */
function guard(name, server) {
	atTheEnd(() => server.stop());
	void server.ended.then(async () => await fail(new Error(await lastWords(name, server))));
}

/** From here on Ctrl-C is the expected end. @param {string} [next] what to say at the end */
function ready(next = whatIsNext) {
	isReady = true;
	whatIsNext = next;
}

/** @param {() => Promise<void>} work which may be broken off anywhere */
async function runUntilStopped(work) {
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => onSignal(name));
	whenOrphaned(() => onSignal('SIGHUP'));
	await work().catch(fail);
}

function onSignal(name) {
	if (stoppingSince === 0) {
		void stopAll({ exitCode: isReady ? 0 : 128 + constants.signals[name], hint: name === 'SIGINT' ? ' (Ctrl-C again: at once)' : '' });
	} else if (name === 'SIGINT' && Date.now() - stoppingSince > SAME_CTRL_C_MS) {
		console.log('  Killed what was left.');
		killGroups();
		process.exit(128 + constants.signals[name]);
	}
}

/** What fails while everything is being stopped, fails because of it. */
async function fail(error) {
	if (stoppingSince > 0) return;
	await stopAll({ exitCode: 1, reason: error.message });
}

async function stopAll({ exitCode, reason = '', hint = '' }) {
	stoppingSince = Date.now();
	breakOff();
	if (reason) console.error(`\n${reason}`);
	console.log(`\n  Stopping …${hint}`);
	await stopCommands();
	for (const stop of stops.reverse()) {
		try {
			await stop();
		} catch (error) {
			console.error(`  ${error.message}`);
		}
	}
	// Servers that were not up yet.
	await stopGroups();
	console.log(`  ${endText(exitCode)}\n`);
	process.exit(exitCode);
}

function endText(exitCode) {
	if (isReady && exitCode === 0) return `Stopped. ${whatIsNext}`;
	return exitCode === 1 ? 'Nothing of the demo is left running.' : 'Stopped before the demo was ready; npm start begins again.';
}

module.exports = { atTheEnd, guard, ready, runUntilStopped };
