import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../../../demo/lib/project.js';
import { createN8n } from '../../../demo/n8n/n8n.js';
import { startAzurite } from '../../../demo/vendors/genesys/azurite.js';
import { sampleExports } from '../../../demo/vendors/genesys/data-exports.js';
import { sampleRecordings } from '../../../demo/vendors/genesys/recordings.js';
import { seed } from '../../../demo/vendors/genesys/seed.js';
import { ENVIRONMENT_FILE, FOLDER_NAME, TIME_ZONE } from './names';

declare global {
	var testAzurite: { stop(): Promise<void> } | undefined;
}

/** One Azurite and one n8n folder for all the files; both start empty. */
export default async function setup(): Promise<void> {
	rmSync(join(localFolder, FOLDER_NAME), { recursive: true, force: true });
	mkdirSync(join(localFolder, FOLDER_NAME), { recursive: true });
	const azurite = await startAzurite({ name: FOLDER_NAME });
	globalThis.testAzurite = azurite;
	const now = new Date();
	const recordings = sampleRecordings({ now, timeZone: TIME_ZONE });
	await seed(azurite, recordings, sampleExports({ now, recordings }));
	await createN8n({ name: FOLDER_NAME, timeZone: TIME_ZONE }).installPackage();
	const { url, account, key } = azurite;
	writeFileSync(ENVIRONMENT_FILE, JSON.stringify({ now: now.toISOString(), azurite: { url, account, key } }), { mode: 0o600 });
}
