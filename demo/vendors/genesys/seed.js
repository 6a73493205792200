const { BlobServiceClient, StorageSharedKeyCredential, newPipeline } = require('@azure/storage-blob');
const { audioOf } = require('./recordings.js');
const { STORED_AT_HEADER } = require('./stored-at.js');

const PARALLEL_UPLOADS = 16;

/** @typedef {{ container: string, name: string, storedAt: string, tags?: Record<string, string>, body: () => Buffer }} Upload */

/**
 * Makes the two containers that every tenant has, and fills them.
 * @param {{ url: string, account: string, key: string }} azurite
 * @param {(import('./recordings.js').SampleRecording & { body?: () => Buffer })[]} recordings `body`: what is stored in the place of the audio
 * @param {import('./data-exports.js').SampleExport[]} [exports]
 */
async function seed(azurite, recordings, exports = []) {
	for (const name of ['recordings', 'gim-export']) await serviceOf(azurite).getContainerClient(name).createIfNotExists();
	const waiting = [
		...recordings.map((one) => ({ body: () => audioOf(one), ...one, container: 'recordings' })),
		...exports.map((one) => ({ ...one, container: 'gim-export', body: () => one.bytes })),
	];
	await Promise.all(Array.from({ length: PARALLEL_UPLOADS }, () => uploadAll(azurite, waiting)));
}

/** @param {Upload[]} waiting which the others take from too */
async function uploadAll(azurite, waiting) {
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const container = serviceOf(azurite, { [STORED_AT_HEADER]: next.storedAt }).getContainerClient(next.container);
		await container.getBlockBlobClient(next.name).uploadData(next.body(), {
			blobHTTPHeaders: { blobContentType: 'application/octet-stream' },
			...(next.tags ? { tags: next.tags } : {}),
		});
	}
}

/**
 * @param {{ url: string, account: string, key: string }} azurite
 * @param {Record<string, string>} [headers] that every request carries
 */
function serviceOf({ url, account, key }, headers = {}) {
	const pipeline = newPipeline(new StorageSharedKeyCredential(account, key));
	pipeline.factories.unshift({
		create: (next) => ({
			sendRequest: (request) => {
				for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
				return next.sendRequest(request);
			},
		}),
	});
	return new BlobServiceClient(url, pipeline);
}

module.exports = { seed, serviceOf };
