import type { ICredentialDataDecryptedObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { RecordingFiles } from '../../../nodes/RecordingFiles/RecordingFiles.node';
import { N8n, type NodeFailure, type RunOptions, type RunResult } from '../n8n';

type More = Partial<Omit<RunOptions, 'parameters'>>;

/** One n8n for the file, with Recording Files in it. */
export class FilesStage {
	n8n!: N8n;

	constructor(
		private readonly defaults: INodeParameters,
		private readonly furtherCredentials: Record<string, ICredentialDataDecryptedObject> = {},
	) {
		beforeAll(async () => (this.n8n = await N8n.start(new RecordingFiles())), 30_000);
		afterAll(async () => await this.n8n.stop());
	}

	async run(items: RunOptions['items'], parameters: INodeParameters = {}, more: More = {}): Promise<RunResult> {
		return await this.n8n.run(this.#options(items, parameters, more));
	}

	async failure(items: RunOptions['items'], parameters: INodeParameters = {}, more: More = {}): Promise<NodeFailure> {
		return await this.n8n.failure(this.#options(items, parameters, more));
	}

	async textOf(item: INodeExecutionData, field = 'data'): Promise<string> {
		return (await this.n8n.bytesOf(item.binary?.[field])).toString();
	}

	#options(items: RunOptions['items'], parameters: INodeParameters, more: More): RunOptions {
		return { parameters: { resource: 'file', ...this.defaults, ...parameters }, credential: {}, furtherCredentials: this.furtherCredentials, items, ...more };
	}
}

/** An item with a file, as a node that got a mail or read a disk gives it. */
export function fileItem(content: string | Buffer, fileName?: string, field = 'data'): INodeExecutionData {
	const data = Buffer.from(content).toString('base64');
	return { json: { mail: 1 }, binary: { [field]: { data, mimeType: 'application/octet-stream', ...(fileName !== undefined && { fileName }) } } };
}
