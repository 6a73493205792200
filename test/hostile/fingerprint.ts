import { createHash } from 'node:crypto';
import { utils } from 'ssh2';

/** As `ssh-keygen -lf` shows it. */
export function fingerprintOf(privateKey: string): string {
	const key = utils.parseKey(privateKey);
	if (key instanceof Error) throw key;
	return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}
