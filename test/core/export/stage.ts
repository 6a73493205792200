import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { runExport, type ExportOptions, type ExportResult, type FileOutcome, type SourceFile, type TargetNamer } from '../../../core/export';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import type { Source, SourceEntry } from '../../../core/sources/source';
import { bodyOf } from '../../conformance/checks/tools';

export const RETRY = { attempts: 3, firstDelayMs: 1, maxDelayMs: 2, maxRetryAfterMs: 10 };

/** Keeps the path. */
export const KEEPS_PATHS: TargetNamer = { nameOf: ({ path }) => path, versionNameOf: ({ path, etag }) => `${path}~${etag ?? ''}` };

export function toSourceFile(entry: SourceEntry, storedMs = Date.parse(entry.lastModified ?? '')): SourceFile {
	const { path } = entry;
	return {
		entry,
		recording: { vendor: 'genesys', path, etag: entry.etag, name: path.slice(path.lastIndexOf('/') + 1) },
		storedMs: Number.isNaN(storedMs) ? undefined : storedMs,
		expiresAt: new Date((Number.isNaN(storedMs) ? 0 : storedMs) + 30 * 86_400_000).toISOString(),
	};
}

export interface Ran extends ExportResult {
	outcomes: FileOutcome[];
	/** Paths at the target or what went wrong, by the path at the source. */
	statuses: Record<string, string>;
}

/** A source and a target in memory, and runs between them. */
export class Stage {
	readonly sourceFiles = new MemorySource('vendor');
	readonly targetFiles: Source;
	readonly source: Recordings;
	readonly target: Recordings;
	/** When a file was stored, where it is not its time. */
	readonly storedMs = new Map<string, number>();

	constructor({ source = (inner) => inner, target = new MemorySource('target'), folder = '' }: { source?: (inner: Source) => Source; target?: Source; folder?: string } = {}) {
		this.targetFiles = target;
		this.source = new Recordings(source(this.sourceFiles));
		this.target = new Recordings(target, folder);
	}

	async seed(files: Record<string, string>, storedMs?: number): Promise<void> {
		for (const [path, content] of Object.entries(files)) {
			await this.sourceFiles.write(path, bodyOf(content), {});
			if (storedMs !== undefined) this.storedMs.set(path, storedMs);
		}
	}

	async *list(): AsyncGenerator<SourceFile[]> {
		for await (const page of this.source.listPages({ pageSize: 100 })) yield page.map((entry) => toSourceFile(entry, this.storedMs.get(entry.path)));
	}

	async run(options: Partial<ExportOptions> = {}): Promise<Ran> {
		const outcomes: FileOutcome[] = [];
		const result = await runExport({
			job: { name: 'nightly', software: 'test/1' },
			source: this.source,
			target: this.target,
			list: () => this.list(),
			namer: KEEPS_PATHS,
			concurrency: 4,
			onFile: (outcome) => outcomes.push(outcome),
			...options,
			tuning: { retry: RETRY, ...options.tuning },
		});
		const statuses = Object.fromEntries(outcomes.map(({ file, status, target, error }) => [file.entry.path, error ? `${status} ${error.code}` : `${status} ${target}`]));
		return { ...result, outcomes, statuses };
	}

	/** What lies at the target beside the manifest. */
	async exported(): Promise<Record<string, string>> {
		const files: Record<string, string> = {};
		for await (const page of this.target.listPages()) {
			for (const { path } of page) if (!path.includes('.call-recordings/')) files[path.slice(this.target.folder.length)] = String(await buffer((await this.target.read(path)).body));
		}
		return files;
	}

	/** Paths of the job's own files. */
	async jobFiles(): Promise<string[]> {
		const paths: string[] = [];
		for await (const page of this.target.listPages({ prefix: '.call-recordings/' })) paths.push(...page.map(({ path }) => path));
		return paths;
	}
}

export function sha256(content: string | Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}
