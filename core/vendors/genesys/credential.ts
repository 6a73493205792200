import { isContainerName, parseBlobUrl, withoutWrapping, type BlobAddress } from '../../sources/azure-blob/address';
import { parseSas, type SharedAccessSignature } from '../../sources/azure-blob/sas';
import { DEFAULT_RETENTION_DAYS } from './recording';
import { problemWithToken } from './token-problems';

/** The container that every tenant has: the vendor's page "Blob Storage". */
export const DEFAULT_CONTAINER = 'recordings';

/** What the credential holds, as typed; every field may be missing, blank, or badly pasted. */
export interface GenesysCredentialFields {
	accountSecretUrl?: string;
	accountToken?: string;
	recordingsSecretUrl?: string;
	recordingsToken?: string;
	gimExportSecretUrl?: string;
	gimExportToken?: string;
	/** One container URL with its token a line. */
	furtherContainersSecret?: string;
	retentionDays?: number;
	allowHttp?: boolean;
	/** PEM text. */
	extraCa?: string;
}

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
	/** A sentence without a full stop; no secret. */
	problem: string;
	advice: string;
	token?: GenesysToken;
}

export interface GenesysCredential {
	tokens: GenesysToken[];
	problems: TokenProblem[];
	retentionDays: number;
	caCertificate?: string;
}

/** Reads the credential. Never throws: what cannot be used is among the problems, so that the rest still works. */
export function readGenesysCredential(fields: GenesysCredentialFields): GenesysCredential {
	const context = { allowHttp: fields.allowHttp === true };
	const results = inputsOf(fields)
		.filter(({ url, token }) => withoutWrapping(url) !== '' || withoutWrapping(token) !== '')
		.map((input) => readToken(input, context));
	return {
		tokens: results.filter((result): result is GenesysToken => !('problem' in result)),
		problems: results.filter((result): result is TokenProblem => 'problem' in result),
		retentionDays: retentionOf(fields),
		caCertificate: fields.extraCa?.trim() || undefined,
	};
}

const MAX_RETENTION_DAYS = 36_500;

function retentionOf({ retentionDays }: GenesysCredentialFields): number {
	return retentionDays && retentionDays > 0 ? Math.min(retentionDays, MAX_RETENTION_DAYS) : DEFAULT_RETENTION_DAYS;
}

interface TokenInput {
	slot: TokenSlot;
	label: string;
	url: string;
	token: string;
}

function inputsOf(fields: GenesysCredentialFields): TokenInput[] {
	const { furtherContainersSecret: furtherContainers = '' } = fields;
	const further = furtherContainers
		.split(/[\s,;]+(?=["'“‘]?https?:)|[\r\n]+/)
		.filter((line) => line.trim() !== '')
		.map((line, index): TokenInput => ({ slot: 'further', label: `Further Containers, line ${index + 1}`, url: line, token: '' }));
	return [
		slotInput('account', 'Account Container', fields.accountSecretUrl, fields.accountToken),
		slotInput('recordings', 'Recordings Container', fields.recordingsSecretUrl, fields.recordingsToken),
		slotInput('gimExport', 'GIM-Export Container', fields.gimExportSecretUrl, fields.gimExportToken),
		...further,
	];
}

function slotInput(slot: TokenSlot, label: string, url?: string, token?: string): TokenInput {
	return { slot, label, url: String(url ?? ''), token: String(token ?? '') };
}

function readToken(
	{ slot, label, url, token }: TokenInput,
	context: { allowHttp: boolean },
): GenesysToken | TokenProblem {
	try {
		const { address, sas } = combine(url, token);
		// Not echoed: what was pasted as a container may be a token.
		if (slot !== 'account' && address.container !== undefined && !isContainerName(address.container)) {
			throw new Error('what the URL names after the host is no container');
		}
		const read: GenesysToken = { slot, label, address, sas };
		const problem = problemWithToken(read, context);
		return problem ? { slot, label, ...problem, token: read } : read;
	} catch (error) {
		return { slot, label, problem: (error as Error).message, advice: PASTE_ADVICE };
	}
}

const PASTE_ADVICE =
	'Copy the container URL and its token again from Agent Setup > Contact Center Settings > Blob Storage.';

/** URL and token, wherever each was pasted: apart, the token within the URL, or the whole URL in the token field. */
function combine(url: string, token: string): Pick<GenesysToken, 'address' | 'sas'> {
	const tokenText = withoutWrapping(token);
	const { query, ...address } = placeOf(withoutWrapping(url), tokenText);
	const ofUrl = parseSas(query);
	const ofToken = parseSas(tokenText.slice(tokenText.indexOf('?') + 1));
	if (tokenText !== '' && !ofToken) throw new Error('the token has no signature (sig=…): it was not copied whole');
	if (ofUrl && ofToken) assertSameToken(ofUrl, ofToken);
	const sas = ofToken ?? ofUrl;
	if (!sas) throw new Error('the URL is there, but its token (…sig=…) is missing');
	return { address, sas };
}

function assertSameToken(ofUrl: SharedAccessSignature, ofToken: SharedAccessSignature): void {
	if (ofUrl.token.reveal() === ofToken.token.reveal()) return;
	throw new Error('the URL carries one token and the token field another: remove one of them');
}

function placeOf(urlText: string, tokenText: string): BlobAddress {
	const ofToken = /^https?:\/\//i.test(tokenText) ? parseBlobUrl(tokenText) : undefined;
	const place = urlText === '' ? ofToken : parseBlobUrl(urlText);
	if (!place) throw new Error('the token is there, but its URL is missing');
	if (ofToken && !isSamePlace(place, ofToken)) {
		throw new Error('the URL field and the token field hold different URLs: remove one of them');
	}
	return place;
}

function isSamePlace(one: BlobAddress, other: BlobAddress): boolean {
	return one.endpoint === other.endpoint && one.container === other.container;
}
