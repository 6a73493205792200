import type { Readable } from 'node:stream';
import {
	AnonymousCredential,
	ContainerClient,
	createPipelineRequest,
	newPipeline,
	RestError,
	toHttpHeadersLike,
	type CompatResponse,
	type PipelineRequest,
	type WebResourceLike,
} from './sdk';
import { toAzureError } from './azure-error';
import { startOf, type AzureHttp } from './azure-http';

const ANY_STATUS = new Set([Number.POSITIVE_INFINITY]);

/**
 * The SDK's client for the operations that change a container, over the same connections as everything else.
 * The signal stops all its requests: the SDK passes the one of an operation on to some of them only.
 */
export function createContainerClient(http: AzureHttp, container: string, signal?: AbortSignal): ContainerClient {
	const pipeline = newPipeline(new AnonymousCredential(), {
		httpClient: { sendRequest: async (request) => await sendThrough(http, request, signal) },
		retryOptions: { maxTries: 1 }, // The retry layer repeats; here it would multiply.
	});
	return new ContainerClient(http.signedUrl(`/${encodeURIComponent(container)}`), pipeline);
}

/** Runs an operation of the SDK; its errors come out as AzureError, so that there is one kind to classify. */
export async function withAzureErrors<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof RestError) || !error.response) throw error;
		throw toAzureError(error.response.status, error.response.headers, error.response.bodyAsText ?? '');
	}
}

async function sendThrough(
	http: AzureHttp,
	request: WebResourceLike,
	abortSignal: PipelineRequest['abortSignal'] = request.abortSignal,
): Promise<CompatResponse> {
	const { url, method, body } = request;
	// None of these operations answers with more than some lines; the SDK would take all that comes.
	const own = createPipelineRequest({ url, method, body, abortSignal, streamResponseStatusCodes: ANY_STATUS });
	for (const { name, value } of request.headers.headersArray()) own.headers.set(name, value);
	const response = await http.client.sendRequest(own);
	const bodyAsText = await startOf(response.readableStreamBody as Readable | undefined);
	return { ...response, readableStreamBody: undefined, bodyAsText, request, headers: toHttpHeadersLike(response.headers) };
}
