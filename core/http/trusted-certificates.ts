import { getCACertificates, rootCertificates } from 'node:tls';

/** Giving `ca` replaces Node's list, so it must be repeated, NODE_EXTRA_CA_CERTS included (Node.js 22.15 and later). */
export function trustedCertificates(): readonly string[] {
	return typeof getCACertificates === 'function' ? getCACertificates('default') : rootCertificates;
}
