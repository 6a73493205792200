import { readCaCertificate } from '../../http/ca-certificate';
import { Secret } from '../../secrets/secret';
import { withoutWrapping } from '../../text/pasted';
import { isTimeZone } from '../../time/zone';
import { retentionDaysOf } from '../retention';
import { invalid } from './invalid';
import { readServer, type Server } from './server-address';

/** What the credential holds, as typed; every field may be missing, blank, or badly pasted. */
export interface EightByEightCredentialFields {
	protocol?: string;
	/** The host of a known platform, or `other`. */
	platform?: string;
	host?: string;
	port?: string | number;
	tenantName?: string;
	password?: string;
	authentication?: string;
	privateKey?: string;
	passphrase?: string;
	hostKey?: string;
	timeZone?: string;
	retentionDays?: number;
	folder?: string;
	maxConnections?: number;
	/** PEM text. */
	extraCa?: string;
	minTlsVersion?: string;
	maxTlsVersion?: string;
}

export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

export interface EightByEightCredential extends Server {
	user: string;
	/** Absent where a private key stands for it. */
	password?: Secret;
	privateKey?: Secret;
	passphrase?: Secret;
	/** Fingerprint or line of known_hosts. */
	hostKey?: string;
	/** IANA name; absent for the time zone of the workflow. */
	timeZone?: string;
	retentionDays: number;
	/** From the folder of the login, or with a slash at its start from the server's root; `''` for that of the login. */
	folder: string;
	maxConnections: number;
	caCertificate?: string;
	minTlsVersion: TlsVersion;
	maxTlsVersion: TlsVersion;
}

// https://docs.8x8.com/8x8WebHelp/8x8-storage-and-retrieval/Content/StorageAndRetrieval/faq.htm
const DEFAULT_RETENTION_DAYS = 30;
const DEFAULT_CONNECTIONS = 4;
const MAX_CONNECTIONS = 32;

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readEightByEightCredential(fields: EightByEightCredentialFields): EightByEightCredential {
	const server = readServer(fields);
	return {
		...server,
		user: readTenantName(fields),
		...(server.protocol === 'sftp' ? readSshLogin(fields) : { password: readPassword(fields) }),
		timeZone: readTimeZone(fields),
		retentionDays: retentionDaysOf(fields.retentionDays, DEFAULT_RETENTION_DAYS),
		folder: readFolder(fields),
		maxConnections: readConnections(fields),
		caCertificate: readExtraCa(fields),
		...readTlsVersions(fields),
	};
}

const textIn = (value: unknown) => withoutWrapping(String(value ?? ''));

function readTenantName({ tenantName }: EightByEightCredentialFields): string {
	const text = textIn(tenantName);
	if (text === '') throw invalid('Tenant Name', 'the field is empty');
	if (/[\r\n\0]/.test(text)) throw invalid('Tenant Name', 'there is more than one line in it');
	return text;
}

// A password may begin or end with blanks or quotes; only a line break is never part of it.
function readPassword({ password }: EightByEightCredentialFields): Secret {
	const text = String(password ?? '').replace(/[\r\n]+$/, '');
	if (text === '') throw invalid('SFTP Password', 'the field is empty');
	if (/[\r\n\0]/.test(text)) throw invalid('SFTP Password', 'there is more than one line in it');
	return new Secret(text);
}

function readSshLogin(fields: EightByEightCredentialFields): Partial<EightByEightCredential> {
	const hostKey = textIn(fields.hostKey) || undefined;
	if (fields.authentication !== 'privateKey') return { password: readPassword(fields), hostKey };
	const key = String(fields.privateKey ?? '').trim();
	if (key === '') throw invalid('Private Key', 'the field is empty', 'Paste the whole text of the file with the key.');
	const passphrase = String(fields.passphrase ?? '');
	return { privateKey: new Secret(key), passphrase: passphrase === '' ? undefined : new Secret(passphrase), hostKey };
}

function readTimeZone({ timeZone }: EightByEightCredentialFields): string | undefined {
	const text = textIn(timeZone);
	if (text === '' || isTimeZone(text)) return text || undefined;
	throw invalid('Time Zone of the Tenant', `"${text.slice(0, 60)}" is no time zone`, 'Choose one from the list, such as America/Los_Angeles.');
}

function readFolder({ folder }: EightByEightCredentialFields): string {
	const text = textIn(folder);
	const segments = text.split('/').filter((segment) => segment !== '');
	const odd = segments.find((segment) => segment === '.' || segment === '..' || /[\r\n\0]/.test(segment));
	if (odd !== undefined) throw invalid('Folder', `"${odd}" cannot be part of it`, 'Leave it empty: the login leads to the right folder.');
	return `${text.startsWith('/') ? '/' : ''}${segments.join('/')}`;
}

function readConnections({ maxConnections }: EightByEightCredentialFields): number {
	const count = Math.floor(Number(maxConnections ?? DEFAULT_CONNECTIONS));
	return count >= 1 ? Math.min(count, MAX_CONNECTIONS) : DEFAULT_CONNECTIONS;
}

function readTlsVersions(fields: EightByEightCredentialFields): { minTlsVersion: TlsVersion; maxTlsVersion: TlsVersion } {
	const minTlsVersion = fields.minTlsVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2';
	const maxTlsVersion = fields.maxTlsVersion === 'TLSv1.2' ? 'TLSv1.2' : 'TLSv1.3';
	if (minTlsVersion <= maxTlsVersion) return { minTlsVersion, maxTlsVersion };
	throw invalid('Lowest TLS Version', 'it is above Highest TLS Version', 'Swap the two.');
}

function readExtraCa({ extraCa }: EightByEightCredentialFields): string | undefined {
	const { pem, problem } = readCaCertificate(String(extraCa ?? ''));
	if (!problem) return pem;
	throw invalid(undefined, problem.problem, problem.advice);
}
