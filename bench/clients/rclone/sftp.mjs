/** Hashes would be a command on the server for each file. */
export const FLAGS = ['--sftp-disable-hashcheck'];

export function remoteOf({ host, port, user, keyFile, knownHostsFile, home }, folder) {
	const settings = { host, port, user, key_file: `'${keyFile}'`, known_hosts_file: `'${knownHostsFile}'` };
	const written = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
	return `:sftp,${written.join(',')}:${home}/${folder}`;
}
