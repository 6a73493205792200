/** rclone as a peer, measured from outside: bash's `time` for its CPU, /proc for its peak memory. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { FOLDERS, PARALLEL } from '../jobs.mjs';

const POLL_MS = 10;
const LIMIT_MS = 300_000;

export function rcloneVersion() {
	const { stdout, error } = spawnSync('rclone', ['version'], { encoding: 'utf8', timeout: 10_000 });
	return error ? undefined : stdout.split('\n')[0];
}

/** What its start and one small listing cost comes off, as for the clients that run in Node.js. */
export async function measureRclone({ kind, folder, target, service, place, env, signal }) {
	const { FLAGS, remoteOf } = await import(`./rclone/${service}.mjs`);
	const rclone = async (what, from) => await timed([...commandLine(what, remoteOf(place, from), target), ...FLAGS], env, signal);
	const start = await rclone('list', 'none');
	const job = await rclone(kind, folder);
	return {
		result: kind === 'list' ? job.lines : FOLDERS[folder].count,
		wallMs: job.wallMs - start.wallMs,
		cpuMs: job.cpuMs - start.cpuMs,
		startCpuMs: start.cpuMs,
		idleKib: start.peakKib,
		peakKib: job.peakKib,
	};
}

function commandLine(kind, remote, target) {
	const many = ['--transfers', String(PARALLEL), '--checkers', String(PARALLEL)];
	if (kind === 'list') return ['lsf', '-R', '--files-only', '--format', 'pst', remote];
	if (kind === 'files') return ['copy', ...many, remote, target];
	// Downloads, computes the MD5 and keeps nothing: what the other clients do when they discard.
	return ['md5sum', '--download', ...many, remote];
}

async function timed(parameters, env, signal) {
	const child = spawn('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time rclone "$@"', 'bash', ...parameters], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...env, RCLONE_CONFIG: '/dev/null' },
		detached: true,
	});
	// The group: a signal to bash alone would leave rclone at work.
	const end = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
	const kill = () => killGroup(child.pid);
	end.addEventListener('abort', kill);
	let lines = 0;
	let errors = '';
	child.stdout.on('data', (chunk) => (lines += chunk.toString('latin1').split('\n').length - 1));
	child.stderr.on('data', (chunk) => (errors += chunk));
	let isRunning = true;
	const ended = new Promise((resolve) => child.once('close', resolve)).finally(() => (isRunning = false));
	const peakKib = await pollPeak(child.pid, () => isRunning);
	const code = await ended;
	end.removeEventListener('abort', kill);
	if (code !== 0) throw new Error(`rclone ended with ${code}: ${errors.slice(0, 500)}`);
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
		peakKib = Math.max(peakKib, peakOfChild(bashPid));
		await setTimeout(POLL_MS);
	}
	return peakKib;
}

function peakOfChild(bashPid) {
	try {
		const pid = readFileSync(`/proc/${bashPid}/task/${bashPid}/children`, 'utf8').trim();
		return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		return 0; // Not begun yet, or just ended.
	}
}
