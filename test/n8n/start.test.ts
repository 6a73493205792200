import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment, localFolder, nodeBinary, root } from '../../demo/lib/project.js';
import { CALLS_YESTERDAY } from '../../demo/vendors/genesys/recordings.js';

/** Marks every process of the demo under test, however deep: it stands in the environment of each. */
const folder = join(localFolder, 'test-start');

let demo: ChildProcess;
let printed = '';

beforeAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	const env = childEnvironment({ CALL_RECORDINGS_LOCAL_FOLDER: folder });
	demo = spawn(nodeBinary(), [join(root, 'demo', 'start.mjs')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const stream of [demo.stdout, demo.stderr]) stream?.on('data', (chunk) => (printed += String(chunk)));
	await until(() => printed.includes('Ctrl-C stops everything') || demo.exitCode !== null, 150_000);
});

afterAll(() => demo.kill('SIGKILL'));

it('runs the main workflow and prints its result as a table', () => {
	expect(printed).toContain('Verified by');
	expect(printed.match(/ md5 /g)).toHaveLength(CALLS_YESTERDAY);
	expect(printed).toContain(`${CALLS_YESTERDAY} recordings, `);
});

it('leaves the editor open, and logs the visitor in', async () => {
	const door = /The editor is open: {2}(\S+)/.exec(printed)?.[1] ?? '';
	const response = await fetch(door, { redirect: 'manual' });
	const editor = new URL(response.headers.get('location') ?? '');
	const cookie = response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
	const me = (await (await fetch(new URL('/rest/login', editor), { headers: { cookie } })).json()) as { data: { email: string } };
	expect(me.data.email).toBe('demo@example.com');
	expect((await fetch(editor)).status).toBe(200);
});

it('refuses a second start on the same folder, and says where the first is', async () => {
	const env = childEnvironment({ CALL_RECORDINGS_LOCAL_FOLDER: folder });
	const second = spawn(nodeBinary(), [join(root, 'demo', 'start.mjs')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	second.stderr.on('data', (chunk) => (said += String(chunk)));
	await until(() => second.exitCode !== null, 20_000);
	expect(second.exitCode).toBe(1);
	expect(said).toContain('running already');
});

it('leaves no process after Ctrl-C', async () => {
	expect(processesOfTheDemo().length).toBeGreaterThan(3);
	demo.kill('SIGINT');
	await until(() => demo.exitCode !== null, 30_000);
	expect(demo.exitCode).toBe(0);
	await until(() => processesOfTheDemo().length === 0, 5_000);
	expect(processesOfTheDemo()).toEqual([]);
});

function processesOfTheDemo(): string[] {
	return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && environmentOf(entry).includes(folder));
}

function environmentOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'utf8');
	} catch {
		return '';
	}
}

async function until(done: () => boolean, timeoutMs: number): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!done() && Date.now() < deadline) await sleep(100);
}
