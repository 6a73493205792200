import { openS3, type S3Options } from '../../core/sources/s3';
import { Secret } from '../../core/secrets/secret';
import type { Source } from '../../core/sources/source';
import { S3Server } from '../servers/s3-server';
import type { Harness } from './harness';

export const BUCKET = 'recordings';
/** What vendors call the folder that a key is held to. */
export const FOLDER = 'mytenant/';

/** How tests reach a server of theirs. */
export function s3Options(server: S3Server, options: Partial<S3Options> = {}, key = server.key): S3Options {
	return {
		endpoint: server.origin,
		bucket: BUCKET,
		region: 'us-east-1',
		accessKeyId: key.accessKeyId,
		secretAccessKey: new Secret(key.secretAccessKey),
		keyLabel: 'The keys of this test',
		folder: '',
		maxSockets: 4,
		...options,
	};
}

interface Choices {
	/** A server that overlooks conditions on writes, and is not told to keep them. */
	isOther?: boolean;
	/** Everything happens inside it, with a key that may do nothing outside it. */
	folder?: string;
	wrap?: (source: Source) => Source;
}

/** S3 in this process. */
export function s3ServerHarness(name: string, { isOther = false, folder, wrap = (source) => source }: Choices = {}): Harness {
	return {
		name,
		row: isOther ? 's3 (other server)' : 's3',
		folder,
		open: async () => {
			const server = await S3Server.start({ kind: isOther ? 'other' : 'aws' });
			server.store.createBucket(BUCKET);
			const key = folder === undefined ? server.key : server.createKey({ bucket: BUCKET, prefix: folder });
			const source = await openS3(s3Options(server, { conditionalWrites: !isOther, folder: folder ?? '' }, key));
			return {
				source: wrap(source),
				seed: async (files) => server.seed(BUCKET, files),
				tagExpression: () => '',
				openSockets: () => server.openSockets,
				close: async () => await server.close(),
			};
		},
	};
}
