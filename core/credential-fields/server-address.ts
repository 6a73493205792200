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
	throw invalidField('Protocol', 'this is none', `Choose one from the list, or give ${Object.keys(PORTS).join(', ')}.`);
}

const IN_BRACKETS = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i;
const WITHOUT_COLON = /^([^:\s[\]]+)(?::(\d{1,5}))?$/;
/** Without brackets, what follows the last colon belongs to it. Its first two colons are told from the others, or a long text takes hours. */
const IPV6 = /^([0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*)$/i;

// Without the text itself: a password may stand in it, which is not known for one yet.
const IS_NO_HOST = 'this is no host name; it is not repeated here, because a password may stand in it';
/** A user and a password that has in it what ends a host: `user:1234/x@host`. */
const PASSWORD_IN_PARTS = /^[^/?#@:]*:[^/?#@]*[/?#].*@/s;

/** A host as it is typed or pasted: also as a URL, with its port, or in the brackets of IPv6. Throws CREDENTIAL_INVALID. */
export function readHost(value: unknown, label: string, advice: string): { host: string; port?: number } {
	const typed = textIn(value).replace(/^[a-z]+:\/\//i, '');
	if (PASSWORD_IN_PARTS.test(typed)) throw invalidField(label, IS_NO_HOST, advice);
	const text = typed.replace(/[/?#].*$/s, '').replace(/^.*@/, '');
	if (text === '') throw invalidField(label, 'the field is empty', advice);
	const [, host, port] = IN_BRACKETS.exec(text) ?? WITHOUT_COLON.exec(text) ?? IPV6.exec(text) ?? [];
	if (host === undefined || !/^[a-z0-9._:-]+$/i.test(host)) throw invalidField(label, IS_NO_HOST, advice);
	return { host: host.toLowerCase(), port: port === undefined ? undefined : readPort(port) };
}

/** Undefined for the usual one. Throws CREDENTIAL_INVALID. */
export function readPort(value: unknown): number | undefined {
	const text = String(value ?? '').trim();
	if (text === '' || text === '0') return undefined;
	const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (port >= 1 && port <= 65_535) return port;
	throw invalidField('Port', /^-?\d{1,9}$/.test(text) ? `"${text}" is no port` : 'this is no port', 'Leave it empty for the usual one: 990, 21 or 22.');
}
