import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TriggerFile } from '../../../core/watch/trigger-file';

const files = new Map<string, Promise<TriggerFile>>();

/** One file for each trigger, beside n8n's own data. */
export async function triggerFileFor(key: string): Promise<TriggerFile> {
	const known = files.get(key);
	if (known) return await known;
	const name = `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
	const opening = TriggerFile.open(join(process.env.N8N_USER_FOLDER || homedir(), '.n8n', 'call-recordings', 'triggers', name));
	files.set(key, opening);
	return await opening;
}
