import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { delegateTo } from '../../../core/sources/layers/delegate';
import type { ListPage, ReadResult, RequestOptions, Source, SourceEntry } from '../../../core/sources/source';

/** One way in which a driver can be wrong, and a check that must notice it. */
export interface Mutant {
	title: string;
	mustFail: string;
	mutate(source: Source): Source;
}

const mutant = (title: string, mustFail: string, change: (source: Source) => Partial<Source>): Mutant => ({
	title,
	mustFail,
	mutate: (source) => ({ ...delegateTo(source), ...change(source) }),
});

const onPages = (change: (page: ListPage, token?: string) => ListPage) => (source: Source): Partial<Source> => ({
	listPage: async (options) => change(await source.listPage(options), options.token),
});

const onFoundPages = (change: (page: ListPage) => ListPage) => (source: Source): Partial<Source> => ({
	findPage: async (expression, options) => change(await source.findPage(expression, options)),
});

const onEntry = (change: (entry: SourceEntry) => SourceEntry) => (source: Source): Partial<Source> => ({
	stat: async (path, options) => change(await source.stat(path, options)),
});

const onRead = (change: (result: ReadResult) => ReadResult) => (source: Source): Partial<Source> => ({
	read: async (path, options) => change(await source.read(path, options)),
});

const deaf = <Options extends RequestOptions>(options: Options): Options => ({ ...options, signal: undefined });

function edited(body: Readable, edit: (content: Buffer) => Buffer): Readable {
	return Readable.from(
		(async function* () {
			yield edit(await buffer(body));
		})(),
	);
}

export const onListed = (change: (entry: SourceEntry) => SourceEntry) =>
	onPages((page) => ({ ...page, entries: page.entries.map(change) }));

const STATES_AS_STAT = 'list: entries state size, times and ETag as stat does';
const EVERY_KEY = 'list: every key, once';
const IN_PAGES = 'list: every key, once, in the same order, with pages of 3';

