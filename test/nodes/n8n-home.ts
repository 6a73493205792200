import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A home for n8n that goes away: n8n reads these when it is loaded, so this module must be imported before it. */
export const n8nHome = mkdtempSync(join(tmpdir(), 'n8n-home-'));

Object.assign(process.env, {
	N8N_USER_FOLDER: n8nHome,
	N8N_ENCRYPTION_KEY: 'the key of a test that keeps nothing',
	N8N_BINARY_DATA_STORAGE_PATH: join(n8nHome, 'binary'),
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	N8N_LOG_LEVEL: 'debug',
	N8N_DIAGNOSTICS_ENABLED: 'false',
});
