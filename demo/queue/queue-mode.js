/** n8n in queue mode: a main, workers, and what lies between them, each a process of its own on this machine. */
const { randomBytes } = require('node:crypto');
const { mkdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { localFolder } = require('../lib/project.js');
const { createN8n } = require('../n8n/n8n.js');
const { startPostgres } = require('./postgres.js');
const { startRedis } = require('./redis.js');

/** Executions at once on each worker: n8n's own default is 10. */
const CONCURRENCY = 5;

/** Redis and PostgreSQL, and the settings that an n8n needs to use them. Each can be started again, in its place. */
class QueueServices {
	/** @param {string} name of a folder below .local */
	static async start(name) {
		rmSync(join(localFolder, name), { recursive: true, force: true });
		mkdirSync(join(localFolder, name), { recursive: true });
		const [redis, postgres] = await Promise.all([startRedis({ name }), startPostgres({ name })]);
		return new QueueServices(name, redis, postgres);
	}

	constructor(name, redis, postgres) {
		this.name = name;
		this.redis = redis;
		this.postgres = postgres;
		const key = randomBytes(24).toString('hex');
		/** @type {Record<string, string>} of main and workers alike */
		this.environment = {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: postgres.database,
			DB_POSTGRESDB_USER: postgres.user,
			// Credentials are read by whoever runs the execution.
			N8N_ENCRYPTION_KEY: key,
			// A click on "Execute workflow" goes to a worker, too.
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		};
	}

	/** Without a word to anybody, and up again at once. */
	async restartRedis() {
		const { port } = this.redis;
		await this.redis.stop(0);
		this.redis = await startRedis({ name: this.name, port });
	}

	async restartPostgres() {
		const { port, data } = this.postgres;
		await this.postgres.kill();
		this.postgres = await startPostgres({ name: this.name, port, data });
	}

	async stop() {
		await Promise.all([this.redis.stop(0), this.postgres.kill()]);
		this.postgres.remove();
	}
}

/** One worker, with a folder and an installed package of its own, as on a machine of its own. */
class Worker {
	/**
	 * @param {{ services: QueueServices, mainUrl: string, number: number, timeZone: string, env?: Record<string, string>, concurrency?: number }} options
	 *   `mainUrl` is where webhooks are: what runs on a worker may call them
	 */
	static async start({ services, mainUrl, number, timeZone, env = {}, concurrency = CONCURRENCY }) {
		const n8n = createN8n({ name: `${services.name}/worker-${number}`, timeZone, env: { ...services.environment, WEBHOOK_URL: mainUrl, ...env } });
		await n8n.installPackage();
		return new Worker(n8n, number, concurrency, await n8n.startWorker(concurrency));
	}

	constructor(n8n, number, concurrency, server) {
		this.n8n = n8n;
		this.number = number;
		this.concurrency = concurrency;
		this.server = server;
		/** What it wrote before it was started again. */
		this.earlier = '';
	}

	get pid() {
		return this.server.pid;
	}

	/** IDs of the executions that it began. @returns {string[]} */
	executions() {
		return [...this.#log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id);
	}

	#log() {
		return this.earlier + readFileSync(join(this.n8n.folder, 'worker.log'), 'utf8');
	}

	async kill() {
		if (!this.server.running()) return;
		process.kill(-this.pid, 'SIGKILL');
		await this.server.ended;
	}

	/** All of its processes stand still, as on a machine that is out of breath; `resume` lets them go on. */
	stall() {
		process.kill(-this.pid, 'SIGSTOP');
	}

	resume() {
		process.kill(-this.pid, 'SIGCONT');
	}

	async startAgain() {
		this.earlier = this.#log();
		this.server = await this.n8n.startWorker(this.concurrency);
	}

	async stop(graceMs = 30_000) {
		await this.server.stop(graceMs);
	}
}

module.exports = { QueueServices, Worker };
