import { detached, ElementReader, rememberingLast } from '../../xml/element-reader';
import { fail } from '../../xml/invalid-xml';
import type { ListPage, SourceEntry } from '../source';
import { toIsoTime } from '../tree/entry';
import { plainEtag } from './describe';

/**
 * Reads the answer of ListObjectsV2 while it arrives; asked for with `encoding-type=url`, because keys may hold
 * characters that XML cannot. Builds the entries and nothing else.
 * Element names: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export class ObjectListParser {
	readonly #reader = new ElementReader('ListBucketResult', {
		onOpen: (name) => {
			if (name === 'Contents') this.#entry = { path: '', container: this.container };
		},
		onClose: (name, text, parent) => this.#close(name, text, parent),
	});
	readonly #page: ListPage = { entries: [], folders: [] };
	readonly #toTime = rememberingLast(toTime);
	#entry: SourceEntry | undefined;
	#isEncoded = false;
	#isTruncated = false;

	constructor(private readonly container: string) {}

	write(chunk: Buffer): void {
		this.#reader.write(chunk);
	}

	end(): ListPage {
		this.#reader.end();
		if (this.#isTruncated && this.#page.nextToken === undefined) fail('it is truncated, and has no NextContinuationToken');
		if (!this.#isTruncated) this.#page.nextToken = undefined;
		// EncodingType may come after the keys, so that they can be decoded at the end only.
		if (this.#isEncoded) decodeKeys(this.#page);
		return this.#page;
	}

	#close(name: string, text: string, parent: string | undefined): void {
		if (name === 'Contents') this.#closeEntry();
		else if (this.#entry && parent === 'Contents') this.#setField(this.#entry, name, text);
		else if (name === 'Prefix' && parent === 'CommonPrefixes') this.#page.folders.push(detached(text));
		else if (parent === 'ListBucketResult') this.#setPage(name, text);
	}

	#closeEntry(): void {
		if (this.#entry?.path) this.#page.entries.push(this.#entry);
		else fail('it has an object without a key');
		this.#entry = undefined;
	}

	#setField(entry: SourceEntry, name: string, text: string): void {
		if (name === 'Key') entry.path = detached(text);
		else if (name === 'Size') entry.sizeBytes = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
		else if (name === 'LastModified') entry.lastModified = this.#toTime(text);
		else if (name === 'ETag') entry.etag = detached(plainEtag(text));
	}

	#setPage(name: string, text: string): void {
		if (name === 'NextContinuationToken' && text !== '') this.#page.nextToken = detached(text);
		else if (name === 'IsTruncated') this.#isTruncated = text === 'true';
		else if (name === 'EncodingType') this.#isEncoded = text === 'url';
	}
}

function decodeKeys({ entries, folders }: ListPage): void {
	for (const entry of entries) entry.path = decode(entry.path);
	for (const [index, folder] of folders.entries()) folders[index] = decode(folder);
}

// S3 encodes as forms do: a blank as "+", a plus as "%2B".
function decode(text: string): string {
	if (!/[%+]/.test(text)) return text;
	try {
		return decodeURIComponent(text.replaceAll('+', '%20'));
	} catch {
		fail('one of its keys is badly encoded');
	}
}

/** To the second: the listing has milliseconds, of which a description of the same object knows nothing. */
function toTime(text: string): string | undefined {
	return toIsoTime(Date.parse(text));
}
