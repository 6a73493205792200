import { join } from 'node:path';
import { localFolder } from '../../../demo/lib/project.js';

export const FOLDER_NAME = 'test-n8n';

/** Far from UTC and with half an hour in it, so that a window in the wrong zone cannot pass by luck. */
export const TIME_ZONE = 'Asia/Kolkata';

export const ENVIRONMENT_FILE = join(localFolder, 'test-n8n.json');
