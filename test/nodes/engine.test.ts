import './n8n-home';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	NodeConnectionTypes,
	Workflow,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeType,
	type IWorkflowBase,
} from 'n8n-workflow';
import { GenesysRecordings } from '../../nodes/GenesysRecordings/GenesysRecordings.node';
import { additionalDataWith, N8n } from './n8n';
import { credentialOf, recordingPath, SIGNATURE, startTenant } from './tenant';

/** What the engine makes of the node's output when an item fails: the lists that later nodes get. */
async function outputs(onError: INode['onError'], paths: string[]): Promise<(IDataObject[] | undefined)[]> {
	const server = await startTenant();
	server.seed('recordings', { [recordingPath(1)]: 'here' });
	const nodes = [
		node('Items', 'items', {}),
		{ ...node('Genesys Recordings', 'genesys', { resource: 'recording', operation: 'download' }), onError },
	];
	const connections: IConnections = {
		Items: { main: [[{ node: 'Genesys Recordings', type: NodeConnectionTypes.Main, index: 0 }]] },
	};
	const base: IWorkflowBase = {
		id: 'test',
		name: 'test',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes,
		connections,
	};
	const types: Record<string, INodeType> = { items: itemsNode(paths), genesys: new GenesysRecordings() };
	const nodeTypes = { getByName: (name: string) => types[name], getByNameAndVersion: (name: string) => types[name], getKnownTypes: () => ({}) };
	const workflow = new Workflow({ ...base, nodeTypes, settings: { executionOrder: 'v1' } });
	const additionalData = additionalDataWith(credentialOf(server));
	additionalData.hooks = new ExecutionLifecycleHooks('manual', 'execution', base);
	const run = await new WorkflowExecute(additionalData, 'manual').run({ workflow, startNode: workflow.nodes.Items });
	n8n.secrets.see(run);
	await server.close();
	const { data } = run.data.resultData.runData['Genesys Recordings'][0];
	return (data?.main ?? []).map((items) => items?.map(({ json }) => json));
}

function node(name: string, type: string, parameters: INode['parameters']): INode {
	const credentials = { genesysSasApi: { id: '1', name: 'Genesys' } };
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters, credentials };
}

function itemsNode(paths: string[]): INodeType {
	return {
		description: {
			displayName: 'Items',
			name: 'items',
			group: ['input'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			return [paths.map((path, index) => ({ json: { path, caseNumber: index + 1 } }))];
		},
	};
}

let n8n: N8n;
beforeAll(async () => (n8n = await N8n.start()), 30_000);
afterEach(() => expect(n8n.secrets.leaksOf(SIGNATURE)).toEqual([]));
afterAll(async () => await n8n.stop());

const here = expect.objectContaining({ path: recordingPath(1), caseNumber: 1, verifiedBy: 'md5' });
const gone = { path: 'gone.mp3', caseNumber: 2, error: expect.stringContaining('"gone.mp3"') };

test('Continue (using error output): the failed item goes there, with its input', async () => {
	const details = { errorCode: 'NOT_FOUND', advice: expect.any(String) };
	expect(await outputs('continueErrorOutput', [recordingPath(1), 'gone.mp3'])).toEqual([[here], [{ ...gone, details }]]);
});

test('Continue: the failed item stays in its place, with its input', async () => {
	const told = { errorCode: 'NOT_FOUND', advice: expect.any(String) };
	expect(await outputs('continueRegularOutput', [recordingPath(1), 'gone.mp3'])).toEqual([[here, { ...gone, ...told }]]);
});

test('Stop Workflow: nothing comes out', async () => {
	expect(await outputs('stopWorkflow', [recordingPath(1), 'gone.mp3'])).toEqual([]);
});
