import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import type { Orders, Printed, S3Target } from './orders';

const run = promisify(execFile);

/** `dist`: the package as it was built, in the place of the sources. */
const CODE = process.env.CRASH_CODE ?? 'core';
const DIST = join(__dirname, '../../../../dist');
/** Files at the source. */
export const FILES = 12;

/** Where a run goes from and to. */
export interface Stage {
	source: string;
	target: Orders['target'];
	/** Where the judge finds what is at the target. */
	seen: string;
}

export interface Ended {
	/** Absent where it was killed. */
	result?: Printed;
	signal: string | null;
	/** Since it began. */
	tookMs: number;
}

/** Sources, targets, and processes that run exports between them. */
export class Suite {
	#stages = 0;
	#s3?: S3Process;

	static async begin(): Promise<Suite> {
		const suite = new Suite(await mkdtemp(join(tmpdir(), 'export-crash-')));
		await suite.#compile('child', 'folder');
		await seed(suite.originals);
		return suite;
	}

	private constructor(private readonly place: string) {}

	async end(): Promise<void> {
		this.#s3?.end();
		await rm(this.place, { recursive: true });
	}

	get originals(): string {
		return join(this.place, 'originals');
	}

	async folder(): Promise<Stage> {
		const { source, seen } = await this.#stage();
		await mkdir(seen);
		return { source, target: { folder: seen }, seen };
	}

	async s3(): Promise<Stage> {
		this.#s3 ??= await this.#startS3();
		const { number, source, seen } = await this.#stage();
		return { source, seen, target: { ...this.#s3.server, folder: `${number}/` } };
	}

	/** `killAfterMs`: since it began. */
	async run({ source, target }: Stage, orders: Partial<Orders>, killAfterMs?: number): Promise<Ended> {
		// What an hour ago is to a run is at once to this one: nobody else is at work.
		const given: Orders = { source, target, tuning: { leftoverMs: -2_000 }, ...orders };
		const child = this.#start('endpoint' in target ? 'child-s3' : 'child-folder');
		child.stdin?.on('error', () => {}).end(JSON.stringify(given));
		let printed = '';
		let beganMs = NaN;
		let timer: NodeJS.Timeout | undefined;
		child.stdout?.on('data', (chunk: Buffer) => {
			printed += String(chunk);
			if (!Number.isNaN(beganMs)) return;
			beganMs = performance.now();
			if (killAfterMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
		});
		const signal = await new Promise<string | null>((resolve) => child.once('close', (_, by) => resolve(by)));
		clearTimeout(timer);
		const [, result = ''] = printed.split('begun\n');
		return { result: result === '' ? undefined : (JSON.parse(result) as Printed), signal, tookMs: performance.now() - beganMs };
	}

	/** What is wrong with targets, told by a program that knows nothing of the package. */
	async judged(stages: readonly Stage[], expects: readonly string[]): Promise<string> {
		return await this.#judgedBy('judge.mjs', stages, expects.join());
	}

	/** The same where the files are in archives. */
	async judgedArchives(stages: readonly Stage[]): Promise<string> {
		return await this.#judgedBy('judge-archives.mjs', stages);
	}

	async #judgedBy(judge: string, stages: readonly Stage[], ...given: string[]): Promise<string> {
		for (const { target, seen } of stages) if ('endpoint' in target) await this.#s3?.writeTo(target.folder, seen);
		const { stdout } = await run(process.execPath, [join(__dirname, judge), this.originals, ...given, ...stages.map(({ seen }) => seen)]);
		return stdout;
	}

	/** Several are made at once: each has its own number. */
	async #stage(): Promise<Omit<Stage, 'target'> & { number: number }> {
		const number = ++this.#stages;
		const at = join(this.place, String(number));
		await cp(this.originals, join(at, 'source'), { recursive: true, preserveTimestamps: true });
		return { number, source: join(at, 'source'), seen: join(at, `target-${number}`) };
	}

	async #startS3(): Promise<S3Process> {
		await this.#compile('child', 's3');
		await this.#compile('s3-process');
		return await S3Process.of(this.#start('s3-process'));
	}

	#start(name: string): ChildProcess {
		return spawn(process.execPath, [join(this.place, `${name}.cjs`)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(this.place, 'cache') } });
	}

	async #compile(name: string, target?: string): Promise<void> {
		await build({
			entryPoints: [join(__dirname, `${name}.ts`)],
			outfile: join(this.place, target === undefined ? `${name}.cjs` : `${name}-${target}.cjs`),
			bundle: true,
			platform: 'node',
			format: 'cjs',
			minifySyntax: true,
			minifyWhitespace: true,
			define: { 'process.env.CRASH_TARGET': JSON.stringify(target ?? '') },
			logLevel: 'error',
			loader: { '.woff': 'binary' },
			plugins: CODE === 'dist' ? [FROM_DIST] : [],
		});
	}
}

const FROM_DIST: Plugin = {
	name: 'from dist',
	setup: ({ onResolve }) => void onResolve({ filter: /^(\.\.\/){4}core\// }, ({ path }) => ({ path: require.resolve(join(DIST, path.replace(/^(\.\.\/)+/, ''))), external: true })),
};

class S3Process {
	static async of(child: ChildProcess): Promise<S3Process> {
		const lines = createInterface({ input: child.stdout! });
		return new S3Process(child, lines, JSON.parse(await nextLine(lines)) as Omit<S3Target, 'folder'>);
	}

	private constructor(
		private readonly child: ChildProcess,
		private readonly lines: Interface,
		readonly server: Omit<S3Target, 'folder'>,
	) {}

	async writeTo(folder: string, path: string): Promise<void> {
		await mkdir(path, { recursive: true });
		this.child.stdin?.write(`${folder} ${path}\n`);
		await nextLine(this.lines);
	}

	end(): void {
		this.child.kill();
	}
}

async function nextLine(lines: Interface): Promise<string> {
	return await new Promise((resolve) => lines.once('line', resolve));
}

async function seed(folder: string): Promise<void> {
	for (let at = 0; at < FILES; at++) {
		const day = join(folder, `day-${at % 3}`);
		await mkdir(day, { recursive: true });
		await writeFile(join(day, `call-${at}.wav`), at === 5 ? '' : Buffer.alloc(1_000 * (at + 1), `content of ${at} `));
	}
}
