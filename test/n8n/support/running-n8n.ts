import { setTimeout as sleep } from 'node:timers/promises';
import { createN8n, type LocalN8n, type RunningEditor } from '../../../demo/n8n/n8n.js';
import { OWNER, setUpOwner } from '../../../demo/n8n/owner.js';
import { TIME_ZONE } from './names';

interface Credential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface ExecutionRow {
	id: string;
	workflowId: string;
	status: string;
}

/** n8n as a server, as users have it, that can be stopped in every way and started anew. */
export class RunningN8n {
	readonly #n8n: LocalN8n;
	#server?: RunningEditor;
	#cookie = '';

	/** @param name of its folder */
	constructor(name: string, env: Record<string, string> = {}) {
		this.#n8n = createN8n({ name, timeZone: TIME_ZONE, env });
	}

	/** The folder that a user's home would hold. */
	get folder(): string {
		return this.#n8n.folder;
	}

	async install(): Promise<void> {
		await this.#n8n.installPackage();
	}

	async start(): Promise<void> {
		// At any port: that of the demo may be somebody's.
		this.#server = await this.#n8n.start(0);
		if (this.#cookie === '') await setUpOwner(this.#server.url);
		const { email, password } = OWNER;
		const login = await this.#send('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		this.#cookie = login.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
	}

	/** In good order: SIGTERM, and time for what is under way. */
	async stop(): Promise<void> {
		await this.#server?.stop(30_000);
	}

	/** The process, and all that belongs to it, in the midst of what they do. */
	async kill(): Promise<void> {
		if (!this.#server) return;
		process.kill(-this.#server.pid, 'SIGKILL');
		await this.#server.ended;
	}

	/** Gives its ID. */
	async addCredential({ name, type, data }: Credential): Promise<string> {
		const { id } = await this.#ask<{ id: string }>('POST', '/rest/credentials', { name, type, data });
		return id;
	}

	/** Stores and publishes it: n8n polls its triggers at once. */
	async publish(workflow: Record<string, unknown>): Promise<void> {
		const { id, versionId } = await this.#ask<{ id: string; versionId: string }>('POST', '/rest/workflows', workflow);
		await this.#ask('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Stores a workflow, and tests it in the editor from its trigger on, as a click on "Execute workflow" does; gives the execution's ID. */
	async test(workflow: Record<string, unknown>, triggerName: string): Promise<string> {
		const stored = await this.#ask<{ id: string }>('POST', '/rest/workflows', workflow);
		const run = { workflowData: stored, triggerToStartFrom: { name: triggerName } };
		const { executionId } = await this.#ask<{ executionId: string }>('POST', `/rest/workflows/${stored.id}/run`, run);
		return executionId;
	}

	/** Executions in one of these states, of a workflow or of all. */
	async executions(status: string[], workflowId?: string): Promise<ExecutionRow[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const { results } = await this.#ask<{ results: ExecutionRow[] }>('GET', `/rest/executions?limit=100&filter=${filter}`);
		return results;
	}

	/** Waits until an execution is over, a minute at most. */
	async ended(id: string): Promise<void> {
		for (let tries = 0; tries < 240; tries++) {
			const { finished, status } = await this.#ask<{ finished: boolean; status: string }>('GET', `/rest/executions/${id}`);
			if (finished || ['success', 'error', 'crashed', 'canceled'].includes(status)) return;
			await sleep(250);
		}
		throw new Error(`Execution ${id} does not end`);
	}

	/** All that n8n kept of an execution, as text. */
	async executionText(id: string): Promise<string> {
		return JSON.stringify(await this.#ask('GET', `/rest/executions/${id}`));
	}

	async #ask<Result>(method: string, path: string, body?: unknown): Promise<Result> {
		const response = await this.#send(method, path, body);
		return ((await response.json()) as { data: Result }).data;
	}

	async #send(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(`${this.#server?.url}${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.#cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		if (!response.ok) throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${(await response.text()).slice(0, 500)}`);
		return response;
	}
}
