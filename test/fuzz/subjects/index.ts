import type { Subject } from '../subject';
import { ARCHIVE_SUBJECTS } from './archives';
import { BYTE_SUBJECTS } from './bytes';
import { CRYPTO_SUBJECTS } from './crypto';
import { BYTE_NAME_SUBJECT, NAME_SUBJECTS } from './names';
import { STATE_SUBJECTS } from './state';
import { TABLE_SUBJECTS } from './tables';
import { TEXT_SUBJECTS } from './text';

/** Every parser of the project. */
export const SUBJECTS = [...NAME_SUBJECTS, BYTE_NAME_SUBJECT, ...TEXT_SUBJECTS, ...TABLE_SUBJECTS, ...BYTE_SUBJECTS, ...ARCHIVE_SUBJECTS, ...CRYPTO_SUBJECTS, ...STATE_SUBJECTS] as unknown as readonly Subject[];
