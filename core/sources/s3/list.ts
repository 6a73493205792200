import type { Readable } from 'node:stream';
import { InvalidXmlError } from '../../xml/element-reader';
import { feed } from '../../xml/feed';
import type { ListPage, ListPageOptions } from '../source';
import { ObjectListParser } from './object-list-parser';
import type { S3Http } from './s3-http';
import { ListObjectsV2Command, type DeserializeMiddleware, type ListObjectsV2CommandInput, type ListObjectsV2CommandOutput } from './sdk';

/** The most that S3 gives in a page. */
const MAX_KEYS = 1_000;
const EMPTY = '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></ListBucketResult>';

/**
 * One page. The SDK signs, sends and explains errors; the listing itself is read on its way in, past the SDK's
 * parser, which builds an object tree of each page and then our entries would have to be built again.
 */
export async function listObjects(
	http: S3Http,
	bucket: string,
	{ prefix, foldersOnly, token, pageSize, signal }: ListPageOptions,
): Promise<ListPage> {
	let page: ListPage | undefined;
	const command = new ListObjectsV2Command({
		Bucket: bucket,
		Prefix: prefix,
		Delimiter: foldersOnly ? '/' : undefined,
		ContinuationToken: token,
		MaxKeys: pageSize === undefined ? undefined : Math.min(pageSize, MAX_KEYS),
		EncodingType: 'url',
	});
	const readListing: DeserializeMiddleware<ListObjectsV2CommandInput, ListObjectsV2CommandOutput> = (next) => async (args) => {
		const result = await next(args);
		const response = result.response as { statusCode: number; body: Readable | string };
		if (response.statusCode !== 200) return result;
		page = await readPage(response.body as Readable, bucket);
		response.body = EMPTY;
		return result;
	};
	command.middlewareStack.addRelativeTo(readListing, { relation: 'after', toMiddleware: 'deserializerMiddleware' });
	await http.send(async (client) => await client.send(command, { abortSignal: signal }), signal);
	if (!page) throw new InvalidXmlError('the answer of the service is no listing');
	return foldersOnly ? { ...page, entries: [] } : page;
}

async function readPage(body: Readable, bucket: string): Promise<ListPage> {
	const parser = new ObjectListParser(bucket);
	await feed(parser, body);
	return parser.end();
}
