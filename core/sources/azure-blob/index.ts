import type { Source } from '../source';
import type { AzureBlobOptions } from './azure-blob-source';

export type { AzureBlobOptions } from './azure-blob-source';

/** Opens Azure Blob Storage. The SDK loads here, at first use. */
export async function openAzureBlob(options: AzureBlobOptions): Promise<Source> {
	const { AzureBlobSource } = await import('./azure-blob-source');
	return await AzureBlobSource.open(options);
}
