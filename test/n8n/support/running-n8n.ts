import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createN8n, type LocalN8n, type RunningEditor } from '../../../demo/n8n/n8n.js';
import { OWNER, setUpOwner } from '../../../demo/n8n/owner.js';
import { unflattened } from '../../../demo/lib/execution.js';
import { TIME_ZONE } from './names';
import { tellCredential, tellSecret } from '../../../demo/lib/secret-register.js';

interface Credential {
	id?: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface ExecutionRow {
	id: string;
	workflowId: string;
	status: string;
}

interface Workflow {
	id: string;
	nodes: { name: string; type: string; credentials?: Record<string, { id: string; name: string }> }[];
}

/** How another process reaches an n8n that runs. */
export interface Session {
	url: string;
	cookie: string;
}

/** n8n as a server, as users have it, that can be stopped in every way and started anew. */
export class RunningN8n {
	/** One that somebody else started, and stops. */
	static at(name: string, { url, cookie }: Session): RunningN8n {
		const n8n = new RunningN8n(name);
		n8n.#url = url;
		n8n.#cookie = cookie;
		return n8n;
	}

	readonly #n8n: LocalN8n;
	#server?: RunningEditor;
	#url = '';
	#cookie = '';
	/** n8n gives credentials IDs of its own. */
	readonly #credentialIds = new Map<string, string>();
	readonly #triggers = new Map<string, string>();

	/** @param name of its folder */
	constructor(name: string, env: Record<string, string> = {}) {
		this.#n8n = createN8n({ name, timeZone: TIME_ZONE, env });
	}

	/** The folder that a user's home would hold. */
	get folder(): string {
		return this.#n8n.folder;
	}

