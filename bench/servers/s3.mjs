/**
 * Amazon S3, as far as the clients ask for it, by path: ListObjectsV2 with continuation tokens, GET with Range, HEAD,
 * and where the bucket lies, which n8n's node asks before each file.
 */
import { FOLDERS } from '../jobs.mjs';
import { pathOf, SERVICES } from '../services.mjs';
import { crc64Of, md5Of } from './content.mjs';
import { listen, PageStore, respond, respondWithFile } from './http.mjs';

const BUCKET = 'cxone-sea';
const { root: ROOT } = SERVICES.s3;
const REGION = 'us-east-1';
// Nobody checks the signatures.
const KEYS = { accessKeyId: 'AKIABENCH', secretAccessKey: 'nobody-checks-it' };
const MAX_KEYS = 1_000;
const DAY_MS = 86_400_000;
const DATE = 'Fri, 21 May 2021 06:21:34 GMT';
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const COMMON = {
	'x-amz-id-2': 'bWFkZSB1cCwgb2YgdGhlIGxlbmd0aCB0aGF0IEFtYXpvbiBoYXM6IHNldmVudHktc2l4IGxldHRlcnM=',
	'x-amz-request-id': '0000000000000000',
	server: 'AmazonS3',
};
const XML = { ...COMMON, 'content-type': 'application/xml' };
const pages = new PageStore(makePage);

export async function serve(tls) {
	const { near, far } = await listen((request, response) => void answer(request, response), tls);
	return { place: { endpoint: near, far: { endpoint: far }, bucket: BUCKET, root: ROOT, region: REGION, ...KEYS }, prepare };
}

/** What takes long is not to fall on the client that asks first. */
async function prepare(folder) {
	const { count, sizeBytes, checksum } = FOLDERS[folder];
	md5Of(sizeBytes);
	if (checksum) await crc64Of(sizeBytes);
	pages.prepare(folder, count, MAX_KEYS);
}

async function answer(request, response) {
	const url = new URL(request.url, 'http://localhost');
	const [, bucket, key] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(url.pathname));
	if (bucket !== BUCKET) respond(response, 404, errorXml('NoSuchBucket'), XML);
	else if (key === '') onBucket(response, url.searchParams);
	else await onObject(request, response, key);
}

function onBucket(response, query) {
	if (query.has('location')) return respond(response, 200, `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint ${NAMESPACE}/>`, XML);
	if (query.get('list-type') !== '2') return respond(response, 501, errorXml('NotImplemented'), XML);
	const length = Math.min(Number(query.get('max-keys')) || MAX_KEYS, MAX_KEYS);
	const folder = (query.get('prefix') ?? '').slice(ROOT.length).replace(/\/$/, '');
	respond(response, 200, pages.page(folder, startOf(query.get('continuation-token')), length), XML);
}

function makePage(folder, start, length) {
	const { count, sizeBytes, days } = FOLDERS[folder] ?? { count: 0, sizeBytes: 0 };
	const end = Math.min(start + length, count);
	const spacingMs = days ? (days * DAY_MS) / count : 1_000;
	const etag = md5Of(sizeBytes).toString('hex');
	let objects = '';
	for (let index = start; index < end; index++) objects += objectElement(pathOf('s3', folder, index), index * spacingMs, etag, sizeBytes);
	const token = end < count ? `<NextContinuationToken>${tokenOf(end)}</NextContinuationToken>` : '';
	return Buffer.from(
		`<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult ${NAMESPACE}><Name>${BUCKET}</Name>` +
			`<Prefix>${ROOT}${folder}/</Prefix>${token}<KeyCount>${Math.max(0, end - start)}</KeyCount><MaxKeys>${length}</MaxKeys>` +
			`<EncodingType>url</EncodingType><IsTruncated>${end < count}</IsTruncated>${objects}</ListBucketResult>`,
	);
}

// Element for element what Amazon lists of an object without a checksum of its own.
function objectElement(key, afterMs, etag, sizeBytes) {
	const date = new Date(Date.parse(DATE) + afterMs).toISOString();
	return (
		`<Contents><Key>${key}</Key><LastModified>${date}</LastModified><ETag>&quot;${etag}&quot;</ETag>` +
		`<Size>${sizeBytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`
	);
}

/** As long as Amazon's. */
function tokenOf(start) {
	return `1${Buffer.from(`${String(start).padStart(8, '0')} is where the next page begins`).toString('base64')}`;
}

function startOf(token) {
	return token ? Number(Buffer.from(token.slice(1), 'base64').toString().slice(0, 8)) : 0;
}

async function onObject(request, response, key) {
	const folder = key.slice(ROOT.length, key.indexOf('/', ROOT.length));
	const known = FOLDERS[folder];
	if (!known || !key.endsWith('.mp4')) return respond(response, 404, request.method === 'HEAD' ? '' : errorXml('NoSuchKey'), XML);
	const stated = await stateOf(known, request.headers['x-amz-checksum-mode'] === 'ENABLED');
	respondWithFile(request, response, known.sizeBytes, (isRange) => ({
		...COMMON,
		'content-type': 'video/mp4',
		'last-modified': DATE,
		'x-amz-server-side-encryption': 'AES256',
		etag: stated.etag,
		...(isRange ? {} : stated.checksum),
	}));
}

/** The ETag of an object that was put in one request is its MD5; one in parts has a checksum, for who asks. */
async function stateOf({ sizeBytes, checksum }, isAsked) {
	const md5 = md5Of(sizeBytes).toString('hex');
	if (!checksum) return { etag: `"${md5}"`, checksum: {} };
	const stated = { 'x-amz-checksum-crc64nvme': await crc64Of(sizeBytes), 'x-amz-checksum-type': 'FULL_OBJECT' };
	return { etag: `"${md5}-128"`, checksum: isAsked ? stated : {} };
}

function errorXml(code) {
	return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}
