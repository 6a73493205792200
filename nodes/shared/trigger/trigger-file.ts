import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TriggerFile } from '../../../core/watch/trigger-file';
import { PerTrigger } from './per-trigger';

/** One file for each trigger, beside n8n's own data. */
export const triggerFiles = new PerTrigger(async (key) => {
	const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
	return await TriggerFile.open(join(process.env.N8N_USER_FOLDER || homedir(), '.n8n', 'call-recordings', 'triggers', name));
});
