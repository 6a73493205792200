import { isAbsolute, normalize } from 'node:path';
import type { IExecuteFunctions, ResolvedFilePath } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { cutText } from '../../../core/secrets/cut';
import type { FolderOptions, FolderRules } from '../../../core/sources/folder';
import { settingError } from '../parameters';

// https://docs.n8n.io/hosting/configuration/environment-variables/security/
const ADVICE =
	'Whoever runs n8n can allow the folder with N8N_RESTRICT_FILE_ACCESS_TO (a list, separated by ;). Folders of n8n itself stay closed as long as N8N_BLOCK_FILE_ACCESS_TO_N8N_FILES is not false, and so do names that N8N_BLOCK_FILE_PATTERNS forbids.';

/**
 * A folder of the machine that runs n8n, if the rules for files allow workflows to touch it. They are asked again for
 * whatever is opened in it, at the place where it truly lies. Throws RecordingError that names the setting to change.
 */
export async function allowedFolder({ helpers }: IExecuteFunctions, typed: string, label = 'Folder Path'): Promise<FolderOptions> {
	const path = typed.trim();
	if (path === '') throw settingError(`"${label}" is empty`, 'Give the path of a folder on the machine that runs n8n, such as /data/exports.');
	if (!isAbsolute(path) || path.includes('\0')) {
		throw settingError(`"${label}" is "${cutText(path, 200)}", which is no whole path`, 'Begin it at the root, such as /data/exports.');
	}
	// What is not there must not be told from what is forbidden.
	const resolved = await helpers.resolvePath(path).catch(() => normalize(path) as ResolvedFilePath);
	if (helpers.isFilePathBlocked(resolved)) throw refused(path);
	return { path: resolved, rules: rulesOf(helpers) };
}

function rulesOf(helpers: IExecuteFunctions['helpers']): FolderRules {
	return {
		isBlocked: (realPath) => helpers.isFilePathBlocked(realPath as ResolvedFilePath),
		detail: 'n8n does not let workflows touch it',
		advice: ADVICE,
	};
}

function refused(path: string): RecordingError {
	const detail = `n8n does not let workflows touch "${cutText(path, 300)}"`;
	return new RecordingError({ code: 'PERMISSION_DENIED', operation: 'open the folder', detail, advice: ADVICE });
}
