/** Starts the simulated server, and asks how much CPU it used: what tells a bound client from a bound server. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A token of the right form; the server checks none.
const SAS = 'sv=2021-12-02&sr=c&sp=rl&sig=c2lnbmF0dXJl';

/** Over TLS when given a certificate of `makeCertificate`. */
export async function startServer(certificate) {
	const parameters = certificate ? [certificate.certificateFile, certificate.keyFile] : [];
	const child = fork(fileURLToPath(new URL('server.mjs', import.meta.url)), parameters);
	const [{ port }] = await once(child, 'message');
	return {
		url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}/devstoreaccount1/recordings?${SAS}`,
		cpuMs: async () => {
			child.send('cpu');
			const [{ user, system }] = await once(child, 'message');
			return (user + system) / 1000;
		},
		stop: () => child.kill(),
	};
}

/** A certificate for 127.0.0.1 that signs itself; undefined where there is no `openssl` to make it. */
export function makeCertificate(folder) {
	const certificateFile = join(folder, 'certificate.pem');
	const keyFile = join(folder, 'key.pem');
	const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1'];
	const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
	try {
		execFileSync('openssl', [...request, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
	} catch {
		return undefined;
	}
	return { certificateFile, keyFile };
}
