import type { ErrorCode } from '../../errors/codes';
import { createAgents, type Agents } from '../../http/agents';
import type { EgressFilter } from '../../http/egress';
import { wellFormed } from '../../text/well-formed';
import { destroyOnAbort } from '../layers/abort';
import { createDefaultHttpClient, createPipelineRequest, type HttpClient } from './sdk';
import { toAzureError } from './azure-error';
import type { SharedAccessSignature } from './sas';
import type { Readable } from 'node:stream';

// Names with characters that XML cannot hold come percent-encoded from 2021-02-12 on.
const SERVICE_VERSION = '2021-12-02';
const MAX_START_BYTES = 16_384;

export interface AzureHttpOptions {
	/** Account endpoint, no slash at the end. */
	endpoint: string;
	sas: SharedAccessSignature;
	/** Where the user can mend the token; begins the text of errors about it. */
	tokenLabel: string;
	/** Said first when the service refuses this token, where more is known than the token says. */
	adviceIfRefused?: string;
	/** Advice of whoever knows the token better, in the place of ours. */
	advice?: Partial<Record<ErrorCode, string>>;
	maxSockets: number;
	caCertificate?: string;
	egress?: EgressFilter;
}

export interface AzureRequest {
	method: 'GET' | 'HEAD';
	/** Path under the endpoint, encoded, with its slash at the start. */
	path: string;
	query?: Record<string, string | undefined>;
	headers?: Record<string, string>;
	signal?: AbortSignal;
}

export interface AzureResponse {
	status: number;
	header(name: string): string | undefined;
	body: Readable;
}

/**
 * Sends requests that are signed by a SAS through the SDK's HTTP client, past the SDK's operations: those parse each
 * answer into object trees and cost about ten times the CPU of the transfer itself (see ARCHITECTURE.md).
 */
export class AzureHttp {
	readonly client: HttpClient;
	readonly #agents: Agents;

	static async open(options: AzureHttpOptions): Promise<AzureHttp> {
		return new AzureHttp(options, await createAgents(options.endpoint, options));
	}

	private constructor(
		readonly options: AzureHttpOptions,
		agents: Agents,
	) {
		this.#agents = agents;
		const inner = createDefaultHttpClient();
		this.client = {
			sendRequest: async (request) => {
				request.agent = agents.agent;
				request.allowInsecureConnection = true; // The credential decides on plain HTTP, before anything is sent.
				return await inner.sendRequest(request);
			},
		};
	}

	/** The URL of a path, with its token: a secret. */
	signedUrl(path: string, query: Record<string, string | undefined> = {}): string {
		const own = Object.entries(query)
			.filter((parameter): parameter is [string, string] => parameter[1] !== undefined && parameter[1] !== '')
			.map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}&`)
			.join('');
		return `${this.options.endpoint}${path}?${own}${this.options.sas.token.reveal()}`;
	}

	/** Resolves for 2xx; throws AzureError for everything else. The caller reads or destroys the body. */
	async send({ method, path, query, headers, signal }: AzureRequest): Promise<AzureResponse> {
		const request = createPipelineRequest({
			url: this.signedUrl(path, query),
			method,
			abortSignal: signal,
			streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
		});
		request.headers.set('x-ms-version', SERVICE_VERSION);
		for (const [name, value] of Object.entries(headers ?? {})) request.headers.set(name, value);
		const response = await this.client.sendRequest(request);
		const body = response.readableStreamBody as Readable;
		if (response.status >= 300) throw toAzureError(response.status, response.headers, await startOf(body));
		if (signal && body) destroyOnAbort(body, signal);
		return { status: response.status, header: (name) => response.headers.get(name), body };
	}

	close(): void {
		this.#agents.destroy();
	}
}

/** The start of a body as text, for an error message. */
export async function startOf(body: Readable | undefined): Promise<string> {
	if (!body) return '';
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of body as AsyncIterable<Buffer>) {
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes >= MAX_START_BYTES) break;
		}
	} catch {
		// A cut error answer still says its status; that is what counts.
	}
	return Buffer.concat(chunks).toString('utf8');
}
