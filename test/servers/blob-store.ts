import { createHash } from 'node:crypto';

export interface StoredBlob {
	content: Buffer;
	etag: string;
	/** Base64; absent for blobs that were put together from blocks, as in Azure. */
	md5?: string;
	contentType: string;
	tags: Record<string, string>;
	createdAt: Date;
	modifiedAt: Date;
}

export interface NewBlob {
	content?: Buffer | string;
	contentType?: string;
	tags?: Record<string, string>;
	fromBlocks?: boolean;
}

export interface ListQuery {
	prefix: string;
	delimiter?: string;
	marker?: string;
	maxResults: number;
}

export interface ListItem {
	name: string;
	isPrefix: boolean;
}

/** The blobs of one account, as a real account keeps them: ordered by the bytes of their names. */
export class BlobStore {
	readonly #containers = new Map<string, Map<string, StoredBlob>>();
	readonly #blocks = new Map<string, Buffer>();
	#versions = 0;

	createContainer(name: string): void {
		this.#containers.set(name, new Map());
	}

	get containers(): string[] {
		return [...this.#containers.keys()];
	}

	blobsOf(container: string): Map<string, StoredBlob> | undefined {
		return this.#containers.get(container);
	}

	put(container: string, name: string, { content = '', contentType, tags = {}, fromBlocks }: NewBlob): StoredBlob {
		const bytes = typeof content === 'string' ? Buffer.from(content) : content;
		const before = this.#containers.get(container)?.get(name);
		const blob: StoredBlob = {
			content: bytes,
			etag: `0x8D${(++this.#versions).toString(16).toUpperCase().padStart(13, '0')}`,
			md5: fromBlocks ? undefined : createHash('md5').update(bytes).digest('base64'),
			contentType: contentType ?? 'application/octet-stream',
			tags,
			createdAt: before?.createdAt ?? new Date(),
			modifiedAt: new Date(),
		};
		this.#containers.get(container)?.set(name, blob);
		return blob;
	}

	stageBlock(container: string, name: string, blockId: string, content: Buffer): void {
		this.#blocks.set([container, name, blockId].join('\n'), content);
	}

	blocks(container: string, name: string, blockIds: string[]): Buffer {
		return Buffer.concat(blockIds.map((id) => this.#blocks.get([container, name, id].join('\n')) ?? Buffer.alloc(0)));
	}

	list(container: string, query: ListQuery): { items: ListItem[]; nextMarker: string } {
		const names = [...(this.#containers.get(container)?.keys() ?? [])].filter((name) => name.startsWith(query.prefix));
		return page(group(names.sort(byBytes), query), query);
	}

	find(matches: (container: string, blob: StoredBlob) => boolean, query: ListQuery): { items: string[][]; nextMarker: string } {
		const found = [...this.#containers].flatMap(([container, blobs]) =>
			[...blobs].filter(([, blob]) => matches(container, blob)).map(([name]) => ({ name: `${container}/${name}`, isPrefix: false })),
		);
		const { items, nextMarker } = page(found.sort((a, b) => byBytes(a.name, b.name)), query);
		return { items: items.map(({ name }) => [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]), nextMarker };
	}
}

function group(names: string[], { prefix, delimiter }: ListQuery): ListItem[] {
	if (!delimiter) return names.map((name) => ({ name, isPrefix: false }));
	const items = new Map<string, ListItem>();
	for (const name of names) {
		const end = name.indexOf(delimiter, prefix.length);
		const item = end < 0 ? { name, isPrefix: false } : { name: name.slice(0, end + 1), isPrefix: true };
		items.set(`${item.isPrefix}${item.name}`, item);
	}
	return [...items.values()].sort((a, b) => byBytes(a.name, b.name));
}

function page(items: ListItem[], { marker, maxResults }: ListQuery): { items: ListItem[]; nextMarker: string } {
	// A marker that a fault made up leads to the start.
	const rest = marker ? items.slice(Number(fromMarker(marker)) || 0) : items;
	const start = items.length - rest.length;
	const isLast = rest.length <= maxResults;
	return { items: rest.slice(0, maxResults), nextMarker: isLast ? '' : toMarker(start + maxResults) };
}

// As opaque as Azure's: `!` and `--` must survive the way back. It counts; nothing here changes during a listing.
export function toMarker(position: number | string): string {
	const text = Buffer.from(String(position)).toString('base64url');
	return `2!${text.length}!${text}--`;
}

function fromMarker(marker: string): string {
	const text = /^2!\d+!([\w-]+?)--$/.exec(marker)?.[1];
	if (text === undefined) throw new Error(`not a marker of ours: ${marker}`);
	return Buffer.from(text, 'base64url').toString();
}

function byBytes(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
