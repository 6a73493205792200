import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, createSecureContext, type ConnectionOptions, type SecureContext, type TLSSocket } from 'node:tls';
import { assertAllowedHost, guardedLookup, type EgressFilter } from '../../http/egress';
import { trustedCertificates } from '../../http/trusted-certificates';
import { abortError } from '../layers/abort';
import type { FtpsOptions } from './options';

/** Below the some minutes after which firewalls forget silent connections, as a control connection is during a long file. */
const KEEP_ALIVE_MS = 30_000;

const MAX_CONTEXTS = 20;
// To read all trusted certificates takes longer than a file does, and the same credential is opened again and again.
const contexts = new Map<string, SecureContext>();

/**
 * Key shares of data connections. Node.js offers a post-quantum one first, which takes most of a millisecond to make: as
 * long as all the rest of a file. The session of the login that is gone on with has had it, if the server knows it.
 */
const QUICK_GROUPS = ['X25519', 'prime256v1', 'secp384r1', 'secp521r1'];

export interface FtpsTls {
	control: ConnectionOptions;
	/** For a server that has chosen this group. */
	dataFor(group?: string): ConnectionOptions;
}

/** What all connections to one server have in common. Certificates are always verified. */
export function tlsOptionsFor(options: FtpsOptions): FtpsTls {
	const { host } = options;
	// Node.js resumes a session only under the name for which it was made; data connections go to an address.
	const identity = { host, servername: isIP(host) ? undefined : host, rejectUnauthorized: true };
	return {
		control: { ...identity, secureContext: contextFor(options) },
		dataFor: (group) => ({ ...identity, secureContext: contextFor(options, quickGroups(group)) }),
	};
}

/** The one that the server wants first: another one first would cost a round trip for each file (RFC 8446, 4.1.4). */
function quickGroups(group?: string): string {
	const first = QUICK_GROUPS.filter((name) => name === group);
	return [...first, ...QUICK_GROUPS.filter((name) => name !== group)].join(':');
}

function contextFor({ caCertificate, minTlsVersion = 'TLSv1.2', maxTlsVersion }: FtpsOptions, ecdhCurve?: string): SecureContext {
	const key = JSON.stringify([minTlsVersion, maxTlsVersion, ecdhCurve, caCertificate]);
	const found = contexts.get(key);
	if (found) return found;
	const ca = caCertificate === undefined ? undefined : [...trustedCertificates(), caCertificate];
	const context = createSecureContext({ ca, minVersion: minTlsVersion, maxVersion: maxTlsVersion, ecdhCurve });
	if (contexts.size >= MAX_CONTEXTS) contexts.clear();
	contexts.set(key, context);
	return context;
}

/** The TLS session of a control connection, which its data connections go on with: many servers demand that. */
export class TlsSession {
	#latest?: Buffer;
	/** The group of keys that the server chose, by OpenSSL's name of it. */
	group?: string;

	/** In TLS 1.3 a ticket is good for one connection, which brings the next. */
	watch(socket: TLSSocket): void {
		socket.on('session', (session: Buffer) => (this.#latest = session));
	}

	get latest(): Buffer | undefined {
		return this.#latest;
	}
}

interface ServerAddress {
	host: string;
	port: number;
	egress?: EgressFilter;
}

/** Throws HOST_REFUSED for what n8n does not allow. */
export async function openTcp({ host, port, egress }: ServerAddress, signal: AbortSignal): Promise<Socket> {
	assertAllowedHost(host, egress);
	const socket = connectTcp({ host, port, ...guardedLookup(egress), noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
	return await opened(socket, 'connect', signal);
}

/**
 * TLS over a connection, which is closed if it fails. From here on the connection beneath must be left alone: Node.js 24
 * ends the process (a segmentation fault) when that is destroyed first and TLS after it.
 */
export async function openTls(socket: Duplex, tls: ConnectionOptions, session: TlsSession, signal: AbortSignal): Promise<TLSSocket> {
	const secure = connectTls({ ...tls, socket, session: session.latest });
	session.watch(secure);
	try {
		await opened(secure, 'secureConnect', signal);
		session.group ??= groupOf(secure);
		return secure;
	} catch (error) {
		socket.destroy();
		throw error;
	}
}

function groupOf(socket: TLSSocket): string | undefined {
	const info = socket.getEphemeralKeyInfo();
	return info && 'name' in info ? info.name : undefined;
}

async function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
	return await new Promise<S>((resolve, reject) => {
		const settle = () => {
			socket.off('error', fail).off('close', closed).off(event, done);
			signal.removeEventListener('abort', cancel);
		};
		const done = () => {
			settle();
			// Until somebody else listens: an error that nobody hears ends the process.
			socket.on('error', () => {});
			resolve(socket);
		};
		const fail = (error: Error) => {
			settle();
			socket.on('error', () => {}).destroy();
			reject(error);
		};
		const closed = () => fail(Object.assign(new Error('The connection was closed'), { code: 'ECONNRESET' }));
		const cancel = () => fail(abortError());
		socket.once('error', fail).once('close', closed).once(event, done);
		if (signal.aborted) cancel();
		else signal.addEventListener('abort', cancel, { once: true });
	});
}
