import { isRecordingError } from '../../errors/recording-error';
import { Breather } from '../../listing/breather';
import type { Secret } from '../../secrets/secret';
import type { Recordings } from '../../sources/recordings';
import { inParallel } from '../../transfer/in-parallel';
import { statIfThere } from '../../transfer/stat-if-there';
import { readBack } from '../copy/compare';
import { folderOfJob, JobFolder, JOBS_FOLDER } from '../job-folder';
import { segmentNames } from '../ledger/segment-names';
import type { ManifestLine } from '../ledger/records';
import { readSegment } from '../ledger/segment';
import { ArchiveCheck } from './archive-check';
import { ChainCheck } from './chain-check';
import { NewestCallRecords } from './newest-call-records';
import { KnownNames } from './known-names';

/** Something that is not as the manifests say. `unreadable`: it could not be found out. */
export interface Finding {
	kind: 'missing' | 'altered' | 'unknown' | 'manifest' | 'unreadable';
	/** The whole path at the target. */
	path: string;
	/** Of a file in that archive: its name in it. */
	entry?: string;
	detail: string;
}

export interface VerifyOptions {
	job: string;
	target: Recordings;
	/** Files at once. */
	concurrency: number;
	/** Compares sizes alone, without reading the files; of an archive, its own. */
	sizesOnly?: boolean;
	/** Of encrypted archives. Without it, they are compared as a whole. */
	password?: Secret;
	/** SHA-256 of segments, as runs returned them: they must still be there. */
	keptHashes?: readonly string[];
	signal?: AbortSignal;
	onFinding(finding: Finding): void;
	onProgress?(progress: { files: number; bytes: number }): void;
}

export interface Verified {
	/** Of this job's manifest. */
	segments: number;
	/** Files of the manifest that were looked at; those of metadata and archives too. */
	files: number;
	bytes: number;
	/** Encrypted archives that were compared as a whole, for want of a password: the files in them were not looked at. */
	unopened: number;
	findings: Record<Finding['kind'], number>;
	/** SHA-256 of the newest segments. */
	heads: string[];
}

/** A file that a manifest promises. */
interface Promised {
	target: string;
	sizeBytes?: number;
	sha256?: string;
}

/**
 * Holds a target to the manifests of a job: reads every file that they name, in archives too, and compares its SHA-256, looks for
 * files that no job's manifest names, and checks that the manifest itself is whole. Memory: 32 bytes a file, and the table of contents
 * of an archive.
 */
export async function verifyExport(options: VerifyOptions): Promise<Verified> {
	return await new Verification(options).go();
}

class Verification {
	readonly #findings: Verified['findings'] = { missing: 0, altered: 0, unknown: 0, manifest: 0, unreadable: 0 };
	readonly #known = new KnownNames();
	/** Names with hashes: two runs at the same time can record one file. */
	readonly #checked = new KnownNames();
	readonly #archives: ArchiveCheck;
	readonly #callRecords = new NewestCallRecords();
	#files = 0;
	#bytes = 0;

	constructor(private readonly options: VerifyOptions) {
		const report = (finding: Finding) => this.#report(finding);
		this.#archives = new ArchiveCheck({ ...options, report, onFile: (bytes) => this.#count(bytes) });
	}

