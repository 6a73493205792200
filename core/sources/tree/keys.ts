import { RecordingError } from '../../errors/recording-error';

/**
 * Whether a file system can have a file under this key, and under no other spelling of it: `a//b` would be `a/b`, and a
 * key must not lead out of its folder.
 */
export function isTreeKey(key: string): boolean {
	return !key.includes('\0') && key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

/** Throws NOT_FOUND for what no file system can hold. */
export function assertCanExist(key: string, operation: string): void {
	if (!isTreeKey(key)) throw new RecordingError({ code: 'NOT_FOUND', operation, path: key, advice: 'Give the path as a listing returns it.' });
}

/** Throws INVALID_REQUEST for what no file system can hold. */
export function assertCanBeWritten(key: string): void {
	if (isTreeKey(key)) return;
	throw new RecordingError({
		code: 'INVALID_REQUEST',
		operation: 'write',
		path: key,
		detail: 'no file on this server can have that path: it begins or ends with a slash, or has an empty or dotted part',
		advice: 'Give a path with a name in each of its parts.',
	});
}
