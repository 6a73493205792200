import type { Readable } from 'node:stream';
import { classify } from '../../core/errors/classify';
import type { ErrorCode } from '../../core/errors/codes';
import { Recordings } from '../../core/sources/recordings';
import type { ListPage, ReadResult, Source, SourceEntry, WriteOptions } from '../../core/sources/source';

export interface Walk {
	prefix?: string;
	pageSize?: number;
	signal?: AbortSignal;
}

export interface Opening {
	offset?: number;
	lengthBytes?: number;
	ifMatch?: string;
	signal?: AbortSignal;
}

/** What the checks speak to: a source as its driver contract has it, or the same inside a folder of `Recordings`. */
export interface Subject {
	readonly folder: string;
	listPages(walk?: Walk): AsyncGenerator<SourceEntry[]>;
	listFolders(walk?: Walk): AsyncGenerator<string>;
	findPages(expression: string, walk?: Walk): AsyncGenerator<SourceEntry[]>;
	stat(path: string, options?: { signal?: AbortSignal }): Promise<SourceEntry>;
	read(path: string, options?: Opening): Promise<ReadResult>;
	write(path: string, body: () => Readable, options?: WriteOptions): Promise<SourceEntry>;
	remove(path: string, options?: { ifMatch?: string; signal?: AbortSignal }): Promise<void>;
	codeOf(error: unknown): ErrorCode;
}

export function bareSubject(source: Source): Subject {
	const pages = (walk: Walk, foldersOnly: boolean) =>
		walkPages(async (token) => await source.listPage({ ...walk, prefix: walk.prefix ?? '', foldersOnly, token }));
	return {
		folder: '',
		async *listPages(walk = {}) {
			for await (const { entries } of pages(walk, false)) yield entries;
		},
		async *listFolders(walk = {}) {
			for await (const { folders } of pages(walk, true)) yield* folders;
		},
		async *findPages(expression, walk = {}) {
			const found = walkPages(async (token) => await source.findPage(expression, { ...walk, token }));
			for await (const { entries } of found) yield entries;
		},
		stat: async (path, options = {}) => await source.stat(path, options),
		read: async (path, options = {}) => await source.read(path, { offset: 0, ...options }),
		write: async (path, body, options = {}) => await source.write(path, body, options),
		remove: async (path, options = {}) => await source.remove(path, options),
		codeOf: (error) => classify(source, error).code,
	};
}

async function* walkPages(getPage: (token?: string) => Promise<ListPage>): AsyncGenerator<ListPage> {
	const tokens = new Set<string>();
	let token: string | undefined;
	do {
		const page = await getPage(token);
		yield page;
		token = page.nextToken;
		if (token !== undefined && tokens.has(token)) throw new Error('The listing repeats a page token');
		if (token !== undefined) tokens.add(token);
	} while (token !== undefined);
}

/** Paths go in and come out without the folder, so that the checks need not know of it. */
export function subjectInFolder(source: Source, folder: string): Subject {
	const recordings = new Recordings(source, folder);
	const inside = (entry: SourceEntry) => ({ ...entry, path: withoutFolder(entry.path, folder) });
	return {
		folder,
		async *listPages(walk) {
			for await (const page of recordings.listPages(walk)) yield page.map(inside);
		},
		async *listFolders(walk) {
			for await (const name of recordings.listFolders(walk)) yield withoutFolder(name, folder);
		},
		async *findPages(expression, walk) {
			for await (const page of recordings.findPages(expression, walk)) yield page.map(inside);
		},
		stat: async (path, options) => inside(await recordings.stat(folder + path, options)),
		read: async (path, options) => {
			const { body, entry } = await recordings.read(folder + path, options);
			return { body, entry: inside(entry) };
		},
		write: async (path, body, options) => inside(await recordings.write(folder + path, body, options)),
		remove: async (path, options) => await recordings.remove(folder + path, options),
		codeOf: (error) => recordings.explain(error, 'read').code,
	};
}

function withoutFolder(path: string, folder: string): string {
	if (!path.startsWith(folder)) throw new Error(`"${path}" lies outside the folder "${folder}"`);
	return path.slice(folder.length);
}
