import { execFileSync } from 'node:child_process';

export const FLAGS = [];

/** Without the times: it asks for each of them, since the listing tells no seconds. */
export const LIST_FORMAT = 'ps';

export function remoteOf({ host, port, user, password }, folder) {
	// Under TLS 1.3 vsftpd refuses the session that rclone 1.60 resumes ("illegal parameter").
	const settings = { host, port, user, pass: obscured(password), tls: true, disable_tls13: true };
	const written = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
	return `:ftp,${written.join(',')}:${folder}`;
}

let known;

/** rclone takes passwords in no other form. */
function obscured(password) {
	known ??= execFileSync('rclone', ['obscure', password], { encoding: 'utf8', env: { ...process.env, RCLONE_CONFIG: '/dev/null' } }).trim();
	return known;
}
