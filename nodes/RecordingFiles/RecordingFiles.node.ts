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
import { decryptProperties } from './descriptions/decrypt';
import { parseFileNameProperties } from './descriptions/parseFileName';
import { parseIndexProperties } from './descriptions/parseIndex';
import { unpackProperties } from './descriptions/unpack';

// Only descriptions load with n8n; what works on files loads at first use.
export class RecordingFiles implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Recording Files',
		name: 'recordingFiles',
		icon: { light: 'file:../../icons/recording-files.svg', dark: 'file:../../icons/recording-files.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ ({ decrypt: "Decrypt", parseFileName: "Parse file name", parseIndex: "Parse index", unpack: "Unpack archive" })[$parameter["operation"]] }}',
		description: 'Decrypt recordings, read their names and indexes, and unpack archives, wherever the files came from',
		defaults: { name: 'Recording Files' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'recordingKeysApi', required: true, testedBy: 'testRecordingKeys', displayOptions: { show: { operation: ['decrypt'] } } },
			{ name: 'archivePasswordApi', required: true, testedBy: 'testArchivePassword', displayOptions: { show: { withPassword: [true] } } },
		],
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
					{
						name: 'Parse File Name',
						value: 'parseFileName',
						action: 'Parse a file name',
						description: 'Read call, time and more out of the name of a recording, by the grammars of 8x8, Genesys and NICE CXone',
					},
					{
						name: 'Parse Index',
						value: 'parseIndex',
						action: 'Parse an index',
						description: 'Read the rows of an index or table that a vendor left, as items or as one file',
					},
					{
						name: 'Unpack Archive',
						value: 'unpack',
						action: 'Unpack an archive',
						description: 'Open a ZIP archive, with a password or without: one item for each file in it',
					},
				],
				default: 'decrypt',
			},
			...decryptProperties,
			...parseFileNameProperties,
			...parseIndexProperties,
			...unpackProperties,
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
			async testArchivePassword(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testArchivePassword } = await import('../shared/archive-password');
				return await testArchivePassword(credential.data ?? {});
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { run } = await import('./actions/run');
		return [await run(this)];
	}
}
