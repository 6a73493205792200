import { join } from 'node:path';

/** `openssl cms -decrypt`, of the message as it comes out of a file; it holds most of it in memory. */
export function opensslCommand(_service, { folder: home, keyFile, certificateFile }) {
	const parameters = ['openssl', 'cms', '-decrypt', '-binary', '-inform', 'DER', '-recip', certificateFile, '-inkey', keyFile];
	return (_kind, folder) => ({ parameters: [...parameters, '-in', join(home, folder), '-out', '/dev/null'] });
}
