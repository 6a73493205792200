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
	readonly #toIso = rememberingLast(toIso);
	readonly #toContentType = rememberingLast(detached);
	readonly #page: ListPage = { entries: [], folders: [] };
	readonly #path: string[] = [];
	#entry: SourceEntry | undefined;
	#isInTags = false;
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
		this.#parser.on('error', (error) => fail(error.message.replace(/\.$/, '')));
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
		if (name === 'Tags') this.#isInTags = true;
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
		else if (name === 'Tags') this.#isInTags = false;
		else if (this.#isInTags && this.#entry) this.#setTag(this.#entry, name, text);
		else if (this.#entry && text !== '') this.#setField(this.#entry, name, text);
		else if (name === 'Name' && this.#path.at(-1) === 'BlobPrefix') this.#page.folders.push(detached(this.#nameOf(text)));
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

/**
 * A copy that stands for itself. V8 cuts long pieces out of a text as views of it: one name kept would keep the whole
 * chunk of XML that it came in, and a listing kept would keep all of its XML, which is many times larger.
 */
function detached(text: string): string {
	return Buffer.from(text, 'utf8').toString('utf8');
}

/** Converts a text only when it is not the same as the time before: dates and types often repeat. */
function rememberingLast<Result>(convert: (text: string) => Result): (text: string) => Result {
	let last: { text: string; result: Result } | undefined;
	return (text) => {
		if (last?.text !== text) last = { text, result: convert(text) };
		return last.result;
	};
}

/** A stated length; undefined for one that is missing or is none. */
export function toByteCount(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

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
	throw new InvalidListError(`the answer of the service is not a complete listing: ${reason}`);
}
