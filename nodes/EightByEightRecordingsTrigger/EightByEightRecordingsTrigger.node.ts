import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { triggerProperties } from './descriptions';

// Only descriptions load with n8n; what works on recordings loads at first use.
export class EightByEightRecordingsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: '8x8 Recordings Trigger',
		name: 'eightByEightRecordingsTrigger',
		icon: { light: 'file:../../icons/eight-by-eight.svg', dark: 'file:../../icons/eight-by-eight.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '=New recordings',
		description: 'Starts the workflow when recordings appear on the secure FTP server of 8x8 Contact Center',
		defaults: { name: '8x8 Recordings Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'eightByEightSftpApi', required: true, testedBy: 'testLogin' }],
		properties: triggerProperties,
	};

	methods = {
		credentialTest: {
			async testLogin(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testLogin } = await import('../EightByEightRecordings/methods/credentialTest');
				return await testLogin(credential.data ?? {}, this.logger);
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const { poll } = await import('./poll');
		return await poll(this);
	}
}
