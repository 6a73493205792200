import { getProxyForUrl } from 'proxy-from-env';

/** The proxy that the environment names for a URL; undefined for none. */
export function proxyFor(url: string): string | undefined {
	return getProxyForUrl(url) || undefined;
}
