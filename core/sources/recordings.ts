import type { Readable } from 'node:stream';
import { toRecordingError } from '../errors/classify';
import { RecordingError } from '../errors/recording-error';
import { PageGuard, type PageResult } from '../listing/page-guard';
import { cutText } from '../secrets/cut';
import type { Capability } from './capabilities';
import { assertInsideFolder } from './paths';
import type { ListPage, ReadResult, RemoveOptions, RequestOptions, Source, SourceEntry, WriteOptions } from './source';

export interface ListOptions extends RequestOptions {
	/** Added to the folder; `''` for all of it. */
	prefix?: string;
	pageSize?: number;
}

export type ListedPage = Pick<ListPage, 'entries' | 'nextToken'>;

export interface OpenOptions extends RequestOptions {
	offset?: number;
	lengthBytes?: number;
	ifMatch?: string;
}

/**
 * What everybody holds: a source (with its layers) inside one folder. Refuses what the source cannot do and what
 * lies outside the folder, follows pages to the end, and throws nothing but `RecordingError`.
 */
export class Recordings {
	#closed = false;

	constructor(
		private readonly source: Source,
		/** Nothing outside it is listed, read or removed; `''` or ends where a name may go on. */
		readonly folder = '',
	) {}

	/** The same source inside a folder of this folder; closing one of them closes both. `''`, or ends in a slash. */
	below(folder: string): Recordings {
		return folder === '' ? this : new Recordings(this.source, this.folder + folder);
	}

	get container(): string | undefined {
		return this.source.container;
	}

	/** As of `Source`. */
	get whereabouts(): string | undefined {
		return this.source.whereabouts;
	}

	can(capability: Capability): boolean {
		return this.source.capabilities[capability];
	}

	/** False where the folder that the login is for is not there; a listing of it may have nothing all the same. */
	async hasRoot(options: RequestOptions = {}): Promise<boolean> {
		return await this.#explaining('look up', undefined, async () => (await this.source.hasRoot?.(options)) ?? true);
	}

	/** Pages of entries in the order of the service; one page in memory. */
	async *listPages(options: ListOptions = {}): AsyncGenerator<SourceEntry[]> {
		for await (const { entries } of this.listFrom(undefined, options)) {
			if (entries.length > 0) yield entries;
		}
	}

	/** The same from the page of a token on, which another listing of the prefix gave; pages can be empty. */
	async *listFrom(token: string | undefined, { prefix = '', ...options }: ListOptions = {}): AsyncGenerator<ListedPage> {
		this.#require('list', 'list');
		const fullPrefix = this.folder + prefix;
		const getPage = async (next?: string) => await this.source.listPage({ ...options, prefix: fullPrefix, token: next });
		for await (const page of this.#pages('list', fullPrefix, getPage, token)) {
			this.#assertListed(page, fullPrefix);
			yield { entries: page.entries, nextToken: page.nextToken === '' ? undefined : page.nextToken };
		}
	}