const LISTING: Mutant[] = [
	mutant('drops the last key of a page', EVERY_KEY, onPages((page) => ({ ...page, entries: page.entries.slice(0, -1) }))),
	mutant('repeats a key', EVERY_KEY, onPages((page) => ({ ...page, entries: [...page.entries, ...page.entries.slice(-1)] }))),
	mutant('repeats a page token', IN_PAGES, onPages((page) => ({ ...page, nextToken: page.nextToken && 'mytenant/call-05.mp3' }))),
	mutant('forgets the token and starts again', IN_PAGES, (source) => ({
		listPage: async (options) => await source.listPage({ ...options, token: undefined }),
	})),
	mutant('ends after the first page', IN_PAGES, onPages((page) => ({ ...page, nextToken: undefined }))),
	mutant('skips a key between two pages', IN_PAGES, onPages((page, token) => ({ ...page, entries: token ? page.entries.slice(1) : page.entries }))),
	mutant('turns the order of each page round', IN_PAGES, onPages((page) => ({ ...page, entries: page.entries.toReversed() }))),
	mutant('ignores the page size', IN_PAGES, (source) => ({
		listPage: async (options) => await source.listPage({ ...options, pageSize: undefined }),
	})),
	mutant('ignores the prefix', 'list: only what starts with the prefix', (source) => ({
		listPage: async (options) => await source.listPage({ ...options, prefix: '' }),
	})),
	mutant('takes a prefix for a folder', 'list: only what starts with the prefix', (source) => ({
		listPage: async (options) => {
			const page = await source.listPage(options);
			const prefix = options.prefix.replace(/\/?$/, options.prefix ? '/' : '');
			return { ...page, entries: page.entries.filter(({ path }) => path.startsWith(prefix)) };
		},
	})),
	mutant('decodes names twice', 'names: a percent sign that looks like an escape', onPages((page) => ({
		...page,
		entries: page.entries.map((entry) => ({ ...entry, path: entry.path.replaceAll('%2F', '/') })),
	}))),
	mutant('turns a plus into a blank', 'names: a plus sign', onPages((page) => ({
		...page,
		entries: page.entries.map((entry) => ({ ...entry, path: entry.path.replaceAll('+', ' ') })),
	}))),
	mutant('composes accents', 'names: decomposed accents', onPages((page) => ({
		...page,
		entries: page.entries.map((entry) => ({ ...entry, path: entry.path.normalize('NFC') })),
	}))),
	mutant('collapses slashes', 'names: a double slash', onPages((page) => ({
		...page,
		entries: page.entries.map((entry) => ({ ...entry, path: entry.path.replace(/\/+/g, '/') })),
	}))),
	mutant('lists other ETags than stat', STATES_AS_STAT, onListed((entry) => ({ ...entry, etag: `"${entry.etag}"` }))),
	mutant('lists another size than stat', STATES_AS_STAT, onListed((entry) => ({ ...entry, sizeBytes: 6 }))),
	mutant('lists another time than stat', STATES_AS_STAT, onListed((entry) => ({ ...entry, lastModified: '2021-05-21T06:21:34Z' }))),
	mutant('lists tags that stat does not know', STATES_AS_STAT, onListed((entry) => ({ ...entry, tags: { a: 'b' } }))),
	mutant('lists no size', STATES_AS_STAT, onListed((entry) => ({ ...entry, sizeBytes: undefined }))),
	mutant('lists no time', STATES_AS_STAT, onListed((entry) => ({ ...entry, lastModified: undefined }))),
	mutant('lists no ETag', STATES_AS_STAT, onListed((entry) => ({ ...entry, etag: undefined }))),
	mutant('lists no MD5, although its service does', STATES_AS_STAT, onListed((entry) => ({ ...entry, contentMd5: undefined }))),
	mutant('lists no content type, although its service does', STATES_AS_STAT, onListed((entry) => ({ ...entry, contentType: undefined }))),
	mutant('lists files among the folders', 'folders: each sub-folder once, with its slash, and no files', (source) => ({
		listPage: async (options) => {
			const page = await source.listPage(options);
			return options.foldersOnly ? { ...page, folders: [...page.folders, 'c'] } : page;
		},
	})),
	mutant('drops the slash of folders', 'folders: each sub-folder once, with its slash, and no files', onPages((page) => ({
		...page,
		folders: page.folders.map((folder) => folder.slice(0, -1)),
	}))),
	mutant('gives folders without their path', 'folders: under a prefix, with their full path', (source) => ({
		listPage: async (options) => {
			const page = await source.listPage(options);
			return { ...page, folders: page.folders.map((folder) => folder.slice(options.prefix.length)) };
		},
	})),
	mutant('finds all that there is', 'find: what carries the tag, and nothing else', (source) => ({
		findPage: async (_, options) => await source.listPage({ ...options, prefix: '' }),
	})),
	mutant('drops a match', 'find: every match, once, with pages of 3', onFoundPages((page) => ({ ...page, entries: page.entries.slice(1) }))),
	mutant('ends a search after its first page', 'find: every match, once, with pages of 3', onFoundPages((page) => ({ ...page, nextToken: undefined }))),
];

