/** Codes of the file system: https://man7.org/linux/man-pages/man3/errno.3.html */
export function hasCode(error: unknown, ...codes: string[]): boolean {
	// By its field: what Node.js throws is no Error of ours where n8n runs code in a context of its own.
	return codes.includes(codeOf(error));
}

/** Nothing is there, or a file in the place of a folder. */
export function isMissing(error: unknown): boolean {
	return hasCode(error, 'ENOENT', 'ENOTDIR');
}

export function codeOf(error: unknown): string {
	const { code } = Object(error) as { code?: unknown };
	return typeof code === 'string' ? code : '';
}
