import { RecordingError } from '../errors/recording-error';

/** Longest key that any of the services takes, in UTF-8 bytes (S3 and Azure: 1,024 characters). */
export const MAX_PATH_BYTES = 4_096;

/** A folder as somebody typed it, as a prefix of paths: with its slash, or "mytenant" would open "mytenant2/" too. */
export function toFolder(typed: string): string {
	const folder = typed.trim().replace(/^\/+/, '');
	return folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
}

/**
 * Throws OUTSIDE_FOLDER unless the path lies in the folder and cannot climb out of it. `.` and `..` segments are
 * refused even where a service would store them: every URL parser on the way resolves them.
 */
export function assertInsideFolder(path: string, folder: string, operation: string): void {
	const problem = problemWith(path, folder);
	if (problem === undefined) return;
	throw new RecordingError({
		code: 'OUTSIDE_FOLDER',
		operation,
		path,
		detail: problem,
		advice: 'Give the path as a list or find operation returns it.',
	});
}

function problemWith(path: string, folder: string): string | undefined {
	if (path === '') return 'the path is empty';
	if (path.includes('\0')) return 'the path has a NUL character';
	if (/\p{Surrogate}/u.test(path)) return 'the path has one half of a character';
	if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `the path is longer than ${MAX_PATH_BYTES} bytes`;
	if (path.split(/[/\\]/).some((segment) => segment === '.' || segment === '..')) {
		return 'the path has a "." or ".." segment, which would lead out of its folder';
	}
	if (!path.startsWith(folder)) return `the path lies outside the folder "${folder}"`;
	return undefined;
}
