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
import { exportProperties } from './descriptions/export';

// Only descriptions load with n8n; what works on exports, the libraries included, loads at first use.
export class VerbaRecordings implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Verba Recordings',
		name: 'verbaRecordings',
		icon: { light: 'file:../../icons/verba-recordings.svg', dark: 'file:../../icons/verba-recordings.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ ({ getAll: "Get many", download: "Download", parse: "Parse", unpack: "Unpack" })[$parameter["operation"]] }}',
		description: 'List, read, unpack and download the exports of Verba (Verint Financial Compliance), wherever it leaves them',
		defaults: { name: 'Verba Recordings' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 's3TargetApi', required: true, testedBy: 'testS3Target', displayOptions: { show: { targetType: ['s3'] } } },
			{ name: 'azureBlobTargetApi', required: true, testedBy: 'testAzureBlobTarget', displayOptions: { show: { targetType: ['azureBlob'] } } },
			{ name: 'sftpTargetApi', required: true, testedBy: 'testSftpTarget', displayOptions: { show: { targetType: ['sftp'] } } },
			{ name: 'archivePasswordApi', required: true, testedBy: 'testArchivePassword', displayOptions: { show: { withPassword: [true] } } },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Export', value: 'export' }],
				default: 'export',
			},
			...exportProperties,
		],
	};

	methods = {
		credentialTest: {
			async testS3Target(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testTarget } = await import('../shared/targets/credential-tests');
				return await testTarget('s3', credential.data ?? {}, this.logger);
			},
			async testAzureBlobTarget(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testTarget } = await import('../shared/targets/credential-tests');
				return await testTarget('azureBlob', credential.data ?? {}, this.logger);
			},
			async testSftpTarget(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testTarget } = await import('../shared/targets/credential-tests');
				return await testTarget('sftp', credential.data ?? {}, this.logger);
			},
			async testArchivePassword(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testArchivePassword } = await import('../shared/archive-password');
				return await testArchivePassword(credential.data ?? {});
			},
		},
		listSearch: {
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
