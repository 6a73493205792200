export function openingOf({ host, port, user, password, certificateFile }) {
	return {
		open: `open -u ${user},${password} ftps://${host}:${port}`,
		// PASV would name an address, and lead past the place far away.
		settings: [`ssl:ca-file ${certificateFile}`, 'ftp:prefer-epsv yes', 'ftp:ssl-protect-data yes'],
		root: '/',
	};
}
