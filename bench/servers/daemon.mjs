/** A real server in the foreground as a child of this process, gone with it. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { standBefore } from './delay.mjs';

const READY_WITHIN_MS = 15_000;
/** Those that the system does not hand out by itself. */
const PORTS = { first: 20_000, last: 32_000 };
const MOST_TRIES = 20;
/** What the kernel counts CPU in (`getconf CLK_TCK`). */
const TICK_MS = 10;

/** Takes `count` ports in a row that are free, and puts the place 40 ms away before them. Gives the first. */
export async function takePorts(count) {
	for (let tries = 0; ; tries++) {
		const first = PORTS.first + Math.floor(Math.random() * (PORTS.last - PORTS.first - count));
		// Far ones may be free where the near one is somebody else's.
		if (await isOpen(first)) continue;
		try {
			await standBefore(Array.from({ length: count }, (_, index) => first + index));
			return first;
		} catch (error) {
			if (error.code !== 'EADDRINUSE' || tries >= MOST_TRIES) throw error;
		}
	}
}

/** @returns `cpuMs()`, of it and of all that it started */
export async function startDaemon(program, parameters, port) {
	const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
	process.once('exit', () => child.kill());
	let complaints = '';
	child.on('error', (error) => (complaints += error.message));
	child.stderr.on('data', (text) => (complaints = `${complaints}${text}`.slice(-2_000)));
	const giveUpAt = Date.now() + READY_WITHIN_MS;
	while (!(await isOpen(port))) {
		if (child.exitCode !== null || child.pid === undefined || Date.now() > giveUpAt) throw new Error(`${program} is not ready: ${complaints}`);
		await setTimeout(50);
	}
	return { cpuMs: () => ticksOf(child.pid) * TICK_MS };
}

async function isOpen(port) {
	const socket = connect(port, '127.0.0.1');
	const isOpened = await new Promise((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
	socket.destroy();
	return isOpened;
}

/** User and system time, with that of children that have ended and of those that have not. */
function ticksOf(pid) {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
		const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
		return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), own);
	} catch {
		return 0; // Just ended: its parent tells.
	}
}

function childrenOf(pid) {
	return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
		return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean);
	});
}
