import { spawn, execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Growth } from './client/samples';
import type { WorldState } from './protocol';

/** `SOAK_MINUTES` for longer; `SOAK_SEED` for the plan of another run. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 1);
const SEED = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 1_000_000));
/** Within the package, and as deep as the sources, so that programs find libraries and what the demo encrypts with. */
const PROGRAMS = join(__dirname, '../../.local/soak');

interface Result {
	wrongs: string[];
	codes: Record<string, number>;
	complaints: string[];
	problems: string[];
	growth: Growth;
	table: string;
	series: string;
	world: WorldState;
}

async function compile(name: string): Promise<string> {
	const outfile = join(PROGRAMS, name, 'main.cjs');
	await build({ entryPoints: [join(__dirname, name, 'main.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error', loader: { '.woff': 'binary' }, plugins: [LIBRARIES] });
	return outfile;
}

/** Libraries stay where they are; fonts, which no program can load, come along. */
const LIBRARIES: Parameters<typeof build>[0]['plugins'] extends (infer Plugin)[] | undefined ? Plugin : never = {
	name: 'libraries',
	setup: ({ onResolve }) => {
		onResolve({ filter: /^[^./]/ }, ({ path, kind }) => (kind === 'entry-point' || path.endsWith('.woff') ? undefined : { path, external: true }));
	},
};

async function ran(client: string, world: string, place: string): Promise<string> {
	const child = spawn(process.execPath, ['--expose-gc', '--trace-warnings', client, world, place, String(MINUTES), String(SEED)], { stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => process.stdout.write(chunk));
	child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	return code === 0 ? '' : `ended with ${code}: ${said.slice(-3_000)}`;
}

test('everything at once, at random faults: nothing is lost, nothing is left, nothing grows', async () => {
	const place = await mkdtemp(join(tmpdir(), 'soak-'));
	await mkdir(PROGRAMS, { recursive: true });
	process.stdout.write(`SOAK_SEED=${SEED} SOAK_MINUTES=${MINUTES}\n`);
	const [client, world] = await Promise.all([compile('client'), compile('world')]);
	expect(await ran(client, world, place)).toBe('');
	const result = JSON.parse(await readFile(join(place, 'result.json'), 'utf8')) as Result;
	process.stdout.write(`\n${result.table}\n\n${result.series}\n\nerrors: ${JSON.stringify(result.codes)}\nfaults: ${JSON.stringify(result.world)}\n`);
	const { stdout: judged } = await promisify(execFile)(process.execPath, [join(__dirname, 'judge.mjs'), join(place, 'dump')], { maxBuffer: 64 * 1024 * 1024 });
	process.stdout.write(`${judged.split('\n')[0]}\n`);
	const { wrongs, complaints, problems, growth } = result;
	expect({ wrongs, complaints, problems, judged: judged.trimEnd().split('\n').slice(1) }).toEqual({ wrongs: [], complaints: [], problems: [], judged: [] });
	expect(Object.entries(growth).filter(([, { first, last, most }]) => !(last <= first + most))).toEqual([]);
	await rm(place, { recursive: true });
}, (MINUTES + 20) * 60_000);
