/** OpenSSH's `sftp`: one file after the other, each with many requests on the way. */
export function opensshCommand(_service, place) {
	const { host, port, user, home } = place;
	const parameters = ['sftp', '-q', '-b', '-', '-P', String(port), ...sshOptions(place), `${user}@${host}`];
	return (kind, folder, target) => ({
		parameters,
		// `@`: the command itself is not printed.
		input: kind === 'list' ? `@ls -ln ${home}/${folder}` : `@get ${home}/${folder}/* ${target}/`,
	});
}

/** Nothing of what the machine's owner has set. */
export function sshOptions({ keyFile, knownHostsFile }) {
	const settings = [`UserKnownHostsFile=${knownHostsFile}`, 'StrictHostKeyChecking=yes', 'BatchMode=yes', 'IdentitiesOnly=yes'];
	return ['-F', 'none', '-i', keyFile, ...settings.flatMap((setting) => ['-o', setting])];
}
