const { BlobServiceClient, StorageSharedKeyCredential } = require('@azure/storage-blob');
const { audioOf } = require('./recordings.js');

const PARALLEL_UPLOADS = 16;

/**
 * Fills the containers. Azurite dates each blob now, whenever its call was: a made-up month all expires at once.
 * @param {{ url: string, account: string, key: string }} azurite
 * @param {import('./recordings.js').SampleRecording[]} recordings
 */
async function seed(azurite, recordings) {
	const service = serviceOf(azurite);
	const container = service.getContainerClient('recordings');
	await container.createIfNotExists();
	await service.getContainerClient('gim-export').createIfNotExists();
	const waiting = [...recordings];
	await Promise.all(Array.from({ length: PARALLEL_UPLOADS }, () => uploadAll(container, waiting)));
}

async function uploadAll(container, waiting) {
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		await container.getBlockBlobClient(next.name).uploadData(audioOf(next), {
			blobHTTPHeaders: { blobContentType: 'application/octet-stream' },
			tags: next.tags,
		});
	}
}

/** @param {{ url: string, account: string, key: string }} azurite */
function serviceOf({ url, account, key }) {
	return new BlobServiceClient(url, new StorageSharedKeyCredential(account, key));
}

module.exports = { seed, serviceOf };
