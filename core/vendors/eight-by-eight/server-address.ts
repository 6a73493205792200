import { withoutWrapping } from '../../text/pasted';
import type { EightByEightCredentialFields } from './credential';
import { invalid } from './invalid';

export type Protocol = 'ftpsImplicit' | 'ftpsExplicit' | 'sftp';

export interface Server {
	protocol: Protocol;
	host: string;
	port: number;
}

// 8x8: "Please use only implicit SSL on port 990" (https://support-portal.8x8.com/viewArticle.html?d=6a21d2f9-5209-4d7a-9b78-04f09a2dce96);
// a tenant was seen on port 21, explicit.
const PORTS: Record<Protocol, number> = { ftpsImplicit: 990, ftpsExplicit: 21, sftp: 22 };

/** Which server, and how it is spoken to. Throws CREDENTIAL_INVALID that names the field. */
export function readServer({ protocol, platform, host, port }: EightByEightCredentialFields): Server {
	const chosen = readProtocol(protocol);
	const isKnown = platform !== undefined && platform !== '' && platform !== 'other';
	const address = readHost(isKnown ? platform : host, isKnown ? 'Platform' : 'Host');
	return { protocol: chosen, host: address.host, port: readPort(port) ?? address.port ?? PORTS[chosen] };
}

function readProtocol(protocol: unknown): Protocol {
	if (protocol === undefined || protocol === '') return 'ftpsImplicit';
	if (typeof protocol === 'string' && Object.hasOwn(PORTS, protocol)) return protocol as Protocol;
	throw invalid('Protocol', `"${String(protocol).slice(0, 60)}" is none`, `Choose one from the list, or give ${Object.keys(PORTS).join(', ')}.`);
}

/** A host as it is typed or pasted: also as a URL, with its port, or in the brackets of IPv6. */
function readHost(value: unknown, label: string): { host: string; port?: number } {
	const text = withoutWrapping(String(value ?? '')).replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/s, '').replace(/^.*@/, '');
	if (text === '') throw invalid(label, 'the field is empty', PLATFORM_GUIDE);
	const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^:\s[\]]+|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*))(?::(\d{1,5}))?$/i.exec(text) ?? [];
	const host = bracketed ?? plain;
	if (host === undefined || !/^[a-z0-9._:-]+$/i.test(host)) throw invalid(label, `"${text.slice(0, 80)}" is no host name`, PLATFORM_GUIDE);
	return { host: host.toLowerCase(), port: port === undefined ? undefined : readPort(port) };
}

const PLATFORM_GUIDE = 'See the Platform URL Guide of 8x8, such as vcc-ftps-us1.8x8.com.';

function readPort(value: unknown): number | undefined {
	const text = String(value ?? '').trim();
	if (text === '' || text === '0') return undefined;
	const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (port >= 1 && port <= 65_535) return port;
	throw invalid('Port', `"${text.slice(0, 20)}" is no port`, 'Leave it empty for the usual one: 990, 21 or 22.');
}
