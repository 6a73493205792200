import { RecordingError } from '../../errors/recording-error';
import { Breather } from '../../listing/breather';
import { abortError } from '../layers/abort';
import { MAX_PATH_BYTES } from '../paths';
import type { ListPage, ListPageOptions } from '../source';
import { toIsoTime, type ListFolder, type TreeEntry } from './entry';
import { FolderReader } from './folder-reader';
import { isFollowed, newFrame, skipThrough, type Frame } from './frame';
import { isTreeKey } from './keys';
import type { FolderLimits } from './sort';

export interface WalkOptions {
	/** Folders that are listed at once, ahead of the walk. */
	foldersAtOnce: number;
	limits?: FolderLimits;
}

export const DEFAULT_PAGE_SIZE = 5_000;
/** A walk through many empty folders answers with what it has after this time; the next page goes on. */
const PAGE_TAKES_MS = 10_000;
/** Walks that can go on from memory. */
const KEPT_WALKS = 4;

/**
 * Lists the keys under a prefix on a server of folders, page by page, depth first, by name. A page token is the path of
 * what came last: nothing else is needed to go on, and what is added or removed meanwhile does not repeat or lose another
 * key. What was read of the folders on the way is kept for the next page, so that it need not be read again.
 *
 * A folder is read whole; one of a million files takes some 150 MB.
 */
export class TreeWalk {
	/** Where a walk stands, by page token. */
	readonly #kept = new Map<string, Walked>();
	/** One for all pages: they come out of memory, one right after the other. */
	readonly #breather = new Breather();

	constructor(
		private readonly listFolder: ListFolder,
		private readonly options: WalkOptions,
	) {}

	async listPage({ prefix, foldersOnly = false, token, pageSize, signal }: ListPageOptions): Promise<ListPage> {
		if (signal?.aborted) throw abortError();
		const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
		// No key lies there, since none has an empty or dotted part.
		if (base !== '' && !isTreeKey(base.slice(0, -1))) return { entries: [], folders: [] };
		const scope: Scope = { base, namePrefix: prefix.slice(base.length), foldersOnly };
		const reader = new FolderReader(this.listFolder, this.options.foldersAtOnce, signal, this.options.limits);
		try {
			const key = keyOf(scope, token);
			const kept = this.#kept.get(key);
			const walked = kept ? copyOf(kept) : await this.#enter(scope, token, reader);
			reader.expect(walked.ahead);
			const page = await new PageWalk(scope, walked, reader, Math.max(1, pageSize ?? DEFAULT_PAGE_SIZE)).run(this.#breather);
			if (page.nextToken === undefined) this.#forget(scope);
			else this.#remember(keyOf(scope, page.nextToken), { ...walked, ahead: reader.unused() });
			return page;
		} finally {
			reader.stop();
		}
	}

	/** Opens the folders on the way to what came last. */
	async #enter({ base, namePrefix }: Scope, token: string | undefined, reader: FolderReader): Promise<Walked> {
		const matching = (await reader.read(base)).filter(({ name }) => name.startsWith(namePrefix));
		const stack = [newFrame(base, matching, false)];
		const way = token === undefined ? [] : token.slice(base.length).replace(/\/$/, '').split('/');
		for (const [depth, name] of way.entries()) {
			const frame = stack[depth];
			const entry = skipThrough(frame, name);
			if (depth === way.length - 1 || !entry || !isFollowed(entry, frame.isLinked)) break;
			const folder = `${frame.folder}${name}/`;
			stack.push(newFrame(folder, await reader.read(folder), frame.isLinked || entry.kind === 'linkedFolder'));
		}
		return { stack, last: token, ahead: new Map() };
	}

