import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { RecordingError } from '../../errors/recording-error';
import { linkedController } from '../../sources/layers/abort';
import { readVerified, type Places, type Written } from '../copy/copy-file';
import type { Placed } from '../copy/placer';
import type { Fact } from '../facts';
import { fileRecord } from '../file-record';
import type { ArchiveRecord, FileRecord } from '../ledger/records';
import type { MetadataWriter } from '../metadata-writer';
import type { Candidate } from '../plan/find-new';
import { inTurn } from '../plan/in-turn';
import type { OnConflict, TargetNamer } from '../types';
import type { Scope } from '../metadata';
import type { ArchiveHost } from './archive-host';
import { archiveManifest, type ArchiveHeader } from './archive-manifest';
import type { ArchiveName } from './archive-name';
import { ArchiveUpload } from './archive-upload';
import { EntryNames } from './entry-names';
import type { ArchiveSettings } from './options';
import type { FedFile } from './zip-feed';

export interface AttemptOptions {
	name: ArchiveName;
	header: Omit<ArchiveHeader, 'archive' | 'createdAt'>;
	settings: ArchiveSettings;
	places: Places;
	namer: TargetNamer;
	onConflict: OnConflict;
	scope: Scope;
	metadata: MetadataWriter;
	concurrency: number;
	spoolBytes: number;
	/** What the manifest keeps of each recording. */
	facts: readonly Fact[];
	host: ArchiveHost;
	/** Throws where the files are not this run's any more. */
	assertHeld(): Promise<void>;
	nowMs(): number;
}

export interface Filed {
	candidate: Candidate;
	line: FileRecord;
}

export interface WrittenArchive {
	record: ArchiveRecord;
	filed: Filed[];
	/** What found no room in it. */
	rest: Candidate[];
}

/** How long a run that is to end may take to close an archive: what it did is worth it. */
const CLOSE_MS = 30_000;
/** How long a look at the claims may take; a target that was full is asked for more connections again after a minute. */
const HELD_MS = 300_000;

/** One try to write an archive. */
export class ArchiveAttempt {
	readonly #upload: ArchiveUpload;
	readonly #names: EntryNames;
	readonly #filed: Filed[] = [];
	readonly #begun = new Set<Candidate>();
	readonly #closing = linkedController();
	#entries = 0;
	/** Before compression. */
	#contentBytes = 0;

	constructor(
		private readonly files: readonly Candidate[],
		private readonly options: AttemptOptions,
	) {
		const { name, places, settings, namer, onConflict } = options;
		this.#upload = new ArchiveUpload(places.target, places.target.folder + name.target, settings, this.#closing.controller.signal);
		this.#names = new EntryNames(name, namer, onConflict);
	}

	/** Whether the target has all of it, whatever it answered. */
	get mayBeThere(): boolean {
		return this.#upload.isSent;
	}

