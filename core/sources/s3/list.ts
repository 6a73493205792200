import type { Readable } from 'node:stream';
import { isWebPage, pageDetail } from '../../http/web-page';
import { InvalidXmlError } from '../../xml/invalid-xml';
import { feed } from '../../xml/feed';
import type { ListPage, ListPageOptions } from '../source';
import { isOfS3 } from './foreign';
import { headersOf, type SdkResponse } from './guard';
import { ObjectListParser } from './object-list-parser';
import { S3Error } from './s3-error';
import type { S3Http } from './s3-http';
import { ListObjectsV2Command, type DeserializeMiddleware, type ListObjectsV2CommandInput, type ListObjectsV2CommandOutput } from './sdk';

/** The most that S3 gives in a page. */
const MAX_KEYS = 1_000;
// Bytes, because the SDK takes a text for a stream.
const EMPTY = Buffer.from('<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></ListBucketResult>');

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
		const response = result.response as SdkResponse;
		if (response.statusCode !== 200) return result;
		page = await readPage(response, bucket);
		response.body = EMPTY;
		return result;
	};
	command.middlewareStack.addRelativeTo(readListing, { relation: 'after', toMiddleware: 'deserializerMiddleware' });
	await http.send(async (client) => await client.send(command, { abortSignal: signal }), signal);
	if (!page) throw new InvalidXmlError('the answer of the service is no listing');
	return foldersOnly ? { ...page, entries: [] } : page;
}

async function readPage(response: SdkResponse, bucket: string): Promise<ListPage> {
	const parser = new ObjectListParser(bucket);
	const headers = headersOf(response);
	let first: Buffer | undefined;
	try {
		await feed(parser, response.body as Readable, (chunk) => (first = chunk));
		return parser.end();
	} catch (error) {
		const start = String(first ?? '');
		if (!(error instanceof InvalidXmlError) || !isWebPage(headers, start)) throw error;
		const detail = pageDetail(response.statusCode, 'a listing', start);
		// With S3's headers it is an accident on the way, and another try may help.
		throw isOfS3(headers) ? new InvalidXmlError(detail) : new S3Error(response.statusCode, '', detail, { isForeign: true });
	}
}
