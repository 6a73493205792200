import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';
import type { Expiry } from './source';

const DAY_MS = 86_400_000;

/** By trigger, for what n8n has not saved yet: it saves a trigger's memory only when an execution begins. */
const warnedOn = new Map<string, string>();

/**
 * Once a day, what will soon end the watching is told as a failed execution, which begins the error workflow, too. The poll
 * goes on.
 */
export function warnOfExpiry(context: IPollFunctions, { what, atMs, withinMs, advice }: Expiry, memory: IDataObject, key: string): void {
	const nowMs = Date.now();
	const today = new Date(nowMs).toISOString().slice(0, 10);
	// What has expired fails the poll itself.
	if (atMs <= nowMs || atMs - nowMs > withinMs || memory.warnedOn === today || warnedOn.get(key) === today) return;
	warnedOn.set(key, today);
	memory.warnedOn = today;
	const at = new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
	const warning = new NodeOperationError(context.getNode(), `${what} expires ${inDays(atMs - nowMs)} (${at}); this trigger still works`, {
		description: `${advice} This warning comes once a day. "Warn Before Expiry (Days)" of the trigger sets how early, or switches it off.`,
		level: 'warning',
	});
	warning.failure = { cause: 'credential-invalid' };
	context.__emitError(warning);
}

function inDays(ms: number): string {
	const days = Math.floor(ms / DAY_MS);
	if (days < 1) return 'in less than a day';
	return days === 1 ? 'in one day' : `in ${days} days`;
}
