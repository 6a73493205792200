import type { ErrorCode } from '../errors/codes';
import type { Secret } from '../secrets/secret';
import type { LayerOptions } from './layers';
import type { HostKey } from './sftp';
import type { Source } from './source';

export type FileServerProtocol = 'ftpsImplicit' | 'ftpsExplicit' | 'sftp';
export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

/** A login at a server of files, by SFTP or by FTP over TLS. */
export interface FileServer {
	protocol: FileServerProtocol;
	host: string;
	port: number;
	user: string;
	/** Absent where a private key stands for it. */
	password?: Secret;
	privateKey?: Secret;
	passphrase?: Secret;
	/** Fingerprint or line of known_hosts. */
	hostKey?: string;
	/** From the folder of the login, or with a slash at its start from the server's root; `''` for that of the login. */
	folder: string;
	/** Absent: as many as help. */
	maxConnections?: number;
	caCertificate?: string;
	minTlsVersion: TlsVersion;
	maxTlsVersion: TlsVersion;
}

export interface FileServerOptions extends Pick<LayerOptions, 'concurrency' | 'logger' | 'egress'> {
	/** Asks the server even where it refused the very same login a short while ago: for a test of the credential. */
	asksAgain?: boolean;
	/** How messages call what proves the login. */
	credentialLabel: string;
	/** In the place of that of the source. */
	advice?: Partial<Record<ErrorCode, string>>;
}

/** Keys that were told in this process: a line for each connection would be noise. */
const told = new Set<string>();

/** Where no key is pinned, whoever wants to pin it finds it in the log. */
function tellOnce(address: string, logger: LayerOptions['logger']): (key: HostKey) => void {
	return ({ type, fingerprint }) => {
		const line = `The SSH server ${address} shows the host key ${fingerprint} (${type}), which is trusted: none is pinned in the credential`;
		if (!told.has(line)) logger?.warn(line);
		told.add(line);
	};
}

/** Keys are relative to the folder. The library of the protocol loads here, at first use. */
export async function openFileServer(server: FileServer, { concurrency, logger, ...wording }: FileServerOptions): Promise<Source> {
	const { protocol, host, port, user, folder, caCertificate, minTlsVersion, maxTlsVersion } = server;
	const maxConnections = server.maxConnections && Math.min(server.maxConnections, concurrency);
	const common = { host, port, user, maxConnections, root: folder || undefined, ...wording };
	if (protocol === 'sftp') {
		const { openSftp } = await import('./sftp');
		const { password, privateKey, passphrase, hostKey } = server;
		const onHostKey = hostKey ? undefined : tellOnce(`${host}:${port}`, logger);
		return await openSftp({ ...common, password, privateKey, passphrase, hostKey, onHostKey });
	}
	const { openFtps } = await import('./ftps');
	const mode = protocol === 'ftpsExplicit' ? 'explicit' : 'implicit';
	if (!server.password) throw new Error('a login over FTPS always has a password');
	return await openFtps({ ...common, mode, password: server.password, caCertificate, minTlsVersion, maxTlsVersion });
}
