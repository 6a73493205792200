import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { RecordingExport } from '../../../nodes/RecordingExport/RecordingExport.node';
import { BlobServer } from '../../servers/blob-server';
import { N8n, type NodeFailure, type RunOptions, type RunResult } from '../n8n';
import { Container, SecurityConfig } from '../n8n-libraries';
import { credentialOf, recordingPath, SIGNATURE, startTenant } from '../tenant';
import { machineFolder, type MachineFolder } from '../verba/places';

type More = Partial<Omit<RunOptions, 'parameters' | 'credential'>>;

/** One n8n for the file; for each test a folder as the target, and what a test opens besides. After each test: nobody saw a secret. */
export class ExportStage {
	n8n!: N8n;
	target!: MachineFolder;
	/** By credential type. */
	credentials: Record<string, ICredentialDataDecryptedObject> = {};
	parameters: INodeParameters = {};
	readonly #closing: { close(): Promise<void> }[] = [];
	readonly #secrets: string[] = [];

	constructor(private readonly defaults: INodeParameters = {}) {
		beforeAll(async () => {
			this.n8n = await N8n.start(new RecordingExport());
			Container.get(SecurityConfig).restrictFileAccessTo = tmpdir();
		}, 30_000);
		afterAll(async () => await this.n8n.stop());
		beforeEach(async () => {
			this.target = await machineFolder();
			this.credentials = {};
			this.parameters = { targetType: 'folder', folderPath: this.target.path };
			this.#closing.push(this.target);
		});
		afterEach(async () => {
			for (const one of this.#closing.splice(0)) await one.close();
			expect(this.n8n.secrets.leaksOf(...this.#secrets.splice(0))).toEqual([]);
		});
	}

	/** Closed after the test. */
	with<One extends { close(): Promise<void> }>(one: One, { credentials = {}, parameters = {}, secrets = [] }: { credentials?: Record<string, ICredentialDataDecryptedObject>; parameters?: INodeParameters; secrets?: string[] } = {}): One {
		Object.assign(this.credentials, credentials);
		Object.assign(this.parameters, parameters);
		this.#closing.push(one);
		this.#secrets.push(...secrets);
		return one;
	}

	async run(parameters: INodeParameters = {}, more: More = {}): Promise<RunResult> {
		return await this.n8n.run(this.#options(parameters, more));
	}

	async failure(parameters: INodeParameters = {}, more: More = {}): Promise<NodeFailure> {
		return await this.n8n.failure(this.#options(parameters, more));
	}

	/** What lies at the target beside the ledger, by path. */
	async exported(): Promise<Record<string, string>> {
		return await filesIn(this.target.path);
	}

	#options(parameters: INodeParameters, { furtherCredentials, ...more }: More): RunOptions {
		return {
			parameters: { jobName: 'nightly', ...this.defaults, ...this.parameters, ...parameters },
			credential: {},
			furtherCredentials: { ...this.credentials, ...furtherCredentials },
			...more,
		};
	}
}

/** Beside ledgers. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
	const found = await readdir(folder, { recursive: true, withFileTypes: true });
	const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
	const wanted = paths.filter((path) => !path.startsWith('.call-recordings/')).sort();
	return Object.fromEntries(await Promise.all(wanted.map(async (path) => [path, (await readFile(join(folder, path))).toString()] as const)));
}

export { recordingPath };

/** Recordings of a Genesys tenant, as the source. */
export async function genesys(stage: ExportStage, seeds: Parameters<BlobServer['seed']>[1], changes: (server: BlobServer) => ICredentialDataDecryptedObject = () => ({})): Promise<BlobServer> {
	const server = await startTenant();
	server.seed('recordings', seeds);
	return stage.with(server, { parameters: { source: 'genesys' }, credentials: { genesysSasApi: credentialOf(server, changes(server)) }, secrets: [SIGNATURE] });
}
