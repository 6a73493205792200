import { readFileSync, statSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';

// The defaults of n8n 2.41, as its package @n8n/config has them.
const DEFAULT_RANGES = [
	'10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', 'fc00::/7',
	'0.0.0.0/8', '192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
];
// Connected to, they are this machine. n8n's list of its own leaves the second out.
const UNSPECIFIED = ['0.0.0.0/8', '::/128'];

const RANGE = /^([0-9a-f.:]+)\/(0|[1-9]\d{0,2})$/;
const NAME = /^(?:\*\.)?[^\s"'*/:@.][^\s"'*/:@]*$/;

export interface EgressRules {
	blocked: BlockList;
	allowed: BlockList;
	/** In lower case: names, or `*.` and the end of one. */
	blockedNames: string[];
	allowedNames: string[];
}

/**
 * The rules of N8N_SSRF_…, each variable from the environment or else from the file that its name with _FILE names, as n8n reads them.
 * Undefined where the protection is off. Throws an error that names the variable for what cannot be read: n8n would go on without it.
 */
export function rulesOf(environment: NodeJS.ProcessEnv): EgressRules | undefined {
	const enabled = unquoted(valueOf(environment, 'N8N_SSRF_PROTECTION_ENABLED', 'false')).toLowerCase();
	if (['', 'false', '0'].includes(enabled)) return undefined;
	if (!['true', '1'].includes(enabled)) throw unreadable('N8N_SSRF_PROTECTION_ENABLED', 'is neither true nor false');
	const blocked = unquoted(valueOf(environment, 'N8N_SSRF_BLOCKED_IP_RANGES', 'default'));
	const blockedNames = unquoted(valueOf(environment, 'N8N_SSRF_BLOCKED_HOSTNAMES', ''));
	return {
		blocked: rangesOf('N8N_SSRF_BLOCKED_IP_RANGES', blocked, UNSPECIFIED),
		// n8n leaves quotes around what it allows, and then allows nothing: with them it is no range and no name.
		allowed: rangesOf('N8N_SSRF_ALLOWED_IP_RANGES', valueOf(environment, 'N8N_SSRF_ALLOWED_IP_RANGES', '')),
		blockedNames: namesOf('N8N_SSRF_BLOCKED_HOSTNAMES', blockedNames),
		allowedNames: namesOf('N8N_SSRF_ALLOWED_HOSTNAMES', valueOf(environment, 'N8N_SSRF_ALLOWED_HOSTNAMES', '')),
	};
}

function valueOf(environment: NodeJS.ProcessEnv, name: string, otherwise: string): string {
	const value = environment[name];
	// One that is empty counts, too.
	if (value !== undefined) return value;
	const path = environment[`${name}_FILE`];
	return path ? textOfFile(path, `${name}_FILE`) : otherwise;
}

function textOfFile(path: string, name: string): string {
	try {
		// To open a pipe would wait for whoever writes to it.
		if (statSync(path).isFile()) return readFileSync(path, 'utf8').trim();
	} catch {
		// Told below, as for what is no file.
	}
	throw unreadable(name, 'names no file that can be read');
}

function unquoted(value: string): string {
	return value.trim().replace(/^(["'])(.*)\1$/s, '$2').trim();
}

function entriesOf(value: string): string[] {
	return value.split(',').map((entry) => entry.trim().toLowerCase()).filter(Boolean);
}

function rangesOf(name: string, value: string, always: string[] = []): BlockList {
	const list = new BlockList();
	const isOfBlocked = always.length > 0;
	entriesOf(value).forEach((entry, index) => {
		for (const range of isOfBlocked && entry === 'default' ? DEFAULT_RANGES : [entry]) {
			if (!addRange(list, range)) throw unreadable(name, `has an entry that is no range such as 10.0.0.0/8 (number ${index + 1})`);
		}
	});
	for (const range of always) addRange(list, range);
	return list;
}

/** Adds a range, and of IPv4 what leads there by a gateway: NAT64 (RFC 6052) and 6to4 (RFC 3056). False if it is no range. */
function addRange(list: BlockList, range: string): boolean {
	const [, address = '', digits = ''] = RANGE.exec(range) ?? [];
	const prefix = Number(digits);
	const family = isIP(address);
	if (family === 0 || prefix > (family === 4 ? 32 : 128)) return false;
	list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
	if (family === 6) return true;
	const [a, b, c, d] = address.split('.').map(Number);
	list.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6');
	list.addSubnet(`2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`, 16 + prefix, 'ipv6');
	return true;
}

function namesOf(name: string, value: string): string[] {
	return entriesOf(value).map((entry, index) => {
		if (!NAME.test(entry)) throw unreadable(name, `has an entry that is neither a name nor *. and the end of one (number ${index + 1})`);
		return entry.replace(/\.$/, '');
	});
}

// Without the text: a file that was named by mistake may hold a secret.
function unreadable(name: string, why: string): Error {
	return new Error(`${name} ${why}; nothing is allowed until whoever runs n8n has corrected it`);
}
