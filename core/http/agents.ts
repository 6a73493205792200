import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { assertAllowedHost, assertAllowedOrigin, guardedLookup, type EgressFilter } from './egress';
import { usableProxyFor } from './proxy';
import { trustedCertificates } from './trusted-certificates';

export interface AgentOptions {
	/** Connections to one host at once. */
	maxSockets: number;
	/** PEM text of further certificate authorities to trust, beside those that Node.js trusts. */
	caCertificate?: string;
	egress?: EgressFilter;
}

export interface Agents {
	/** The agent to reach an origin with; kept open between requests. */
	agent: HttpAgent | HttpsAgent;
	/** Closes all connections. */
	destroy(): void;
}

// Whatever NODE_TLS_REJECT_UNAUTHORIZED or --tls-min-v1.0 say: secrets go over these connections.
const VERIFIED = { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const };
// Below the 60 s and more after which load balancers drop silent connections.
const IDLE_SOCKET_MS = 30_000;

/**
 * Connections to one origin: kept alive, through the proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY
 * name, as n8n itself does. Certificates are always verified. Throws HOST_REFUSED for what n8n does not allow.
 */
export async function createAgents(origin: string, { maxSockets, caCertificate, egress }: AgentOptions): Promise<Agents> {
	const isHttps = origin.startsWith('https:');
	const connection = { keepAlive: true, maxSockets, scheduling: 'lifo' as const, timeout: IDLE_SOCKET_MS, ...guardedLookup(egress) };
	const tls = isHttps ? { ...VERIFIED, ...(caCertificate ? { ca: [...trustedCertificates(), caCertificate] } : {}) } : {};
	const proxy = usableProxyFor(origin);
	assertAllowedHost(new URL(proxy ?? origin).hostname, egress);
	// Behind a proxy nobody here looks the host up when it is connected to.
	if (proxy) await assertAllowedOrigin(origin, egress);
	const agent = proxy
		? await createProxyAgent(proxy, isHttps, connection, tls)
		: new (isHttps ? HttpsAgent : HttpAgent)({ ...connection, ...tls });
	return { agent, destroy: () => agent.destroy() };
}

async function createProxyAgent(proxy: string, isHttps: boolean, connection: object, tls: object): Promise<HttpAgent> {
	const { HttpProxyAgent, HttpsProxyAgent } = await import('./proxy-library');
	const options = { ...connection, ...tls };
	const agent = isHttps ? new HttpsProxyAgent(proxy, options) : new HttpProxyAgent(proxy, options);
	return Object.assign(agent, {
		// The library keeps its options for the way to the proxy; those of TLS count for the way through it as well.
		options: { ...agent.options, ...tls },
		// It guesses from the call stack, and wrongly when a connection comes free: then nobody who waits for one gets it.
		isSecureEndpoint: () => isHttps,
	});
}
