import type { ICredentialDataDecryptedObject, INodeParameters, INodeType } from 'n8n-workflow';
import { CxoneSea } from '../../../nodes/CxoneSea/CxoneSea.node';
import { S3Server, type S3Key } from '../../servers/s3-server';
import { N8n, type NodeFailure, type RunOptions, type RunResult } from '../n8n';

type More = Partial<Omit<RunOptions, 'parameters' | 'credential'>> & { credential?: ICredentialDataDecryptedObject };

export const BUCKET = 'nice-sea';
export const FOLDER = 'mytenant/';

/** A name as CXone gives it. */
export function seaName(number: number, startedAt = '2026-01-30T08:00:00Z', mediaType = 'VOICE', contactId = String(12_345_678_000 + number)): string {
	const time = startedAt.replace('Z', '').replaceAll(/[T:]/g, '-');
	return `${time}_${contactId}_${mediaType}_12f9305g-876-4b3a-098f-${String(number).padStart(12, '0')}.mp4`;
}

/** One n8n for the file, one SEA folder for each test, with a key that may nothing outside it. After each test: nobody saw the secret. */
export class SeaStage {
	n8n!: N8n;
	server!: S3Server;
	key!: S3Key;

	constructor(private readonly defaults: INodeParameters, node: INodeType = new CxoneSea()) {
		beforeAll(async () => (this.n8n = await N8n.start(node)), 30_000);
		afterAll(async () => await this.n8n.stop());
		beforeEach(async () => {
			this.server = await S3Server.start();
			this.server.store.createBucket(BUCKET);
			this.key = this.server.createKey({ bucket: BUCKET, prefix: FOLDER });
			this.server.seed(BUCKET, { 'othertenant/stranger.mp4': 'not ours' });
		});
		afterEach(async () => {
			await this.server.close();
			expect(this.n8n.secrets.leaksOf(this.key.secretAccessKey)).toEqual([]);
		});
	}

	/** Puts files into the folder. */
	seed(files: Parameters<S3Server['seed']>[1]): void {
		this.server.seed(BUCKET, Object.fromEntries(Object.entries(files).map(([name, file]) => [FOLDER + name, file])));
	}

	/** Names in the folder, as they are now. */
	get names(): string[] {
		return this.server.store
			.sortedKeys(BUCKET)
			.filter((key) => key.startsWith(FOLDER))
			.map((key) => key.slice(FOLDER.length));
	}

	get credential(): ICredentialDataDecryptedObject {
		return {
			fileLocation: `${BUCKET}/${FOLDER}`,
			accessKeyId: this.key.accessKeyId,
			secretAccessKey: this.key.secretAccessKey,
			endpoint: this.server.origin,
			allowHttp: true,
			retentionDays: 30,
		};
	}

	async run(parameters: INodeParameters = {}, more: More = {}): Promise<RunResult> {
		return await this.n8n.run(this.#options(parameters, more));
	}

	async failure(parameters: INodeParameters = {}, more: More = {}): Promise<NodeFailure> {
		return await this.n8n.failure(this.#options(parameters, more));
	}

	#options(parameters: INodeParameters, { credential, ...more }: More): RunOptions {
		return { parameters: { ...this.defaults, ...parameters }, credential: { ...this.credential, ...credential }, ...more };
	}
}
