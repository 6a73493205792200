import type { ListItem, ListQuery, StoredBlob } from './blob-store';

// Real answers begin with a byte order mark.
const PROLOGUE = '\u{FEFF}<?xml version="1.0" encoding="utf-8"?>';
export interface ListAnswer {
	endpoint: string;
	container: string;
	query: ListQuery;
	items: ListItem[];
	blobs: Map<string, StoredBlob>;
	nextMarker: string;
}

export function listXml({ endpoint, container, query, items, blobs, nextMarker }: ListAnswer): string {
	const attributes = `ServiceEndpoint="${escape(endpoint)}/" ContainerName="${escape(container)}"`;
	const echo = element('Prefix', query.prefix) + (query.delimiter ? element('Delimiter', query.delimiter) : '');
	const rows = items.map(({ name, isPrefix }) =>
		isPrefix ? `<BlobPrefix>${nameXml(name)}</BlobPrefix>` : blobXml(name, blobs.get(name) as StoredBlob),
	);
	return `${PROLOGUE}<EnumerationResults ${attributes}>${echo}<Blobs>${rows.join('')}</Blobs>${element('NextMarker', nextMarker)}</EnumerationResults>`;
}

function blobXml(name: string, blob: StoredBlob): string {
	const properties = [
		element('Creation-Time', blob.createdAt.toUTCString()),
		element('Last-Modified', blob.modifiedAt.toUTCString()),
		element('Etag', blob.etag),
		element('Content-Length', String(blob.content.length)),
		element('Content-Type', blob.contentType),
		'<Content-Encoding /><Content-Language /><Content-CRC64 />',
		element('Content-MD5', blob.md5 ?? ''),
		'<Cache-Control /><Content-Disposition /><BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier>',
		'<AccessTierInferred>true</AccessTierInferred><LeaseStatus>unlocked</LeaseStatus>',
		'<LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>',
	];
	return `<Blob>${nameXml(name)}<Properties>${properties.join('')}</Properties><OrMetadata /></Blob>`;
}

export interface FindAnswer {
	endpoint: string;
	where: string;
	items: { container: string; name: string; tags: Record<string, string> }[];
	nextMarker: string;
}

export function findXml({ endpoint, where, items, nextMarker }: FindAnswer): string {
	const rows = items.map(({ container, name, tags }) => {
		const set = Object.entries(tags).map(([key, value]) => `<Tag>${element('Key', key)}${element('Value', value)}</Tag>`);
		return `<Blob>${nameXml(name)}${element('ContainerName', container)}<Tags><TagSet>${set.join('')}</TagSet></Tags></Blob>`;
	});
	return `${PROLOGUE}<EnumerationResults ServiceEndpoint="${escape(endpoint)}/">${element('Where', where)}<Blobs>${rows.join('')}</Blobs>${element('NextMarker', nextMarker)}</EnumerationResults>`;
}

export function errorXml(code: string, message: string): string {
	return `${PROLOGUE}<Error><Code>${code}</Code><Message>${escape(message)}\nRequestId:4c0f3d5c-001e-0013-7e2d-5a9f1a000000\nTime:2026-11-21T04:00:00.0000000Z</Message></Error>`;
}

function nameXml(name: string): string {
	return [...name].some(isIllegalInXml) ? `<Name Encoded="true">${encodeURIComponent(name)}</Name>` : element('Name', name);
}

// Characters that XML 1.0 cannot hold, not even escaped.
function isIllegalInXml(character: string): boolean {
	return (character < ' ' && !'\t\n\r'.includes(character)) || character === '\uFFFE' || character === '\uFFFF';
}

function element(name: string, text: string): string {
	return text === '' ? `<${name} />` : `<${name}>${escape(text)}</${name}>`;
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
