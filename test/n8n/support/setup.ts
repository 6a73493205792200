import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder } from '../../../demo/lib/project.js';
import { ENVIRONMENT_FILE, FOLDER_NAME } from './names';
import { RunningN8n, type Session } from './running-n8n';
import { startVendors, type Vendors } from './vendors';

declare global {
	var testServers: { stop(): Promise<void> }[] | undefined;
}

/** One server of each vendor, and one n8n, for all the files; they start empty. */
export default async function setup(): Promise<void> {
	rmSync(join(localFolder, FOLDER_NAME), { recursive: true, force: true });
	mkdirSync(join(localFolder, FOLDER_NAME), { recursive: true });
	globalThis.testServers = [];
	const vendors = await startVendors(globalThis.testServers);
	const n8n = new RunningN8n(FOLDER_NAME);
	await n8n.install();
	await n8n.start();
	globalThis.testServers.push(n8n);
	tellEnvironment(vendors, n8n.session);
}

/** For the files, which run in processes of their own. */
export function tellEnvironment({ now, azurite, s3, ftps }: Vendors, session: Session): void {
	const { url, account, key } = azurite;
	const places = { azurite: { url, account, key }, s3: { url: s3.url, bucket: s3.bucket, folder: s3.folder }, ftps: { port: ftps.port, certificate: ftps.certificate } };
	writeFileSync(ENVIRONMENT_FILE, JSON.stringify({ now: now.toISOString(), session, ...places }), { mode: 0o600 });
}
