/** A real n8n with a folder of its own: imports, runs workflows without an editor, and serves the editor. */
const { existsSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { freePort } = require('../lib/ports.js');
const { run, startProcess, waitUntilUp } = require('../lib/processes.js');
const { childEnvironment, localFolder, nodeBinary } = require('../lib/project.js');
const { tellCredential } = require('../lib/secret-register.js');
const { unpackInto } = require('./package.js');

const BIN = join(__dirname, 'node_modules', 'n8n', 'bin', 'n8n');
const EDITOR_PORT = 5678;

/** Nothing calls home, nothing asks questions, nothing listens beyond this machine. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
	// Its own helper takes longer to start on a busy machine than the 30 s that n8n gives it, and does not try again.
	N8N_RUNNERS_GRANT_TOKEN_TTL: '300',
};

/**
 * @param {{ name: string, timeZone: string, env?: Record<string, string> }} options `name` is its folder below .local
 */
function createN8n({ name, timeZone, env = {} }) {
	if (!existsSync(BIN)) throw new Error('n8n is not installed. Run: node demo/n8n/install.mjs');
	const folder = join(localFolder, name);
	mkdirSync(folder, { recursive: true });
	const settings = { ...QUIET, N8N_USER_FOLDER: folder, GENERIC_TIMEZONE: timeZone, ...env };

	/** Every process needs a broker port of its own for its task runner. */
	async function environment(extra = {}) {
		return childEnvironment({ ...settings, N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...extra });
	}

	async function cli(...parameters) {
		return await run({
			command: nodeBinary(),
			parameters: [BIN, ...parameters],
			env: await environment({ N8N_LOG_FORMAT: 'text' }),
			cwd: folder,
			timeoutMs: 180_000,
		});
	}

	async function importFile(kind, entries) {
		const file = join(folder, `import-${kind}.json`);
		writeFileSync(file, JSON.stringify(entries), { mode: 0o600 });
		const { stdout, stderr } = await cli(`import:${kind}`, `--input=${file}`);
		rmSync(file);
		if (!stdout.includes('Successfully imported')) throw new Error(`n8n did not import the ${kind}:\n${stdout}${stderr}`);
	}

	return {
		folder,
		installPackage: () => unpackInto(join(folder, '.n8n', 'nodes')),
		importCredentials: async (credentials) => {
			for (const { type, data } of credentials) tellCredential(type, data);
			await importFile('credentials', credentials);
		},
		importWorkflows: (workflows) => importFile('workflow', workflows),
		execute: async (workflowId) => executionOf(await cli('execute', `--id=${workflowId}`, '--rawOutput')),
		start: (preferredPort = EDITOR_PORT) => startEditor(folder, environment, preferredPort),
		startWorker: (concurrency) => startWorker(folder, environment, concurrency),
	};
}

/**
 * What `n8n execute` printed: its log, then the execution as JSON, also when the execution failed.
 * @returns {{ execution: any, stdout: string, stderr: string }}
 */
function executionOf({ stdout, stderr }) {
	const start = /^\{$/m.exec(stdout);
	const end = stdout.lastIndexOf('\n}');
	if (!start || end < 0) throw new Error(`n8n printed no execution:\n${stdout}${stderr}`);
	return { execution: JSON.parse(stdout.slice(start.index, end + 2)), stdout, stderr };
}

async function startEditor(folder, environment, preferredPort) {
	const port = await freePort(preferredPort);
	const url = `http://127.0.0.1:${port}`;
	const server = startProcess({
		command: nodeBinary(),
		parameters: [BIN, 'start'],
		env: await environment({ N8N_PORT: String(port), N8N_EDITOR_BASE_URL: url }),
		cwd: folder,
		logFile: join(folder, 'n8n.log'),
	});
	const probe = async () => (await fetch(`${url}/healthz/readiness`)).ok;
	await waitUntilUp({ name: 'n8n', server, probe, timeoutMs: 300_000 });
	return { url, port, ...server };
}

/** Of queue mode: it takes executions from Redis, so many at once, and serves no editor. */
async function startWorker(folder, environment, concurrency) {
	const port = await freePort();
	const server = startProcess({
		command: nodeBinary(),
		parameters: [BIN, 'worker', `--concurrency=${concurrency}`],
		env: await environment({ QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' }),
		cwd: folder,
		logFile: join(folder, 'worker.log'),
	});
	const probe = async () => (await fetch(`http://127.0.0.1:${port}/healthz/readiness`)).ok;
	await waitUntilUp({ name: 'a worker of n8n', server, probe, timeoutMs: 300_000 });
	return server;
}

module.exports = { createN8n, executionOf };
