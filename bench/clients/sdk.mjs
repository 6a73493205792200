/** @azure/storage-blob as its documentation shows it. */
import { basename, join } from 'node:path';
import { blobNames, PARALLEL } from '../jobs.mjs';
import { measureClient } from './measure.mjs';

await measureClient(async ({ url }) => {
	const { ContainerClient } = await import('@azure/storage-blob');
	const container = new ContainerClient(url);
	return {
		list: async (folder) => {
			let total = 0;
			for await (const blob of container.listBlobsFlat({ prefix: `${folder}/` })) if (blob.name) total++;
			return total;
		},
		files: async (folder, target) =>
			await each(blobNames(folder), async (name) => {
				await container.getBlobClient(name).downloadToFile(join(target, basename(name)));
			}),
		discard: async (folder) =>
			await each(blobNames(folder), async (name) => {
				await container.getBlobClient(name).downloadToFile('/dev/null');
			}),
		close: async () => {},
	};
});

async function each(names, work) {
	let next = 0;
	const worker = async () => {
		while (next < names.length) await work(names[next++]);
	};
	await Promise.all(Array.from({ length: PARALLEL }, worker));
	return names.length;
}
