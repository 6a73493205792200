import type { ExportFile } from '../export-file';
import type { Manifest } from '../manifest/manifest';
import { readManifest } from '../manifest/read-manifest';
import type { ExportSummary, Findings } from './findings';
import { attempt, type Work } from './work';

/** One for each job is expected. */
const MAX_MANIFESTS = 1_000;
const MAX_TOLD = 100;

export interface ReadManifest {
	path: string;
	manifest: Manifest;
}

export async function readManifests(files: readonly ExportFile[], work: Work): Promise<ReadManifest[]> {
	const read: ReadManifest[] = [];
	for (const file of files.slice(0, MAX_MANIFESTS)) {
		const manifest = await attempt(file, work, async () => await readManifest(await file.open(work.signal), { signal: work.signal }));
		if (manifest) read.push({ path: file.path, manifest });
	}
	for (const { path } of files.slice(MAX_MANIFESTS)) work.findings.add('UNREADABLE', { path, detail: `there are more than ${MAX_MANIFESTS} manifests` });
	return read;
}

function tellManifest({ path, manifest }: ReadManifest, findings: Findings): void {
	const { itemCount, exceptions, exceptionCount = 0, problems = [] } = manifest;
	if (itemCount === undefined) findings.add('NO_COUNT', { path });
	for (const problem of problems) findings.add('FILE_PROBLEM', { path, detail: problem });
	for (const detail of exceptions?.slice(0, MAX_TOLD) ?? []) findings.add('EXCEPTIONS', { path, detail });
	if (!exceptions && exceptionCount > 0) findings.add('EXCEPTIONS', { path, found: exceptionCount });
}

/**
 * What manifests state beside what is there. That an item is a conversation is inferred: so the rows of the CDR are compared, and
 * the conversations that have files, and both are told.
 */
export function compareCounts({ statedCount, listedCount }: ExportSummary, withFiles: number, manifests: readonly ReadManifest[], findings: Findings): void {
	for (const manifest of manifests) tellManifest(manifest, findings);
	if (statedCount === undefined) return;
	const path = manifests.length === 1 ? manifests[0].path : undefined;
	if (listedCount !== undefined && listedCount !== statedCount) findings.add('COUNT_DIFFERS', { path, expected: statedCount, found: listedCount, detail: 'rows of the CDR' });
	if (withFiles !== statedCount) findings.add('COUNT_DIFFERS', { path, expected: statedCount, found: withFiles, detail: 'conversations with files' });
}
