/** A running n8n with the probe in it: workflows are called by their webhooks, and measured. */
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const POLL_MS = 20;
const LIMIT_MS = 240_000;
const READY_LIMIT_MS = 60_000;
const READY_POLL_MS = 200;

/** @param n8n of `createN8n`, with `probeSettings` in its environment */
export async function startMeasured(n8n, workflow, socket) {
	rmSync(socket, { force: true });
	const server = await n8n.start();
	try {
		const probe = await connect(socket);
		await waitForWebhook(server.url, workflow);
		return {
			/** What one call of the workflow costs. */
			measure: async (paths) => await measureCall(probe, async () => await call(server.url, workflow, paths)),
			/** Its last words. */
			log: () => server.log(),
			stop: async () => {
				probe.close();
				await server.stop();
			},
		};
	} catch (error) {
		await server.stop();
		throw error;
	}
}

export function probeSettings(socket) {
	return { NODE_OPTIONS: `--import=${new URL('probe.mjs', import.meta.url)}`, BENCH_PROBE_SOCKET: socket };
}

async function measureCall(probe, work) {
	const { pid } = await probe.ask('start');
	const peak = watchPeak(pid);
	const startedAt = performance.now();
	// Nothing is measured of an n8n that died, but how much memory it had.
	const failure = await work().then(() => undefined, (error) => error);
	const wallMs = performance.now() - startedAt;
	const cost = await probe.ask('stop').catch(() => ({}));
	return { wallMs, ...cost, peakKib: await peak.stop(), ...(failure ? { failure: failure.message } : {}) };
}

async function call(url, workflow, paths) {
	const response = await fetch(`${url}/webhook/${workflow}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ files: paths.map((path) => ({ path })) }),
		signal: AbortSignal.timeout(LIMIT_MS),
	}).catch((error) => {
		throw new Error(`n8n did not answer: ${error.cause?.message ?? error.message}`);
	});
	const text = await response.text();
	if (!response.ok) throw Object.assign(new Error(`n8n answered ${response.status}: ${text.slice(0, 200)}`), { status: response.status });
}

/** n8n says that it is ready before it has registered the webhooks. */
async function waitForWebhook(url, workflow) {
	const giveUpAt = Date.now() + READY_LIMIT_MS;
	for (;;) {
		// No files, no items: the download does nothing.
		const error = await call(url, workflow, []).then(() => undefined, (thrown) => thrown);
		if (error === undefined) return;
		if (error.status !== 404 || Date.now() > giveUpAt) throw error;
		await setTimeout(READY_POLL_MS);
	}
}

function watchPeak(pid) {
	let peakKib = 0;
	const read = () => (peakKib = Math.max(peakKib, peakOf(pid)));
	const timer = setInterval(read, POLL_MS);
	return {
		stop: async () => {
			clearInterval(timer);
			read();
			return peakKib;
		},
	};
}

function peakOf(pid) {
	try {
		return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
	} catch {
		return 0; // It is gone.
	}
}

async function connect(socket) {
	const connection = createConnection(socket);
	await once(connection, 'connect');
	connection.on('error', () => {});
	return {
		ask: async (command) => {
			connection.write(command);
			const [answer] = await once(connection, 'data', { signal: AbortSignal.timeout(30_000) });
			return JSON.parse(answer);
		},
		close: () => connection.destroy(),
	};
}
