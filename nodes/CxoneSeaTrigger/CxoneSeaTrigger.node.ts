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

// Only descriptions load with n8n; what works on recordings, the SDK included, loads at first use.
export class CxoneSeaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'NICE CXone SEA Trigger',
		name: 'cxoneSeaTrigger',
		icon: { light: 'file:../../icons/cxone-sea.svg', dark: 'file:../../icons/cxone-sea.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '=New recordings',
		description: 'Starts the workflow when files appear in the Secure External Access folder of NICE CXone',
		defaults: { name: 'NICE CXone SEA Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cxoneSeaApi', required: true, testedBy: 'testSeaFolder' }],
		properties: triggerProperties,
	};

	methods = {
		credentialTest: {
			async testSeaFolder(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testSeaFolder } = await import('../CxoneSea/methods/credentialTest');
				return await testSeaFolder(credential.data ?? {}, this.logger);
			},
		},
		listSearch: {
			async searchMediaTypes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchMediaTypes } = await import('../CxoneSea/methods/listSearch');
				return await searchMediaTypes(this, filter);
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const { poll } = await import('./poll');
		return await poll(this);
	}
}
