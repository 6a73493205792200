import type { IncomingMessage } from 'node:http';
import { answerTo, failure } from './blob-answers';
import { BlobStore, type NewBlob } from './blob-store';
import { FaultyServer, type Answer, type LoggedRequest as Logged, type Received, type Tls } from './faulty-server';

export interface LoggedRequest extends Logged {
	/** Decoded; empty for the account and for a container. */
	blob: string;
	container: string;
}

export interface BlobServerOptions {
	tls?: Tls;
	account?: string;
}

/**
 * Azure Blob Storage in this process, small, for unit runs: enough of the protocol for the conformance suite, and
 * every way of answering wrongly. Knows nothing of the code that it tests.
 */
export class BlobServer extends FaultyServer<LoggedRequest> {
	readonly store = new BlobStore();
	readonly account: string;

	static async start(options: BlobServerOptions = {}): Promise<BlobServer> {
		return await new BlobServer(options).listen();
	}

	private constructor({ tls, account = 'devstoreaccount1' }: BlobServerOptions) {
		super(tls);
		this.account = account;
	}

	get endpoint(): string {
		return `${this.origin}/${this.account}`;
	}

	/** What a container's administrator would hand out; the signature is not checked, the rights are. */
	containerSas(permissions = 'racwdlt'): string {
		return `sv=2020-02-10&st=2020-01-01T00%3A00%3A00Z&se=2099-01-01T00%3A00%3A00Z&sr=c&sp=${permissions}&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D`;
	}

	accountSas(permissions = 'f'): string {
		return `sv=2020-08-04&ss=b&srt=sco&se=2099-01-01T00%3A00%3A00Z&sp=${permissions}&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D`;
	}

	seed(container: string, blobs: Record<string, NewBlob | string>): void {
		for (const [name, blob] of Object.entries(blobs)) {
			this.store.put(container, name, typeof blob === 'string' ? { content: blob } : blob);
		}
	}

	protected override get commonHeaders(): Record<string, string> {
		return {
			'x-ms-version': '2021-12-02',
			'x-ms-request-id': '4c0f3d5c-001e-0013-7e2d-5a9f1a000000',
			Date: new Date().toUTCString(),
		};
	}

	protected override log({ method = '', url = '', headers }: IncomingMessage): LoggedRequest {
		const { pathname, searchParams } = new URL(url, 'http://server');
		const [container = '', ...blob] = pathname.replace(`/${this.account}`, '').split('/').slice(1).map(decodeURIComponent);
		const place = { container, blob: blob.join('/') };
		return { method, ...place, query: searchParams, headers, status: 0, bodyBytes: 0, startedAt: performance.now() };
	}

	protected override answer(request: LoggedRequest, received: Received): Answer {
		return answerTo({ ...request, ...received, endpoint: this.endpoint }, this.store);
	}

	protected override failure(status: number, code: string): Answer {
		return failure(status, code);
	}
}
