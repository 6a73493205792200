import { readPasted } from '../../credential-fields/pasted-token';
import { readCaCertificate, type Problem } from '../../http/ca-certificate';
import { isContainerName, parseBlobUrl, type BlobAddress } from '../../sources/azure-blob/address';
import type { SharedAccessSignature } from '../../sources/azure-blob/sas';
import { withoutWrapping } from '../../text/pasted';
import { retentionDaysOf } from '../retention';
import { inputsOf, titleOf, type GenesysCredentialFields, type TokenInput } from './credential-fields';
import { DEFAULT_RETENTION_DAYS } from './recording';
import { problemWithToken } from './token-problems';

/** The container that every tenant has: the vendor's page "Blob Storage". */
export const DEFAULT_CONTAINER = 'recordings';

export type { GenesysCredentialFields } from './credential-fields';

export type TokenSlot = 'account' | 'recordings' | 'gimExport' | 'further';

/** A URL and token that can be used. */
export interface GenesysToken {
	slot: TokenSlot;
	/** The label of its field in the credential. */
	label: string;
	/** Without the query of the pasted URL, which may be a secret. */
	address: Omit<BlobAddress, 'query'>;
	sas: SharedAccessSignature;
}

/** A field that cannot be used, and why. */
export interface TokenProblem {
	slot: TokenSlot;
	label: string;
	/** Where the URL could be read so far. */
	container?: string;
	/** A sentence without a full stop; no secret. */
	problem: string;
	advice: string;
	token?: GenesysToken;
}

export interface GenesysCredential {
	tokens: GenesysToken[];
	problems: TokenProblem[];
	retentionDays: number;
	/** PEM text. */
	caCertificate?: string;
	/** Why the CA certificate cannot be used; nothing is sent then, since every connection would miss it. */
	caProblem?: Problem;
}

/** Reads the credential. Never throws: what cannot be used is among the problems, so that the rest still works. */
export function readGenesysCredential(fields: GenesysCredentialFields): GenesysCredential {
	const context = { allowHttp: fields.allowHttp === true };
	const results = inputsOf(fields)
		.filter(({ url, token }) => withoutWrapping(url) !== '' || withoutWrapping(token) !== '')
		.map((input) => readToken(input, context));
	const ca = readCaCertificate(String(fields.extraCa ?? ''));
	return {
		tokens: results.filter((result): result is GenesysToken => !('problem' in result)),
		problems: results.filter((result): result is TokenProblem => 'problem' in result),
		retentionDays: retentionDaysOf(fields.retentionDays, DEFAULT_RETENTION_DAYS),
		caCertificate: ca.pem,
		caProblem: ca.problem,
	};
}

/** The token, of those that still work, whose end comes first; a stored access policy does not tell its end. */
export function nextToExpire({ tokens }: GenesysCredential, nowMs: number): { field: string; atMs: number } | undefined {
	const ends = tokens.map((token) => ({ field: titleOf(token, token.address.container), atMs: Date.parse(token.sas.expiresAt ?? '') }));
	return ends.filter(({ atMs }) => atMs > nowMs).sort((a, b) => a.atMs - b.atMs)[0];
}

function readToken(input: TokenInput, context: { allowHttp: boolean }): GenesysToken | TokenProblem {
	const { slot, label } = input;
	try {
		const read: GenesysToken = { slot, label, ...readPasted(input) };
		const { container } = read.address;
		// Not echoed: what was pasted as a container may be a token.
		if (slot !== 'account' && container !== undefined && !isContainerName(container)) {
			throw new Error('what the URL names after the host is no container');
		}
		const problem = problemWithToken(read, context);
		return problem ? { slot, label, container, ...problem, token: read } : read;
	} catch (error) {
		const { message } = error as Error;
		return { slot, label, container: containerIn(input.url), problem: message, advice: PASTE_ADVICE };
	}
}

function containerIn(pasted: string): string | undefined {
	try {
		const { container } = parseBlobUrl(pasted);
		return container !== undefined && isContainerName(container) ? container : undefined;
	} catch {
		return undefined;
	}
}

const PASTE_ADVICE =
	'Copy the container URL and its token again from Agent Setup > Contact Center Settings > Blob Storage.';
