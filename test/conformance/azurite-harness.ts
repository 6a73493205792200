import {
	AccountSASPermissions,
	AccountSASResourceTypes,
	AccountSASServices,
	BlobServiceClient,
	ContainerSASPermissions,
	generateAccountSASQueryParameters,
	generateBlobSASQueryParameters,
	StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { openAzureBlob } from '../../core/sources/azure-blob';
import type { Source } from '../../core/sources/source';
import { AZURITE_ACCOUNT, AZURITE_KEY, type Azurite } from '../servers/azurite';
import { azureExpression, sasOf } from './azure-harness';
import type { Harness } from './harness';

const KEY = new StorageSharedKeyCredential(AZURITE_ACCOUNT, AZURITE_KEY);
const inAnHour = () => new Date(Date.now() + 3_600_000);

/** A container token with `sp=…`, as the vendor hands out; `racwdlt` writes, `rl` is what customers get. */
export function containerSas(containerName: string, permissions = 'racwdlt', expiresOn = inAnHour()): string {
	const rights = ContainerSASPermissions.parse(permissions);
	return generateBlobSASQueryParameters({ containerName, permissions: rights, expiresOn }, KEY).toString();
}

/** The account token, which may only find: `ss=b&srt=sco&sp=f`. */
export function accountSas(permissions = 'f'): string {
	return generateAccountSASQueryParameters(
		{
			expiresOn: inAnHour(),
			permissions: AccountSASPermissions.parse(permissions),
			resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
			services: AccountSASServices.parse('b').toString(),
		},
		KEY,
	).toString();
}

let containers = 0;

/** Real tokens against a real server. Each run has a container of its own. */
export function azuriteHarness(
	name: string,
	azurite: () => Azurite,
	kind: 'container' | 'account',
	wrap: (source: Source) => Source = (source) => source,
): Harness {
	return {
		name,
		row: `azure-blob (${kind} token)`,
		open: async () => {
			const { endpoint } = azurite();
			const containerName = `recordings-${++containers}`;
			const { containerClient } = await new BlobServiceClient(endpoint, KEY).createContainer(containerName);
			const source = await openAzureBlob({
				endpoint,
				container: kind === 'container' ? containerName : undefined,
				sas: sasOf(kind === 'container' ? containerSas(containerName) : accountSas()),
				tokenLabel: 'The token of this test',
				maxSockets: 4,
			});
			return {
				source: wrap(source),
				seed: async (files) => {
					for (const [path, file] of Object.entries(files)) {
						const { content = '', contentType, tags } = typeof file === 'string' ? { content: file } : file;
						const blobHTTPHeaders = { blobContentType: contentType };
						await containerClient
							.getBlockBlobClient(path)
							.upload(content, Buffer.byteLength(content), { blobHTTPHeaders, tags });
					}
				},
				tagExpression: (tags) => azureExpression(tags, containerName),
				close: async () => void (await containerClient.delete()),
			};
		},
	};
}
