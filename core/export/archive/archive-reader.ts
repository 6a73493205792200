import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { openZip, recordingsAccess, type Zip, type ZipEntry, type ZipLimits } from '../../archive';
import { RecordingError } from '../../errors/recording-error';
import type { Secret } from '../../secrets/secret';
import type { Recordings } from '../../sources/recordings';
import { counting, type Passed } from '../copy/counting';
import type { FileRecord } from '../ledger/records';
import { archiveAt } from './archive-name';
import { readArchiveManifest } from './archive-manifest';

export interface ArchiveReaderOptions {
	password?: Secret;
	signal?: AbortSignal;
}

const MIB = 1024 ** 2;
/** It is one of ours, or was: what the manifest says of its files is compared. */
const LIMITS: ZipLimits = { maxEntries: 100_000, maxDepth: 32, maxDirectoryBytes: 256 * MIB, maxExpandedBytes: Infinity, maxRatio: Infinity, ratioFromBytes: Infinity };
const MAX_MANIFEST_BYTES = 512 * MIB;

/** An archive at the target, read by ranges. Errors are those of `openZip`, and of the target. */
export class ArchiveReader {
	readonly #entries: ReadonlyMap<string, ZipEntry>;

	static async open(target: Recordings, path: string, { password, signal }: ArchiveReaderOptions): Promise<ArchiveReader> {
		const access = await recordingsAccess(target, path, { signal });
		const zip = await openZip(access, { password, path, limits: LIMITS });
		await zip.checkPassword();
		return new ArchiveReader(zip, path, signal);
	}

	private constructor(
		private readonly zip: Zip,
		private readonly path: string,
		private readonly signal?: AbortSignal,
	) {
		this.#entries = new Map(zip.entries.map((entry) => [entry.name, entry]));
	}

	get entryCount(): number {
		return this.#entries.size;
	}

	/** Reads a file in it to its end; undefined where there is none. */
	async readBack(name: string): Promise<Pick<Passed, 'sizeBytes' | 'sha256'> | undefined> {
		const entry = this.#entries.get(name);
		return entry && (await counting(await this.zip.open(entry, { signal: this.signal }), drain));
	}

	/** What it says of itself. */
	async manifest(): Promise<FileRecord[]> {
		const entry = this.#entries.get(archiveAt(this.path).manifest);
		if (!entry || entry.sizeBytes > MAX_MANIFEST_BYTES) throw new RecordingError({ code: 'CORRUPTED', operation: 'read the manifest', path: this.path, detail: 'it has no manifest' });
		return await readArchiveManifest(await buffer(await this.zip.open(entry, { signal: this.signal })), this.path);
	}
}

async function drain(content: Readable): Promise<void> {
	for await (const chunk of content) void chunk;
}
