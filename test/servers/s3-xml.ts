import type { ListItem } from './s3-list';
import type { StoredObject } from './s3-store';

const PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export interface ListAnswer {
	bucket: string;
	prefix: string;
	delimiter?: string;
	maxKeys: number;
	isEncoded: boolean;
	items: ListItem[];
	token?: string;
	nextToken?: string;
	objectOf(key: string): StoredObject;
}

export function listXml({ bucket, prefix, delimiter, maxKeys, isEncoded, items, token, nextToken, objectOf }: ListAnswer): string {
	const name = (text: string) => (isEncoded ? formEncoded(text) : escaped(text));
	const rows = items.map((item) =>
		item.isPrefix
			? `<CommonPrefixes><Prefix>${name(item.name)}</Prefix></CommonPrefixes>`
			: contentsXml(name(item.name), objectOf(item.name)),
	);
	// Contents come before CommonPrefixes, whatever the order of their names.
	const sorted = [...rows.filter((row) => row.startsWith('<Contents')), ...rows.filter((row) => !row.startsWith('<Contents'))];
	const head = [
		element('Name', bucket),
		`<Prefix>${name(prefix)}</Prefix>`,
		token === undefined ? '' : element('ContinuationToken', token),
		nextToken === undefined ? '' : element('NextContinuationToken', nextToken),
		element('KeyCount', String(items.length)),
		element('MaxKeys', String(maxKeys)),
		delimiter === undefined ? '' : `<Delimiter>${name(delimiter)}</Delimiter>`,
		isEncoded ? element('EncodingType', 'url') : '',
		element('IsTruncated', String(nextToken !== undefined)),
	];
	return `${PROLOGUE}<ListBucketResult ${NAMESPACE}>${head.join('')}${sorted.join('')}</ListBucketResult>`;
}

function contentsXml(name: string, { modifiedAt, etag, content, checksum, storageClass }: StoredObject): string {
	const sum = checksum ? element('ChecksumAlgorithm', checksum.algorithm) + element('ChecksumType', checksum.type) : '';
	const row = [
		`<Key>${name}</Key>`,
		element('LastModified', modifiedAt.toISOString()),
		element('ETag', `"${etag}"`),
		sum,
		element('Size', String(content.length)),
		element('StorageClass', storageClass),
	];
	return `<Contents>${row.join('')}</Contents>`;
}

export function errorXml(code: string, message: string, more: Record<string, string> = {}): string {
	const rest = Object.entries({ ...more, RequestId: REQUEST_ID, HostId: HOST_ID }).map(([name, text]) => element(name, text));
	return `${PROLOGUE}<Error>${element('Code', code)}${element('Message', message)}${rest.join('')}</Error>`;
}

export const REQUEST_ID = 'TX234S0F24A06C7Q';
export const HOST_ID = 'uLxk2aQ3dF6FQ2cQkEXAMPLEhostid0W0gXGk1n2v3b4c5d6e7f8g9h0=';

export function uploadXml(bucket: string, key: string, uploadId: string): string {
	const inner = element('Bucket', bucket) + element('Key', key) + element('UploadId', uploadId);
	return `${PROLOGUE}<InitiateMultipartUploadResult ${NAMESPACE}>${inner}</InitiateMultipartUploadResult>`;
}

export function completedXml(location: string, bucket: string, key: string, etag: string): string {
	const inner = element('Location', location) + element('Bucket', bucket) + element('Key', key) + element('ETag', `"${etag}"`);
	return `${PROLOGUE}<CompleteMultipartUploadResult ${NAMESPACE}>${inner}</CompleteMultipartUploadResult>`;
}

/** As AWS encodes keys for `encoding-type=url`: like a form, slashes left as they are. */
export function formEncoded(text: string): string {
	return encodeURIComponent(text)
		.replaceAll('%20', '+')
		.replaceAll('%2F', '/')
		.replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function element(name: string, text: string): string {
	return `<${name}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
	const markup = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
	// What no XML 1.0 parser takes, AWS writes all the same: that is why a client asks for encoding-type=url.
	return [...markup].map((character) => (character < ' ' ? `&#x${character.charCodeAt(0).toString(16)};` : character)).join('');
}
