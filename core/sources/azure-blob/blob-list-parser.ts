import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from '../../xml/saxes';
import type { ListPage, SourceEntry } from '../source';

// A blob name has 1,024 characters at most; nothing in a listing is longer by much.
const MAX_TEXT_LENGTH = 16_384;
const MAX_DEPTH = 16;

/**
 * Reads the answer of List Blobs and of Find Blobs by Tags while it arrives. Builds the entries and nothing else:
 * the SDK's parser builds an object tree for each page, which holds the event loop for hundreds of milliseconds.
 * Element names: https://learn.microsoft.com/rest/api/storageservices/list-blobs and .../find-blobs-by-tags
 */
export class BlobListParser {
	readonly #decoder = new StringDecoder('utf8');
	readonly #parser = new SaxesParser();
	readonly #page: ListPage = { entries: [], folders: [] };
	readonly #path: string[] = [];
	#entry: SourceEntry | undefined;
	#tagKey = '';
	#text = '';
	#isNameEncoded = false;
	#isRootSeen = false;

	constructor(private readonly container: string | undefined) {
		this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
		this.#parser.on('text', (text) => this.#addText(text));
		this.#parser.on('cdata', (text) => this.#addText(text));
		this.#parser.on('closetag', ({ name }) => this.#close(name));
		this.#parser.on('doctype', () => fail('it declares a document type'));
		this.#parser.on('error', (error) => fail(error.message));
	}

	write(chunk: Buffer): void {
		this.#parser.write(this.#decoder.write(chunk));
	}

	/** Call when all has arrived. Throws when the answer is cut or is no listing. */
	end(): ListPage {
		this.#parser.write(this.#decoder.end()).close();
		if (!this.#isRootSeen) fail('it has no EnumerationResults');
		return this.#page;
	}

	#open(name: string, attributes: Record<string, string>): void {
		this.#path.push(name);
		this.#text = '';
		if (this.#path.length > MAX_DEPTH) fail('its elements are nested too deeply');
		if (this.#path.length === 1) this.#isRootSeen = name === 'EnumerationResults';
		if (name === 'Blob') this.#entry = { path: '', container: this.container };
		if (name === 'Name') this.#isNameEncoded = attributes.Encoded === 'true';
	}

	#addText(text: string): void {
		this.#text += text;
		if (this.#text.length > MAX_TEXT_LENGTH) fail('one of its values is too long');
	}

	#close(name: string): void {
		this.#path.pop();
		const text = this.#text;
		this.#text = '';
		if (name === 'Blob') this.#closeBlob();
		else if (this.#entry) this.#setField(this.#entry, name, text);
		else if (name === 'Name' && this.#path.at(-1) === 'BlobPrefix') this.#page.folders.push(this.#nameOf(text));
		else if (name === 'NextMarker' && text !== '') this.#page.nextToken = text;
	}

	#closeBlob(): void {
		if (this.#entry?.path) this.#page.entries.push(this.#entry);
		else fail('it has a blob without a name');
		this.#entry = undefined;
	}

	#setField(entry: SourceEntry, name: string, text: string): void {
		if (this.#path.includes('Tags')) this.#setTag(entry, name, text);
		else if (text !== '') FIELDS[name]?.(entry, name === 'Name' ? this.#nameOf(text) : text);
	}

	#setTag(entry: SourceEntry, name: string, text: string): void {
		if (name === 'Key') this.#tagKey = text;
		else if (name === 'Value') entry.tags = { ...entry.tags, [this.#tagKey]: text };
	}

	#nameOf(text: string): string {
		return this.#isNameEncoded ? decodeURIComponent(text) : text;
	}
}

const FIELDS: Record<string, ((entry: SourceEntry, text: string) => void) | undefined> = {
	Name: (entry, text) => (entry.path = text),
	ContainerName: (entry, text) => (entry.container = text),
	'Content-Length': (entry, text) => (entry.sizeBytes = Number(text)),
	'Creation-Time': (entry, text) => (entry.createdAt = toIso(text)),
	'Last-Modified': (entry, text) => (entry.lastModified = toIso(text)),
	Etag: (entry, text) => (entry.etag = text.replaceAll('"', '')),
	'Content-MD5': (entry, text) => (entry.contentMd5 = text),
	'Content-Type': (entry, text) => (entry.contentType = text),
};

/** An HTTP date as ISO 8601 in UTC, to the second, as HTTP dates are. */
export function toIso(httpDate: string): string | undefined {
	const date = new Date(httpDate);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

/** The answer is not what it should be; worth another try, since a proxy on the way may have cut it. */
export class InvalidListError extends Error {
	override readonly name = 'InvalidListError';
}

function fail(reason: string): never {
	throw new InvalidListError(`The answer of the service is not a complete listing: ${reason}`);
}
