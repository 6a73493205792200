import { QueueServices, Worker } from '../../../demo/queue/queue-mode.js';
import { FOLDER_NAME, TIME_ZONE } from '../../n8n/support/names';
import { RunningN8n } from '../../n8n/support/running-n8n';
import { tellEnvironment } from '../../n8n/support/setup';
import { startVendors } from '../../n8n/support/vendors';

/** Redis, PostgreSQL, an n8n that hands every execution to its two workers, and one server of each vendor; they start empty. */
export default async function setup(): Promise<void> {
	const services = await QueueServices.start(FOLDER_NAME);
	const vendors: { stop(): Promise<void> }[] = [];
	globalThis.testServers = vendors;
	const places = await startVendors(vendors);
	const n8n = new RunningN8n(FOLDER_NAME, services.environment);
	await n8n.install();
	// It makes the tables.
	await n8n.start();
	const workers = await Promise.all([1, 2].map(async (number) => await Worker.start({ services, mainUrl: n8n.session.url, number, timeZone: TIME_ZONE })));
	globalThis.testServers = [...workers, n8n, ...vendors, services];
	tellEnvironment(places, n8n.session);
}