const READING: Mutant[] = [
	mutant('states a wrong size', 'stat: size, time in UTC, ETag without quotes, content type', onEntry((entry) => ({ ...entry, sizeBytes: 11 }))),
	mutant('takes zero bytes for an unknown size', 'stat: zero bytes are a size', onEntry((entry) => ({ ...entry, sizeBytes: entry.sizeBytes || undefined }))),
	mutant('states local time', 'stat: size, time in UTC, ETag without quotes, content type', onEntry((entry) => ({ ...entry, lastModified: entry.lastModified?.replace('Z', '+01:00') }))),
	mutant('states the same ETag for ever', 'stat: a new version has a new ETag', onEntry((entry) => ({ ...entry, etag: 'v1' }))),
	mutant('states a wrong MD5', 'stat: states the true MD5', onEntry((entry) => ({ ...entry, contentMd5: 'k0DUvvcVv1f+wZXECIy9dw==' }))),
	mutant('states no MD5', 'stat: states the true MD5', onEntry((entry) => ({ ...entry, contentMd5: undefined }))),
	mutant('swallows NOT_FOUND in stat', 'stat: a missing file is NOT_FOUND', (source) => ({
		stat: async (path, options) => await source.stat(path, options).catch(() => ({ path, sizeBytes: 0 })),
	})),
	mutant('swallows NOT_FOUND in read', 'read: a missing file is NOT_FOUND', (source) => ({
		read: async (path, options) =>
			await source.read(path, options).catch(() => ({ body: Readable.from([]), entry: { path, sizeBytes: 0 } })),
	})),
	mutant('truncates a body silently', 'read: the whole file, with its description', onRead(({ body, entry }) => ({
		entry,
		body: edited(body, (content) => content.subarray(0, -1)),
	}))),
	mutant('truncates a long body silently', 'read: several MiB, intact', onRead(({ body, entry }) => ({
		entry,
		body: edited(body, (content) => content.subarray(0, 4 * 1024 * 1024)),
	}))),
	mutant('flips a bit', 'read: several MiB, intact', onRead(({ body, entry }) => ({
		entry,
		body: edited(body, (content) => {
			const copy = Buffer.from(content);
			if (copy.length > 1_000_000) copy[1_000_000] ^= 1;
			return copy;
		}),
	}))),
	mutant('ignores the offset', 'read: from the middle', (source) => ({
		read: async (path, options) => await source.read(path, { ...options, offset: 0 }),
	})),
	mutant('ignores the length', 'read: a piece of the middle', (source) => ({
		read: async (path, options) => await source.read(path, { ...options, lengthBytes: undefined }),
	})),
	mutant('takes the length for the last byte', 'read: a piece of the middle', (source) => ({
		read: async (path, options) => {
			const { lengthBytes } = options;
			return await source.read(path, { ...options, lengthBytes: lengthBytes && lengthBytes + 1 });
		},
	})),
	mutant('states the size of the range', 'read: from the middle', (source) => ({
		read: async (path, options) => {
			const { body, entry } = await source.read(path, options);
			return { body, entry: { ...entry, sizeBytes: (entry.sizeBytes ?? 0) - options.offset } };
		},
	})),
	mutant('ignores ifMatch of reads', 'read: with an ETag that the file no longer has is CHANGED', (source) => ({
		read: async (path, options) => await source.read(path, { ...options, ifMatch: undefined }),
	})),
	mutant('ignores ifMatch of ranges', 'read: with an ETag that the file no longer has is CHANGED', (source) => ({
		read: async (path, options) => await source.read(path, { ...options, ifMatch: options.offset > 0 ? undefined : options.ifMatch }),
	})),
];

const WRITING: Mutant[] = [
	mutant('leaves a half-written file', 'write: a body that fails after 10 bytes leaves nothing', (source) => ({
		write: async (path, body, options) => {
			const chunks: Buffer[] = [];
			try {
				for await (const chunk of body() as AsyncIterable<Buffer>) chunks.push(chunk);
			} catch (error) {
				await source.write(path, () => Readable.from(chunks), options);
				throw error;
			}
			return await source.write(path, () => Readable.from(chunks), options);
		},
	})),
	mutant('takes a failed body for a whole one', 'write: a body that fails leaves what was there before', (source) => ({
		write: async (path, body, options) => {
			const chunks: Buffer[] = [];
			try {
				for await (const chunk of body() as AsyncIterable<Buffer>) chunks.push(chunk);
			} catch {
				// This is the mistake.
			}
			return await source.write(path, () => Readable.from(chunks), options);
		},
	})),
	mutant('ignores ifAbsent', 'write: only where nothing is', (source) => ({
		write: async (path, body, options) => await source.write(path, body, { ...options, ifAbsent: false }),
	})),
	mutant('looks before it writes, instead of writing on a condition', 'write: of two writers at once where nothing is, one wins', (source) => ({
		write: async (path, body, options) => {
			const isThere = await source.stat(path, {}).then(() => true, () => false);
			return await source.write(path, body, { ...options, ifAbsent: options.ifAbsent && isThere });
		},
	})),
	mutant('forgets the tags', 'write: with tags that can be found', (source) => ({
		write: async (path, body, options) => await source.write(path, body, { ...options, tags: undefined }),
	})),
	mutant('forgets the content type', 'write: what was written is there, and described', (source) => ({
		write: async (path, body, options) => await source.write(path, body, { ...options, contentType: undefined }),
	})),
	mutant('removes nothing', 'remove: takes away that file alone', () => ({ remove: async () => {} })),
	mutant('removes a folder with its file', 'remove: takes away that file alone', (source) => ({
		remove: async (path, options) => {
			await source.remove(path, options);
			const { entries } = await source.listPage({ prefix: `${path}/` });
			for (const entry of entries) await source.remove(entry.path, {});
		},
	})),
	mutant('complains about a missing file', 'remove: what is not there is removed already', (source) => ({
		remove: async (path, options) => {
			await source.stat(path, options);
			await source.remove(path, options);
		},
	})),
	mutant('ignores ifMatch of removals', 'remove: with an ETag that the file no longer has is CHANGED, and the file stays', (source) => ({
		remove: async (path, options) => await source.remove(path, { ...options, ifMatch: undefined }),
	})),
];

