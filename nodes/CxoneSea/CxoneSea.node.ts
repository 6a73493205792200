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
import { recordingProperties } from './descriptions/recording';

// Only descriptions load with n8n; what works on recordings, the SDK included, loads at first use.
export class CxoneSea implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'NICE CXone SEA',
		name: 'cxoneSea',
		icon: { light: 'file:../../icons/cxone-sea.svg', dark: 'file:../../icons/cxone-sea.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ ({ getAll: "Get many", download: "Download", delete: "Delete" })[$parameter["operation"]] }}',
		description: 'List, download and delete recordings in the Secure External Access folder of NICE CXone',
		defaults: { name: 'NICE CXone SEA' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'cxoneSeaApi', required: true, testedBy: 'testSeaFolder' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Recording', value: 'recording' }],
				default: 'recording',
			},
			...recordingProperties,
		],
	};

	methods = {
		credentialTest: {
			async testSeaFolder(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testSeaFolder } = await import('./methods/credentialTest');
				return await testSeaFolder(credential.data ?? {}, this.logger);
			},
		},
		listSearch: {
			async searchMediaTypes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchMediaTypes } = await import('./methods/listSearch');
				return await searchMediaTypes(this, filter);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { run } = await import('./actions/run');
		return [await run(this)];
	}
}
