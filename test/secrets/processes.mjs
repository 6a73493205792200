/**
 * Notes what anybody on this machine can read of each process that belongs to the suites: its command line, and its environment. Runs beside them until it is
 * stopped: `node test/secrets/processes.mjs`, with CALL_RECORDINGS_SECRETS as they have it. Does nothing where there is no /proc.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import seen from './seen.js';

const MARK = `CALL_RECORDINGS_SECRETS=${process.env.CALL_RECORDINGS_SECRETS}`;
const EVERY_MS = 500;
const known = new Set();

while (existsSync('/proc/self')) {
	for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) note(id);
	await delay(EVERY_MS);
}

function note(id) {
	try {
		const commandLine = readFileSync(`/proc/${id}/cmdline`, 'utf8');
		// A process keeps its number when it becomes another program.
		if (known.has(id + commandLine)) return;
		known.add(id + commandLine);
		const environment = readFileSync(`/proc/${id}/environ`, 'utf8');
		if (!environment.includes(MARK)) return;
		// Its arguments are searched themselves; in a title they would be taken for something else.
		const [command] = commandLine.split('\0');
		seen.seeContent('processes', `command line of ${command}`, commandLine.replaceAll('\0', '\n'));
		seen.seeContent('processes', `environment of ${command}`, environment.replaceAll('\0', '\n'));
	} catch {
		// It has ended, or is somebody else's.
	}
}
