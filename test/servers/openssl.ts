import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The openssl program, in a folder that goes away. */
export class OpenSsl {
	static async start(): Promise<OpenSsl> {
		return new OpenSsl(await mkdtemp(join(tmpdir(), 'openssl-')));
	}

	private constructor(private readonly folder: string) {}

	/** Where a file lies, for a parameter. */
	path(name: string): string {
		return join(this.folder, name);
	}

	async write(name: string, content: Buffer | string): Promise<string> {
		await writeFile(this.path(name), content);
		return this.path(name);
	}

	async read(name: string): Promise<Buffer> {
		return await readFile(this.path(name));
	}

	async text(name: string): Promise<string> {
		return (await this.read(name)).toString();
	}

	/** Runs it there; gives what it says. */
	async run(...parameters: string[]): Promise<string> {
		try {
			return (await run('openssl', parameters, { cwd: this.folder })).stdout;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
			throw new Error('openssl is not installed: apt-get install -y --no-install-recommends openssl', { cause: error });
		}
	}

	async stop(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}
}
