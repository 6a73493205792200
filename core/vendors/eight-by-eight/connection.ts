import type { ErrorCode } from '../../errors/codes';
import { withLayers, type LayerOptions } from '../../sources/layers';
import { Recordings } from '../../sources/recordings';
import type { HostKey } from '../../sources/sftp';
import type { Source } from '../../sources/source';
import type { EightByEightCredential } from './credential';

interface Wording {
	credentialLabel: string;
	/** In the place of that of the source. */
	advice?: Partial<Record<ErrorCode, string>>;
}

const BY_PASSWORD: Wording = {
	credentialLabel: 'Tenant Name and SFTP Password',
	advice: {
		CREDENTIAL_REFUSED:
			'Use the tenant name and the SFTP password of Home > Profile in 8x8 Configuration Manager, not the login of an agent or administrator.',
	},
};
const BY_KEY: Wording = { credentialLabel: 'Tenant Name and Private Key' };

export interface OpenOptions extends LayerOptions {
	/** Asks the server even where it refused the very same login a short while ago: for a test of the credential. */
	asksAgain?: boolean;
}

/** The recordings and indexes of one tenant. Close it when the work is over. */
export async function openEightByEight(credential: EightByEightCredential, options: OpenOptions): Promise<Recordings> {
	return new Recordings(withLayers(await openSource(credential, options), options));
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

/** The library of the protocol loads here, at first use. */
async function openSource(credential: EightByEightCredential, { concurrency, logger, asksAgain }: OpenOptions): Promise<Source> {
	const { protocol, host, port, user, folder, caCertificate, minTlsVersion, maxTlsVersion } = credential;
	const maxConnections = Math.min(credential.maxConnections, concurrency);
	const wording = protocol === 'sftp' && credential.privateKey ? BY_KEY : BY_PASSWORD;
	const common = { host, port, user, maxConnections, root: folder || undefined, asksAgain, ...wording };
	if (protocol === 'sftp') {
		const { openSftp } = await import('../../sources/sftp');
		const { password, privateKey, passphrase, hostKey } = credential;
		const onHostKey = hostKey ? undefined : tellOnce(`${host}:${port}`, logger);
		return await openSftp({ ...common, password, privateKey, passphrase, hostKey, onHostKey });
	}
	const { openFtps } = await import('../../sources/ftps');
	const mode = protocol === 'ftpsExplicit' ? 'explicit' : 'implicit';
	if (!credential.password) throw new Error('a credential for FTPS always has a password');
	return await openFtps({ ...common, mode, password: credential.password, caCertificate, minTlsVersion, maxTlsVersion });
}
