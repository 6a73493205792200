import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { abortError, destroyOnAbort } from '../layers/abort';
import { textOf } from '../../errors/text-of';
import { RecordingError, type Classification } from '../../errors/recording-error';
import type { Capabilities } from '../capabilities';
import type {
	FindPageOptions,
	ListPage,
	ListPageOptions,
	ReadOptions,
	ReadResult,
	RemoveOptions,
	RequestOptions,
	Source,
	SourceEntry,
	WriteOptions,
} from '../source';

interface StoredFile {
	content: Buffer;
	entry: SourceEntry;
}

const CAPABILITIES: Capabilities = {
	list: true,
	listFolders: true,
	findByTags: true,
	stat: true,
	read: true,
	readRange: true,
	readIfMatch: true,
	contentMd5: true,
	write: true,
	writeIfAbsent: true,
	remove: true,
	removeIfMatch: true,
};
const DEFAULT_PAGE_SIZE = 1_000;

/** Files in this process's memory: the reference of the contract, for tests. Finds by one `Tag=value` only. */
export class MemorySource implements Source {
	readonly name = 'memory';
	readonly capabilities = CAPABILITIES;
	readonly #files = new Map<string, StoredFile>();
	#versions = 0;

	constructor(readonly container = 'memory') {}

	async listPage({ prefix, foldersOnly, token, pageSize, signal }: ListPageOptions): Promise<ListPage> {
		assertGoing(signal);
		const names = this.#names().filter((name) => name.startsWith(prefix));
		if (foldersOnly) return { entries: [], folders: foldersUnder(prefix, names) };
		return this.#page(names, token, pageSize);
	}

	async findPage(expression: string, { token, pageSize, signal }: FindPageOptions): Promise<ListPage> {
		assertGoing(signal);
		const [tag, value] = expression.split('=');
		const names = this.#names().filter((name) => this.#files.get(name)?.entry.tags?.[tag] === value);
		return this.#page(names, token, pageSize);
	}

	async stat(path: string, { signal }: RequestOptions): Promise<SourceEntry> {
		assertGoing(signal);
		return { ...this.#get(path).entry };
	}

	async read(path: string, { offset, lengthBytes, ifMatch, signal }: ReadOptions): Promise<ReadResult> {
		assertGoing(signal);
		const { content, entry } = this.#get(path);
		if (ifMatch !== undefined && ifMatch !== entry.etag) throw failure('CHANGED');
		const end = lengthBytes === undefined ? content.length : offset + lengthBytes;
		const body = Readable.from(chunksOf(content.subarray(offset, end)), { objectMode: false });
		if (signal) destroyOnAbort(body, signal);
		return { body, entry: { ...entry } };
	}

	async write(path: string, body: () => Readable, options: WriteOptions): Promise<SourceEntry> {
		assertGoing(options.signal);
		const stream = body();
		if (options.signal) destroyOnAbort(stream, options.signal);
		const content = await buffer(stream);
		assertGoing(options.signal);
		if (options.ifAbsent && this.#files.has(path)) throw failure('CONFLICT');
		const entry = this.#describe(path, content, options);
		this.#files.set(path, { content, entry });
		return { ...entry };
	}

	async remove(path: string, { ifMatch, signal }: RemoveOptions): Promise<void> {
		assertGoing(signal);
		const file = this.#files.get(path);
		if (file && ifMatch !== undefined && ifMatch !== file.entry.etag) throw failure('CHANGED');
		this.#files.delete(path);
	}

	classify(error: unknown): Classification {
		return { code: 'UNKNOWN', detail: textOf(error) };
	}

	async close(): Promise<void> {}

	#describe(path: string, content: Buffer, { contentType, tags }: WriteOptions): SourceEntry {
		return {
			path,
			container: this.container,
			sizeBytes: content.length,
			lastModified: new Date().toISOString(),
			etag: `v${++this.#versions}`,
			contentMd5: createHash('md5').update(content).digest('base64'),
			contentType,
			tags,
		};
	}

	#names(): string[] {
		return [...this.#files.keys()].sort();
	}

	#page(names: string[], token: string | undefined, pageSize = DEFAULT_PAGE_SIZE): ListPage {
		const rest = token === undefined ? names : names.filter((name) => name > token);
		const page = rest.slice(0, pageSize);
		const entries = page.map((name) => ({ ...this.#get(name).entry }));
		return { entries, folders: [], nextToken: rest.length > page.length ? page.at(-1) : undefined };
	}

	#get(path: string): StoredFile {
		const file = this.#files.get(path);
		if (!file) throw failure('NOT_FOUND');
		return file;
	}
}

function foldersUnder(prefix: string, names: string[]): string[] {
	const folders = names
		.map((name) => name.slice(prefix.length))
		.filter((rest) => rest.includes('/'))
		.map((rest) => prefix + rest.slice(0, rest.indexOf('/') + 1));
	return [...new Set(folders)];
}

function* chunksOf(content: Buffer): Generator<Buffer> {
	const chunkBytes = 64 * 1024;
	for (let start = 0; start < content.length; start += chunkBytes) {
		yield content.subarray(start, start + chunkBytes);
	}
}

function assertGoing(signal?: AbortSignal): void {
	if (signal?.aborted) throw abortError();
}

function failure(code: 'NOT_FOUND' | 'CHANGED' | 'CONFLICT'): RecordingError {
	return new RecordingError({ code, operation: 'use' });
}
