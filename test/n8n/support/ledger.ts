import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What an execution did with a recording. */
export interface Entry {
	workflow: string;
	execution: string;
	path: string;
	/** Of the file that came with it. */
	sha256: string;
}

/**
 * Where the workflows under test write down what they work on: a request for each recording. Can stop answering in the
 * middle of an execution, for as long as n8n has to live.
 */
export class Ledger {
	readonly entries: Entry[] = [];
	/** Neither written down nor answered. */
	readonly held: Entry[] = [];
	/** What was held, and its connections: those of a worker outlive its main. */
	readonly #waiting: Array<{ entry: Entry; response: ServerResponse }> = [];
	#holdsAfter = Infinity;
	#since = new Map<string, number>();
	readonly #server = createServer((request, response) => void this.#take(request, response));

	async start(): Promise<void> {
		this.#server.listen(0, '127.0.0.1');
		await once(this.#server, 'listening');
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}

	/** An expression that n8n works out for each item. */
	addressFor(workflow: string): string {
		const { port } = this.#server.address() as AddressInfo;
		return `=http://127.0.0.1:${port}/${workflow}?execution={{ $execution.id }}&path={{ encodeURIComponent($json.path) }}`;
	}

	/** Of each execution takes so many more, and leaves the others without an answer: two polls may share what arrives. */
	holdAfter(count: number): void {
		this.#holdsAfter = count;
		this.#since = new Map();
	}

	/** Takes all that comes from now on, and what waits, unless its process is no more. */
	goOn(): void {
		this.#holdsAfter = Infinity;
		for (const { entry, response } of this.#waiting.splice(0)) if (!response.destroyed) this.#write(entry, response);
	}

	pathsOf(workflow: string): string[] {
		return this.entries.filter((entry) => entry.workflow === workflow).map(({ path }) => path);
	}

	async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
		const file = await buffer(request).catch(() => undefined);
		// n8n was killed while it was sending.
		if (file === undefined) return;
		const sha256 = createHash('sha256').update(file).digest('hex');
		const workflow = pathname.slice(1);
		const entry = { workflow, execution: searchParams.get('execution') ?? '', path: searchParams.get('path') ?? '', sha256 };
		const taken = this.#since.get(entry.execution) ?? 0;
		if (taken >= this.#holdsAfter) {
			this.held.push(entry);
			this.#waiting.push({ entry, response });
			return;
		}
		this.#since.set(entry.execution, taken + 1);
		this.#write(entry, response);
	}

	#write(entry: Entry, response: ServerResponse): void {
		this.entries.push(entry);
		response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	}
}

export interface Balance {
	/** Stored there, and never worked on. */
	missing: string[];
	/** Worked on, though it is none that should be. */
	strange: string[];
	/** Worked on more than once, and not because its execution was cut. */
	twice: string[];
	/** Worked on more than once, by an execution that was cut and once more. */
	again: string[];
}

/** Compares what was worked on with what was put on a server. Knows nothing of how a trigger works. */
export function balanceOf(workflow: string, { entries, held }: Pick<Ledger, 'entries' | 'held'>, stored: string[]): Balance {
	const executionsOf = new Map<string, string[]>();
	for (const { path, execution } of entries.filter((entry) => entry.workflow === workflow)) {
		executionsOf.set(path, [...(executionsOf.get(path) ?? []), execution]);
	}
	const cut = new Set(held.map(({ execution }) => execution));
	const several = [...executionsOf].filter(([, executions]) => executions.length > 1);
	const isByCut = ([, executions]: [string, string[]]) => executions.length === 2 && cut.has(executions[0]) && !cut.has(executions[1]);
	return {
		missing: stored.filter((path) => !executionsOf.has(path)).sort(),
		strange: [...executionsOf.keys()].filter((path) => !stored.includes(path)).sort(),
		twice: several.filter((one) => !isByCut(one)).map(([path]) => path).sort(),
		again: several.filter(isByCut).map(([path]) => path).sort(),
	};
}