	/** Names of the sub-folders directly under a prefix, each with its full path and a `/` at the end. */
	async *listFolders({ prefix = '', ...options }: ListOptions = {}): AsyncGenerator<string> {
		this.#require('listFolders', 'list');
		const fullPrefix = this.folder + prefix;
		for await (const page of this.#pages('list', fullPrefix, async (token) => {
			return await this.source.listPage({ ...options, prefix: fullPrefix, foldersOnly: true, token });
		})) {
			yield* page.folders;
		}
	}

	/** Pages of entries whose tags match. The expression is in the language of the service. */
	async *findPages(
		expression: string,
		options: RequestOptions & { pageSize?: number } = {},
	): AsyncGenerator<SourceEntry[]> {
		this.#require('findByTags', 'find');
		for await (const page of this.#pages('find', expression, async (token) => {
			return await this.source.findPage(expression, { ...options, token });
		})) {
			if (page.entries.length > 0) yield page.entries;
		}
	}

	async stat(path: string, options: RequestOptions = {}): Promise<SourceEntry> {
		this.#require('stat', 'stat', path);
		return await this.#run('stat', path, async () => await this.source.stat(path, options));
	}

	/** Opens a file. The body fails with its library's error: pass that to `explain`. */
	async read(path: string, { offset = 0, ...options }: OpenOptions = {}): Promise<ReadResult> {
		this.#require('read', 'read', path);
		if (offset > 0 || options.lengthBytes !== undefined) this.#require('readRange', 'read', path);
		if (options.ifMatch !== undefined) this.#require('readIfMatch', 'read', path);
		return await this.#run('read', path, async () => {
			const result = await this.source.read(path, { ...options, offset });
			// A body that fails before its reader is there must not end the process; the reader still gets the error.
			result.body.on('error', () => {});
			return result;
		});
	}

	async write(path: string, body: () => Readable, options: WriteOptions = {}): Promise<SourceEntry> {
		this.#require('write', 'write', path);
		if (options.ifAbsent) this.#require('writeIfAbsent', 'write', path);
		return await this.#run('write', path, async () => await this.source.write(path, body, options));
	}

	async remove(path: string, options: RemoveOptions = {}): Promise<void> {
		this.#require('remove', 'remove', path);
		if (options.ifMatch !== undefined) this.#require('removeIfMatch', 'remove', path);
		await this.#run('remove', path, async () => await this.source.remove(path, options));
	}

	/** How many requests it works on at once now; others wait. */
	get maxRequests(): number {
		return this.source.maxRequests?.() ?? Infinity;
	}

	/** Whether uploads failed here, and left pieces behind. */
	get mayHaveLeft(): boolean {
		return this.source.mayHaveLeft?.() ?? false;
	}

	/** Takes away what cut uploads left behind, see `Source`; returns how many there were. */
	async removeLeftovers(beforeMs: number, { prefix = '', signal }: RequestOptions & { prefix?: string } = {}): Promise<number> {
		const below = this.folder + prefix;
		return await this.#explaining('remove', below, async () => (await this.source.removeLeftovers?.({ prefix: below, beforeMs, signal })) ?? 0);
	}

	/** Explains an error that came out of a body of `read`. */
	explain(error: unknown, operation: string, path?: string): RecordingError {
		return toRecordingError(this.source, error, { operation, path });
	}

	/** Idempotent. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.source.close();
	}

	async *#pages(
		operation: string,
		subject: string,
		getPage: (token?: string) => Promise<ListPage>,
		firstToken?: string,
	): AsyncGenerator<ListPage> {
		const guard = new PageGuard(operation);
		let token = firstToken;
		do {
			const page = await this.#explaining(operation, subject, async () => await getPage(token));
			yield page;
			token = page.nextToken === '' ? undefined : page.nextToken;
			if (token !== undefined) guard.check(token, resultOf(page));
		} while (token !== undefined);
	}

	async #run<Result>(operation: string, path: string, work: () => Promise<Result>): Promise<Result> {
		assertInsideFolder(path, this.folder, operation);
		return await this.#explaining(operation, path, work);
	}

	async #explaining<Result>(
		operation: string,
		path: string | undefined,
		work: () => Promise<Result>,
	): Promise<Result> {
		this.#assertOpen(operation);
		try {
			return await work();
		} catch (error) {
			throw this.explain(error, operation, path === '' ? undefined : path);
		}
	}

	/** A service that lists what was not asked for may be another one than it seems. */
	#assertListed({ entries }: ListPage, prefix: string): void {
		const stranger = entries.find(({ path }) => !path.startsWith(prefix));
		if (!stranger) return;
		throw new RecordingError({
			code: 'INVALID_RESPONSE',
			retryable: false,
			operation: 'list',
			path: prefix,
			container: this.container,
			detail: `the service also lists "${cutText(stranger.path, 200)}", which was not asked for`,
			advice: 'Look at the server, and at the proxies before it: a listing must keep to its prefix.',
		});
	}

	#assertOpen(operation: string): void {
		if (this.#closed) throw new RecordingError({ code: 'CLOSED', operation });
	}

	#require(capability: Capability, operation: string, path?: string): void {
		this.#assertOpen(operation);
		if (this.can(capability)) return;
		throw new RecordingError({
			code: 'UNSUPPORTED',
			operation,
			path,
			detail: `${this.source.name} does not offer "${capability}"${this.container ? '' : ' with this token'}`,
		});
	}
}

function resultOf({ entries, folders }: ListPage): PageResult {
	const count = entries.length + folders.length;
	if (count === 0) return { count };
	const names = [entries.at(0), entries.at(-1)].map((entry) => `${entry?.container ?? ''}/${entry?.path ?? ''}`);
	return { count, content: [count, ...names, folders.at(0), folders.at(-1)].join('\n') };
}
