import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { BlobStore, ListQuery, StoredBlob } from './blob-store';
import { parseTagExpression } from './blob-tags';
import { errorXml, findXml, listXml } from './blob-xml';
import type { Answer } from './faulty-server';

export interface BlobRequest {
	method: string;
	container: string;
	blob: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	content: Buffer;
	endpoint: string;
	/** Answers a range that lies so many bytes from the one that was asked for. */
	shift?: number;
}

/** What Azure answers to a request, when nothing goes wrong. */
export function answerTo(request: BlobRequest, store: BlobStore): Answer {
	const { query, container, blob, method } = request;
	const refusal = refusalOf(request);
	if (refusal) return refusal;
	if (query.get('comp') === 'blobs') return find(request, store);
	if (!store.blobsOf(container)) return failure(404, 'ContainerNotFound');
	if (query.get('comp') === 'list') return list(request, store);
	if (method === 'PUT') return put(request, store);
	const stored = store.blobsOf(container)?.get(blob);
	if (!stored) return failure(404, 'BlobNotFound');
	const ifMatch = request.headers['if-match'];
	if (ifMatch !== undefined && ifMatch !== `"${stored.etag}"`) return failure(412, 'ConditionNotMet');
	if (method !== 'DELETE') return get(request, stored);
	store.blobsOf(container)?.delete(blob);
	return { status: 202, headers: {}, body: Buffer.alloc(0) };
}

function refusalOf({ method, query, headers }: BlobRequest): Answer | undefined {
	if (!query.get('sig')) return failure(401, 'NoAuthenticationInformation');
	const expiresAt = query.get('se');
	if (expiresAt && Date.parse(expiresAt) < Date.now()) return failure(403, 'AuthenticationFailed');
	const permissions = query.get('sp') ?? '';
	const needed = neededRight(method, query);
	if (![...needed].some((right) => permissions.includes(right))) return failure(403, 'AuthorizationPermissionMismatch');
	const setsTags = headers['x-ms-tags'] !== undefined;
	return setsTags && !permissions.includes('t') ? failure(403, 'AuthorizationPermissionMismatch') : undefined;
}

function neededRight(method: string, query: URLSearchParams): string {
	if (query.get('comp') === 'blobs') return 'f';
	if (query.get('comp') === 'list') return 'l';
	if (method === 'PUT') return 'wc';
	return method === 'DELETE' ? 'd' : 'r';
}

function list({ query, container, endpoint }: BlobRequest, store: BlobStore): Answer {
	const listQuery = toListQuery(query);
	if (!listQuery) return failure(400, 'OutOfRangeQueryParameterValue');
	const blobs = store.blobsOf(container) as Map<string, StoredBlob>;
	return xml(listXml({ endpoint, container, query: listQuery, blobs, ...store.list(container, listQuery) }));
}

function find({ query, endpoint }: BlobRequest, store: BlobStore): Answer {
	const where = query.get('where') ?? '';
	const expression = parseTagExpression(where);
	const listQuery = toListQuery(query);
	if (!expression || !listQuery) return failure(400, 'InvalidQueryParameterValue');
	const { items, nextMarker } = store.find(expression.matches, listQuery);
	const rows = items.map(([container, name]) => {
		const tags = store.blobsOf(container)?.get(name)?.tags ?? {};
		// Only the tags that the expression names come back.
		return { container, name, tags: Object.fromEntries(Object.entries(tags).filter(([key]) => expression.keys.includes(key))) };
	});
	return xml(findXml({ endpoint, where, items: rows, nextMarker }));
}

function toListQuery(query: URLSearchParams): ListQuery | undefined {
	const asked = query.get('maxresults');
	if (asked !== null && !(Number(asked) > 0)) return undefined;
	return {
		prefix: query.get('prefix') ?? '',
		delimiter: query.get('delimiter') ?? undefined,
		marker: query.get('marker') ?? undefined,
		maxResults: Math.min(Number(asked ?? 5_000), 5_000),
	};
}

function get({ headers, shift = 0 }: BlobRequest, blob: StoredBlob): Answer {
	const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
	const describing: Record<string, string> = {
		'Content-Type': blob.contentType,
		'Accept-Ranges': 'bytes',
		'Last-Modified': blob.modifiedAt.toUTCString(),
		'x-ms-creation-time': blob.createdAt.toUTCString(),
		'x-ms-blob-type': 'BlockBlob',
		ETag: `"${blob.etag}"`,
	};
	if (first === undefined) {
		return { status: 200, headers: { ...describing, ...(blob.md5 ? { 'Content-MD5': blob.md5 } : {}) }, body: blob.content };
	}
	const start = Number(first) + shift;
	if (start >= blob.content.length) return failure(416, 'InvalidRange');
	const end = Math.min(blob.content.length - 1, last ? Number(last) + shift : Infinity);
	return {
		status: 206,
		headers: {
			...describing,
			'Content-Range': `bytes ${start}-${end}/${blob.content.length}`,
			...(blob.md5 ? { 'x-ms-blob-content-md5': blob.md5 } : {}),
		},
		body: blob.content.subarray(start, end + 1),
	};
}

function put(request: BlobRequest, store: BlobStore): Answer {
	const { container, blob, query, headers, content } = request;
	if (Number(headers['content-length'] ?? content.length) !== content.length) return failure(400, 'IncompleteBody');
	if (query.get('comp') === 'block') {
		store.stageBlock(container, blob, query.get('blockid') ?? '', content);
		return created({});
	}
	const existing = store.blobsOf(container)?.get(blob);
	if (headers['if-none-match'] === '*' && existing) return failure(409, 'BlobAlreadyExists');
	if (headers['if-match'] && headers['if-match'] !== `"${existing?.etag}"`) return failure(412, 'ConditionNotMet');
	const fromBlocks = query.get('comp') === 'blocklist';
	const stored = store.put(container, blob, {
		content: fromBlocks ? store.blocks(container, blob, blockIds(content.toString())) : content,
		contentType: String(headers['x-ms-blob-content-type'] ?? headers['content-type'] ?? 'application/octet-stream'),
		tags: Object.fromEntries(new URLSearchParams(String(headers['x-ms-tags'] ?? ''))),
		fromBlocks,
	});
	const md5 = createHash('md5').update(content).digest('base64');
	return created({ ETag: `"${stored.etag}"`, 'Last-Modified': stored.modifiedAt.toUTCString(), 'Content-MD5': md5 });
}

function blockIds(blockList: string): string[] {
	return [...blockList.matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id);
}

function created(headers: Record<string, string>): Answer {
	return { status: 201, headers: { 'x-ms-request-server-encrypted': 'true', ...headers }, body: Buffer.alloc(0) };
}

function xml(text: string): Answer {
	return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: Buffer.from(text) };
}

/** How Azure says an error. */
export function failure(status: number, code: string): Answer {
	const headers = { 'x-ms-error-code': code, 'Content-Type': 'application/xml' };
	return { status, headers, body: Buffer.from(errorXml(code, `This is ${code}.`)) };
}
