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
import { dataExportProperties } from './descriptions/dataExport';
import { recordingProperties } from './descriptions/recording';
import { tokenProperties } from './descriptions/token';

// Only descriptions load with n8n; what works on recordings, the SDK included, loads at first use.
export class GenesysRecordings implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Genesys Recordings',
		name: 'genesysRecordings',
		icon: { light: 'file:../../icons/genesys-recordings.svg', dark: 'file:../../icons/genesys-recordings.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ ({ getAll: "Get many", findByTags: "Find by tags", download: "Download", parse: "Parse", check: "Check tokens" })[$parameter["operation"]] + ($parameter["resource"] === "dataExport" ? ": data exports" : "") }}',
		description: 'List, find and download call recordings of Genesys Multicloud CX (Engage cloud), and read its data exports',
		defaults: { name: 'Genesys Recordings' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'genesysSasApi', required: true, testedBy: 'testGenesysTokens' },
			{ name: 'recordingKeysApi', required: true, testedBy: 'testRecordingKeys', displayOptions: { show: { decrypt: [true] } } },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Data Export (GIM)', value: 'dataExport' },
					{ name: 'Recording', value: 'recording' },
					{ name: 'Token', value: 'token' },
				],
				default: 'recording',
			},
			...dataExportProperties,
			...recordingProperties,
			...tokenProperties,
		],
	};

	methods = {
		credentialTest: {
			async testGenesysTokens(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testGenesysTokens } = await import('./methods/credentialTest');
				return await testGenesysTokens(credential.data ?? {}, this.logger);
			},
			async testRecordingKeys(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testRecordingKeys } = await import('../shared/keys-test');
				return await testRecordingKeys(credential.data ?? {});
			},
		},
		listSearch: {
			async searchContainers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchContainers } = await import('./methods/listSearch');
				return await searchContainers(this, filter);
			},
			async searchFolders(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchFolders } = await import('./methods/listSearch');
				return await searchFolders(this, filter);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { run } = await import('./actions/run');
		return [await run(this)];
	}
}
