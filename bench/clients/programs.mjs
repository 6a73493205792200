/** A program as a peer, measured from outside: bash's `time` for its CPU, /proc for its peak memory. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { FOLDERS } from '../jobs.mjs';

const POLL_MS = 10;
const LIMIT_MS = 300_000;
const SCRIPT = 'TIMEFORMAT="%R %U %S"; time "$@"';

/** The first line of what it says of itself; undefined where it is not installed. */
export function versionOf(program, parameter) {
	const { stdout, stderr, error } = spawnSync(program, [parameter], { encoding: 'utf8', timeout: 10_000 });
	return error ? undefined : (stdout || stderr).split('\n')[0];
}

/**
 * What its start and one small listing cost comes off, as for the clients that run in Node.js. A peer that fails is no
 * reason to measure nobody.
 * @param command gives `{ parameters, input, env }` for a kind of job, a folder, and where files go
 */
export async function measureProgram(command, { kind, folder, target }, { env, signal }) {
	const run = async (what, from) => await timed(command(what, from, target), env, signal);
	try {
		return costOf(kind, folder, await run('list', 'none'), await run(kind, folder));
	} catch (error) {
		return { failure: error.message };
	}
}

function costOf(kind, folder, start, job) {
	return {
		result: kind === 'list' ? job.lines : FOLDERS[folder].count,
		wallMs: job.wallMs - start.wallMs,
		cpuMs: job.cpuMs - start.cpuMs,
		startWallMs: start.wallMs,
		startCpuMs: start.cpuMs,
		idleKib: start.peakKib,
		peakKib: job.peakKib,
	};
}

async function timed({ parameters, input = '', env: ofProgram = {} }, env, signal) {
	const child = spawn('bash', ['-c', SCRIPT, 'bash', ...parameters], {
		stdio: ['pipe', 'pipe', 'pipe'],
		env: { ...env, ...ofProgram },
		detached: true,
	});
	// The group: a signal to bash alone would leave the program at work.
	const end = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
	const kill = () => killGroup(child.pid);
	end.addEventListener('abort', kill);
	// Not all read what they are told.
	child.stdin.on('error', () => {}).end(input);
	let lines = 0;
	let errors = '';
	child.stdout.on('data', (chunk) => (lines += chunk.toString('latin1').split('\n').length - 1));
	child.stderr.on('data', (chunk) => (errors += chunk));
	let isRunning = true;
	const ended = new Promise((resolve) => child.once('close', resolve)).finally(() => (isRunning = false));
	const peakKib = await pollPeak(child.pid, () => isRunning);
	const code = await ended;
	end.removeEventListener('abort', kill);
	if (code !== 0) throw new Error(`${parameters[0]} ended with ${code}: ${errors.slice(0, 500)}`);
	const [wall, user, system] = errors.trim().split('\n').at(-1).split(' ').map(Number);
	return { lines, peakKib, wallMs: wall * 1000, cpuMs: (user + system) * 1000 };
}

function killGroup(pid) {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}

async function pollPeak(bashPid, isRunning) {
	let peakKib = 0;
	while (isRunning()) {
		peakKib = Math.max(peakKib, peakBelow(bashPid));
		await setTimeout(POLL_MS);
	}
	return peakKib;
}

/** Of the program, and of what it has started: `ssh`, for some. */
function peakBelow(pid) {
	return childrenOf(pid).reduce((sum, child) => sum + peakOf(child) + peakBelow(child), 0);
}

function peakOf(pid) {
	try {
		return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		return 0; // Just ended.
	}
}

function childrenOf(pid) {
	try {
		return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
			return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean);
		});
	} catch {
		return [];
	}
}