	get session(): Session {
		return { url: this.#url, cookie: this.#cookie };
	}

	async install(): Promise<void> {
		await this.#n8n.installPackage();
	}

	async start(): Promise<void> {
		// At any port: that of the demo may be somebody's.
		this.#server = await this.#n8n.start(0);
		this.#url = this.#server.url;
		if (this.#cookie === '') await setUpOwner(this.#url);
		const { email, password } = OWNER;
		const login = await this.#send('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		tellSecret('password of n8n', password);
		this.#cookie = login.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
	}

	/** Waits until it can work again, after its database was gone. */
	async ready(): Promise<void> {
		for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
			const response = await fetch(`${this.#url}/healthz/readiness`).catch(() => undefined);
			if (response?.ok) return;
		}
		throw new Error('n8n does not get ready');
	}

	/** In good order: SIGTERM, and time for what is under way. */
	async stop(): Promise<void> {
		await this.#server?.stop(30_000);
	}

	/** The process, and all that belongs to it, in the midst of what they do. */
	async kill(): Promise<void> {
		if (!this.#server?.running()) return;
		process.kill(-this.#server.pid, 'SIGKILL');
		await this.#server.ended;
	}

	/** Gives its ID. */
	async addCredential({ name, type, data }: Credential): Promise<string> {
		tellCredential(type, data);
		const { id } = await this.#ask<{ id: string }>('POST', '/rest/credentials', { name, type, data });
		return id;
	}

	/** What the editor shows of the test of a stored credential. */
	async testCredential(id: string, { name, type, data }: Credential): Promise<{ status: string; message: string }> {
		return await this.#ask('POST', '/rest/credentials/test', { credentials: { id, name, type, data } });
	}

	/** Stores and publishes it: n8n polls its triggers at once. */
	async publish(workflow: Record<string, unknown>): Promise<void> {
		const { id, versionId } = await this.#ask<{ id: string; versionId: string }>('POST', '/rest/workflows', workflow);
		await this.#ask('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Publishes a workflow that was imported. */
	async activate(workflowId: string): Promise<void> {
		const { versionId } = await this.#ask<{ versionId: string }>('GET', `/rest/workflows/${workflowId}`);
		await this.#ask('POST', `/rest/workflows/${workflowId}/activate`, { versionId });
	}

	/** Waits until a published webhook answers: in queue mode it does some time after. */
	async listening(path: string): Promise<void> {
		const headers = { connection: 'close', origin: this.#url, 'access-control-request-method': 'POST' };
		for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
			const response = await fetch(`${this.#url}/webhook/${path}`, { method: 'OPTIONS', headers });
			if (response.headers.get('access-control-allow-methods')?.includes('POST')) return;
		}
		throw new Error(`The webhook ${path} does not answer`);
	}

	/** What its binary store holds, wherever that is. */
	async binary(id: string): Promise<Buffer> {
		return Buffer.from(await (await this.#send('GET', `/rest/binary-data?action=download&id=${encodeURIComponent(id)}`)).arrayBuffer());
	}

	async importCredentials(credentials: unknown[]): Promise<void> {
		for (const credential of credentials as Credential[]) this.#credentialIds.set(credential.id ?? '', await this.addCredential(credential));
	}

	/** Of a credential that was imported under another. */
	credentialId(importedId: string): string {
		return this.#credentialIds.get(importedId) ?? importedId;
	}

	/** With the credentials that were imported. */
	async importWorkflows(workflows: unknown[]): Promise<void> {
		for (const workflow of workflows as Workflow[]) {
			const nodes = workflow.nodes.map((node) => ({ ...node, credentials: this.#ours(node.credentials) }));
			await this.#ask('POST', '/rest/workflows', { ...workflow, nodes });
			this.#triggers.set(workflow.id, workflow.nodes.find(({ type }) => /trigger$/i.test(type))?.name ?? '');
		}
	}

	#ours(credentials: Workflow['nodes'][number]['credentials'] = {}) {
		return Object.fromEntries(Object.entries(credentials).map(([type, { id, name }]) => [type, { id: this.#credentialIds.get(id) ?? id, name }]));
	}

	/** Runs an imported workflow from its trigger on, as a click on "Execute workflow" does. */
	async execute(workflowId: string): Promise<{ execution: unknown; stdout: string; stderr: string }> {
		const loggedBefore = this.#log().length;
		const executionId = await this.begin(workflowId);
		await this.ended(executionId);
		const kept = await this.#ask<{ data: string }>('GET', `/rest/executions/${executionId}`);
		return { execution: { id: executionId, data: unflattened(kept.data) }, stdout: JSON.stringify(kept), stderr: this.#log().slice(loggedBefore) };
	}

	/** The same without waiting for its end; gives the ID of the execution. */
	async begin(workflowId: string): Promise<string> {
		const stored = await this.#ask<{ id: string }>('GET', `/rest/workflows/${workflowId}`);
		return await this.#begin(stored, this.#triggers.get(workflowId) ?? '');
	}

	/** Stores a workflow and runs it from this trigger on; gives the execution's ID, while it runs. */
	async test(workflow: Record<string, unknown>, triggerName: string): Promise<string> {
		return await this.#begin(await this.#ask<{ id: string }>('POST', '/rest/workflows', workflow), triggerName);
	}

	async #begin(stored: { id: string }, triggerName: string): Promise<string> {
		const run = { workflowData: stored, triggerToStartFrom: { name: triggerName } };
		const { executionId } = await this.#ask<{ executionId: string }>('POST', `/rest/workflows/${stored.id}/run`, run);
		return executionId;
	}

	#log(): string {
		return readFileSync(join(this.folder, 'n8n.log'), 'utf8');
	}

	/** Executions in one of these states, of a workflow or of all. */
	async executions(status: string[], workflowId?: string): Promise<ExecutionRow[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const { results } = await this.#ask<{ results: ExecutionRow[] }>('GET', `/rest/executions?limit=100&filter=${filter}`);
		return results;
	}

	/** Waits until an execution is over, two minutes at most. */
	async ended(id: string): Promise<void> {
		const deadline = Date.now() + 120_000;
		while (Date.now() < deadline) {
			const { finished, status } = await this.#ask<{ finished: boolean; status: string }>('GET', `/rest/executions/${id}`);
			if (finished || ['success', 'error', 'crashed', 'canceled'].includes(status)) return;
			await sleep(100);
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
		const response = await fetch(`${this.#url}${path}`, {
			method,
			// A connection that was idle may be closed just when it is used again.
			headers: { 'content-type': 'application/json', cookie: this.#cookie, connection: 'close' },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		if (!response.ok) throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${(await response.text()).slice(0, 500)}`);
		return response;
	}
}
