import { inPieces } from '../../listing/in-pieces';
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
import type { Look, SourceFile } from '../types';
import { listedFile, sourceFile, type Origin } from './origin';

export interface EightByEightOriginOptions {
	recordings: Recordings;
	retentionDays: number;
	/** Of the tenant. */
	timeZone: string;
	/** Only the folders of the days that it touches are listed. */
	started?: TimeWindow;
	/** Joins recordings with their rows of the index, and keeps them waiting for these so long; ms. */
	patienceMs?: number;
	/** Every recording of a look, not those alone that are needed: a filter asks for its row. */
	joinsAll?: boolean;
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

	async *files({ signal, isNeeded = () => true }: Look): AsyncGenerator<SourceFile[]> {
		this.#waiting = 0;
		this.#withoutRow = 0;
		const isJoined = this.options.joinsAll ? () => true : isNeeded;
		for (const prefix of await this.#prefixes()) {
			for await (const page of inPieces(this.recordings.listPages({ prefix, signal }))) yield await this.#filesOf(page, isJoined);
		}
	}

	async filesOf(entries: readonly SourceEntry[]): Promise<SourceFile[]> {
		return await this.#filesOf(entries, () => true);
	}

	async #filesOf(entries: readonly SourceEntry[], isJoined: (file: SourceFile) => boolean): Promise<SourceFile[]> {
		const { isCandidate = () => true } = this.options;
		const files = entries.filter(({ path }) => parseIndexPath(path) === undefined && isCandidate(path)).map((entry) => listedFile(entry, VENDOR, this.#read));
		const awaited = this.#awaited;
		if (!awaited) return files;
		const joined = new Set(files.filter(isJoined));
		await awaited.prepare([...joined].map(({ entry }) => entry));
		return files.filter((file) => !joined.has(file) || !this.#isAwaited(file.entry)).map((file) => (joined.has(file) ? this.#joined(file, awaited) : file));
	}

	hints(): string[] {
		const problems = this.#indexed?.problems ?? [];
		return [
			...(this.#waiting > 0 ? [`${this.#waiting} recordings wait for a later run: the index that lists their calls is not there yet. 8x8 makes it after midnight; it may come late.`] : []),
			...(this.#withoutRow > 0 ? [`${this.#withoutRow} recordings are in no index: nothing is known of their calls.`] : []),
			...(problems.length > 0 ? [`Some calls may be missing in the indexes: ${problems.slice(0, 5).join('; ')}.`] : []),
		];
	}

	#joined({ entry }: SourceFile, awaited: AwaitedCalls): SourceFile {
		const rows = awaited.of(entry.path);
		if (rows.length === 0) this.#withoutRow++;
		return sourceFile(entry, withCalls(this.#read(entry), rows));
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
