import { openAzureBlob } from '../../core/sources/azure-blob';
import { parseSas, type SharedAccessSignature } from '../../core/sources/azure-blob/sas';
import type { Source } from '../../core/sources/source';
import { BlobServer } from '../servers/blob-server';
import type { Harness } from './harness';

export const CONTAINER = 'recordings';

export function sasOf(query: string): SharedAccessSignature {
	const sas = parseSas(query);
	if (!sas) throw new Error('the test has no token');
	return sas;
}

/** Azure Blob Storage in this process. Without a container, the account token that can only find. */
export function blobServerHarness(
	name: string,
	kind: 'container' | 'account',
	wrap: (source: Source) => Source = (source) => source,
	folder?: string,
): Harness {
	return {
		name,
		row: `azure-blob (${kind} token)`,
		folder,
		open: async () => {
			const server = await BlobServer.start();
			server.store.createContainer(CONTAINER);
			const source = await openAzureBlob({
				endpoint: server.endpoint,
				container: kind === 'container' ? CONTAINER : undefined,
				sas: sasOf(kind === 'container' ? server.containerSas() : server.accountSas()),
				tokenLabel: 'The token of this test',
				maxSockets: 4,
			});
			return {
				source: wrap(source),
				seed: async (files) => server.seed(CONTAINER, files),
				tagExpression: azureExpression,
				openSockets: () => server.openSockets,
				close: async () => await server.close(),
			};
		},
	};
}

export function azureExpression(tags: Record<string, string>, container = CONTAINER): string {
	const terms = Object.entries(tags).map(([key, value]) => `"${key}" = '${value}'`);
	return [`@container = '${container}'`, ...terms].join(' AND ');
}
