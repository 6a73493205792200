import { tmpdir } from 'node:os';
import type { INodeParameters } from 'n8n-workflow';
import { VerbaRecordings } from '../../../nodes/VerbaRecordings/VerbaRecordings.node';
import { N8n, type NodeFailure, type RunOptions, type RunResult } from '../n8n';
import { Container, SecurityConfig } from '../n8n-libraries';
import type { Place } from './places';
import { ARCHIVE_PASSWORD } from './sample-export';

type More = Partial<Omit<RunOptions, 'parameters' | 'credential'>>;

/** One n8n for the file, one target for each test. After each test: nobody saw a secret. */
export class VerbaStage<P extends Place> {
	n8n!: N8n;
	place!: P;

	constructor(makePlace: () => Promise<P>, private readonly defaults: INodeParameters = {}) {
		beforeAll(async () => {
			this.n8n = await N8n.start(new VerbaRecordings());
			// As its setting N8N_RESTRICT_FILE_ACCESS_TO.
			Container.get(SecurityConfig).restrictFileAccessTo = tmpdir();
		}, 30_000);
		afterAll(async () => await this.n8n.stop());
		beforeEach(async () => (this.place = await makePlace()));
		afterEach(async () => {
			await this.place.close();
			expect(this.n8n.secrets.leaksOf(...this.place.secrets, ARCHIVE_PASSWORD)).toEqual([]);
		});
	}

	async run(parameters: INodeParameters = {}, more: More = {}): Promise<RunResult> {
		return await this.n8n.run(this.#options(parameters, more));
	}

	async failure(parameters: INodeParameters = {}, more: More = {}): Promise<NodeFailure> {
		return await this.n8n.failure(this.#options(parameters, more));
	}

	#options(parameters: INodeParameters, { furtherCredentials, ...more }: More): RunOptions {
		return {
			parameters: { ...this.defaults, ...this.place.parameters, ...parameters },
			credential: {},
			furtherCredentials: { archivePasswordApi: { password: ARCHIVE_PASSWORD }, ...this.place.credentials, ...furtherCredentials },
			...more,
		};
	}
}
