import { detached, ElementReader, rememberingLast } from '../../xml/element-reader';
import { fail } from '../../xml/invalid-xml';
import type { ListPage, SourceEntry } from '../source';
import { toIsoTime } from '../tree/entry';

/**
 * Reads the answer of List Blobs and of Find Blobs by Tags while it arrives. Builds the entries and nothing else:
 * the SDK's parser builds an object tree for each page, which holds the event loop for hundreds of milliseconds.
 * Element names: https://learn.microsoft.com/rest/api/storageservices/list-blobs and .../find-blobs-by-tags
 */
export class BlobListParser {
	readonly #reader = new ElementReader('EnumerationResults', {
		onOpen: (name, attributes) => this.#open(name, attributes),
		onClose: (name, text, parent) => this.#close(name, text, parent),
	});
	readonly #toIso = rememberingLast(toIso);
	readonly #toContentType = rememberingLast(detached);
	readonly #page: ListPage = { entries: [], folders: [] };
	#entry: SourceEntry | undefined;
	#isInTags = false;
	#tagKey = '';
	#isNameEncoded = false;

	constructor(private readonly container: string | undefined) {}

	write(chunk: Buffer): void {
		this.#reader.write(chunk);
	}

	/** Call when all has arrived. Throws when the answer is cut or is no listing. */
	end(): ListPage {
		this.#reader.end();
		return this.#page;
	}

	#open(name: string, attributes: Readonly<Record<string, string>>): void {
		if (name === 'Blob') this.#entry = { path: '', container: this.container };
		if (name === 'Tags') this.#isInTags = true;
		if (name === 'Name') this.#isNameEncoded = attributes.Encoded === 'true';
	}

	#close(name: string, text: string, parent: string | undefined): void {
		if (name === 'Blob') this.#closeBlob();
		else if (name === 'Tags') this.#isInTags = false;
		else if (this.#isInTags && this.#entry) this.#setTag(this.#entry, name, text);
		else if (this.#entry && text !== '') this.#setField(this.#entry, name, text);
		else if (name === 'Name' && parent === 'BlobPrefix') this.#page.folders.push(detached(this.#nameOf(text)));
		else if (name === 'NextMarker' && text !== '') this.#page.nextToken = detached(text);
	}

	#closeBlob(): void {
		if (this.#entry?.path) this.#page.entries.push(this.#entry);
		else fail('it has a blob without a name');
		this.#entry = undefined;
	}

	#setField(entry: SourceEntry, name: string, text: string): void {
		if (name === 'Name') entry.path = detached(this.#nameOf(text));
		else if (name === 'ContainerName') entry.container = detached(text);
		else if (name === 'Content-Length') entry.sizeBytes = toByteCount(text);
		else if (name === 'Creation-Time') entry.createdAt = this.#toIso(text);
		else if (name === 'Last-Modified') entry.lastModified = this.#toIso(text);
		else if (name === 'Etag') entry.etag = detached(text.replaceAll('"', ''));
		else if (name === 'Content-MD5') entry.contentMd5 = detached(text);
		else if (name === 'Content-Type') entry.contentType = this.#toContentType(text);
	}

	#setTag(entry: SourceEntry, name: string, text: string): void {
		if (name === 'Key') this.#tagKey = detached(text);
		else if (name === 'Value') entry.tags = { ...entry.tags, [this.#tagKey]: detached(text) };
	}

	#nameOf(text: string): string {
		if (!this.#isNameEncoded) return text;
		try {
			return decodeURIComponent(text);
		} catch {
			fail('one of its names is badly encoded');
		}
	}
}

/** A stated length; undefined for one that is missing or is none. */
export function toByteCount(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** An HTTP date as ISO 8601 in UTC, to the second, as HTTP dates are. */
export function toIso(httpDate: string): string | undefined {
	return toIsoTime(Date.parse(httpDate));
}
