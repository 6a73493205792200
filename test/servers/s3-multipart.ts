import type { Answer, Received } from './faulty-server';
import { failure } from './s3-failure';
import { bodyOf, NOTHING, optionsOf, partEtag, refusedWrite } from './s3-objects';
import type { S3Request } from './s3-request';
import type { S3Store } from './s3-store';
import { completedXml, uploadXml } from './s3-xml';

const MIN_PART_BYTES = 5 * 1024 * 1024;

/** Uploads in parts: invisible until they are completed. */
export function multipart(request: S3Request, received: Received, store: S3Store, keepsConditions: boolean): Answer {
	const { bucket, key, operation, query } = request;
	if (operation === 'CreateMultipartUpload') return xml(uploadXml(bucket, key, store.createUpload(bucket, key, optionsOf(request))));
	const id = query.get('uploadId') ?? '';
	const upload = store.uploads.get(id);
	if (!upload || upload.bucket !== bucket || upload.key !== key) {
		return failure(404, 'NoSuchUpload', { message: 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.' });
	}
	if (operation === 'AbortMultipartUpload') {
		store.uploads.delete(id);
		return { status: 204, headers: {}, body: NOTHING };
	}
	return operation === 'UploadPart'
		? uploadPart(request, received, upload)
		: completeUpload(request, received, store, { id, upload, keepsConditions });
}

type Upload = NonNullable<ReturnType<S3Store['uploads']['get']>>;

function uploadPart(request: S3Request, received: Received, { parts }: Upload): Answer {
	const content = bodyOf(request, received);
	if (!Buffer.isBuffer(content)) return content;
	const etag = partEtag(content);
	parts.set(Number(request.query.get('partNumber')), { content, etag });
	return { status: 200, headers: { ETag: `"${etag}"` }, body: NOTHING };
}

function completeUpload(
	request: S3Request,
	{ content }: Received,
	store: S3Store,
	{ id, upload, keepsConditions }: { id: string; upload: Upload; keepsConditions: boolean },
): Answer {
	const { bucket, key } = request;
	const named = [...content.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part]) => ({
		number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
		etag: /<ETag>([^<]*)</.exec(part)?.[1].replaceAll('&quot;', '').replaceAll('"', ''),
	}));
	const parts = named.map(({ number, etag }) => (upload.parts.get(number)?.etag === etag ? upload.parts.get(number)?.content : undefined));
	if (parts.length === 0) return failure(400, 'MalformedXML');
	if (named.some(({ number }, index) => index > 0 && number <= named[index - 1].number)) return failure(400, 'InvalidPartOrder');
	if (!parts.every((part) => part !== undefined)) return failure(400, 'InvalidPart');
	if (parts.slice(0, -1).some(({ length }) => length < MIN_PART_BYTES)) return failure(400, 'EntityTooSmall');
	const refusal = refusedWrite(request, store, keepsConditions);
	if (refusal) return refusal;
	const { etag } = store.put(bucket, key, { ...upload.options, content: Buffer.concat(parts), parts });
	store.uploads.delete(id);
	return xml(completedXml(`https://${bucket}.s3.amazonaws.com/${encodeURIComponent(key)}`, bucket, key, etag));
}

function xml(text: string): Answer {
	return { status: 200, headers: { 'Content-Type': 'application/xml' }, body: Buffer.from(text) };
}
