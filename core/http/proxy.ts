import { RecordingError } from '../errors/recording-error';
import { rememberSecret } from '../secrets/known';
import { proxyFor } from './proxy-environment';

/** The proxy that the environment names for a URL; undefined for none. Throws CONNECTION_FAILED for what is no HTTP proxy. */
export function usableProxyFor(url: string): string | undefined {
	const proxy = proxyFor(url);
	const problem = proxy === undefined ? undefined : problemWith(proxy);
	if (problem === undefined) return remembered(proxy);
	// Not echoed: it may hold a password.
	throw new RecordingError({
		code: 'CONNECTION_FAILED',
		retryable: false,
		operation: 'open',
		detail: `the proxy that the environment names ${problem}`,
		advice:
			'Mend HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, with which n8n is started: http://host:port, and signs in its user name or password percent-encoded. NO_PROXY names hosts that need none.',
	});
}

/** A proxy may repeat the login that it refuses. */
function remembered(proxy: string | undefined): string | undefined {
	const { password = '' } = proxy === undefined ? {} : new URL(proxy);
	if (password !== '') rememberSecret(decodeURIComponent(password));
	return proxy;
}

function problemWith(proxy: string): string | undefined {
	try {
		const { protocol, username, password, pathname, search, hash } = new URL(proxy);
		decodeURIComponent(username + password);
		// A password with a slash that is not encoded: what follows it would be taken for the path.
		if (`${pathname}${search}${hash}`.includes('@')) return 'is no URL';
		return /^https?:$/.test(protocol) ? undefined : `is no HTTP proxy but ${protocol.slice(0, 20)}//`;
	} catch {
		return 'is no URL';
	}
}
