import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { randomNumbers } from '../../../random';

const run = promisify(execFile);

/** Kills at random moments; 200 with CRASH_KILLS=200. Each step of the protocol is a kill besides: all with CRASH_STEPS=1. */
const RANDOM_KILLS = Number(process.env.CRASH_KILLS ?? 6);
const EVERY_NTH_STEP = Number(process.env.CRASH_STEPS ?? 23);

let place: string;
let child: string;

beforeAll(async () => {
	place = await mkdtemp(join(tmpdir(), 'export-crash-'));
	child = join(place, 'child.cjs');
	await build({ entryPoints: [join(__dirname, 'child.ts')], outfile: child, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
	await seed(join(place, 'originals'));
}, 60_000);
afterAll(async () => await rm(place, { recursive: true }));

async function seed(folder: string): Promise<void> {
	for (let at = 0; at < 12; at++) {
		const name = join(folder, `day-${at % 3}`, `call-${at}.wav`);
		await mkdir(join(folder, `day-${at % 3}`), { recursive: true });
		await writeFile(name, at === 5 ? '' : Buffer.alloc(1_000 * (at + 1), `content of ${at} `));
	}
}

interface Ended {
	/** What the run returned; absent where it was killed. */
	result?: { error: string | null; ended: string; failed: number; steps: number; exported: { files: number }; listed: number };
	signal: string | null;
}

/** One run. `killAfterMs`: from its start. */
async function exportOnce(at: string, orders: object, killAfterMs?: number): Promise<Ended> {
	// What an hour ago is to a run is at once to this one: nobody else is at work.
	const given = JSON.stringify({ tuning: { leftoverMs: -2_000 }, source: join(at, 'source'), target: join(at, 'target'), ...orders });
	const started = spawn(process.execPath, [child, given], { stdio: ['ignore', 'pipe', 'inherit'] });
	let printed = '';
	started.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)));
	const timer = killAfterMs === undefined ? undefined : setTimeout(() => started.kill('SIGKILL'), killAfterMs);
	const signal = await new Promise<string | null>((resolve) => started.once('close', (_, by) => resolve(by)));
	clearTimeout(timer);
	return { result: printed === '' ? undefined : (JSON.parse(printed) as Ended['result']), signal };
}

async function judged(at: string, ...more: string[]): Promise<string> {
	const { stdout } = await run(process.execPath, [join(__dirname, 'judge.mjs'), join(place, 'originals'), join(at, 'target'), ...more]);
	return stdout;
}

let places = 0;

async function newPlace(): Promise<string> {
	const at = join(place, String(++places));
	await mkdir(join(at, 'target'), { recursive: true });
	await cp(join(place, 'originals'), join(at, 'source'), { recursive: true, preserveTimestamps: true });
	return at;
}

const KINDS: Array<[string, object, string[]]> = [
	['media', {}, []],
	['media, oldest first, four at once', { order: 'oldest', concurrency: 4 }, []],
	['media and metadata, deleted at the source', { scope: 'both', deleteAtSource: true }, ['metadata']],
];

describe.each(KINDS)('%s', (_, orders, forJudge) => {
	test('without a kill', async () => {
		const at = await newPlace();
		expect((await exportOnce(at, orders)).result).toMatchObject({ ended: 'complete', failed: 0, exported: { files: 12 } });
		expect(await judged(at, ...forJudge)).toBe('');
	}, 60_000);

	test('killed at steps of the file system: the next run mends it', async () => {
		const steps = (await exportOnce(await newPlace(), orders)).result?.steps ?? 0;
		expect(steps).toBeGreaterThan(50);
		for (const when of ['before', 'after']) {
			for (let killAt = 1 + (places % EVERY_NTH_STEP); killAt <= steps; killAt += EVERY_NTH_STEP) {
				const at = await newPlace();
				const { signal } = await exportOnce(at, { ...orders, killAt, when });
				// Some have a step more than others.
				if (killAt < 0.9 * steps) expect([killAt, when, signal]).toEqual([killAt, when, 'SIGKILL']);
				expect((await exportOnce(at, orders)).result).toMatchObject({ error: null, ended: 'complete', failed: 0 });
				expect([killAt, when, await judged(at, ...forJudge)]).toEqual([killAt, when, '']);
				await rm(at, { recursive: true });
			}
		}
	}, 600_000);

	test('killed at random moments, again and again: the last run mends it', async () => {
		const random = randomNumbers(forJudge.length + 1);
		for (let kills = 0; kills < RANDOM_KILLS; ) {
			const at = await newPlace();
			const inARow = 1 + Math.floor(random() * 3);
			for (let kill = 0; kill < inARow; kill++, kills++) await exportOnce(at, orders, 60 + random() * 600);
			expect((await exportOnce(at, orders)).result).toMatchObject({ ended: 'complete', failed: 0 });
			expect(await judged(at, ...forJudge)).toBe('');
			await rm(at, { recursive: true });
		}
	}, 600_000);
});

test('two runs at once: everything once', async () => {
	const at = await newPlace();
	const both = await Promise.all([1, 2].map(async () => await exportOnce(at, { concurrency: 3, tuning: {} })));
	for (const { result } of both) expect(result).toMatchObject({ ended: 'complete', failed: 0 });
	expect(await judged(at)).toBe('');
	expect((await exportOnce(at, {})).result).toMatchObject({ exported: { files: 0 }, listed: 12 });
	expect(await readdir(join(at, 'target'))).toEqual(['.call-recordings', 'exported']);
}, 60_000);
