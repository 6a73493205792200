import type { ErrorCode } from '../../errors/codes';
import { withLayers, type LayerOptions } from '../../sources/layers';
import { Recordings } from '../../sources/recordings';
import type { Source } from '../../sources/source';
import type { EightByEightCredential } from './credential';

const LABEL = 'Tenant Name and SFTP Password';
const ADVICE: Partial<Record<ErrorCode, string>> = {
	CREDENTIAL_REFUSED:
		'Use the tenant name and the SFTP password of Home > Profile in 8x8 Configuration Manager, not the login of an agent or administrator.',
};

/** The recordings and indexes of one tenant. Close it when the work is over. */
export async function openEightByEight(credential: EightByEightCredential, layers: LayerOptions): Promise<Recordings> {
	return new Recordings(withLayers(await openSource(credential, layers.concurrency), layers));
}

/** The library of the protocol loads here, at first use. */
async function openSource(credential: EightByEightCredential, concurrency: number): Promise<Source> {
	const { protocol, host, port, user, folder, caCertificate, minTlsVersion, maxTlsVersion } = credential;
	const maxConnections = Math.min(credential.maxConnections, concurrency);
	const common = { host, port, user, maxConnections, root: folder || undefined, credentialLabel: LABEL, advice: ADVICE };
	if (protocol === 'sftp') {
		const { openSftp } = await import('../../sources/sftp');
		const { password, privateKey, passphrase, hostKey } = credential;
		return await openSftp({ ...common, password, privateKey, passphrase, hostKey });
	}
	const { openFtps } = await import('../../sources/ftps');
	const mode = protocol === 'ftpsExplicit' ? 'explicit' : 'implicit';
	if (!credential.password) throw new Error('a credential for FTPS always has a password');
	return await openFtps({ ...common, mode, password: credential.password, caCertificate, minTlsVersion, maxTlsVersion });
}
