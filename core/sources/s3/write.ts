import type { Readable } from 'node:stream';
import { wellFormed } from '../../text/well-formed';
import { destroyOnAbort, linkedController } from '../layers/abort';
import type { WriteOptions } from '../source';
import { S3Error, toS3Error } from './s3-error';
import { AbortMultipartUploadCommand, Upload, type CompleteMultipartUploadCommandOutput, type PutObjectCommandOutput, type S3Client } from './sdk';

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** How long taking an upload back may hold up the news that it failed. */
const TAKE_BACK_MS = 2_000;

/** What S3 answers: of one PutObject, it has the MD5. */
export type Written = PutObjectCommandOutput | CompleteMultipartUploadCommandOutput;

/**
 * Writes an object: one PutObject if it fits into a part (its ETag is then its MD5), else a multipart upload, which
 * is taken back when it fails. Visible only when whole. The body is closed in any case.
 */
export async function writeObject(
	client: S3Client,
	{ bucket, path }: { bucket: string; path: string },
	body: Readable,
	{ ifAbsent, contentType, tags, signal }: WriteOptions,
): Promise<Written> {
	const { controller, unlink } = linkedController(signal);
	let failure: unknown;
	const fail = (error: unknown) => {
		failure ??= error;
		controller.abort();
	};
	body.on('error', fail);
	destroyOnAbort(body, controller.signal);
	const upload = new Upload({
		client: stoppable(client, controller.signal, fail),
		partSize: PART_BYTES,
		queueSize: PARTS_AT_ONCE,
		leavePartsOnError: false,
		params: {
			Bucket: bucket,
			Key: path,
			Body: body,
			ContentType: contentType,
			IfNoneMatch: ifAbsent ? '*' : undefined,
			Tagging: tags && tagHeader(tags),
		},
	});
	try {
		return await upload.done();
	} catch (thrown) {
		const error = toS3Error(failure ?? thrown);
		const isTaken = ifAbsent && error instanceof S3Error && error.httpStatus === 412;
		throw isTaken ? new S3Error(409, 'ObjectExists', 'the object exists already', error.headers) : error;
	} finally {
		unlink();
		body.destroy();
	}
}

/**
 * The client as Upload should use it. Upload itself lets requests go on after an abort, sends the rest of the body
 * after a part has failed, and forgets why when the parts cannot be taken back.
 */
function stoppable(client: S3Client, signal: AbortSignal, fail: (error: unknown) => void): S3Client {
	const send = async (command: Parameters<S3Client['send']>[0]) => {
		if (command instanceof AbortMultipartUploadCommand) {
			return await client.send(command, { abortSignal: AbortSignal.timeout(TAKE_BACK_MS) });
		}
		try {
			return await client.send(command, { abortSignal: signal });
		} catch (error) {
			fail(error);
			throw error;
		}
	};
	return { config: client.config, send } as unknown as S3Client;
}

// A blank as "%20", which everybody decodes, and not as "+".
function tagHeader(tags: Record<string, string>): string {
	return Object.entries(tags).map((tag) => tag.map((text) => encodeURIComponent(wellFormed(text))).join('=')).join('&');
}
