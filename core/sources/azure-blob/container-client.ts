import {
	AnonymousCredential,
	ContainerClient,
	createPipelineRequest,
	newPipeline,
	RestError,
	toHttpHeadersLike,
	type CompatResponse,
	type WebResourceLike,
} from './sdk';
import { toAzureError } from './azure-error';
import type { AzureHttp } from './azure-http';

/** The SDK's client for the operations that change a container, over the same connections as everything else. */
export function createContainerClient(http: AzureHttp, container: string): ContainerClient {
	const pipeline = newPipeline(new AnonymousCredential(), {
		httpClient: { sendRequest: async (request) => await sendThrough(http, request) },
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

async function sendThrough(http: AzureHttp, request: WebResourceLike): Promise<CompatResponse> {
	const { url, method, body, abortSignal, streamResponseStatusCodes } = request;
	const own = createPipelineRequest({ url, method, body, abortSignal, streamResponseStatusCodes });
	for (const { name, value } of request.headers.headersArray()) own.headers.set(name, value);
	const response = await http.client.sendRequest(own);
	return { ...response, request, headers: toHttpHeadersLike(response.headers) };
}
