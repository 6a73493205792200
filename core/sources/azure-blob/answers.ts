import { isWebPage, pageDetail, type Headers } from '../../http/web-page';
import { InvalidXmlError } from '../../xml/invalid-xml';
import { feed } from '../../xml/feed';
import type { ListPage } from '../source';
import { AzureError } from './azure-error';
import { startOf, type AzureResponse } from './azure-http';
import { BlobListParser, toByteCount } from './blob-list-parser';
import { isOfAzure } from './foreign';

/** Reads a page of a listing while it arrives. A web page in its place is told by name. */
export async function readListPage(response: AzureResponse, container: string | undefined): Promise<ListPage> {
	const { status, body } = response;
	const headers = headersOf(response);
	if (!isOfAzure(headers) && isWebPage(headers, '')) {
		throw foreign(status, pageDetail(status, 'a listing', await startOf(body)));
	}
	const parser = new BlobListParser(container);
	let first: Buffer | undefined;
	try {
		await feed(parser, body, (chunk) => (first = chunk));
		return parser.end();
	} catch (error) {
		const start = String(first ?? '');
		if (!(error instanceof InvalidXmlError) || !isWebPage(headers, start)) throw error;
		const detail = pageDetail(status, 'a listing', start);
		// With Azure's headers it is an accident on the way, and another try may help.
		throw isOfAzure(headers) ? new InvalidXmlError(detail) : foreign(status, detail);
	}
}

/**
 * Refuses what somebody else sent in place of a blob: the sign-in page of a network comes with status 200 too. Azure's
 * own headers tell it, or an ETag where a gateway keeps those back; a web page needs Azure's.
 */
export async function assertIsBlob(response: AzureResponse): Promise<void> {
	const { status, header, body } = response;
	const headers = headersOf(response);
	if (isOfAzure(headers)) return;
	const isPage = isWebPage(headers, '');
	if (header('etag') !== undefined && !isPage) return;
	const start = await startOf(body);
	const detail = isWebPage(headers, start)
		? pageDetail(status, 'the file', start)
		: `what came is not from Azure Blob Storage: it has neither its headers nor an ETag (${status})`;
	throw foreign(status, detail);
}

/** Where the range of an answer starts; undefined when it is no range. */
export function firstByteOf({ status, header }: AzureResponse): number | undefined {
	return status === 206 ? toByteCount(/^bytes (\d+)-/.exec(header('content-range') ?? '')?.[1]) : undefined;
}

export function totalSize({ status, header }: AzureResponse): number | undefined {
	const ofRange = /\/(\d+)$/.exec(header('content-range') ?? '')?.[1];
	return toByteCount(status === 206 ? ofRange : header('content-length'));
}

function headersOf({ header }: AzureResponse): Headers {
	return { get: header };
}

function foreign(status: number, detail: string): AzureError {
	return new AzureError(status, '', detail, { isForeign: true });
}
