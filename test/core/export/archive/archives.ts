import { buffer } from 'node:stream/consumers';
import { bufferAccess, unpack } from '../../../../core/archive';
import { verifyExport, type ArchiveRecord, type FileRecord, type Finding, type ManifestLine } from '../../../../core/export';
import { Secret } from '../../../../core/secrets/secret';
import type { Stage } from '../stage';

export const PASSWORD = new Secret('correct horse battery');

/** What lies at a target in archives, as a reader of the archives and of the segments alone sees it. */
export interface Archived {
	/** Content by name, of each archive by its path; manifests and what archives say of themselves left out. */
	archives: Record<string, Record<string, string>>;
	/** What the ledger has. */
	files: FileRecord[];
	records: ArchiveRecord[];
	/** Claims and signs of life that were left. */
	claims: string[];
}

export async function archivedAt(stage: Stage, password = PASSWORD): Promise<Archived> {
	const found: Archived = { archives: {}, files: [], records: [], claims: [] };
	for await (const page of stage.target.listPages()) {
		for (const { path } of page) {
			const name = path.slice(stage.target.folder.length);
			const read = async () => await buffer((await stage.target.read(path)).body);
			if (name.includes('/archives/')) found.claims.push(name);
			if (name.includes('/segments/')) take(String(await read()), found);
			if (!name.startsWith('.call-recordings/')) found.archives[name] = await contentOf(await read(), password);
		}
	}
	return found;
}

async function contentOf(bytes: Buffer, password: Secret): Promise<Record<string, string>> {
	const found: Record<string, string> = {};
	for await (const { path, open } of unpack(bufferAccess(bytes), { password })) {
		const content = String(await buffer(await open()));
		if (!/\.(about\.json|manifest\.jsonl)$/.test(path)) found[path] = content;
	}
	return found;
}

function take(segment: string, { files, records }: Archived): void {
	for (const text of segment.trimEnd().split('\n')) {
		const line = JSON.parse(text) as ManifestLine;
		if (line.type === 'file') files.push(line);
		if (line.type === 'archive') records.push(line);
	}
}

/** Every file is in one archive that the ledger counts, whole; each archive is one that it knows; nobody claims anything any more. */
export async function expectOnce(stage: Stage, files: Record<string, string>): Promise<Archived> {
	const archived = await archivedAt(stage);
	const counted = new Map(archived.files.map(({ source, archive, target }) => [`${source.path} ${source.etag}`, { path: source.path, content: archived.archives[archive ?? '']?.[target ?? ''] }]));
	expect([...counted.values()].map(({ path, content }) => [path, content]).sort()).toEqual(Object.entries(files).sort());
	expect(archived.records.map(({ target }) => target)).toEqual(expect.arrayContaining(Object.keys(archived.archives)));
	const inArchives = [...new Set(archived.records.map(({ target }) => target))].flatMap((target) => Object.keys(archived.archives[target])).filter((name) => !name.endsWith('.metadata.json'));
	expect(inArchives).toHaveLength(Object.keys(files).length);
	expect(archived.claims).toEqual([]);
	const findings: Finding[] = [];
	await verifyExport({ job: 'nightly', target: stage.target, concurrency: 2, password: PASSWORD, onFinding: (finding) => findings.push(finding) });
	expect(findings).toEqual([]);
	return archived;
}
