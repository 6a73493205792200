import { join } from 'node:path';
import { localFolder } from '../../../demo/lib/project.js';

/** An n8n by itself, or one in queue mode, where what is tested here runs on workers. */
export const IS_QUEUE = process.env.CALL_RECORDINGS_BED === 'queue';

export const FOLDER_NAME = IS_QUEUE ? 'test-queue' : 'test-n8n';

/** Far from UTC and with half an hour in it, so that a window in the wrong zone cannot pass by luck. */
export const TIME_ZONE = 'Asia/Kolkata';

export const ENVIRONMENT_FILE = join(localFolder, `${FOLDER_NAME}.json`);
