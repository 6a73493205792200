import files from 'node:fs/promises';
import type { ArchiveOptions, SourceFile } from '../../../../core/export';

/**
 * One run of an export job between two folders, in a process of its own, which kills itself at a step of the file system
 * when it is told to. Prints the result, and how many steps there were.
 */
interface Orders {
	source: string;
	target: string;
	/** Number of the step, from 1, before (`-`) or after (`+`) which it ends. */
	killAt?: number;
	when?: 'before' | 'after';
	deleteAtSource?: boolean;
	scope?: 'media' | 'both';
	order?: 'listed' | 'oldest';
	concurrency?: number;
	archive?: ArchiveOptions;
	tuning?: object;
}

const orders = JSON.parse(process.argv[2]) as Orders;
let steps = 0;

/** What changes the file system, so that a kill before or after it leaves another picture. */
const CHANGES = ['open', 'link', 'rename', 'unlink', 'mkdir'] as const;

function countSteps(): void {
	const real = files as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
	for (const name of CHANGES) {
		const call = real[name];
		real[name] = async (...given) => {
			const step = ++steps;
			if (step === orders.killAt && orders.when === 'before') process.kill(process.pid, 'SIGKILL');
			try {
				return await call(...given);
			} finally {
				if (step === orders.killAt && orders.when === 'after') process.kill(process.pid, 'SIGKILL');
			}
		};
	}
}

async function main(): Promise<void> {
	countSteps();
	const { runExport } = await import('../../../../core/export');
	const { openFolder } = await import('../../../../core/sources/folder');
	const { withLayers } = await import('../../../../core/sources/layers');
	const { Recordings } = await import('../../../../core/sources/recordings');
	const open = async (path: string) => new Recordings(withLayers(await openFolder({ path }), { concurrency: 4 }));
	const [source, target] = [await open(orders.source), await open(orders.target)];
	const result = await runExport({
		job: { name: 'crash', software: 'test/1' },
		source,
		target,
		list: async function* () {
			for await (const page of source.listPages({ pageSize: 7 })) {
				yield page.map((entry): SourceFile => ({ entry, recording: { vendor: 'genesys', path: entry.path, name: entry.path }, storedMs: Date.parse(entry.lastModified ?? '') }));
			}
		},
		namer: { nameOf: ({ path }) => `exported/${path}`, versionNameOf: ({ path }) => `exported/${path}~other` },
		concurrency: orders.concurrency ?? 1,
		scope: orders.scope,
		archive: orders.archive,
		order: orders.order,
		deleteAtSource: orders.deleteAtSource,
		tuning: { filesPerSegment: 3, segmentEveryMs: 50, filesPerFold: 4, filesPerSort: 5, ...orders.tuning },
	});
	await source.close();
	await target.close();
	process.stdout.write(JSON.stringify({ ...result, error: result.error?.message ?? null, steps }));
}

void main();
