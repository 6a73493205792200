import { isRecordingError } from '../../errors/recording-error';
import type { Secret } from '../../secrets/secret';
import type { Recordings } from '../../sources/recordings';
import { inParallel } from '../../transfer/in-parallel';
import { ArchiveReader } from '../archive/archive-reader';
import { statIfThere } from '../../transfer/stat-if-there';
import { readBack } from '../copy/compare';
import type { ArchiveRecord, FileRecord, ManifestLine } from '../ledger/records';
import type { Finding } from './verify-export';

export interface ArchiveCheckOptions {
	target: Recordings;
	concurrency: number;
	sizesOnly?: boolean;
	password?: Secret;
	signal?: AbortSignal;
	report(finding: Finding): void;
	/** Told of each file that was looked at, and the bytes of it that were read. */
	onFile(bytes: number): void;
}

/** `open`: what is in it can be compared. */
type State = 'open' | 'closed';

type Problem = Pick<Finding, 'kind' | 'detail'>;

/** Faults of the archive itself; a password that opened it opens all that is in it. */
const ALTERED = new Set(['ARCHIVE_PASSWORD', 'ARCHIVE_REFUSED', 'CORRUPTED', 'UNSUPPORTED']);

/**
 * Holds archives to the manifest. One that can be opened is read file by file; one that cannot, because it is encrypted and there is
 * no password, is compared as a whole.
 */
export class ArchiveCheck {
	/** Encrypted archives that were compared as a whole. */
	unopened = 0;
	readonly #states = new Map<string, State>();

	constructor(private readonly options: ArchiveCheckOptions) {}

	/** A segment: an archive is recorded before the files in it. */
	async check(lines: readonly ManifestLine[]): Promise<void> {
		const files = byArchive(lines);
		const records = lines.filter((line) => line.type === 'archive').filter(({ target }) => !this.#states.has(target));
		for (const record of records) await this.#guarded(record.target, async () => await this.#checkArchive(record));
		for (const [name, lines] of files) {
			if (this.#states.get(name) !== 'closed') await this.#guarded(name, async () => await this.#checkFiles(name, lines));
		}
	}

	async #checkArchive(record: ArchiveRecord): Promise<void> {
		const { target, sizesOnly, signal } = this.options;
		const path = target.folder + record.target;
		this.#states.set(record.target, 'closed');
		const there = await statIfThere(target, path, signal);
		if (!there) return this.#report(path, { kind: 'missing', detail: 'the manifest names it, and it is not there' });
		if (there.sizeBytes !== undefined && there.sizeBytes !== record.sizeBytes) {
			this.#report(path, { kind: 'altered', detail: `it has ${there.sizeBytes} bytes, and ${record.sizeBytes} were written` });
		}
		if (sizesOnly) return this.options.onFile(0);
		if (record.rejected !== undefined) return await this.#checkWhole(record);
		if (record.encryption !== undefined && !this.options.password) {
			this.unopened++;
			return await this.#checkWhole(record);
		}
		await this.#checkOpened(record);
	}

	async #checkOpened(record: ArchiveRecord): Promise<void> {
		const path = this.options.target.folder + record.target;
		try {
			const { entryCount } = await ArchiveReader.open(this.options.target, path, this.options);
			if (entryCount !== record.entries) this.#report(path, { kind: 'altered', detail: `it has ${entryCount} entries, and ${record.entries} were written` });
			this.#states.set(record.target, 'open');
			this.options.onFile(0);
		} catch (error) {
			if (!isRecordingError(error) || error.code !== 'ARCHIVE_PASSWORD') throw error;
			this.#report(path, { kind: 'unreadable', detail: `${error.message}; it is compared as a whole` });
			await this.#checkWhole(record);
		}
	}

	/** What is not inside it cannot be told apart, but any difference is seen. */
	async #checkWhole({ target: name, sha256 }: ArchiveRecord): Promise<void> {
		const { target, signal, onFile } = this.options;
		const path = target.folder + name;
		const found = await readBack(target, path, signal);
		onFile(found.sizeBytes);
		if (found.sha256 !== sha256) this.#report(path, { kind: 'altered', detail: `its SHA-256 is ${found.sha256}, and that of what was written ${sha256}` });
	}

	async #checkFiles(name: string, lines: readonly FileRecord[]): Promise<void> {
		const { target, concurrency, onFile } = this.options;
		const path = target.folder + name;
		const reader = await ArchiveReader.open(target, path, this.options);
		const promised = lines.flatMap(({ target: entry, sha256, metadata }) => [...(entry === undefined ? [] : [{ target: entry, sha256 }]), ...(metadata ? [metadata] : [])]);
		await inParallel(promised, concurrency, async ({ target: entry, sha256 }) => {
			await this.#guarded(name, async () => {
				const found = await reader.readBack(entry);
				onFile(found?.sizeBytes ?? 0);
				if (!found) this.#report(path, { kind: 'missing', detail: `the manifest names "${entry}" in it, and that is not there` }, entry);
				else if (found.sha256 !== sha256) this.#report(path, { kind: 'altered', detail: `the SHA-256 of "${entry}" in it is ${found.sha256}, and that of what was written ${sha256}` }, entry);
			}, entry);
		});
	}

	async #guarded(name: string, work: () => Promise<void>, entry?: string): Promise<void> {
		const path = this.options.target.folder + name;
		try {
			await work();
		} catch (thrown) {
			const error = this.options.target.explain(thrown, 'read back', path);
			if (error.code === 'CANCELLED') throw error;
			this.#report(path, { kind: error.code === 'NOT_FOUND' ? 'missing' : ALTERED.has(error.code) ? 'altered' : 'unreadable', detail: error.message }, entry);
		}
	}

	#report(path: string, problem: Problem, entry?: string): void {
		this.options.report({ ...problem, path, ...(entry === undefined ? {} : { entry }) });
	}
}

function byArchive(lines: readonly ManifestLine[]): Map<string, FileRecord[]> {
	const found = new Map<string, FileRecord[]>();
	for (const line of lines) {
		if (line.type !== 'file' || line.archive === undefined) continue;
		const files = found.get(line.archive) ?? [];
		found.set(line.archive, files);
		files.push(line);
	}
	return found;
}
