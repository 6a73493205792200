/**
 * Amazon S3 to write to, by path: PUT with If-None-Match, HEAD, GET, DELETE, ListObjectsV2 with a delimiter. Of large objects
 * it keeps the description alone, computed from the bytes that came: the target of an export is not read again.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { FOLDERS } from '../jobs.mjs';
import { pathsOf } from '../services.mjs';
import { md5Of } from './content.mjs';
import { listen, respond } from './http.mjs';

const BUCKET = 'archive';
const REGION = 'us-east-1';
// Nobody checks the signatures.
const KEYS = { accessKeyId: 'AKIATARGET', secretAccessKey: 'nobody-checks-it' };
const MAX_KEYS = 1_000;
/** What a job keeps for itself is read again. */
const KEPT_BELOW = '/.call-recordings/';
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const COMMON = {
	'x-amz-id-2': 'bWFkZSB1cCwgb2YgdGhlIGxlbmd0aCB0aGF0IEFtYXpvbiBoYXM6IHNldmVudHktc2l4IGxldHRlcnM=',
	'x-amz-request-id': '0000000000000000',
	server: 'AmazonS3',
};
const XML = { ...COMMON, 'content-type': 'application/xml' };
const METHODS = { GET: get, HEAD: get, PUT: put, DELETE: remove };

const objects = new Map();
/** Of what is in `objects`; undefined when it has changed. */
let sortedKeys;

export async function serve(tls) {
	const { near, far } = await listen((request, response) => void answer(request, response), tls);
	return { place: { endpoint: near, far: { endpoint: far }, bucket: BUCKET, root: '', region: REGION, ...KEYS }, prepare: forget, countFiles, seed };
}

/** Files below a folder, those of the job itself aside. */
function countFiles(folder) {
	return [...objects.keys()].filter((key) => key.startsWith(folder) && !key.includes(KEPT_BELOW)).length;
}

function forget(folder) {
	for (const key of [...objects.keys()]) if (key.startsWith(folder)) objects.delete(key);
	sortedKeys = undefined;
}

/** As if the files of a source had been copied there: by name, size and MD5. */
function seed({ root, service, folder }) {
	const { count, sizeBytes } = FOLDERS[folder];
	const etag = `"${md5Of(sizeBytes).toString('hex')}"`;
	for (const path of pathsOf(service, folder, count)) objects.set(`${root}${basename(path)}`, { sizeBytes, etag, modified: new Date(), stated: {} });
	sortedKeys = undefined;
}

async function answer(request, response) {
	const url = new URL(request.url, 'http://localhost');
	const [, bucket, key] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(url.pathname));
	if (bucket !== BUCKET) respond(response, 404, errorXml('NoSuchBucket'), XML);
	else if (key === '') list(response, url.searchParams);
	else await METHODS[request.method](request, response, key);
}

async function put(request, response, key) {
	const hash = createHash('md5');
	const chunks = [];
	let sizeBytes = 0;
	for await (const chunk of request) {
		hash.update(chunk);
		sizeBytes += chunk.length;
		if (key.includes(KEPT_BELOW)) chunks.push(chunk);
	}
	if (request.headers['if-none-match'] === '*' && objects.has(key)) return respond(response, 412, errorXml('PreconditionFailed'), XML);
	if (sizeBytes !== Number(request.headers['content-length'])) return respond(response, 400, errorXml('IncompleteBody'), XML);
	const md5 = hash.digest('hex');
	const stated = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-') || name === 'content-type');
	const content = key.includes(KEPT_BELOW) ? Buffer.concat(chunks) : undefined;
	if (!objects.has(key)) sortedKeys = undefined;
	objects.set(key, { sizeBytes, etag: `"${md5}"`, modified: new Date(), stated: Object.fromEntries(stated), content });
	respond(response, 200, '', { ...COMMON, etag: `"${md5}"`, 'x-amz-server-side-encryption': 'AES256' });
}

function get(request, response, key) {
	const known = objects.get(key);
	if (!known) return respond(response, 404, request.method === 'HEAD' ? '' : errorXml('NoSuchKey'), XML);
	const { sizeBytes, etag, modified, stated, content } = known;
	const headers = { ...COMMON, ...stated, etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes', 'content-length': sizeBytes, 'x-amz-server-side-encryption': 'AES256' };
	if (request.method === 'GET' && !content) return respond(response, 501, errorXml('NotImplemented'), XML);
	response.writeHead(200, headers);
	response.end(request.method === 'HEAD' ? undefined : content);
}

function remove(_request, response, key) {
	if (objects.delete(key)) sortedKeys = undefined;
	response.writeHead(204, COMMON);
	response.end();
}

function list(response, query) {
	const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
	const length = Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
	sortedKeys ??= [...objects.keys()].sort();
	const after = query.get('continuation-token') ?? '';
	const [contents, folders] = [[], new Set()];
	let last;
	for (let at = firstAt(prefix > after ? prefix : after); at < sortedKeys.length && sortedKeys[at].startsWith(prefix); at++) {
		const key = sortedKeys[at];
		if (key <= after) continue;
		if (contents.length + folders.size >= length) return respond(response, 200, listing(query, contents, folders, last), XML);
		const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
		if (end < 0) contents.push(key);
		else folders.add(key.slice(0, end + 1));
		// Behind all keys of a folder.
		last = end < 0 ? key : `${key.slice(0, end + 1)}\uffff`;
		if (end >= 0) while (sortedKeys[at + 1]?.startsWith(key.slice(0, end + 1))) at++;
	}
	respond(response, 200, listing(query, contents, folders), XML);
}

/** The first key that is not before. */
function firstAt(text) {
	let [low, high] = [0, sortedKeys.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sortedKeys[middle] < text) low = middle + 1;
		else high = middle;
	}
	return low;
}

function listing(query, keys, folders, token) {
	const written = query.get('encoding-type') === 'url' ? (key) => encodeURIComponent(key).replaceAll('%2F', '/') : escapeXml;
	const isCut = token !== undefined;
	return (
		`<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult ${NAMESPACE}><Name>${BUCKET}</Name><Prefix>${written(query.get('prefix') ?? '')}</Prefix>` +
		`${isCut ? `<NextContinuationToken>${escapeXml(token)}</NextContinuationToken>` : ''}<KeyCount>${keys.length + folders.size}</KeyCount><MaxKeys>${MAX_KEYS}</MaxKeys>` +
		`${query.has('encoding-type') ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${isCut}</IsTruncated>${keys.map((key) => objectElement(key, written)).join('')}` +
		`${[...folders].map((folder) => `<CommonPrefixes><Prefix>${written(folder)}</Prefix></CommonPrefixes>`).join('')}</ListBucketResult>`
	);
}

function objectElement(key, written) {
	const { sizeBytes, etag, modified } = objects.get(key);
	return (
		`<Contents><Key>${written(key)}</Key><LastModified>${modified.toISOString()}</LastModified>` +
		`<ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>${sizeBytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`
	);
}

function escapeXml(text) {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function errorXml(code) {
	return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}
