import type { ErrorCode } from '../../errors/codes';
import type { Classification } from '../../errors/recording-error';
import { textOf } from '../../errors/text-of';
import { codeOf } from './system-error';

// A map, because the code may be a text of somebody else: an object also knows "toString".
const BY_CODE = new Map<string, ErrorCode>(
	Object.entries({
		EACCES: 'PERMISSION_DENIED',
		EBUSY: 'CONFLICT',
		EDQUOT: 'TOO_LARGE',
		EEXIST: 'CONFLICT',
		EFBIG: 'TOO_LARGE',
		EIO: 'SERVICE_FAILED',
		EISDIR: 'CONFLICT',
		ELOOP: 'NOT_FOUND',
		EMFILE: 'THROTTLED',
		ENAMETOOLONG: 'NOT_FOUND',
		ENFILE: 'THROTTLED',
		ENODEV: 'SERVICE_FAILED',
		ENOENT: 'NOT_FOUND',
		ENOSPC: 'TOO_LARGE',
		ENOTCONN: 'SERVICE_FAILED',
		ENOTDIR: 'NOT_FOUND',
		ENXIO: 'SERVICE_FAILED',
		EPERM: 'PERMISSION_DENIED',
		EROFS: 'PERMISSION_DENIED',
		ESTALE: 'SERVICE_FAILED',
		ETXTBSY: 'CONFLICT',
		EXDEV: 'UNSUPPORTED',
	} satisfies Record<string, ErrorCode>),
);

const IN_WORDS: Partial<Record<string, string>> = {
	EACCES: 'the user that runs n8n may not do this there',
	EDQUOT: 'the quota of the user that runs n8n is used up',
	EIO: 'the disk, or the server that the folder is mounted from, failed',
	EMFILE: 'this process has too many files open',
	ENOSPC: 'there is no room left on the disk',
	ENOTCONN: 'the server that the folder is mounted from is gone',
	EPERM: 'the system does not allow this there',
	EROFS: 'the folder is mounted for reading only',
	ESTALE: 'the server that the folder is mounted from has another folder there now',
	EXDEV: 'the file system there cannot give a file another name',
};

const ADVICE: Partial<Record<ErrorCode, string>> = {
	CONFLICT: 'Something else stands there, or is using the file. Choose another name, or try again later.',
	NOT_FOUND: 'It may have been deleted or moved since it was listed: list again.',
	PERMISSION_DENIED: 'Give the user that runs n8n the right to it (in a container: the user inside it), and look how the folder is mounted.',
	SERVICE_FAILED: 'Look at the disk, and at the server that the folder is mounted from. Then run it again.',
	THROTTLED: 'Work on fewer files at once, or raise the limit on open files of the process.',
	TOO_LARGE: 'Make room there.',
	UNSUPPORTED: 'Choose a folder that lies on one file system.',
};

/** What an error of the file system means. */
export function classifyFolderError(error: unknown): Classification {
	const code = codeOf(error);
	const found = BY_CODE.get(code);
	if (!found) return { code: 'UNKNOWN', detail: textOf(error) };
	const words = IN_WORDS[code];
	return { code: found, detail: words && `${words} (${code})`, advice: ADVICE[found] };
}
