import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RunOutcomes } from '../../../core/watch/run-outcomes';

const outcomesOf = new Map<string, Promise<RunOutcomes>>();

/** Which executions of a trigger have ended: one file for each trigger, beside n8n's own data. */
export async function outcomesFor(key: string): Promise<RunOutcomes> {
	const known = outcomesOf.get(key);
	if (known) return await known;
	const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
	const opening = RunOutcomes.open(join(process.env.N8N_USER_FOLDER || homedir(), '.n8n', 'call-recordings', 'triggers', name));
	outcomesOf.set(key, opening);
	return await opening;
}
