/**
 * One listing of 20,000 blobs from a real Azurite, to show what a slow server makes of the numbers. Azurite serves a
 * page in seconds: there the server is what is measured.
 */
import azurites from '../demo/vendors/genesys/azurite.js';
import seeds from '../demo/vendors/genesys/seed.js';
import tokens from '../demo/vendors/genesys/tokens.js';
import { pathOf } from './services.mjs';

const COUNT = 20_000;
const ROUNDS = 3;
const SEED_LIMIT_MS = 60_000;
const SEED_PARALLEL = 32;

/** The runs of each client; undefined where Azurite could not be filled within a minute. */
export async function measureAzurite(measureOn) {
	const azurite = await azurites.startAzurite({ name: 'bench' });
	try {
		if (!(await seed(azurite))) return undefined;
		const url = `${azurite.url}/recordings?${tokens.containerToken(azurite, 'recordings')}`;
		return await measureOn({ url }, { title: 'Azurite', service: 'azure', kind: 'list', folder: 'azurite', count: COUNT, rounds: ROUNDS });
	} finally {
		await azurite.stop();
	}
}

/** Whether the time was enough. */
async function seed(azurite) {
	const container = seeds.serviceOf(azurite).getContainerClient('recordings');
	await container.createIfNotExists();
	const giveUpAt = Date.now() + SEED_LIMIT_MS;
	let next = 0;
	const worker = async () => {
		while (next < COUNT && Date.now() < giveUpAt) {
			await container.getBlockBlobClient(pathOf('azure', 'azurite', next++)).upload('x', 1);
		}
	};
	await Promise.all(Array.from({ length: SEED_PARALLEL }, worker));
	return next === COUNT;
}
