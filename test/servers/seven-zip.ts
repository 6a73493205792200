import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Debian has the first of them, others the second. */
const PROGRAMS = ['7zz', '7z'];
const MOST_OUTPUT_BYTES = 64 * 1024 ** 2;

/** The 7-Zip program, in a folder that goes away. */
export class SevenZip {
	static async start(): Promise<SevenZip> {
		for (const program of PROGRAMS) {
			if (await isThere(program)) return new SevenZip(program, await mkdtemp(join(tmpdir(), '7zip-')));
		}
		throw new Error('7-Zip is not installed: apt-get install -y --no-install-recommends 7zip');
	}

	private constructor(
		private readonly program: string,
		private readonly folder: string,
	) {}

	/** Where a file lies. */
	path(name: string): string {
		return join(this.folder, name);
	}

	async write(name: string, content: Buffer | string): Promise<string> {
		await mkdir(dirname(this.path(name)), { recursive: true });
		await writeFile(this.path(name), content);
		return this.path(name);
	}

	async read(name: string): Promise<Buffer> {
		return await readFile(this.path(name));
	}

	/** Runs it in a folder of this one; gives what it says. Rejects when it finds fault. `input` comes through a pipe. */
	async run(parameters: string[], { within = '.', input = '' }: { within?: string; input?: Buffer | string } = {}): Promise<string> {
		const cwd = join(this.folder, within);
		await mkdir(cwd, { recursive: true });
		// -bd keeps its progress quiet. Times are shown in UTC.
		const running = run(this.program, [...parameters, '-bd', '-y'], { cwd, maxBuffer: MOST_OUTPUT_BYTES, env: { ...process.env, TZ: 'UTC' } });
		// One that takes no input may be gone before it came.
		running.child.stdin?.on('error', () => {}).end(input);
		return (await running).stdout;
	}

	async stop(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}
}

async function isThere(program: string): Promise<boolean> {
	return await run(program, ['i'], { maxBuffer: MOST_OUTPUT_BYTES }).then(
		() => true,
		(error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return false;
			throw error;
		},
	);
}