const LIFE: Mutant[] = [
	mutant('lists in spite of an abort', 'abort: before list, which then does not start', (source) => ({
		listPage: async (options) => await source.listPage(deaf(options)),
	})),
	mutant('goes on to the next page after an abort', 'abort: between two pages of a listing', (source) => ({
		listPage: async (options) => await source.listPage(deaf(options)),
	})),
	mutant('opens in spite of an abort', 'abort: before read, which then does not start', (source) => ({
		read: async (path, options) => await source.read(path, deaf(options)),
	})),
	mutant('goes on with a body after an abort', 'abort: while the body is read, which then ends with CANCELLED', (source) => ({
		read: async (path, options) => await source.read(path, deaf(options)),
	})),
	mutant('ends an aborted body as if it were whole', 'abort: while the body is read, which then ends with CANCELLED', (source) => ({
		read: async (path, options) => {
			const { body, entry } = await source.read(path, deaf(options));
			options.signal?.addEventListener('abort', () => body.push(null));
			return { body, entry };
		},
	})),
	mutant('calls an abort a cut connection', 'abort: while nobody reads the body yet', (source) => ({
		read: async (path, options) => {
			const { body, entry } = await source.read(path, deaf(options));
			const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
			options.signal?.addEventListener('abort', () => body.destroy(reset));
			return { body, entry };
		},
	})),
	mutant('writes in spite of an abort', 'abort: before write, which then does not start', (source) => ({
		write: async (path, body, options) => await source.write(path, body, deaf(options)),
	})),
	mutant('waits for a body for ever', 'abort: while a write waits for its body, which leaves nothing', (source) => ({
		write: async (path, body, options) => await source.write(path, body, deaf(options)),
	})),
	mutant('removes in spite of an abort', 'abort: before remove, which then does not start', (source) => ({
		remove: async (path, options) => await source.remove(path, deaf(options)),
	})),
	mutant('throws while it classifies', 'classify: undefined', () => ({
		classify: (error) => ({ code: 'UNKNOWN', detail: (error as Error).message }),
	})),
	mutant('answers with a code that does not exist', 'classify: a text', () => ({
		classify: () => ({ code: 'OOPS' as 'UNKNOWN' }),
	})),
	mutant('throws when it is closed twice', 'close: twice is once', (source) => {
		let isClosed = false;
		return {
			close: async () => {
				if (isClosed) throw new Error('closed already');
				isClosed = true;
				await source.close();
			},
		};
	}),
	mutant('declares less than is required', 'capabilities: exactly those that are required', (source) => ({
		capabilities: { ...source.capabilities, findByTags: false },
	})),
];

export const MUTANTS: readonly Mutant[] = [...LISTING, ...READING, ...WRITING, ...LIFE];
