import { runExport, verifyExport, type ExportResult, type Finding, type SourceFile, type Tuning } from '../../../core/export';
import type { Recordings } from '../../../core/sources/recordings';
import { inParallel } from '../../../core/transfer/in-parallel';
import { JOBS, type JobPlan } from '../protocol';
import { RETRY, type Places } from './places';
import type { Tally, Work } from './tally';

/** Small, so that runs have many steps. What nobody touched for so long is of nobody at work: no request takes half of it. */
const TUNING: Partial<Tuning> = { filesPerSegment: 6, segmentEveryMs: 400, filesPerFold: 12, filesPerSort: 20, leftoverMs: 30_000, claimMs: 25_000, spoolBytes: 300_000, failuresInARow: 6, retry: RETRY };
/** What an hour ago is to a run is at once to these: nobody else is at work. */
const LAST: Partial<Tuning> = { ...TUNING, leftoverMs: -2_000, claimMs: -2_000 };

export async function exported(places: Places, plan: JobPlan, work: Work, tally: Tally, { isLast = false } = {}): Promise<ExportResult> {
	return await places.using(plan.source, 'source', work, async (source) => {
		return await places.using(plan.target, 'target', work, async (target) => await run(plan, { source, target }, { work, tally, tuning: isLast ? LAST : TUNING }), { folder: plan.targetFolder });
	}, { folder: plan.sourceFolder });
}

async function run(plan: JobPlan, { source, target }: { source: Recordings; target: Recordings }, { work, tally, tuning }: { work: Work; tally: Tally; tuning: Partial<Tuning> }): Promise<ExportResult> {
	return await runExport({
		job: { name: 'soak', software: 'test/1' },
		source,
		target,
		list: async function* ({ signal }) {
			for await (const page of source.listPages({ signal, pageSize: plan.source === 'azure' ? 1_000 : 20 })) yield page.map((entry): SourceFile => toFile(entry, plan));
		},
		namer: { nameOf: ({ path }) => `exported/${path}`, versionNameOf: ({ path, etag, sizeBytes }) => `exported/${path}~${etag ?? sizeBytes}` },
		order: plan.oldestFirst ? 'oldest' : 'listed',
		deleteAtSource: plan.deletes,
		sizeIsEnough: true,
		scope: plan.metadata ? 'both' : 'media',
		metadata: { format: 'json' },
		cdr: plan.cdr ? { formats: ['csv'] } : undefined,
		archive: plan.archives ? { maxFiles: 9 } : undefined,
		concurrency: 3,
		signal: work.signal,
		onFile: ({ error, sizeBytes = 0, status }) => {
			if (status === 'exported') work.bytes += sizeBytes;
			if (error === undefined) return;
			work.troubles++;
			const problem = tally.problemOf(work, error);
			if (problem !== undefined) tally.wrong(work, `of one file: ${problem}`);
		},
		tuning,
	});
}

function toFile(entry: SourceFile['entry'], { sourceFolder }: JobPlan): SourceFile {
	const path = entry.path.slice(sourceFolder.length);
	return { entry, recording: { vendor: 'storage', path, name: path.slice(path.lastIndexOf('/') + 1), etag: entry.etag, sizeBytes: entry.sizeBytes }, vendor: 'storage', storedMs: Date.parse(entry.lastModified ?? '') };
}

const JOBS_AT_ONCE = 5;

/** What the package itself finds at the targets, beside the judge. */
export async function verified(places: Places, work: Work): Promise<string[]> {
	const found: string[] = [];
	await inParallel(JOBS, JOBS_AT_ONCE, async (plan) => {
		const findings: Finding[] = [];
		await places.using(plan.target, 'target', work, async (target) => await verifyExport({ job: 'soak', target, concurrency: 4, onFinding: (finding) => findings.push(finding) }), { folder: plan.targetFolder });
		// The judge, who knows what was at the source, tells whether a file may be there that no manifest has.
		found.push(...findings.filter(({ kind }) => kind !== 'unknown').map((finding) => `${plan.name}: ${JSON.stringify(finding)}`));
	});
	return found;
}
