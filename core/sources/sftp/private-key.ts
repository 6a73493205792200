import { createHmac, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import { textOf } from '../../errors/text-of';
import type { Secret } from '../../secrets/secret';
import { withoutEncryption } from './encrypted-key';
import { SessionError } from './errors';
import { sshUtils, type ParsedKey } from './sdk';

const WHOLE = 'Paste the private key whole, with its first and last line ("-----BEGIN …", "-----END …").';
const CONVERT = 'Convert the key: "ssh-keygen -p -f KEY" writes it in the format of OpenSSH; for PuTTY, "Export OpenSSH key" in PuTTYgen.';
const PASSPHRASE = 'Check the passphrase of the private key in the credential.';

const MOST_REMEMBERED = 100;
const pepper = randomBytes(32);
/** What became of the keys that were read in this process, by a hash of key and passphrase; those used last are last. */
const read = new Map<string, Promise<ParsedKey>>();

/** Reads a private key, once in this process; says what is wrong with one that cannot be used. */
export async function readPrivateKey(privateKey: Secret, passphrase: Secret | undefined): Promise<ParsedKey> {
	const texts = [privateKey.reveal(), passphrase?.reveal()];
	const name = createHmac('sha256', pepper).update(JSON.stringify(texts)).digest('hex');
	const reading = read.get(name) ?? readOnce(privateKey, passphrase);
	read.delete(name);
	read.set(name, reading);
	for (const oldest of read.keys()) {
		if (read.size <= MOST_REMEMBERED) break;
		read.delete(oldest);
	}
	try {
		return await reading;
	} catch (error) {
		// Each call counts its own attempts by its error.
		throw error instanceof SessionError ? error.copy() : error;
	}
}

async function readOnce(privateKey: Secret, passphrase: Secret | undefined): Promise<ParsedKey> {
	const text = tidy(privateKey.reveal());
	assertIsPrivate(text);
	const parsed = await parse(text, passphrase?.reveal());
	if (parsed instanceof Error) throw explain(parsed, text, passphrase !== undefined);
	const key = Array.isArray(parsed) ? (parsed as ParsedKey[])[0] : parsed;
	if (!key?.isPrivateKey()) throw bad('what is given as the private key is no private key', WHOLE);
	return key;
}

// Whatever a form or an expression does to line ends.
function tidy(text: string): string {
	const lines = text.trim().replaceAll(/\\n/g, '\n').replaceAll(/\r\n?/g, '\n');
	return lines.includes('\n') ? `${lines}\n` : withLines(lines);
}

// A field of one line keeps the text and loses the line ends.
function withLines(text: string): string {
	const parts = /^(-----BEGIN [A-Z ]+-----)([A-Za-z0-9+/=\s]+)(-----END [A-Z ]+-----)$/.exec(text);
	if (!parts) return `${text}\n`;
	const [, begin, body, end] = parts;
	return [begin, ...(body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? []), end, ''].join('\n');
}

function assertIsPrivate(text: string): void {
	if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(text) || /BEGIN [A-Z0-9 ]*PUBLIC KEY/.test(text)) {
		throw bad('what is given as the private key is the public one', 'Paste the private key: the file without ".pub".');
	}
	if (/BEGIN [A-Z0-9 ]*CERTIFICATE/.test(text)) throw bad('what is given as the private key is a certificate', WHOLE);
}

async function parse(text: string, passphrase: string | undefined): Promise<ParsedKey | Error> {
	try {
		const readable = isPkcs8(text) ? asTraditional(text, passphrase) : await withoutEncryption(text.trimEnd(), passphrase);
		return sshUtils.parseKey(readable, passphrase);
	} catch (error) {
		return error instanceof Error ? error : new Error(textOf(error));
	}
}

function isPkcs8(text: string): boolean {
	return /BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text);
}

/** What OpenSSL writes today in the format that it wrote before, which the library reads; the other kinds have none. */
function asTraditional(text: string, passphrase: string | undefined): string {
	if (text.includes('ENCRYPTED') && passphrase === undefined) throw new Error('no passphrase given');
	const key = openPkcs8(text, passphrase);
	const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : key.asymmetricKeyType === 'ec' ? 'sec1' : undefined;
	if (type === undefined) throw new Error('unsupported kind of key');
	return String(key.export({ format: 'pem', type })).trimEnd();
}

function openPkcs8(text: string, passphrase: string | undefined): KeyObject {
	try {
		return createPrivateKey({ key: text, passphrase });
	} catch {
		throw new Error(text.includes('ENCRYPTED') ? 'bad passphrase' : 'not readable');
	}
}

function explain({ message }: Error, text: string, hasPassphrase: boolean): SessionError {
	if (/no passphrase given/i.test(message)) {
		return bad('the private key is encrypted, and no passphrase is given', 'Enter the passphrase of the private key in the credential.');
	}
	if (/bad passphrase|integrity check|bad decrypt|malformed/i.test(message) && hasPassphrase) {
		return bad('the passphrase does not open the private key', PASSPHRASE);
	}
	if (/PuTTY-User-Key-File-3/.test(text)) return bad('the private key is a PuTTY file of version 3, which is not supported', CONVERT);
	if (/unsupported/i.test(message) && /-----END|PuTTY/.test(text)) return bad('the private key is of a kind that is not supported', CONVERT);
	return bad('the private key cannot be read', WHOLE);
}

function bad(detail: string, advice: string): SessionError {
	return new SessionError('key', detail, { advice, retryable: false });
}
