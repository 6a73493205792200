import { QueueServices, Worker } from '../../../demo/queue/queue-mode.js';
import { IS_QUEUE, TIME_ZONE } from './names';
import { RunningN8n } from './running-n8n';

const WORKERS = [1, 2];

/** An n8n of its own: by itself, or in queue mode with all that belongs to it. */
export class Bed {
	readonly workers: Worker[] = [];

	/** @param name of its folder */
	static async make(name: string, { env = {}, inQueueMode = IS_QUEUE }: { env?: Record<string, string>; inQueueMode?: boolean } = {}): Promise<Bed> {
		const services = inQueueMode ? await QueueServices.start(name) : undefined;
		return new Bed(services, env, new RunningN8n(name, { ...services?.environment, ...env }));
	}

	private constructor(
		readonly services: QueueServices | undefined,
		private readonly env: Record<string, string>,
		readonly n8n: RunningN8n,
	) {}

	/** Main first: it makes the tables of the database. */
	async start(): Promise<void> {
		await this.n8n.install();
		await this.n8n.start();
		const { services, env } = this;
		if (services) this.workers.push(...(await Promise.all(WORKERS.map(async (number) => await Worker.start({ services, mainUrl: this.n8n.session.url, number, timeZone: TIME_ZONE, env })))));
	}

	/** All of it at once, whatever it is at. */
	async stop(): Promise<void> {
		await Promise.all([this.n8n.kill(), ...this.workers.map(async (worker) => await worker.kill())]);
		await this.services?.stop();
	}
}
