import { Readable } from 'node:stream';
import { destroyOnAbort, linkedController } from '../layers/abort';
import type { WriteOptions } from '../source';
import type { AzureHttp } from './azure-http';
import { createContainerClient, withAzureErrors } from './container-client';
import type { BlockBlobClient, BlockBlobUploadOptions, BlockBlobUploadResponse } from './sdk';

const BLOCK_BYTES = 4 * 1024 * 1024;
const BLOCKS_AT_ONCE = 2;

export interface BlobAddress {
	container: string;
	path: string;
}

/**
 * Writes a blob: one Put Blob if it fits into a block (Azure then keeps its MD5), else blocks and a block list.
 * Visible only when whole. The body is closed in any case. Gives what Azure answers to a Put Blob; the MD5 in the answer to a
 * block list is of that list.
 */
export async function writeBlob(
	http: AzureHttp,
	{ container, path }: BlobAddress,
	body: Readable,
	{ ifAbsent, contentType, tags, signal }: WriteOptions,
): Promise<BlockBlobUploadResponse | undefined> {
	const { controller, unlink } = linkedController(signal);
	body.on('error', () => {}); // It can fail between two readers; the next one is told.
	destroyOnAbort(body, controller.signal);
	const client = createContainerClient(http, container, controller.signal).getBlockBlobClient(path);
	try {
		return await withAzureErrors(async () => {
			return await upload(client, body, {
				abortSignal: controller.signal,
				conditions: ifAbsent ? { ifNoneMatch: '*' } : undefined,
				blobHTTPHeaders: { blobContentType: contentType },
				tags,
			});
		});
	} catch (error) {
		controller.abort(); // Blocks that are still on their way would hold their connections.
		throw error;
	} finally {
		unlink();
		body.destroy();
	}
}

async function upload(client: BlockBlobClient, body: Readable, options: BlockBlobUploadOptions): Promise<BlockBlobUploadResponse | undefined> {
	const { start, isWhole } = await readStart(body);
	if (isWhole) return await client.upload(start, start.length, options);
	await client.uploadStream(Readable.from(chained(start, body)), BLOCK_BYTES, BLOCKS_AT_ONCE, options);
	return undefined;
}

/** The first block of the body, or all of it. */
async function readStart(body: Readable): Promise<{ start: Buffer; isWhole: boolean }> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > BLOCK_BYTES) return { start: Buffer.concat(chunks), isWhole: false };
	}
	return { start: Buffer.concat(chunks), isWhole: true };
}

async function* chained(start: Buffer, rest: Readable): AsyncGenerator<Buffer> {
	yield start;
	yield* rest as AsyncIterable<Buffer>;
}
