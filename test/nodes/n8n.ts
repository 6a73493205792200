import { n8nHome } from './n8n-home';
import { rm } from 'node:fs/promises';
import {
	BinaryDataService,
	CredentialTestContext,
	ExecuteContext,
	LoadOptionsContext,
	PollContext,
	SupplyDataContext,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type IBinaryData,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialsHelper,
	type IDataObject,
	type IExecuteFunctions,
	type IPollFunctions,
	type INode,
	type INodeCredentialDescription,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';
import { Container, Logger } from './n8n-libraries';
import { GenesysRecordings } from '../../nodes/GenesysRecordings/GenesysRecordings.node';
import { SecretWatch } from './secret-watch';
import { tellCredential } from '../../demo/lib/secret-register.js';

export interface RunOptions {
	parameters: INodeParameters;
	/** What the credential of the node holds. */
	credential: ICredentialDataDecryptedObject;
	/** The same for some items, as expressions in it would be worked out. */
	credentialOfItem?: Record<number, ICredentialDataDecryptedObject>;
	/** What further credentials of the node hold, by their type. */
	furtherCredentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Input items; a plain object is the JSON of one. Default: one empty item. */
	items?: (IDataObject | INodeExecutionData)[];
	timezone?: string;
	/** Another node of the workflow for another ID. */
	nodeId?: string;
	onError?: INode['onError'];
	/** Aborts when the execution is cancelled. */
	signal?: AbortSignal;
	/** How an AI agent runs the node: by the engine (agents of n8n 2) or inside the agent's own node. */
	asTool?: 'engine' | 'subNode';
}

export interface RunResult {
	items: INodeExecutionData[];
	json: IDataObject[];
	hints: NodeExecutionHint[];
}

export interface PollOptions extends Pick<RunOptions, 'parameters' | 'credential' | 'timezone' | 'nodeId'> {
	memory: IDataObject;
	/** `manual`: a test in the editor. */
	mode?: 'trigger' | 'manual';
	/** How the executions end that the poll begins. */
	ends?: 'well' | 'never' | 'not at all' | 'taken back' | 'stopped';
	/** The time that n8n gives to the poll. */
	budgetMs?: number;
	/** Takes what the poll tells as a failed execution of its own. */
	told?: NodeFailure[];
}

/** An error as n8n shows it. */
export type NodeFailure = Error & { description?: string; httpCode?: string; context: { itemIndex?: number } };

/** A node on n8n-core's own execution contexts, binary store, expressions and logger. */
export class N8n {
	/** Sees everything that the node gives, throws and logs. */
	readonly secrets = new SecretWatch();

	static async start(node: INodeType = new GenesysRecordings()): Promise<N8n> {
		await Container.get(BinaryDataService).init();
		return new N8n(node);
	}

	private constructor(readonly node: INodeType) {
		const logger = Container.get(Logger);
		for (const level of ['debug', 'info', 'warn', 'error'] as const) {
			jest.spyOn(logger, level).mockImplementation((...line) => this.secrets.see(line));
		}
	}

	async stop(): Promise<void> {
		await rm(n8nHome, { recursive: true, force: true, maxRetries: 10 });
	}

	/** Runs the node; its error is thrown as n8n would get it. */
	async run(options: RunOptions): Promise<RunResult> {
		const context = contextOf(this.node, options);
		try {
			const [items = []] = ((await this.node.execute?.call(context as IExecuteFunctions)) ?? []) as INodeExecutionData[][];
			const json = items.map((item) => item.json);
			this.secrets.see(items, context.hints);
			return { items, json, hints: context.hints };
		} catch (error) {
			this.secrets.see(error);
			throw error;
		}
	}

	/** Runs the node and gives its error, or fails when there is none. */
	async failure(options: RunOptions): Promise<NodeFailure> {
		const outcome = await this.run(options).then(
			({ json }) => json,
			(error: unknown) => error,
		);
		if (outcome instanceof Error) return outcome as NodeFailure;
		throw new Error(`The node did not fail: ${JSON.stringify(outcome)}`);
	}

	/** Polls a trigger once, as the engine does; `memory` is what n8n keeps for it between two polls. */
	async poll({ parameters, credential, timezone, memory, mode = 'trigger', ends = 'well', budgetMs = 300_000, told = [], nodeId = expect.getState().currentTestName }: PollOptions): Promise<INodeExecutionData[][]> {
		const { workflow, node, additionalData } = setting(this.node, { parameters, credential, timezone, nodeId });
		const runs: INodeExecutionData[][] = [];
		const emit: IPollFunctions['__emit'] = (data, _, done) => {
			runs.push(data[0]);
			if (ends === 'well') done?.resolve({ finished: true, status: 'success' } as IRun);
			if (ends === 'taken back') done?.resolve(undefined);
			if (ends === 'stopped') done?.reject(Object.assign(new Error('The execution was cancelled manually'), { reason: 'manual' }));
			if (ends === 'not at all') done?.reject(new Error('it could not begin'));
		};
		const tell = (error: Error) => {
			this.secrets.see(error);
			told.push(error as NodeFailure);
		};
		const context = new PollContext(workflow, node, additionalData, mode, 'init', emit, tell, undefined, undefined, () => memory, () => budgetMs);
		try {
			const shown = await this.node.poll?.call(context);
			if (shown) runs.push(...shown);
			this.secrets.see(runs, memory);
			return runs;
		} catch (error) {
			this.secrets.see(error);
			throw error;
		}
	}

	/** What a searchable list offers. */
	async search(
		method: string,
		{ credential, parameters, filter }: Pick<RunOptions, 'credential' | 'parameters'> & { filter?: string },
	): Promise<string[]> {
		const { workflow, node, additionalData } = setting(this.node, { parameters, credential });
		Object.assign(additionalData, { currentNodeParameters: node.parameters });
		const context = new LoadOptionsContext(workflow, node, additionalData, '');
		try {
			const { results } = (await this.node.methods?.listSearch?.[method].call(context, filter)) ?? { results: [] };
			this.secrets.see(results);
			return results.map(({ value }) => String(value));
		} catch (error) {
			this.secrets.see(error);
			throw error;
		}
	}

	async testCredential(data: ICredentialDataDecryptedObject, type?: string): Promise<INodeCredentialTestResult> {
		const context = new CredentialTestContext();
		const { name, testedBy } = credentialOf(this.node, type);
		const credential: ICredentialsDecrypted = { id: '1', name: 'test', type: name, data };
		const test = this.node.methods?.credentialTest?.[String(testedBy)];
		if (!test) throw new Error('The node tests no credential');
		tellCredential(name, data);
		const result = await test.call(context, credential);
		this.secrets.see(result);
		return result;
	}

	/** The bytes of a file in n8n's binary store. */
	async bytesOf(binary: IBinaryData | undefined): Promise<Buffer> {
		return await Container.get(BinaryDataService).getAsBuffer(binary as IBinaryData);
	}
}

function contextOf(type: INodeType, options: RunOptions): ExecuteContext | SupplyDataContext {
	const { workflow, node, additionalData } = setting(type, options);
	const items = (options.items ?? [{}]).map((item) => ('json' in item ? item : { json: item }) as INodeExecutionData);
	const run = createRunExecutionData({});
	const executeData = { node, data: { main: [items] }, source: null };
	const common = [workflow, node, additionalData, 'manual', run, 0, items] as const;
	if (options.asTool === 'subNode') {
		// As n8n's get-input-connection-data does: the arguments of the agent are no input data.
		return new SupplyDataContext(...common, {}, NodeConnectionTypes.AiTool, executeData, [], options.signal);
	}
	if (options.asTool === 'engine') node.rewireOutputLogTo = NodeConnectionTypes.AiTool;
	return new ExecuteContext(...common, executeData.data, executeData, [], options.signal);
}

function setting(type: INodeType, { parameters, credential, credentialOfItem, furtherCredentials = {}, timezone = 'UTC', nodeId = '1', onError }: RunOptions) {
	const further = Object.keys(furtherCredentials).map((name) => [name, { id: name, name }]);
	const node: INode = {
		id: nodeId,
		name: type.description.displayName,
		type: `n8n-nodes-call-recordings.${type.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [credentialOf(type).name]: { id: '1', name: 'test' }, ...Object.fromEntries(further) },
		onError,
	};
	const nodeTypes: INodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'test',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
		settings: { timezone },
	});
	// The workflow fills in the defaults of all parameters, on its own copy of the node.
	return { workflow, node: workflow.nodes[node.name], additionalData: additionalDataWith(credential, credentialOfItem, furtherCredentials) };
}

function credentialOf({ description }: INodeType, type?: string): INodeCredentialDescription {
	const [credential] = (description.credentials ?? []).filter(({ name }) => type === undefined || name === type);
	return credential;
}

// The only part of n8n that n8n-core does not hold: the database with the credentials.
export function additionalDataWith(
	credential: ICredentialDataDecryptedObject,
	ofItem: RunOptions['credentialOfItem'] = {},
	further: Record<string, ICredentialDataDecryptedObject> = {},
): IWorkflowExecuteAdditionalData {
	const credentialsHelper: Partial<ICredentialsHelper> = {
		getDecrypted: async (...[, , type, , , , values]) => {
			const data = further[type] ?? ofItem[values?.itemIndex ?? -1] ?? credential;
			tellCredential(type, data);
			return data;
		},
		isCredentialUsableByNode: () => true,
	};
	return {
		credentialsHelper,
		executionId: 'execution',
		webhookWaitingBaseUrl: 'http://127.0.0.1/waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
}
