import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../../../demo/lib/project.js';
import { seaFiles } from '../../../demo/vendors/cxone/recordings.js';
import { startS3 } from '../../../demo/vendors/cxone/s3.js';
import { seed as seedSea } from '../../../demo/vendors/cxone/seed.js';
import { sampleFiles, seed as seedFtps } from '../../../demo/vendors/eight-by-eight/seed.js';
import { startFtps } from '../../../demo/vendors/eight-by-eight/server.js';
import { startAzurite } from '../../../demo/vendors/genesys/azurite.js';
import { sampleExports } from '../../../demo/vendors/genesys/data-exports.js';
import { sampleRecordings } from '../../../demo/vendors/genesys/recordings.js';
import { seed } from '../../../demo/vendors/genesys/seed.js';
import { sampleExports as sampleVerbaExports } from '../../../demo/vendors/verba/exports.js';
import { seed as seedVerba } from '../../../demo/vendors/verba/seed.js';
import { ENVIRONMENT_FILE, FOLDER_NAME, TIME_ZONE } from './names';
import { RunningN8n } from './running-n8n';

declare global {
	var testServers: { stop(): Promise<void> }[] | undefined;
}

/** One server of each vendor, and one n8n, for all the files; they start empty. */
export default async function setup(): Promise<void> {
	rmSync(join(localFolder, FOLDER_NAME), { recursive: true, force: true });
	mkdirSync(join(localFolder, FOLDER_NAME), { recursive: true });
	const azurite = await startAzurite({ name: FOLDER_NAME });
	globalThis.testServers = [azurite];
	const s3 = await startS3({ name: FOLDER_NAME });
	globalThis.testServers.push(s3);
	const ftps = await startFtps({ name: FOLDER_NAME });
	globalThis.testServers.push(ftps);
	const now = new Date();
	seedFtps(ftps.folder, sampleFiles({ now }).files);
	const recordings = sampleRecordings({ now, timeZone: TIME_ZONE });
	await seed(azurite, recordings, sampleExports({ now, recordings }));
	await seedSea(s3, seaFiles({ now, timeZone: TIME_ZONE }));
	await seedVerba(s3, sampleVerbaExports({ now }));
	const n8n = new RunningN8n(FOLDER_NAME);
	await n8n.install();
	await n8n.start();
	globalThis.testServers.push(n8n);
	const { url, account, key } = azurite;
	const places = { azurite: { url, account, key }, s3: { url: s3.url, bucket: s3.bucket, folder: s3.folder }, ftps: { port: ftps.port, certificate: ftps.certificate } };
	writeFileSync(ENVIRONMENT_FILE, JSON.stringify({ now: now.toISOString(), session: n8n.session, ...places }), { mode: 0o600 });
}
