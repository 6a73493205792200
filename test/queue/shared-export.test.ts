import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bed } from '../n8n/support/bed';
import { startTenantWith } from '../n8n/support/originals';
import { container, exportJob } from '../n8n/support/workflow';
import { credentialOf } from '../nodes/tenant';
import type { BlobServer, LoggedRequest } from '../servers/blob-server';

/**
 * An export that shards share, on two workers, while what can happen to such an n8n happens. What lies at the target is judged by a script
 * that imports nothing of the package.
 */
const NAME = 'test-queue-export';
const JUDGE = join(__dirname, '../core/export/crash/judge.mjs');
const FILES = 600;
const SHARDS = 4;
/** So that there is a middle: of each file's fetch. */
const AWAY_MS = 40;
/** Files that were fetched when it happens. */
const MIDDLE = 150;
/** The lock that a worker holds on an execution, of n8n's queue: a minute, but here. */
const LOCK_MS = 4_000;
const LOCK = { QUEUE_WORKER_LOCK_DURATION: String(LOCK_MS), QUEUE_WORKER_LOCK_RENEW_TIME: '1000', QUEUE_WORKER_STALLED_INTERVAL: '1500' };
/** Of a shard that was cut: what was on its way, and what was written and not recorded, is fetched again. */
const FETCHED_AGAIN = 120;
/** How long who asked for a shard waits where that may be lost. */
const PATIENCE_MS = 15_000;
/** Longer than an export goes without fetching. */
const QUIET_MS = 3_000;

const folder = mkdtempSync(join(tmpdir(), 'queue-export-'));
const originals = join(folder, 'originals');
let vendor: BlobServer;
let bed: Bed;

interface Totals {
	shard?: number;
	ended?: string;
	exportedFiles?: number;
	knownFiles?: number;
	listedFiles?: number;
	failedFiles?: number;
}

const isFetch = ({ method, blob }: LoggedRequest) => method === 'GET' && blob !== '';
const fetched = () => vendor.requests.filter(isFetch).map(({ blob }) => blob);

beforeAll(async () => {
	vendor = await startTenantWith(FILES, originals);
	vendor.inject({ awayMs: AWAY_MS }, { times: Infinity, on: isFetch });
	bed = await Bed.make(NAME, { env: { ...LOCK, N8N_RESTRICT_FILE_ACCESS_TO: folder }, inQueueMode: true });
	await bed.start();
	await bed.n8n.importCredentials([{ id: 'tenant', name: 'tenant', type: 'genesysSasApi', data: credentialOf(vendor) }]);
}, 900_000);

afterAll(async () => {
	await bed?.stop();
	await vendor?.close();
	rmSync(folder, { recursive: true });
}, 60_000);

/** A job of its own, with a webhook that starts a shard of it. */
class Job {
	readonly target: string;

	constructor(private readonly name: string) {
		this.target = join(folder, name);
	}

	async publish(): Promise<void> {
		mkdirSync(this.target);
		vendor.requests.splice(0);
		const parameters = { jobName: this.name, source: 'genesys', container: container('recordings'), targetType: 'folder', folderPath: this.target, options: { shard: '={{ $json.body.shard }}', shards: SHARDS } };
		const webhook = { name: 'Shard', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: this.name, parameters: { httpMethod: 'POST', path: this.name, responseMode: 'lastNode', options: {} } };
		const nodes = [webhook, exportJob('export', parameters, { credentials: { genesysSasApi: bed.n8n.credentialId('tenant') } })].map((node, index) => ({ id: `${this.name}-${index}`, position: [index * 200, 0], ...node }));
		const connections = { Shard: { main: [[{ node: 'export', type: 'main', index: 0 }]] } };
		await bed.n8n.publish({ id: this.name, name: this.name, active: false, nodes, connections, settings: { executionOrder: 'v1' } });
		await bed.n8n.listening(this.name);
	}

