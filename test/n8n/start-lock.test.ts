import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { nodeBinary, root } from '../../demo/lib/project.js';

/** As many as run at the same time on a small machine, and often, so that they meet in the gaps between two steps. */
const CONTENDERS = 3;
const LOCKS = 300;
const NOBODY = 2 ** 22 + 1;

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
	['nobody', undefined],
	['a process that is gone', JSON.stringify({ pid: NOBODY })],
	['the same number from before a restart', JSON.stringify({ pid: process.pid, startTicks: '1' })],
	['a file that a power cut left empty', ''],
])('held by %s: of those who ask at the same moment, one gets it', async (_, content) => {
	if (content !== undefined) for (const name of lockNames()) writeFileSync(join(folder, name), content);
	const contenders = await allAskForAll();
	const owners = lockNames().map((name) => contenders.filter(({ got }) => got.includes(name)).map(({ pid }) => pid));
	expect(owners.filter(({ length }) => length !== 1)).toEqual([]);
	expect(lockNames().map((name) => pidIn(name))).toEqual(owners.flat());
	// Nothing of how they agreed stays behind.
	expect(readdirSync(folder).sort()).toEqual(lockNames());
});

it('held by somebody alive: nobody gets it', async () => {
	for (const name of lockNames()) writeFileSync(join(folder, name), JSON.stringify({ pid: process.pid }));
	const contenders = await allAskForAll();
	expect(contenders.flatMap(({ got }) => got)).toEqual([]);
	expect(lockNames().map((name) => pidIn(name))).toEqual(lockNames().map(() => process.pid));
});

function lockNames(): string[] {
	return Array.from({ length: LOCKS }, (_, index) => `${String(index).padStart(3, '0')}.lock`);
}

function pidIn(name: string): number {
	return (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pid: number }).pid;
}

/** Processes that ask for one lock after the other, each at a moment agreed on, and live until all have asked. */
async function allAskForAll(): Promise<Array<{ pid: number; got: string[] }>> {
	const program = `
		const { takeLock } = require(${JSON.stringify(join(root, 'demo', 'lib', 'lock.js'))});
		const got = ${JSON.stringify(lockNames())}.filter((name, index) => {
			while (Date.now() < ${Date.now() + 1_000} + index * 5);
			return !('holder' in takeLock(${JSON.stringify(folder)} + '/' + name));
		});
		console.log(JSON.stringify({ pid: process.pid, got }));
		process.stdin.resume();`;
	const contenders = Array.from({ length: CONTENDERS }, () => spawn(nodeBinary(), ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] }));
	const answers = await Promise.all(contenders.map(async ({ stdout }) => await firstLine(stdout)));
	for (const { stdin } of contenders) stdin.end();
	return answers.map((line) => JSON.parse(line) as { pid: number; got: string[] });
}

async function firstLine(stream: Readable): Promise<string> {
	for await (const line of createInterface(stream)) return line;
	throw new Error('It ended without an answer');
}
