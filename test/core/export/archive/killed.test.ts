import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { randomNumbers } from '../../../random';

const run = promisify(execFile);

/** Each step of the file system is a kill, before or after it: all with CRASH_STEPS=1; at random moments: 200 with CRASH_KILLS=200. */
const EVERY_NTH_STEP = Number(process.env.CRASH_STEPS ?? 41);
const RANDOM_KILLS = Number(process.env.CRASH_KILLS ?? 2);
/** What an hour ago is to a run is at once to this one: nobody else is at work. */
const NOBODY_ELSE = { leftoverMs: -2_000, claimMs: -2_000, spoolBytes: 4_000 };
const ORDERS = { archive: { maxFiles: 5 }, concurrency: 2, tuning: NOBODY_ELSE };

let place: string;
let child: string;
let places = 0;

beforeAll(async () => {
	place = await mkdtemp(join(tmpdir(), 'export-killed-'));
	child = join(place, 'child.cjs');
	await build({ entryPoints: [join(__dirname, '..', 'crash', 'child.ts')], outfile: child, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error', loader: { '.woff': 'binary' }, define: { 'process.env.CRASH_TARGET': '"folder"' } });
	await mkdir(join(place, 'originals'));
	for (let at = 0; at < 12; at++) await writeFile(join(place, 'originals', `call-${at}.wav`), at === 5 ? '' : Buffer.alloc(1_000 * (at + 1), `content of ${at} `));
}, 60_000);
afterAll(async () => await rm(place, { recursive: true }));

async function newPlace(): Promise<string> {
	const at = join(place, String(++places));
	await mkdir(join(at, 'target'), { recursive: true });
	await cp(join(place, 'originals'), join(at, 'source'), { recursive: true, preserveTimestamps: true });
	return at;
}

/** What a run returned; undefined where it was killed. */
async function exportOnce(at: string, orders: object, killAfterMs?: number): Promise<Record<string, unknown> | undefined> {
	const given = JSON.stringify({ source: join(at, 'source'), target: { folder: join(at, 'target') }, ...ORDERS, ...orders });
	const { stdout } = await run(process.execPath, [child, given], { timeout: killAfterMs, killSignal: 'SIGKILL' }).catch((error: { signal?: string; stderr: string }) => {
		if (error.signal !== 'SIGKILL') throw new Error(error.stderr);
		return { stdout: '' };
	});
	// The first line says that it begins.
	const [, printed = ''] = stdout.split('\n');
	return printed === '' ? undefined : (JSON.parse(printed) as Record<string, unknown>);
}

async function expectMended(at: string, ...what: unknown[]): Promise<void> {
	expect([...what, await exportOnce(at, {})]).toEqual([...what, expect.objectContaining({ error: null, ended: 'complete', failed: 0 })]);
	const { stdout } = await run(process.execPath, [join(__dirname, 'judge.mjs'), join(place, 'originals'), join(at, 'target')]);
	expect([...what, stdout]).toEqual([...what, '']);
	await rm(at, { recursive: true });
}

test('killed at steps of the file system: the next run mends it', async () => {
	const steps = (await exportOnce(await newPlace(), {}))?.steps as number;
	expect(steps).toBeGreaterThan(50);
	for (const when of ['before', 'after']) {
		for (let killAt = when === 'before' ? 7 : 21; killAt <= steps; killAt += EVERY_NTH_STEP) {
			const at = await newPlace();
			await exportOnce(at, { killAt, when });
			await expectMended(at, when, killAt);
		}
	}
}, 900_000);

test('killed at random moments, again and again: the last run mends it', async () => {
	const random = randomNumbers(3);
	for (let kills = 0; kills < RANDOM_KILLS; ) {
		const at = await newPlace();
		for (let inARow = 1 + Math.floor(random() * 3); inARow > 0; inARow--, kills++) await exportOnce(at, {}, Math.floor(60 + random() * 600));
		await expectMended(at, kills);
	}
}, 900_000);

test('two runs at once: every file is in one archive', async () => {
	const at = await newPlace();
	const both = await Promise.all([2, 5].map(async (maxFiles) => await exportOnce(at, { archive: { maxFiles }, tuning: {} })));
	for (const ran of both) expect(ran).toMatchObject({ error: null, ended: 'complete', failed: 0 });
	await expectMended(at, 'both');
}, 60_000);
