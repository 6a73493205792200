import type { Readable } from 'node:stream';
import type { WriteOptions } from '../source';
import type { ContainerClient } from './sdk';
import { withAzureErrors } from './container-client';

const BLOCK_BYTES = 4 * 1024 * 1024;
const BLOCKS_AT_ONCE = 2;

/** Writes a blob: one Put Blob if it is small, else blocks and a block list. Visible only when whole. */
export async function writeBlob(
	container: ContainerClient,
	path: string,
	body: Readable,
	{ ifAbsent, contentType, tags, signal }: WriteOptions,
): Promise<void> {
	const client = container.getBlockBlobClient(path);
	await withAzureErrors(async () => {
		await client.uploadStream(body, BLOCK_BYTES, BLOCKS_AT_ONCE, {
			abortSignal: signal,
			conditions: ifAbsent ? { ifNoneMatch: '*' } : undefined,
			blobHTTPHeaders: { blobContentType: contentType },
			tags,
		});
	});
}
