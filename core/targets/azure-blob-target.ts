import { folderNames, invalidField, readExtraCa, textIn } from '../credential-fields/fields';
import { readPasted, type PastedToken } from '../credential-fields/pasted-token';
import { lacksRights, looksLikeFile, problemWithProtocol } from '../credential-fields/token-rights';
import type { Problem } from '../http/ca-certificate';
import { isContainerName, type BlobAddress } from '../sources/azure-blob/address';
import type { SharedAccessSignature } from '../sources/azure-blob/sas';

/** What the credential "Azure Blob Target API" holds, as typed; every field may be missing, blank, or badly pasted. */
export interface AzureBlobTargetFields {
	containerSecretUrl?: string;
	containerToken?: string;
	folder?: string;
	/** PEM text. */
	extraCa?: string;
	allowHttp?: boolean;
}

export interface AzureBlobTarget {
	address: Omit<BlobAddress, 'query'>;
	container: string;
	sas: SharedAccessSignature;
	/** With its slash at the end; `''` for the whole container. */
	folder: string;
	caCertificate?: string;
}

export const CONTAINER_LABEL = 'Container URL';

/** Reads the credential. Throws CREDENTIAL_INVALID that names the field. */
export function readAzureBlobTarget(fields: AzureBlobTargetFields): AzureBlobTarget {
	const pasted = readToken(fields);
	const { address, sas } = pasted;
	const container = containerOf(pasted);
	const problem = problemWithProtocol(pasted, { allowHttp: fields.allowHttp === true }) ?? problemWithToken(pasted);
	if (problem) throw invalidField(CONTAINER_LABEL, problem.problem, problem.advice);
	return { address, container, sas, folder: readFolder(fields, pasted), caCertificate: readExtraCa(fields.extraCa) };
}

export const NEW_TOKEN =
	'Make a new shared access signature for the container, with the rights Read and List, and for exports Create, Write and Delete too. Paste it whole.';

function readToken({ containerSecretUrl, containerToken }: AzureBlobTargetFields): PastedToken {
	const url = String(containerSecretUrl ?? '');
	const token = String(containerToken ?? '');
	if (textIn(url) === '' && textIn(token) === '') throw invalidField(CONTAINER_LABEL, 'the field is empty', NEW_TOKEN);
	try {
		return readPasted({ url, token });
	} catch (error) {
		throw invalidField(CONTAINER_LABEL, (error as Error).message, NEW_TOKEN);
	}
}

function containerOf({ address }: PastedToken): string {
	const { container } = address;
	if (container === undefined) throw invalidField(CONTAINER_LABEL, 'the URL names no container', 'It should look like https://account.blob.core.windows.net/container.');
	// Not echoed: what was pasted as a container may be a token.
	if (!isContainerName(container)) throw invalidField(CONTAINER_LABEL, 'what the URL names after the host is no container', NEW_TOKEN);
	return container;
}

function problemWithToken({ sas, address }: PastedToken): Problem | undefined {
	if (sas.kind === 'blob') return { problem: 'this is the token of a single file (sr=b), not of a container', advice: NEW_TOKEN };
	if (looksLikeFile(address.folder)) {
		return { problem: 'the URL leads to a single file, not to a container', advice: 'Paste the URL of the container. If it is a folder, end the URL with a slash.' };
	}
	return lacksRights(sas.permissions, 'lr', { l: 'list', r: 'read' }, NEW_TOKEN);
}

/** From the field, or else from the URL. */
function readFolder({ folder }: AzureBlobTargetFields, { address }: PastedToken): string {
	const advice = 'Give the path from the start of the container, such as exports/verba.';
	const typed = folderNames(textIn(folder), 'Folder', advice).join('/');
	const pasted = folderNames(address.folder ?? '', CONTAINER_LABEL, advice).join('/');
	if (typed !== '' && pasted !== '' && typed !== pasted) {
		throw invalidField('Folder', 'the URL leads to another folder', 'Remove one of them.');
	}
	const names = typed || pasted;
	return names === '' ? '' : `${names}/`;
}
