import { ContainerClient } from '@azure/storage-blob';

export async function openSdk({ url }) {
	const container = new ContainerClient(url);
	return {
		list: async (folder) => {
			let total = 0;
			for await (const blob of container.listBlobsFlat({ prefix: `${folder}/` })) if (blob.name) total++;
			return total;
		},
		download: async (path, file) => void (await container.getBlobClient(path).downloadToFile(file)),
	};
}
