import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openFolder } from '../../core/sources/folder';
import type { Source } from '../../core/sources/source';
import type { Harness } from './harness';

interface Choices {
	/** Everything happens inside it. */
	folder?: string;
	wrap?: (source: Source) => Source;
}

/** Files of this process that are open and lie in a folder; none where the system does not tell. */
async function openFilesIn(): Promise<number> {
	return (await readdir('/proc/self/fd').catch(() => [])).length;
}

/** A temporary folder of this machine. */
export function folderHarness(name: string, { folder, wrap = (source) => source }: Choices = {}): Harness {
	return {
		name,
		row: 'folder',
		folder,
		open: async () => {
			const path = await mkdtemp(join(tmpdir(), 'folder-source-'));
			const before = await openFilesIn();
			return {
				source: wrap(await openFolder({ path })),
				seed: async (files) => {
					for (const [key, file] of Object.entries(files)) {
						await mkdir(dirname(join(path, key)), { recursive: true });
						await writeFile(join(path, key), typeof file === 'string' ? file : (file.content ?? ''));
					}
				},
				tagExpression: () => '',
				close: async () => {
					await rm(path, { recursive: true });
					// What is closed is closed a turn later.
					for (let turn = 0; turn < 2_000 && (await openFilesIn()) > before; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
					const after = await openFilesIn();
					if (after > before) throw new Error(`${after - before} files are left open`);
				},
			};
		},
	};
}
