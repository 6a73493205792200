/**
 * One listing of 20,000 blobs from a real Azurite, to show what a slow server makes of the numbers. Azurite serves a
 * page in seconds: there the server is what is measured.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { blobName } from './jobs.mjs';

const ACCOUNT = 'bench';
const COUNT = 20_000;
const SEED_LIMIT_MS = 60_000;
const SEED_PARALLEL = 32;

/** The runs of each client; undefined where Azurite could not be filled within a minute. */
export async function measureAzurite(folder, measure) {
	const port = await freePort();
	const key = randomBytes(64).toString('base64');
	const server = startAzurite(folder, port, key);
	try {
		const url = await seed(port, key);
		return url && (await measure(url, { kind: 'list', folder: 'azurite' }, COUNT));
	} finally {
		server.kill();
	}
}

function startAzurite(folder, port, key) {
	const program = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
	const place = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--inMemoryPersistence'];
	return spawn(process.execPath, [program, ...place, '--silent', '--skipApiVersionCheck', '--disableTelemetry'], {
		cwd: folder,
		env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` },
		stdio: 'ignore',
	});
}

/** Gives the container's URL with a token, or undefined when the time is up. */
async function seed(port, key) {
	const { BlobServiceClient, ContainerSASPermissions, StorageSharedKeyCredential } = await import('@azure/storage-blob');
	const credential = new StorageSharedKeyCredential(ACCOUNT, key);
	const account = new BlobServiceClient(`http://127.0.0.1:${port}/${ACCOUNT}`, credential);
	const container = account.getContainerClient('recordings');
	await untilItAnswers(async () => await container.createIfNotExists());
	const giveUpAt = Date.now() + SEED_LIMIT_MS;
	let next = 0;
	const worker = async () => {
		while (next < COUNT && Date.now() < giveUpAt) {
			await container.getBlockBlobClient(blobName('azurite', next++)).upload('x', 1);
		}
	};
	await Promise.all(Array.from({ length: SEED_PARALLEL }, worker));
	if (next < COUNT) return undefined;
	const expiresOn = new Date(Date.now() + 3_600_000);
	return await container.generateSasUrl({ permissions: ContainerSASPermissions.parse('rl'), expiresOn });
}

async function untilItAnswers(probe) {
	for (let attempt = 1; ; attempt++) {
		try {
			return await probe();
		} catch (error) {
			if (attempt === 20) throw error;
			await setTimeout(500);
		}
	}
}

async function freePort() {
	const probe = createServer();
	await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const { port } = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	return port;
}
