import { openFileServer, type FileServerOptions } from '../../sources/file-server';
import { withLayers, type LayerOptions } from '../../sources/layers';
import { Recordings } from '../../sources/recordings';
import type { EightByEightCredential } from './credential';

type Wording = Pick<FileServerOptions, 'credentialLabel' | 'advice'>;

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
	const { concurrency, logger, egress, asksAgain } = options;
	const wording = credential.protocol === 'sftp' && credential.privateKey ? BY_KEY : BY_PASSWORD;
	const source = await openFileServer(credential, { concurrency, logger, egress, asksAgain, ...wording });
	return new Recordings(withLayers(source, options));
}
