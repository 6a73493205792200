import { readFileSync } from 'node:fs';
import { runExport, type SourceFile } from '../../../../core/export';
import { RecordingError } from '../../../../core/errors/recording-error';
import { openFolder } from '../../../../core/sources/folder';
import { withLayers } from '../../../../core/sources/layers';
import { delegateTo } from '../../../../core/sources/layers/delegate';
import { Recordings } from '../../../../core/sources/recordings';
import type { Source } from '../../../../core/sources/source';
import { Secret } from '../../../../core/secrets/secret';
import { Disk } from './disk';
import type { Orders, Printed } from './orders';

/** One run of an export job, in a process of its own. Prints that it begins, and its result. Orders hold a key, so they come by a pipe. */
const orders = JSON.parse(readFileSync(0, 'utf8')) as Orders;
const disk = new Disk(orders);

/** Forth by a year, back by two, and so on: each look at the clock tells another time. */
const JUMPS_MS = [0, 31_536_000_000, -63_072_000_000, 60_000, -86_400_000, 0];
let looks = 0;

async function openTarget(): Promise<Source> {
	const { target } = orders;
	if (!('endpoint' in target)) return await openFolder({ path: target.folder });
	// Fixed when this file is bundled: of two hundred processes, few have to read the SDK.
	if (process.env.CRASH_TARGET !== 's3') throw new Error('bundled without S3');
	const { openS3 } = await import('../../../../core/sources/s3');
	const { secretAccessKey, ...rest } = target;
	const source = await openS3({ ...rest, region: 'us-east-1', secretAccessKey: new Secret(secretAccessKey), keyLabel: 'The keys of this test', maxSockets: 4, conditionalWrites: true });
	// Of a server, each request is a step.
	return {
		...delegateTo(source),
		listPage: async (options) => await stepped('list', async () => await source.listPage(options)),
		stat: async (path, options) => await stepped(path, async () => await source.stat(path, options)),
		read: async (path, options) => await stepped(path, async () => await source.read(path, options)),
		write: async (path, body, options) => await stepped(path, async () => await source.write(path, body, options)),
	};
}

async function stepped<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
	return (await disk.step(['write', path], work)) as Result;
}

function expiring(source: Source): Source {
	let reads = 0;
	return {
		...delegateTo(source),
		read: async (path, options) => {
			if (++reads > (orders.readsUntilExpiry ?? Infinity)) throw new RecordingError({ code: 'CREDENTIAL_EXPIRED', operation: 'read', path });
			return await source.read(path, options);
		},
		classify: (error) => (error instanceof RecordingError ? error : source.classify(error)),
	};
}

async function main(): Promise<void> {
	disk.watch();
	const source = new Recordings(withLayers(expiring(await openFolder({ path: orders.source })), { concurrency: 4 }));
	const target = new Recordings(withLayers(await openTarget(), { concurrency: 4 }), 'endpoint' in orders.target ? orders.target.folder : '');
	const nowMs = orders.clockJumps ? () => Date.now() + JUMPS_MS[looks++ % JUMPS_MS.length] : Date.now;
	process.stdout.write('begun\n');
	const { deleteAtSource, scope, order, concurrency = 1, cdr, archive, tuning } = orders;
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
		deleteAtSource,
		// A folder states no checksums.
		sizeIsEnough: true,
		scope,
		order,
		concurrency,
		cdr,
		archive,
		tuning: { filesPerSegment: 3, segmentEveryMs: 50, filesPerFold: 4, filesPerSort: 5, nowMs, ...tuning },
	});
	await source.close();
	await target.close();
	const { ended, failed, listed, exported, notes } = result;
	const printed: Printed = { ended, error: result.error?.message ?? null, failed, listed, exported, notes, steps: disk.steps, calls: orders.traces ? disk.calls : undefined };
	process.stdout.write(JSON.stringify(printed));
}

void main();
