/** Starts a server, and asks how much CPU it used: what tells a bound client from a bound server. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Over TLS when given a certificate of `makeCertificate`. `place` is what clients have to know of it. */
export async function startServer(service, folder, certificate) {
	const child = fork(fileURLToPath(new URL('main.mjs', import.meta.url)), [JSON.stringify({ service, folder, certificate })]);
	const ended = once(child, 'exit').then(([code]) => {
		throw new Error(`The server for ${service} ended (exit code ${code})`);
	});
	// Nobody may be asking when it ends, or when we end it.
	ended.catch(() => {});
	const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0];
	const ask = async (question) => {
		child.send(question);
		return await answer();
	};
	const { place } = await answer();
	return {
		place,
		prepare: async (folder) => void (await ask({ prepare: folder })),
		cpuMs: async () => (await ask({ cpu: true })).cpuMs,
		/** CPU, and what came and went over HTTP: `{ cpuMs, traffic: { requests, receivedBytes, sentBytes } }`. */
		costs: async () => await ask({ cpu: true }),
		/** Puts files there that nobody has sent. */
		seed: async (what) => void (await ask({ seed: what })),
		countFiles: async (folder) => (await ask({ count: folder })).files,
		stop: async () => {
			child.kill();
			await ended.catch(() => {});
		},
	};
}

/** A certificate for 127.0.0.1, for the far end of `delay.mjs` and for `polls/counter.mjs`, that signs itself; undefined where there is no `openssl` to make it. */
export function makeCertificate(folder) {
	const certificateFile = join(folder, 'certificate.pem');
	const keyFile = join(folder, 'key.pem');
	const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3'];
	const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
	try {
		execFileSync('openssl', [...request, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
	} catch {
		return undefined;
	}
	return { certificateFile, keyFile };
}