	// What the page before began with stays a while: that page may be asked for again.
	#remember(key: string, walked: Walked): void {
		this.#kept.delete(key);
		this.#kept.set(key, walked);
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= KEPT_WALKS) break;
			this.#kept.delete(oldest);
		}
	}

	#forget(scope: Scope): void {
		const start = keyOf(scope);
		for (const key of this.#kept.keys()) {
			if (key.startsWith(start)) this.#kept.delete(key);
		}
	}
}

interface Scope {
	base: string;
	/** What the names in `base` begin with. */
	namePrefix: string;
	foldersOnly: boolean;
}

interface Walked {
	stack: Frame[];
	/** What came last: a file, or a folder with its slash that was walked through. */
	last?: string;
	/** Folders that were read ahead. */
	ahead: Map<string, TreeEntry[]>;
}

function keyOf({ base, namePrefix, foldersOnly }: Scope, token = ''): string {
	return [base, namePrefix, foldersOnly, token].join('\0');
}

function copyOf({ stack, last, ahead }: Walked): Walked {
	return { stack: stack.map((frame) => ({ ...frame })), last, ahead: new Map(ahead) };
}

class PageWalk {
	readonly #page: ListPage = { entries: [], folders: [] };
	readonly #startedAt = performance.now();
	readonly #cameFrom: string | undefined;

	constructor(
		private readonly scope: Scope,
		private readonly walked: Walked,
		private readonly reader: FolderReader,
		private readonly pageSize: number,
	) {
		this.#cameFrom = walked.last;
	}

	async run(breather: Breather): Promise<ListPage> {
		const { stack } = this.walked;
		while (!this.#isOver()) {
			if (breather.isDue()) await breather.breathe();
			const frame = stack[stack.length - 1];
			const entry = frame.entries[frame.next];
			if (entry === undefined) this.#leave(frame);
			else if (this.scope.foldersOnly) this.#addFolder(frame, entry);
			else if (entry.kind === 'file') this.#addFile(frame, entry);
			else await this.#goInto(frame, entry);
		}
		const isDone = stack.every(({ entries, next }) => next >= entries.length);
		return isDone ? this.#page : { ...this.#page, nextToken: this.walked.last };
	}

	#isOver(): boolean {
		const { entries, folders } = this.#page;
		if (this.walked.stack.length === 0 || entries.length + folders.length >= this.pageSize) return true;
		return performance.now() - this.#startedAt > PAGE_TAKES_MS && this.walked.last !== this.#cameFrom;
	}

	#leave({ folder }: Frame): void {
		this.walked.stack.pop();
		if (this.walked.stack.length > 0) this.walked.last = folder;
	}

	#addFile(frame: Frame, { name, sizeBytes, modifiedMs }: TreeEntry): void {
		frame.next++;
		const path = frame.folder + name;
		this.walked.last = path;
		this.#page.entries.push({ path, sizeBytes, lastModified: toIsoTime(modifiedMs) });
	}

	#addFolder(frame: Frame, { name, kind }: TreeEntry): void {
		frame.next++;
		if (kind === 'file') return;
		const path = `${frame.folder}${name}/`;
		this.walked.last = path;
		this.#page.folders.push(path);
	}

	async #goInto(frame: Frame, entry: TreeEntry): Promise<void> {
		frame.next++;
		if (!isFollowed(entry, frame.isLinked)) return;
		this.reader.readAhead(frame);
		frame.nextFolder++;
		const folder = `${frame.folder}${entry.name}/`;
		if (Buffer.byteLength(folder) > MAX_PATH_BYTES) throw tooDeep(folder);
		const entries = await this.reader.read(folder);
		this.walked.stack.push(newFrame(folder, entries, frame.isLinked || entry.kind === 'linkedFolder'));
	}
}

function tooDeep(path: string): RecordingError {
	return new RecordingError({
		code: 'LISTING_ENDLESS',
		operation: 'list',
		path,
		detail: `folders lie in one another without end: the path is longer than ${MAX_PATH_BYTES} bytes`,
		advice: 'Look for a link or a mount on the server that leads back to a folder above it.',
	});
}