	async go(): Promise<Verified> {
		const { job, target, keptHashes = [], signal } = this.options;
		const chain = new ChainCheck(new JobFolder(target, job, signal), (finding) => this.#report(finding));
		for await (const { lines } of chain.go()) {
			await this.#checkAll(lines.flatMap(promisesOf));
			this.#callRecords.addAll(lines);
			await this.#archives.check(lines);
			for (const line of lines) if (line.type === 'archive') await this.#known.add(line.target);
		}
		await this.#checkAll(this.#callRecords.newest());
		chain.end(keptHashes);
		await this.#addOtherJobs();
		await this.#findUnknown();
		return { segments: chain.segments, files: this.#files, bytes: this.#bytes, unopened: this.#archives.unopened, findings: this.#findings, heads: chain.heads() };
	}

	async #checkAll(all: readonly Promised[]): Promise<void> {
		const promised = all.filter((file) => !this.#checked.has(keyOf(file)));
		await inParallel(promised, this.options.concurrency, async (file) => {
			await this.#check(file);
			this.#count(0);
		});
		for (const file of promised) {
			await this.#checked.add(keyOf(file));
			await this.#known.add(file.target);
		}
	}

	#count(bytes: number): void {
		this.#files++;
		this.#bytes += bytes;
		this.options.onProgress?.({ files: this.#files, bytes: this.#bytes });
	}

	async #check(file: Promised): Promise<void> {
		const { target } = this.options;
		const path = target.folder + file.target;
		try {
			const problem = await this.#problemWith(path, file);
			if (problem) this.#report({ ...problem, path });
		} catch (error) {
			if (!isRecordingError(error) || error.code === 'CANCELLED') throw error;
			this.#report({ kind: error.code === 'NOT_FOUND' ? 'missing' : 'unreadable', path, detail: error.message });
		}
	}

	async #problemWith(path: string, { sizeBytes, sha256 }: Promised): Promise<Omit<Finding, 'path'> | undefined> {
		const { target, sizesOnly, signal } = this.options;
		const there = await statIfThere(target, path, signal);
		if (!there) return { kind: 'missing', detail: 'the manifest names it, and it is not there' };
		if (there.sizeBytes !== undefined && sizeBytes !== undefined && there.sizeBytes !== sizeBytes) {
			return { kind: 'altered', detail: `it has ${there.sizeBytes} bytes, and ${sizeBytes} were written` };
		}
		if (sizesOnly || sha256 === undefined) return undefined;
		const found = await readBack(target, path, signal);
		this.#bytes += found.sizeBytes;
		return found.sha256 === sha256 ? undefined : { kind: 'altered', detail: `its SHA-256 is ${found.sha256}, and that of what was written ${sha256}` };
	}

	/** Jobs can share a folder: what another one wrote is not unknown. */
	async #addOtherJobs(): Promise<void> {
		const { target, job, signal } = this.options;
		for await (const path of target.listFolders({ prefix: JOBS_FOLDER, signal })) {
			const folder = path.slice(target.folder.length);
			if (folder === folderOfJob(job)) continue;
			const other = JobFolder.at(target, folder, signal);
			for await (const name of segmentNames(other)) {
				const { lines } = await readSegment(other, name);
				for (const known of lines.flatMap(targetsOf)) await this.#known.add(known);
			}
		}
	}

	async #findUnknown(): Promise<void> {
		const { target, signal } = this.options;
		const breather = new Breather();
		for await (const page of target.listPages({ signal })) {
			for (const { path } of page) {
				const name = path.slice(target.folder.length);
				if (!name.startsWith(JOBS_FOLDER) && !this.#known.has(name)) this.#report({ kind: 'unknown', path, detail: 'no manifest names it' });
				if (breather.isDue()) await breather.breathe();
			}
		}
	}

	#report(finding: Finding): void {
		this.#findings[finding.kind]++;
		this.options.onFinding(finding);
	}
}

function keyOf({ target, sizeBytes, sha256 }: Promised): string {
	return JSON.stringify([target, sizeBytes, sha256]);
}

function targetsOf(line: ManifestLine): string[] {
	return line.type === 'cdr' || line.type === 'archive' ? [line.target] : promisesOf(line).map(({ target }) => target);
}

function promisesOf(line: ManifestLine): Promised[] {
	if (line.type !== 'file' || line.archive !== undefined) return [];
	const { target, sizeBytes, sha256, metadata } = line;
	return [...(target === undefined ? [] : [{ target, sizeBytes, sha256 }]), ...(metadata ? [metadata] : [])];
}
