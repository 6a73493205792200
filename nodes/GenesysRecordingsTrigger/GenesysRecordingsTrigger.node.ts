import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeListSearchResult,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { triggerProperties } from './descriptions';

// Only descriptions load with n8n; what works on recordings loads at first use.
export class GenesysRecordingsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Genesys Recordings Trigger',
		name: 'genesysRecordingsTrigger',
		icon: { light: 'file:../../icons/genesys-recordings.svg', dark: 'file:../../icons/genesys-recordings.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '=New recordings',
		description: 'Starts the workflow when recordings appear in Genesys Multicloud CX (Engage cloud)',
		defaults: { name: 'Genesys Recordings Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'genesysSasApi', required: true, testedBy: 'testGenesysTokens' }],
		properties: triggerProperties,
	};

	methods = {
		credentialTest: {
			async testGenesysTokens(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testGenesysTokens } = await import('../GenesysRecordings/methods/credentialTest');
				return await testGenesysTokens(credential.data ?? {}, this.logger);
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

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const { poll } = await import('./poll');
		return await poll(this);
	}
}