	/** Undefined where no file came through. Throws what the target fails with. */
	async go(): Promise<WrittenArchive | undefined> {
		const { stop } = this.options.host;
		let timer: NodeJS.Timeout | undefined;
		const close = () => void (timer = setTimeout(() => this.#closing.controller.abort(), CLOSE_MS));
		stop.addEventListener('abort', close, { once: true });
		try {
			return await this.#write();
		} catch (error) {
			this.options.host.outcomes.lost(this.#filed);
			throw error;
		} finally {
			stop.removeEventListener('abort', close);
			clearTimeout(timer);
		}
	}

	async #write(): Promise<WrittenArchive | undefined> {
		const { host, concurrency, settings, name } = this.options;
		const header: ArchiveHeader = { ...this.options.header, archive: name.target, createdAt: this.#now() };
		try {
			// Programs that find dead space at the beginning take the archive for one behind a program, and look for entries themselves.
			await this.#putWhole(name.about, [Buffer.from(`${JSON.stringify(header)}\n`)]);
			const isOver = () => host.stop.aborted || host.limits.isOutOfTime() || this.#upload.failure !== undefined || this.#contentBytes >= settings.maxBytes;
			await inTurn(eachOf(this.files), concurrency, async (candidate) => await this.#file(candidate), isOver);
			if (this.#upload.failure) throw this.#upload.failure.error;
			if (this.#filed.length > 0) return await this.#close(header);
		} catch (error) {
			this.#upload.abandon(error);
			await this.#upload.whenOver();
			throw this.#upload.failure?.error ?? error;
		}
		this.#upload.abandon(new Error('There is nothing to be put into it'));
		await this.#upload.whenOver();
		return undefined;
	}

	async #close(header: ArchiveHeader): Promise<WrittenArchive> {
		const { name, settings, assertHeld } = this.options;
		await this.#putWhole(name.manifest, await archiveManifest(header, this.#filed.map(({ line }) => line)));
		await heldInTime(assertHeld());
		const uploaded = await this.#upload.end();
		const { encryption } = settings;
		const about = { files: this.#filed.length, entries: this.#entries, manifest: name.manifest, ...(encryption ? { encryption } : {}) };
		return {
			record: { type: 'archive', target: name.target, ...uploaded, ...about, writtenAt: this.#now() },
			filed: this.#filed,
			rest: this.files.filter((candidate) => !this.#begun.has(candidate)),
		};
	}

	async #file(candidate: Candidate): Promise<void> {
		this.#begun.add(candidate);
		const { host, scope, spoolBytes } = this.options;
		const { sizeBytes = Infinity } = candidate.file.entry;
		try {
			const name = this.#names.take(candidate.file);
			if (scope === 'metadata') await this.#upload.alone(async () => await this.#filedAs(candidate, name));
			else if (sizeBytes <= spoolBytes) await this.#spooled(candidate, name);
			else await this.#upload.alone(async () => await this.#filedAs(candidate, name, await this.#streamed(candidate, name)));
		} catch (error) {
			// Its fault or the archive's: the archive is told by whoever closes it.
			if (!this.#upload.failure) host.outcomes.failed(candidate, error);
		}
	}

	/** One that is known to be right before any of it is in the archive. */
	async #spooled(candidate: Candidate, name: string): Promise<void> {
		const { result: content, ...read } = await readVerified(this.options.places, candidate.file, buffer);
		await this.#upload.alone(async () => {
			await this.#putWhole(name, [content], candidate.file.entry.lastModified);
			await this.#filedAs(candidate, name, read);
		});
	}

	/** One that is in the archive before it is known to be right, and is left out of the table of contents when it is not. */
	async #streamed({ file }: Candidate, name: string): Promise<Written> {
		const { places } = this.options;
		const { lastModified, sizeBytes } = file.entry;
		let fed: FedFile | undefined;
		try {
			const { result, ...read } = await readVerified(places, file, async (content) => {
				fed?.decide(false);
				fed = this.#upload.put({ name, lastModified, sizeBytes: places.transform ? undefined : sizeBytes, content });
				await fed.whenIn;
			});
			void result;
			fed?.decide(true);
			this.#entries++;
			return read;
		} catch (error) {
			fed?.decide(false);
			throw error;
		}
	}

	/** Adds its metadata, and notes it for the manifests. */
	async #filedAs(candidate: Candidate, target: string, written?: Written): Promise<void> {
		const { scope, metadata, name, host, nowMs } = this.options;
		const placed: Placed | undefined = written && { target, archive: name.target, written, adopted: false };
		const made = scope === 'media' ? undefined : metadata.make(candidate.file, target, placed);
		if (made) await this.#putWhole(made.record.target, [made.content]);
		const line = { ...fileRecord(candidate, { placed, metadata: made?.record, facts: this.options.facts }, nowMs()), archive: name.target };
		this.#filed.push({ candidate, line });
		this.#contentBytes += line.sizeBytes ?? 0;
		host.outcomes.filed(line);
	}

	async #putWhole(name: string, content: Buffer[], lastModified = this.#now()): Promise<void> {
		await this.#upload.putWhole(name, content, content.reduce((sum, { length }) => sum + length, 0), lastModified);
		this.#entries++;
	}

	#now(): string {
		return new Date(this.options.nowMs()).toISOString();
	}
}

/** Where the target came to take one request at a time, which is the archive's, no other gets its turn. */
async function heldInTime(asked: Promise<void>): Promise<void> {
	const over = new AbortController();
	const late = delay(HELD_MS, undefined, { signal: over.signal, ref: false }).then(
		() => {
			throw new RecordingError({ code: 'THROTTLED', operation: 'export', detail: 'the target took one request at a time, and an archive needs two', advice: 'Let it take more connections at once, or export files without an archive.' });
		},
		() => {},
	);
	try {
		await Promise.race([asked, late]);
	} finally {
		over.abort();
		asked.catch(() => {});
	}
}

async function* eachOf(files: readonly Candidate[]): AsyncGenerator<Candidate> {
	yield* files;
}
