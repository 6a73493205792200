import type { Source } from '../source';
import type { S3Options } from './s3-http';

export type { S3Options } from './s3-http';

/** Opens a bucket. The SDK loads here, at first use. */
export async function openS3(options: S3Options): Promise<Source> {
	const { S3Source } = await import('./s3-source');
	return new S3Source(options);
}
