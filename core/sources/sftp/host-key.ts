import { createHash } from 'node:crypto';
import { SessionError } from './errors';

/** The key with which a server proves that it is the one it was the last time. */
export interface HostKey {
	/** Such as `ssh-ed25519`. */
	type: string;
	/** As `ssh-keygen -lf` shows it: `SHA256:…`. */
	fingerprint: string;
}

export function describeHostKey(key: Buffer): HostKey {
	const typeBytes = key.length >= 4 ? Math.min(key.readUInt32BE(0), 64) : 0;
	const type = key.subarray(4, 4 + typeBytes).toString('latin1').replaceAll(/[^\w.@-]/g, '');
	return { type, fingerprint: `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}` };
}

/** What somebody pasted as the key to trust. */
export interface PinnedKeys {
	fingerprints: ReadonlySet<string>;
	/** Of the keys themselves, where keys were pasted: the server is asked for these. */
	types: readonly string[];
}

const FINGERPRINT = /SHA256:([A-Za-z0-9+/]{43})=?(?![A-Za-z0-9+/])/gi;
// A public key begins with the length of its type, three bytes of zero: "AAAA" in base64.
const PUBLIC_KEY = /(?<![A-Za-z0-9+/])AAAA[A-Za-z0-9+/]{40,}={0,2}/g;
// As ssh-keygen shows it, without its first word. Nothing else may stand there: many things look like this.
const BARE_FINGERPRINTS = /^(?:[A-Za-z0-9+/]{43}=?(?:[\s,;]+|$))+$/;
// With colons as ssh-keygen shows it, and without.
const MD5_FINGERPRINT = /\b(?:[0-9a-f]{2}:){15}[0-9a-f]{2}\b|^\s*(?:MD5:)?[0-9a-f]{32}\s*$/i;

// Blanks of its own line: of many empty lines, each would look through all that follow.
const COMMENT = /^[^\S\r\n\u2028\u2029]*#(?! ?SHA256:).*$/gm;

/** Reads a fingerprint, a line of known_hosts, a public key, or what ssh-keyscan and ssh-keygen print of several. */
export function readPinnedKeys(pasted: string): PinnedKeys {
	const text = pasted.replaceAll(COMMENT, (comment) => (comment.includes('SHA256:') ? comment : ''));
	const keys = [...text.matchAll(PUBLIC_KEY)].map(([key]) => describeHostKey(Buffer.from(key, 'base64')));
	const named = BARE_FINGERPRINTS.test(text.trim()) ? text.replaceAll(/[^\s,;]+/g, 'SHA256:$&') : text;
	const fingerprints = [...named.matchAll(FINGERPRINT)].map(([, hash]) => `SHA256:${hash}`);
	const all = new Set([...fingerprints, ...keys.map(({ fingerprint }) => fingerprint)]);
	if (all.size > 0) return { fingerprints: all, types: [...new Set(keys.map(({ type }) => type))] };
	const detail = MD5_FINGERPRINT.test(text)
		? 'the host key to trust is given by its MD5, which can be forged: its SHA-256 is wanted (SHA256:…)'
		: 'the host key to trust is neither a fingerprint (SHA256:…) nor a public key';
	throw new SessionError('pin', detail, {
		advice: 'Paste what "ssh-keyscan HOST" prints, or its fingerprint: "ssh-keyscan HOST | ssh-keygen -lf -".',
		retryable: false,
	});
}

/** Keys that servers showed earlier in this process, by address: who was trusted once must not change unnoticed. */
const seen = new Map<string, HostKey>();

/** Undefined when the key may be trusted; otherwise why not. Remembers the key of a server that is new. */
export function refusalOf(key: HostKey, address: string, pinned: PinnedKeys | undefined): SessionError | undefined {
	if (pinned) return pinned.fingerprints.has(key.fingerprint) ? undefined : notPinned(key, pinned);
	const known = seen.get(address);
	if (!known) seen.set(address, key);
	return known === undefined || known.fingerprint === key.fingerprint ? undefined : changed(key, known);
}

/** Forgets the keys of this process: for tests. */
export function forgetHostKeys(): void {
	seen.clear();
}

const ASK_FIRST =
	'Ask whoever runs the server whether its key was changed. If not, somebody between n8n and the server may be reading along.';

function notPinned({ type, fingerprint }: HostKey, { fingerprints }: PinnedKeys): SessionError {
	const expected = [...fingerprints].slice(0, 3).join(' or ');
	return new SessionError('hostKey', `the server shows the key ${fingerprint} (${type}), and ${expected} is the one to trust`, {
		advice: `${ASK_FIRST} If so, put the new key into the credential.`,
		retryable: false,
	});
}

function changed({ type, fingerprint }: HostKey, known: HostKey): SessionError {
	return new SessionError('hostKey', `the server shows the key ${fingerprint} (${type}), and showed ${known.fingerprint} before`, {
		advice: `${ASK_FIRST} If so, put the new key into the credential, or start n8n again.`,
		retryable: false,
	});
}
