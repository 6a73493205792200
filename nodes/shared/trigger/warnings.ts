import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';
import { PerTrigger } from './per-trigger';
import type { Doubt, Expiry } from './source';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What a trigger has told, and when it began to doubt; of this process, since n8n saves a trigger's memory only with an execution. */
interface Told {
	on?: string;
	doubtSinceMs?: number;
}

const toldBy = new PerTrigger((): Told => ({}));

/** Warnings of a trigger, as failed executions, which begin the error workflow, too: each once a day. The poll goes on. */
export class Warnings {
	constructor(
		private readonly context: IPollFunctions,
		private readonly memory: IDataObject,
		private readonly key: string,
	) {}

	/** Of what will soon end the watching. */
	ofExpiry({ what, atMs, withinMs, advice }: Expiry): void {
		const leftMs = atMs - Date.now();
		// What has expired fails the poll itself.
		if (leftMs <= 0 || leftMs > withinMs) return;
		const at = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
		const hint = 'This warning comes once a day. "Warn Before Expiry (Days)" of the trigger sets how early, or switches it off.';
		this.#tell('warnedOn', `${what} expires ${inTime(leftMs)} (${at}); this trigger still works`, `${advice} ${hint}`);
	}

	/** Of what may be wrong, when it has lasted for a day; undefined when all is well. */
	ofDoubt(doubt: Doubt | undefined): void {
		const told = toldBy.of(this.key);
		told.doubtSinceMs = doubt && (told.doubtSinceMs ?? Date.now());
		const lastsMs = Date.now() - (told.doubtSinceMs ?? Infinity);
		if (doubt && lastsMs >= DAY_MS) this.#tell('doubtedOn', `For ${inTime(lastsMs).slice(3)} now ${doubt.what}`, `${doubt.advice} This warning comes once a day.`);
	}

	#tell(what: 'warnedOn' | 'doubtedOn', message: string, description: string): void {
		const today = `${what} ${new Date().toISOString().slice(0, 10)}`;
		const told = toldBy.of(this.key);
		if (this.memory[what] === today || told.on === today) return;
		told.on = today;
		this.memory[what] = today;
		const warning = new NodeOperationError(this.context.getNode(), message, { description, level: 'warning' });
		warning.failure = { cause: 'credential-invalid' };
		this.context.__emitError(warning);
	}
}

/** To the hour where it is less than two days, else to the day. */
function inTime(ms: number): string {
	if (ms < HOUR_MS) return 'in less than an hour';
	if (ms >= 2 * DAY_MS) return `in ${Math.round(ms / DAY_MS)} days`;
	const hours = Math.round(ms / HOUR_MS);
	return hours === 1 ? 'in one hour' : `in ${hours} hours`;
}
