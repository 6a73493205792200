import { Secret } from '../secrets/secret';
import type { FileServer, FileServerProtocol, TlsVersion } from '../sources/file-server';
import { folderNames, invalidField, readExtraCa, textIn } from './fields';
import { readHost, readPort, readProtocol, usualPort } from './server-address';

/** What credentials for SFTP and FTPS have in common, as typed. */
export interface FileServerFields {
	protocol?: string;
	host?: string;
	port?: string | number;
	user?: string;
	password?: string;
	authentication?: string;
	privateKey?: string;
	passphrase?: string;
	hostKey?: string;
	folder?: string;
	maxConnections?: number;
	/** PEM text. */
	extraCa?: string;
	minTlsVersion?: string;
	maxTlsVersion?: string;
}

/** How a credential calls its fields, and what it advises. */
export interface FileServerWords {
	protocol: FileServerProtocol;
	hostLabel: string;
	hostAdvice: string;
	userLabel: string;
	passwordLabel: string;
	loginAdvice: string;
	folderAdvice: string;
}

const MAX_CONNECTIONS = 32;

/** Reads the login. Throws CREDENTIAL_INVALID that names the field. */
export function readFileServer(fields: FileServerFields, words: FileServerWords): FileServer {
	const protocol = readProtocol(fields.protocol, words.protocol);
	const { host, port } = readHost(fields.host, words.hostLabel, words.hostAdvice);
	return {
		protocol,
		host,
		port: readPort(fields.port) ?? port ?? usualPort(protocol),
		user: readUser(fields, words),
		...(protocol === 'sftp' ? readSshLogin(fields, words) : { password: readPassword(fields, words) }),
		folder: readFolder(fields, words),
		maxConnections: readConnections(fields),
		caCertificate: readExtraCa(fields.extraCa),
		...readTlsVersions(fields),
	};
}

function readUser({ user }: FileServerFields, { userLabel, loginAdvice }: FileServerWords): string {
	const text = textIn(user);
	if (text === '') throw invalidField(userLabel, 'the field is empty', loginAdvice);
	if (/[\r\n\0]/.test(text)) throw invalidField(userLabel, 'there is more than one line in it', loginAdvice);
	return text;
}

// A password may begin or end with blanks or quotes; only a line break is never part of it.
function readPassword({ password }: FileServerFields, { passwordLabel, loginAdvice }: FileServerWords): Secret {
	const text = String(password ?? '').replace(/[\r\n]+$/, '');
	if (text === '') throw invalidField(passwordLabel, 'the field is empty', loginAdvice);
	if (/[\r\n\0]/.test(text)) throw invalidField(passwordLabel, 'there is more than one line in it', loginAdvice);
	return new Secret(text);
}

function readSshLogin(fields: FileServerFields, words: FileServerWords): Partial<FileServer> {
	const hostKey = textIn(fields.hostKey) || undefined;
	if (fields.authentication !== 'privateKey') return { password: readPassword(fields, words), hostKey };
	const key = String(fields.privateKey ?? '').trim();
	if (key === '') throw invalidField('Private Key', 'the field is empty', 'Paste the whole text of the file with the key.');
	const passphrase = String(fields.passphrase ?? '');
	return { privateKey: new Secret(key), passphrase: passphrase === '' ? undefined : new Secret(passphrase), hostKey };
}

function readFolder({ folder }: FileServerFields, { folderAdvice }: FileServerWords): string {
	const text = textIn(folder);
	return `${text.startsWith('/') ? '/' : ''}${folderNames(text, 'Folder', folderAdvice).join('/')}`;
}

/** Undefined where somebody leaves it to us. */
function readConnections({ maxConnections }: FileServerFields): number | undefined {
	const count = Math.floor(Number(maxConnections ?? 0));
	return count >= 1 ? Math.min(count, MAX_CONNECTIONS) : undefined;
}

function readTlsVersions(fields: FileServerFields): { minTlsVersion: TlsVersion; maxTlsVersion: TlsVersion } {
	const minTlsVersion = fields.minTlsVersion === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2';
	const maxTlsVersion = fields.maxTlsVersion === 'TLSv1.2' ? 'TLSv1.2' : 'TLSv1.3';
	if (minTlsVersion <= maxTlsVersion) return { minTlsVersion, maxTlsVersion };
	throw invalidField('Lowest TLS Version', 'it is above Highest TLS Version', 'Swap the two.');
}
