import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { decryptProperties } from './descriptions';

// Only descriptions load with n8n; what works on files loads at first use.
export class RecordingFiles implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Recording Files',
		name: 'recordingFiles',
		icon: { light: 'file:../../icons/recording-files.svg', dark: 'file:../../icons/recording-files.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ ({ decrypt: "Decrypt" })[$parameter["operation"]] }}',
		description: 'Decrypt recordings that any node has put into a binary field',
		defaults: { name: 'Recording Files' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: undefined,
		credentials: [{ name: 'recordingKeysApi', required: true, testedBy: 'testRecordingKeys' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'File', value: 'file' }],
				default: 'file',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['file'] } },
				options: [
					{
						name: 'Decrypt',
						value: 'decrypt',
						action: 'Decrypt a recording',
						description: 'Open PKCS#7/CMS files with your private keys. What is not encrypted passes through.',
					},
				],
				default: 'decrypt',
			},
			...decryptProperties,
		],
	};

	methods = {
		credentialTest: {
			async testRecordingKeys(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testRecordingKeys } = await import('../shared/keys-test');
				return await testRecordingKeys(credential.data ?? {});
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { decryptItems } = await import('./actions/decrypt');
		return [await decryptItems(this)];
	}
}
