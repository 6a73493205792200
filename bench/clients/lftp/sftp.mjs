import { sshOptions } from '../openssh.mjs';

export function openingOf(place) {
	const { host, port, user, home } = place;
	return {
		// Without a password it would ask for one.
		open: `open -u ${user},none sftp://${host}:${port}`,
		settings: [`sftp:connect-program "ssh -a -x ${sshOptions(place).join(' ')}"`],
		root: `${home}/`,
	};
}
