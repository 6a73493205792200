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
import { jobProperties } from './descriptions/job';

// Only descriptions load with n8n; what works on recordings, the libraries included, loads at first use.
export class RecordingExport implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Recording Export',
		name: 'recordingExport',
		icon: { light: 'file:../../icons/recording-export.svg', dark: 'file:../../icons/recording-export.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ ({ run: "Run", status: "Status", verify: "Verify" })[$parameter["operation"]] + ($parameter["jobName"] ? ": " + $parameter["jobName"] : "") }}',
		description: 'Copy call recordings to storage of your own, each once, verified, with a ledger that proves it',
		defaults: { name: 'Recording Export' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// Not for AI agents: it writes much, and may delete.
		usableAsTool: undefined,
		// Where all choices of a field were those of credentials, n8n would hide it, and what it depends on.
		credentials: [
			{ name: 'genesysSasApi', required: true, testedBy: 'testGenesysTokens', displayOptions: { show: { source: ['genesys'] } } },
			{ name: 'cxoneSeaApi', required: true, testedBy: 'testSeaFolder', displayOptions: { show: { source: ['cxone'] } } },
			{ name: 'eightByEightSftpApi', required: true, testedBy: 'testLogin', displayOptions: { show: { source: ['eightByEight'] } } },
			{ name: 's3SourceApi', required: true, testedBy: 'testS3Source', displayOptions: { show: { sourceType: ['s3'] } } },
			{ name: 'azureBlobSourceApi', required: true, testedBy: 'testAzureBlobSource', displayOptions: { show: { sourceType: ['azureBlob'] } } },
			{ name: 'sftpSourceApi', required: true, testedBy: 'testSftpSource', displayOptions: { show: { sourceType: ['sftp'] } } },
			{ name: 's3TargetApi', required: true, testedBy: 'testS3Target', displayOptions: { show: { targetType: ['s3'] } } },
			{ name: 'azureBlobTargetApi', required: true, testedBy: 'testAzureBlobTarget', displayOptions: { show: { targetType: ['azureBlob'] } } },
			{ name: 'sftpTargetApi', required: true, testedBy: 'testSftpTarget', displayOptions: { show: { targetType: ['sftp'] } } },
			{ name: 'archivePasswordApi', required: true, testedBy: 'testArchivePassword', displayOptions: { show: { archive: ['zipStandard', 'zipAes256'] } } },
			{ name: 'recordingKeysApi', required: true, testedBy: 'testRecordingKeys', displayOptions: { show: { decrypt: [true] } } },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Export Job', value: 'exportJob' }],
				default: 'exportJob',
			},
			...jobProperties,
		],
	};

	methods = {
		credentialTest: {
			async testGenesysTokens(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testGenesysTokens } = await import('../GenesysRecordings/methods/credentialTest');
				return await testGenesysTokens(credential.data ?? {}, this.logger);
			},
			async testSeaFolder(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testSeaFolder } = await import('../CxoneSea/methods/credentialTest');
				return await testSeaFolder(credential.data ?? {}, this.logger);
			},
			async testLogin(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testLogin } = await import('../EightByEightRecordings/methods/credentialTest');
				return await testLogin(credential.data ?? {}, this.logger);
			},
			async testS3Source(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testTarget } = await import('../shared/targets/credential-tests');
				return await testTarget('s3', credential.data ?? {}, this.logger);
			},
			async testAzureBlobSource(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testTarget } = await import('../shared/targets/credential-tests');
				return await testTarget('azureBlob', credential.data ?? {}, this.logger);
			},
			async testSftpSource(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testTarget } = await import('../shared/targets/credential-tests');
				return await testTarget('sftp', credential.data ?? {}, this.logger);
			},
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
			async testRecordingKeys(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testRecordingKeys } = await import('../shared/keys-test');
				return await testRecordingKeys(credential.data ?? {});
			},
		},
		listSearch: {
			async searchContainers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchContainers } = await import('../GenesysRecordings/methods/listSearch');
				return await searchContainers(this, filter);
			},
			async searchFolders(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchFolders } = await import('../GenesysRecordings/methods/listSearch');
				return await searchFolders(this, filter);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { run } = await import('./actions/run');
		return [await run(this)];
	}
}
