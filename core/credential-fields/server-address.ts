import type { FileServerProtocol } from '../sources/file-server';
import { invalidField, textIn } from './fields';

// https://www.iana.org/assignments/service-names-port-numbers
const PORTS: Record<FileServerProtocol, number> = { ftpsImplicit: 990, ftpsExplicit: 21, sftp: 22 };

/** The port that a protocol has as a rule. */
export const usualPort = (protocol: FileServerProtocol) => PORTS[protocol];

/** Throws CREDENTIAL_INVALID for what is none; nothing gives the fallback. */
export function readProtocol(protocol: unknown, fallback: FileServerProtocol): FileServerProtocol {
	if (protocol === undefined || protocol === '') return fallback;
	if (typeof protocol === 'string' && Object.hasOwn(PORTS, protocol)) return protocol as FileServerProtocol;
	throw invalidField('Protocol', `"${String(protocol).slice(0, 60)}" is none`, `Choose one from the list, or give ${Object.keys(PORTS).join(', ')}.`);
}

/** A host as it is typed or pasted: also as a URL, with its port, or in the brackets of IPv6. Throws CREDENTIAL_INVALID. */
export function readHost(value: unknown, label: string, advice: string): { host: string; port?: number } {
	const text = textIn(value).replace(/^[a-z]+:\/\//i, '').replace(/[/?#].*$/s, '').replace(/^.*@/, '');
	if (text === '') throw invalidField(label, 'the field is empty', advice);
	const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^:\s[\]]+|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*))(?::(\d{1,5}))?$/i.exec(text) ?? [];
	const host = bracketed ?? plain;
	if (host === undefined || !/^[a-z0-9._:-]+$/i.test(host)) throw invalidField(label, `"${text.slice(0, 80)}" is no host name`, advice);
	return { host: host.toLowerCase(), port: port === undefined ? undefined : readPort(port) };
}

/** Undefined for the usual one. Throws CREDENTIAL_INVALID. */
export function readPort(value: unknown): number | undefined {
	const text = String(value ?? '').trim();
	if (text === '' || text === '0') return undefined;
	const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (port >= 1 && port <= 65_535) return port;
	throw invalidField('Port', `"${text.slice(0, 20)}" is no port`, 'Leave it empty for the usual one: 990, 21 or 22.');
}
