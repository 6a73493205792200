/** n8n in queue mode on one machine: the vendors of the demo, Redis, PostgreSQL, a main, two workers, and an export that these share. */
const { step, table } = require('../lib/screen.js');
const { atTheEnd, guard, ready } = require('../lib/shutdown.js');
const { exampleTexts, installN8nOnce, startVendors, underLock } = require('../run.js');
const { createN8n } = require('../n8n/n8n.js');
const { packedTarball } = require('../n8n/package.js');
const { OWNER, openDoor, setUpOwner } = require('../n8n/owner.js');
const { openRest } = require('../n8n/rest.js');
const { postgresFolder, redisServer } = require('./debian.js');
const { QueueServices, Worker } = require('./queue-mode.js');

const NAME = 'queue';
const WORKERS = [1, 2];
const SHARED = 'genesysExportShared';
const SHARD = 'genesysExportShard';

async function main() {
	await underLock(runQueue);
}

async function runQueue(lock) {
	// Before anything is fetched.
	redisServer();
	postgresFolder();
	await installN8nOnce();
	const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const started = await startVendors({ timeZone });
	const services = await step('Starting Redis and PostgreSQL', () => QueueServices.start(NAME));
	guard('Redis', services.redis);
	// The last one said is the first one done.
	atTheEnd(() => services.postgres.remove());
	guard('PostgreSQL', services.postgres);
	await step('Building and packing the package', packedTarball);
	const n8n = createN8n({ name: `${NAME}/main`, timeZone, env: services.environment });
	await step('Installing the package in main', n8n.installPackage);
	const editor = await step('Starting main', () => n8n.start());
	guard('n8n', editor);
	await setUpOwner(editor.url);
	const workers = await step('Installing the package on two workers, and starting them', async () => {
		return await Promise.all(WORKERS.map(async (number) => await Worker.start({ services, mainUrl: editor.url, number, timeZone })));
	});
	for (const { number, server } of workers) guard(`worker ${number}`, server);
	await step('Importing the credentials', () => n8n.importCredentials(started.flatMap(({ credentials }) => credentials)));
	await step('Importing the example workflows', () => n8n.importWorkflows(exampleTexts().map((text) => JSON.parse(text))));
	await share(await openRest(editor.url), workers);
	const door = await openDoor(editor.url, `/workflow/${SHARED}`);
	atTheEnd(door.close);
	lock.tell({ url: editor.url, door: door.url });
	ready('npm run queue starts anew.');
	console.log(`
  The editor is open:  ${door.url}   (logs you in)
  or:                  ${editor.url}   e-mail ${OWNER.email}, password ${OWNER.password}
  The workers:         processes ${workers.map(({ pid }) => pid).join(' and ')}; their logs are in .local/${NAME}

  Ctrl-C stops everything.`);
}

/** The export, twice: what the second run finds is what the ledger knows. */
async function share(rest, workers) {
	await step('Publishing the workflow of a shard', () => rest.publish(SHARD));
	for (const night of ['first', 'second']) {
		const before = new Set(await rest.executions(SHARD));
		await step(`Running the export that workers share, the ${night} night`, () => rest.run(SHARED, 'When clicking Execute workflow'));
		const totals = await rest.output(SHARED, 'Totals of each shard');
		const [{ report }] = await rest.output(SHARED, 'Report');
		const executions = (await rest.executions(SHARD)).filter((id) => !before.has(id));
		console.log(`\n${told(totals, report, executions, workers)}\n`);
	}
}

function told(totals, report, executions, workers) {
	const rows = totals.map(({ shard, shards, exportedFiles, knownFiles, failedFiles, listedFiles }) => [`${shard} of ${shards}`, exportedFiles, knownFiles, failedFiles, listedFiles].map(String));
	const ofWorkers = workers.map((worker) => `worker ${worker.number} ran ${worker.executions().filter((id) => executions.includes(id)).length}`);
	return [table(['shard', 'exported', 'exported before', 'failed', 'listed'], rows, [1, 2, 3, 4]), '', `  ${report}. Of ${executions.length} shards, ${ofWorkers.join(', ')}.`].join('\n');
}

module.exports = { main };
