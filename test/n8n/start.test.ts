import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment, localFolder, nodeBinary, root } from '../../demo/lib/project.js';
import { CALLS_YESTERDAY } from '../../demo/vendors/genesys/recordings.js';

/** Marks every process of the demo under test, however deep: it stands in the environment of each. */
const folder = join(localFolder, 'test-start');

/** Before n8n, left alone, would have ended: it lets what runs go on for 30 s. */
const ENDED_WITHIN_MS = 20_000;

interface Demo {
	child: ChildProcess;
	printed: string;
}

const started: Demo[] = [];
let demo: Demo;
let refused: Demo;

beforeAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	const both = [startDemo(), startDemo()];
	await until(() => both.some(hasEnded), 60_000);
	[refused, demo] = hasEnded(both[0]) ? both : both.reverse();
	await until(() => isReady(demo) || hasEnded(demo), 150_000);
});

afterAll(() => started.forEach(({ child }) => child.kill('SIGKILL')));

it('of two that start at once, one runs, and the other says who', () => {
	expect(refused.child.exitCode).toBe(1);
	expect(refused.printed).toContain(`The demo runs already: process ${demo.child.pid}`);
});

it('runs the main workflow and prints its result as a table', () => {
	expect(demo.printed).toContain('Verified by');
	expect(demo.printed.match(/ md5 /g)).toHaveLength(CALLS_YESTERDAY);
	expect(demo.printed).toContain(`${CALLS_YESTERDAY} recordings, `);
});

it('leaves the editor open, and logs the visitor in', async () => {
	const response = await fetch(addressOf(demo), { redirect: 'manual' });
	const editor = new URL(response.headers.get('location') ?? '');
	const cookie = response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
	const me = (await (await fetch(new URL('/rest/login', editor), { headers: { cookie } })).json()) as { data: { email: string } };
	expect(me.data.email).toBe('demo@example.com');
	expect((await fetch(editor)).status).toBe(200);
});

it('tells a later start where it is, and stays', async () => {
	const second = startDemo();
	await until(() => hasEnded(second), 60_000);
	expect(second.child.exitCode).toBe(1);
	expect(second.printed).toContain(`process ${demo.child.pid}`);
	expect(second.printed).toContain(addressOf(demo));
	expect((await fetch(addressOf(demo), { redirect: 'manual' })).status).toBe(302);
});

it('leaves no process after Ctrl-C', async () => {
	expect(processesOfTheDemo().length).toBeGreaterThan(3);
	await endOf(demo, () => demo.child.kill('SIGINT'));
	expect(demo.child.exitCode).toBe(0);
	expect(processesOfTheDemo()).toEqual([]);
});

it('leaves no process after Ctrl-C in the middle of the workflow, and does not take long', async () => {
	const again = startDemo();
	const isExecuting = () => processesOfTheDemo().some((pid) => commandOf(pid).includes('execute'));
	await until(() => isExecuting() || hasEnded(again), 120_000);
	// n8n has loaded, and takes the time to finish what it does.
	await sleep(2_500);
	await endOf(again, () => again.child.kill('SIGINT'));
	expect(again.child.exitCode).toBe(130);
	expect(again.printed).toContain('Stopped before the demo was ready');
	expect(processesOfTheDemo()).toEqual([]);
});

it('says that its Azurite died, and leaves nothing else running', async () => {
	const again = startDemo();
	await until(() => again.printed.includes('✓ Storing') || hasEnded(again), 120_000);
	const azurite = processesOfTheDemo().find((pid) => commandOf(pid).includes('azurite') && !commandOf(pid).includes('leash'));
	await endOf(again, () => process.kill(Number(azurite), 'SIGKILL'));
	expect(again.child.exitCode).toBe(1);
	expect(again.printed).toContain('Azurite stopped by itself (exit code 137)');
	expect(processesOfTheDemo()).toEqual([]);
});

function startDemo(): Demo {
	const env = childEnvironment({ CALL_RECORDINGS_LOCAL_FOLDER: folder });
	const child = spawn(nodeBinary(), [join(root, 'demo', 'start.mjs')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
	const one: Demo = { child, printed: '' };
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (one.printed += String(chunk)));
	started.push(one);
	return one;
}

function hasEnded({ child }: Demo): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

function isReady({ printed }: Demo): boolean {
	return printed.includes('Ctrl-C stops everything');
}

function addressOf({ printed }: Demo): string {
	return /The editor is open: {2}(\S+)/.exec(printed)?.[1] ?? '';
}

/** The second part is for what the demo may have left behind. */
async function endOf(one: Demo, end: () => void): Promise<void> {
	end();
	await until(() => hasEnded(one), ENDED_WITHIN_MS);
	await until(() => processesOfTheDemo().length === 0, ENDED_WITHIN_MS);
}

function processesOfTheDemo(): string[] {
	return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && fileOf(entry, 'environ').includes(folder));
}

function commandOf(pid: string): string {
	return fileOf(pid, 'cmdline').replaceAll('\0', ' ');
}

function fileOf(pid: string, name: string): string {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return '';
	}
}

async function until(done: () => boolean, timeoutMs: number): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!done() && Date.now() < deadline) await sleep(100);
}
