import type { Recordings } from '../../sources/recordings';
import type { SourceEntry } from '../../sources/source';
import type { TimeWindow } from '../../time/window';
import { AwaitedCalls } from '../../vendors/eight-by-eight/awaited-calls';
import { utcFolders } from '../../vendors/eight-by-eight/days';
import { IndexAsks } from '../../vendors/eight-by-eight/index-asks';
import { IndexedCalls } from '../../vendors/eight-by-eight/indexed-calls';
import { withCalls } from '../../vendors/eight-by-eight/indexed-recording';
import { parseIndexPath } from '../../vendors/eight-by-eight/names';
import { toEightByEightRecording } from '../../vendors/eight-by-eight/recording';
import { RootFolders } from '../../vendors/eight-by-eight/root-folders';
import type { ExportItem } from '../item';
import type { SourceFile } from '../types';
import { listedFile, sourceFile, type Origin } from './origin';

export interface EightByEightOriginOptions {
	recordings: Recordings;
	retentionDays: number;
	/** Of the tenant. */
	timeZone: string;
	/** Only the folders of the days that it touches are listed. */
	started?: TimeWindow;
	/** Joins each recording with its rows of the index, and keeps it waiting for them so long; ms. */
	patienceMs?: number;
	/** Of a file: whether the job wants it at all, so that none waits for nothing. */
	isCandidate?(name: string): boolean;
	nowMs?: number;
	signal?: AbortSignal;
}

const VENDOR = '8x8';
const DAY_MS = 86_400_000;

/** The recordings on the server of an 8x8 tenant, without its indexes. */
export function eightByEightOrigin(options: EightByEightOriginOptions): Origin {
	return new EightByEight(options);
}

class EightByEight implements Origin {
	readonly home;
	readonly #root: RootFolders;
	readonly #indexed?: IndexedCalls;
	readonly #awaited?: AwaitedCalls;
	readonly #read = (entry: SourceEntry) => toEightByEightRecording(entry, this.options.retentionDays);
	#waiting = 0;
	#withoutRow = 0;

	constructor(private readonly options: EightByEightOriginOptions) {
		const { recordings, timeZone, patienceMs, nowMs = Date.now(), signal } = options;
		this.home = { vendor: VENDOR, container: recordings.container, folder: recordings.folder };
		this.#root = new RootFolders(recordings, signal);
		if (patienceMs === undefined) return;
		this.#indexed = new IndexedCalls(recordings, this.#root, timeZone, signal);
		this.#awaited = new AwaitedCalls(this.#indexed, { timeZone, nowMs, patienceMs, asks: new IndexAsks() });
	}

	get recordings(): Recordings {
		return this.options.recordings;
	}

	async *files({ signal }: { signal?: AbortSignal }): AsyncGenerator<SourceFile[]> {
		this.#waiting = 0;
		this.#withoutRow = 0;
		for (const prefix of await this.#prefixes()) {
			for await (const page of this.recordings.listPages({ prefix, signal })) yield await this.filesOf(page);
		}
	}

	async filesOf(entries: readonly SourceEntry[]): Promise<SourceFile[]> {
		const { isCandidate = () => true } = this.options;
		const files = entries.filter(({ path }) => parseIndexPath(path) === undefined && isCandidate(path));
		await this.#awaited?.prepare(files);
		return files.filter((entry) => !this.#isAwaited(entry)).map((entry) => (this.#awaited ? sourceFile(entry, this.#joined(entry, this.#awaited)) : listedFile(entry, VENDOR, this.#read)));
	}

	hints(): string[] {
		const problems = this.#indexed?.problems ?? [];
		return [
			...(this.#waiting > 0 ? [`${this.#waiting} recordings wait for a later run: the index that lists their calls is not there yet. 8x8 makes it after midnight; it may come late.`] : []),
			...(this.#withoutRow > 0 ? [`${this.#withoutRow} recordings are in no index: nothing is known of their calls.`] : []),
			...(problems.length > 0 ? [`Some calls may be missing in the indexes: ${problems.slice(0, 5).join('; ')}.`] : []),
		];
	}

	#joined(entry: SourceEntry, awaited: AwaitedCalls): ExportItem {
		const rows = awaited.of(entry.path);
		if (rows.length === 0) this.#withoutRow++;
		return withCalls(this.#read(entry), rows);
	}

	#isAwaited({ path }: SourceEntry): boolean {
		const isAwaited = this.#awaited?.isAwaited(path) ?? false;
		if (isAwaited) this.#waiting++;
		return isAwaited;
	}

	/** Only the vendor's clock knows today: tomorrow is looked into as well. */
	async #prefixes(): Promise<string[]> {
		const { started, retentionDays, nowMs = Date.now() } = this.options;
		if (started?.after === undefined && started?.before === undefined) return [''];
		const endMs = started.before === undefined ? nowMs + DAY_MS : Date.parse(started.before);
		// Nothing older is there.
		const startMs = started.after === undefined ? endMs - (retentionDays + 1) * DAY_MS : Date.parse(started.after);
		return (await this.#root.existing(utcFolders({ startMs, endMs }))).map((folder) => `${folder}/`);
	}
}
