import type { ICredentialDataDecryptedObject, INodeParameters, INodeParameterResourceLocator, INodeType } from 'n8n-workflow';
import type { BlobServer } from '../servers/blob-server';
import { N8n, type NodeFailure, type RunOptions, type RunResult } from './n8n';
import { credentialOf, SIGNATURE, startTenant } from './tenant';

type More = Partial<Omit<RunOptions, 'parameters' | 'credential'>> & { credential?: ICredentialDataDecryptedObject };

/** One n8n for the file, one tenant's storage for each test. After each test: nobody saw a signature. */
export class Stage {
	n8n!: N8n;
	server!: BlobServer;

	constructor(private readonly defaults: INodeParameters, node?: INodeType) {
		beforeAll(async () => (this.n8n = await N8n.start(node)), 30_000);
		afterAll(async () => await this.n8n.stop());
		beforeEach(async () => (this.server = await startTenant()));
		afterEach(async () => {
			await this.server.close();
			expect(this.n8n.secrets.leaksOf(SIGNATURE)).toEqual([]);
		});
	}

	async run(parameters: INodeParameters = {}, more: More = {}): Promise<RunResult> {
		return await this.n8n.run(this.#options(parameters, more));
	}

	async failure(parameters: INodeParameters = {}, more: More = {}): Promise<NodeFailure> {
		return await this.n8n.failure(this.#options(parameters, more));
	}

	/** What the server was asked for, once for each request. */
	queries(parameter: string): (string | null)[] {
		return this.server.requests.map(({ query }) => query.get(parameter));
	}

	/** Requests for the content of blobs. */
	get reads(): BlobServer['requests'] {
		return this.server.requests.filter(({ method, blob }) => method === 'GET' && blob !== '');
	}

	#options(parameters: INodeParameters, { credential, ...more }: More): RunOptions {
		return {
			parameters: { ...this.defaults, ...parameters },
			credential: credentialOf(this.server, credential),
			...more,
		};
	}
}

/** A resource locator as the editor writes it. */
export function locator(value: string, mode = 'name'): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}
