import type { ErrorCode } from '../errors/codes';
import { withLayers, type LayerOptions } from '../sources/layers';
import { Recordings } from '../sources/recordings';
import type { Source } from '../sources/source';
import { CONTAINER_LABEL, NEW_TOKEN, type AzureBlobTarget } from './azure-blob-target';
import { RIGHTS } from './rights';
import type { S3Target } from './s3-target';
import type { SftpTarget } from './sftp-target';
import type { Target } from './target';

export interface ConnectOptions extends LayerOptions {
	/** Asks the server even where it refused the very same login a short while ago: for a test of the credential. */
	asksAgain?: boolean;
}

/** Opens a target. Nothing outside its folder is listed, read or written. Close it when the work is over. */
export async function connectTarget(target: Target, options: ConnectOptions): Promise<Recordings> {
	const folder = target.type === 's3' || target.type === 'azureBlob' ? target.folder : '';
	return new Recordings(withLayers(await openSource(target, options), options), folder);
}

/** The library of the service loads here, at first use. */
async function openSource(target: Target, options: ConnectOptions): Promise<Source> {
	switch (target.type) {
		case 's3':
			return await openS3Target(target, options);
		case 'azureBlob':
			return await openAzureBlobTarget(target, options);
		case 'sftp':
			return await openSftpTarget(target, options);
		case 'folder': {
			const { openFolder } = await import('../sources/folder');
			return await openFolder(target);
		}
	}
}

async function openS3Target(target: S3Target, { concurrency, egress }: ConnectOptions): Promise<Source> {
	const { openS3 } = await import('../sources/s3');
	const keyLabel = 'Access Key ID and Secret Access Key';
	return await openS3({ ...target, keyLabel, advice: S3_ADVICE, maxSockets: concurrency, egress });
}

const S3_ADVICE = {
	AccessDenied: `The keys do not allow this here. They need ${RIGHTS.s3.list} and ${RIGHTS.s3.read}, and for exports ${RIGHTS.s3.write}. Check bucket and folder in the credential, too.`,
};

async function openAzureBlobTarget({ address, container, sas, caCertificate }: AzureBlobTarget, { concurrency, egress }: ConnectOptions): Promise<Source> {
	const { openAzureBlob } = await import('../sources/azure-blob');
	const { endpoint } = address;
	return await openAzureBlob({ endpoint, container, sas, tokenLabel: CONTAINER_LABEL, advice: AZURE_ADVICE, maxSockets: concurrency, caCertificate, egress });
}

const AZURE_ADVICE: Partial<Record<ErrorCode, string>> = {
	CREDENTIAL_EXPIRED: NEW_TOKEN,
	CREDENTIAL_NOT_YET_VALID: 'Wait until then, or make a shared access signature that begins earlier.',
	CREDENTIAL_REFUSED: `The token was revoked, was copied incompletely, or belongs to another container. ${NEW_TOKEN}`,
	PERMISSION_DENIED: `The token does not allow this, or not from this network. ${NEW_TOKEN}`,
};

async function openSftpTarget(target: SftpTarget, { concurrency, logger, egress, asksAgain }: ConnectOptions): Promise<Source> {
	const { openFileServer } = await import('../sources/file-server');
	const credentialLabel = target.protocol === 'sftp' && target.privateKey ? 'User and Private Key' : 'User and Password';
	return await openFileServer(target, { concurrency, logger, egress, asksAgain, credentialLabel });
}
