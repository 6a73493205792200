import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeListSearchResult,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { indexProperties } from './descriptions/indexes';
import { recordingProperties } from './descriptions/recording';

// Only descriptions load with n8n; what works on recordings, the libraries included, loads at first use.
export class EightByEightRecordings implements INodeType {
	description: INodeTypeDescription = {
		displayName: '8x8 Recordings',
		name: 'eightByEightRecordings',
		icon: { light: 'file:../../icons/eight-by-eight.svg', dark: 'file:../../icons/eight-by-eight.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ ({ getAll: "Get many", download: "Download", parse: "Parse", reconcile: "Reconcile" })[$parameter["operation"]] + ": " + $parameter["resource"] }}',
		description: 'List and download the recordings of 8x8 Contact Center, read their indexes, and reconcile the two',
		defaults: { name: '8x8 Recordings' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'eightByEightSftpApi', required: true, testedBy: 'testLogin' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Index', value: 'index' },
					{ name: 'Recording', value: 'recording' },
				],
				default: 'recording',
			},
			...indexProperties,
			...recordingProperties,
		],
	};

	methods = {
		credentialTest: {
			async testLogin(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testLogin } = await import('./methods/credentialTest');
				return await testLogin(credential.data ?? {}, this.logger);
			},
		},
		listSearch: {
			async searchUtcFolders(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchUtcFolders } = await import('./methods/listSearch');
				return await searchUtcFolders(this, filter);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { run } = await import('./actions/run');
		return [await run(this)];
	}
}