	/** Every shard, each an execution of its own; what its webhook says, where it does in time. */
	async share(waitMs = 120_000): Promise<Totals[]> {
		return await Promise.all(Array.from({ length: SHARDS }, async (_, index) => await this.#shard(index + 1, waitMs)));
	}

	async #shard(shard: number, waitMs: number): Promise<Totals> {
		const body = JSON.stringify({ shard });
		const headers = { 'content-type': 'application/json', connection: 'close' };
		const response = await fetch(`${bed.n8n.session.url}/webhook/${this.name}`, { method: 'POST', headers, body, signal: AbortSignal.timeout(waitMs) }).catch(() => undefined);
		return response?.ok ? ((await response.json()) as Totals) : {};
	}

	judge(): string {
		return execFileSync(process.execPath, [JUDGE, originals, 'pieces', this.target]).toString();
	}
}

const sum = (totals: readonly Totals[], field: 'exportedFiles' | 'knownFiles' | 'listedFiles' | 'failedFiles') => totals.reduce((total, one) => total + (one[field] ?? 0), 0);

/** What the next night must find: everything exported, by whichever run, once; and the night after that, nothing to do. */
async function assertWhole(job: Job, mostAgain = FETCHED_AGAIN): Promise<void> {
	const next = await job.share();
	expect(next.map(({ ended }) => ended)).toEqual(Array(SHARDS).fill('complete'));
	expect([sum(next, 'exportedFiles') + sum(next, 'knownFiles'), sum(next, 'failedFiles')]).toEqual([FILES, 0]);
	expect(job.judge()).toBe('');
	expect(fetched().length).toBeLessThanOrEqual(FILES + mostAgain);
	const before = fetched().length;
	const last = await job.share();
	expect([sum(last, 'exportedFiles'), sum(last, 'knownFiles'), fetched().length - before]).toEqual([0, FILES, 0]);
}

async function untilInTheMiddle(): Promise<void> {
	await until('the middle of the export', () => fetched().length >= MIDDLE);
	expect(fetched().length).toBeLessThan(FILES);
}

async function until(what: string, isDone: () => Promise<boolean> | boolean, waitMs = 60_000): Promise<void> {
	const deadline = Date.now() + waitMs;
	while (!(await isDone())) {
		if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
		await sleep(50);
	}
}

/** n8n may call an execution running for minutes whose end it could not write down; one that exports nothing more has ended. */
async function untilQuiet(): Promise<void> {
	for (let [before, since] = [-1, Date.now()]; Date.now() - since < QUIET_MS; await sleep(100)) {
		if (fetched().length === before) continue;
		before = fetched().length;
		since = Date.now();
	}
}

test('the shards of a job go to both workers; each file is fetched once, and the totals add up', async () => {
	const job = new Job('shared');
	await job.publish();
	const before = bed.workers.map((worker) => worker.executions().length);
	const totals = await job.share();
	expect(totals.map(({ shard, ended }) => [shard, ended])).toEqual(Array.from({ length: SHARDS }, (_, index) => [index + 1, 'complete']));
	for (const field of ['exportedFiles', 'listedFiles'] as const) expect(sum(totals, field)).toBe(FILES);
	expect(fetched().sort()).toEqual([...new Set(fetched())].sort());
	expect(fetched()).toHaveLength(FILES);
	const begun = bed.workers.map((worker, index) => worker.executions().length - before[index]);
	expect(Math.min(...begun)).toBeGreaterThan(0);
	await assertWhole(job);
});

interface Disturbance {
	/** When all that was asked for has been answered, or not. */
	afterwards?(): Promise<void>;
	mostAgain?: number;
}

/** A job that is shared, what happens in the middle of it, and what is there when nothing happens any more. */
async function assertSurvives(name: string, strike: (job: Job) => Promise<void>, { afterwards, mostAgain }: Disturbance = {}): Promise<void> {
	const job = new Job(name);
	await job.publish();
	const sharing = job.share(PATIENCE_MS);
	await untilInTheMiddle();
	await strike(job);
	await sharing;
	await afterwards?.();
	await untilQuiet();
	await assertWhole(job, mostAgain);
}

test('a worker is killed in the middle', async () => {
	const [worker] = bed.workers;
	await assertSurvives('killed', async () => await worker.kill(), { afterwards: async () => await worker.startAgain() });
});

test('Redis is killed in the middle, and started again', async () => {
	await assertSurvives('redis', async () => await bed.services?.restartRedis());
});

test('PostgreSQL is killed in the middle, and started again', async () => {
	await assertSurvives('postgres', async () => {
		await bed.services?.restartPostgres();
		await bed.n8n.ready();
	});
});

test('a worker that stalls for longer than its lock, and comes back while others do its work', async () => {
	const [stalling] = bed.workers;
	const stallWhileOthersWork = async (job: Job) => {
		stalling.stall();
		await sleep(2 * LOCK_MS);
		const again = job.share(PATIENCE_MS);
		await sleep(500);
		stalling.resume();
		await again;
	};
	// Both fetch what is in hand of the shards that it had, and one of them writes it.
	await assertSurvives('stalled', stallWhileOthersWork, { mostAgain: FILES });
});
