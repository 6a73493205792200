/** Azure Blob Storage, as far as the clients ask for it: List Blobs with markers, Find Blobs by Tags, GET with Range, HEAD. */
import { FOLDERS } from '../jobs.mjs';
import { pathOf } from '../services.mjs';
import { md5Of } from './content.mjs';
import { listen, PageStore, respond, respondWithFile } from './http.mjs';

const ACCOUNT = '/devstoreaccount1';
const ROOT = `${ACCOUNT}/recordings`;
// A token of the right form; nobody checks it.
const SAS = 'sv=2021-12-02&sr=c&sp=rl&sig=c2lnbmF0dXJl';
const MAX_RESULTS = 5_000;
const ETAG = '0x8D91C20AE6F18A7';
const DATE = 'Fri, 21 May 2021 06:21:34 GMT';
const COMMON = {
	'x-ms-version': '2021-12-02',
	'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
	server: 'Windows-Azure-Blob/1.0 (simulated)',
};
const HOUR_MS = 3_600_000;
/** The last hour, when the server began. */
const OPENED_MS = Math.floor((Date.now() - HOUR_MS) / 1_000) * 1_000;
const BUSY_SPACING_MS = 864;
const pages = new PageStore(makePage);

export async function serve(tls) {
	const { near, far } = await listen(answer, tls);
	const placeAt = (origin) => ({ url: `${origin}${ROOT}?${SAS}` });
	return { place: { ...placeAt(near), far: placeAt(far) }, prepare };
}

/** What takes long is not to fall on the client that asks first. */
function prepare(folder) {
	const { count, sizeBytes } = FOLDERS[folder];
	md5Of(sizeBytes);
	pages.prepare(folder, count, MAX_RESULTS);
}

function answer(request, response) {
	const url = new URL(request.url, 'http://localhost');
	if (url.searchParams.get('comp') === 'blobs') onTags(response, url.searchParams.get('where') ?? '');
	else if (url.pathname === ROOT || url.pathname === `${ROOT}/`) onContainer(response, url.searchParams);
	else onBlob(request, response, decodeURIComponent(url.pathname.slice(ROOT.length + 1)));
}

function onContainer(response, query) {
	if (query.get('comp') !== 'list') {
		respond(response, 200, '', { ...COMMON, etag: `"${ETAG}"`, 'last-modified': DATE });
		return;
	}
	const length = Math.min(Number(query.get('maxresults')) || MAX_RESULTS, MAX_RESULTS);
	const folder = (query.get('prefix') ?? '').replace(/\/$/, '');
	const xml = pages.page(folder, Number(query.get('marker') ?? 0), length);
	respond(response, 200, xml, { ...COMMON, 'content-type': 'application/xml' });
}

/** Of the container `busy`, which is a contact centre of 100,000 recordings a day, what was stored since; of any other, nothing. */
function onTags(response, where) {
	const since = /StoredTime >= '([^']+)'/.exec(where)?.[1] ?? '';
	const before = /StoredTime < '([^']+)'/.exec(where)?.[1];
	const blobs = where.includes("'busy'") ? taggedBetween(Math.max(Date.parse(since), OPENED_MS), before === undefined ? OPENED_MS + HOUR_MS : Date.parse(before)) : '';
	const xml = `\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://127.0.0.1${ACCOUNT}/"><Blobs>${blobs}</Blobs><NextMarker /></EnumerationResults>`;
	respond(response, 200, xml, { ...COMMON, 'content-type': 'application/xml' });
}

function taggedBetween(fromMs, beforeMs) {
	let blobs = '';
	for (let index = 0, ms = OPENED_MS; ms < beforeMs; index++, ms = OPENED_MS + Math.floor(index * BUSY_SPACING_MS)) if (ms >= fromMs) blobs += taggedElement(index, ms);
	return blobs;
}

// Find Blobs by Tags gives those tags that were asked about.
function taggedElement(index, ms) {
	const stored = `${new Date(ms).toISOString().slice(0, 19)}Z`;
	return `<Blob><Name>${pathOf('azure', 'busy', index)}</Name><ContainerName>busy</ContainerName><Tags><TagSet><Tag><Key>StoredTime</Key><Value>${stored}</Value></Tag></TagSet></Tags></Blob>`;
}

function makePage(folder, start, length) {
	const { count, sizeBytes } = FOLDERS[folder] ?? { count: 0, sizeBytes: 0 };
	const end = Math.min(start + length, count);
	const md5 = md5Of(sizeBytes).toString('base64');
	let blobs = '';
	for (let index = start; index < end; index++) {
		blobs += blobElement(pathOf('azure', folder, index), dateOf(index), sizeBytes, md5);
	}
	const marker = end < count ? `<NextMarker>${end}</NextMarker>` : '<NextMarker />';
	return Buffer.from(
		'\ufeff<?xml version="1.0" encoding="utf-8"?>' +
			'<EnumerationResults ServiceEndpoint="http://127.0.0.1/devstoreaccount1" ContainerName="recordings">' +
			`<Prefix>${folder}/</Prefix><Blobs>${blobs}</Blobs>${marker}</EnumerationResults>`,
	);
}

// Element for element what the vendor's sample shows, so that a parser has the same work to do.
function blobElement(name, date, sizeBytes, md5) {
	return (
		`<Blob><Name>${name}</Name><Properties><Creation-Time>${date}</Creation-Time>` +
		`<Last-Modified>${date}</Last-Modified><Etag>${ETAG}</Etag><Content-Length>${sizeBytes}</Content-Length>` +
		'<Content-Type>application/octet-stream</Content-Type><Content-Encoding /><Content-Language />' +
		`<Content-CRC64 /><Content-MD5>${md5}</Content-MD5><Cache-Control /><Content-Disposition />` +
		'<BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>' +
		'<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>' +
		'</Properties><OrMetadata /></Blob>'
	);
}

// Each blob its own, both times the same: as storage states them for a blob that nobody changed.
function dateOf(index) {
	return new Date(Date.parse(DATE) + index * 1000).toUTCString();
}

function onBlob(request, response, name) {
	const known = FOLDERS[name.slice(0, name.indexOf('/'))];
	// No body and a code in a header, as Azure answers a HEAD.
	if (!known || !name.endsWith('.mp3.bin')) return respond(response, 404, '', { ...COMMON, 'x-ms-error-code': 'BlobNotFound' });
	respondWithFile(request, response, known.sizeBytes, (isRange) => ({
		...COMMON,
		'content-type': 'application/octet-stream',
		etag: `"${ETAG}"`,
		'last-modified': DATE,
		'x-ms-blob-type': 'BlockBlob',
		'x-ms-creation-time': DATE,
		[isRange ? 'x-ms-blob-content-md5' : 'content-md5']: md5Of(known.sizeBytes).toString('base64'),
	}));
}
