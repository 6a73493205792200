import type { Readable } from 'node:stream';
import { destroyOnAbort, linkedController } from '../layers/abort';
import type { WriteOptions } from '../source';
import { S3Error, toS3Error } from './s3-error';
import { Upload, type S3Client } from './sdk';

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/**
 * Writes an object: one PutObject if it fits into a part (its ETag is then its MD5), else a multipart upload, which
 * is taken back when it fails. Visible only when whole. The body is closed in any case.
 */
export async function writeObject(
	client: S3Client,
	{ bucket, path }: { bucket: string; path: string },
	body: Readable,
	{ ifAbsent, contentType, tags, signal }: WriteOptions,
): Promise<void> {
	const { controller, unlink } = linkedController(signal);
	body.on('error', () => {}); // It can fail between two readers; the next one is told.
	destroyOnAbort(body, controller.signal);
	const upload = new Upload({
		client,
		partSize: PART_BYTES,
		queueSize: PARTS_AT_ONCE,
		leavePartsOnError: false,
		abortController: controller,
		params: {
			Bucket: bucket,
			Key: path,
			Body: body,
			ContentType: contentType,
			IfNoneMatch: ifAbsent ? '*' : undefined,
			Tagging: tags && new URLSearchParams(tags).toString(),
		},
	});
	try {
		await upload.done();
	} catch (thrown) {
		const error = toS3Error(thrown);
		const isTaken = ifAbsent && error instanceof S3Error && error.httpStatus === 412;
		throw isTaken ? new S3Error(409, 'PreconditionFailed', 'the object exists already', error.headers) : error;
	} finally {
		unlink();
		body.destroy();
	}
}
