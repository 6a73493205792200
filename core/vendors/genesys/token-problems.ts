import { hasRights, lacksRights, looksLikeFile, problemWithProtocol } from '../../credential-fields/token-rights';
import type { Problem } from '../../http/ca-certificate';
import type { GenesysToken, TokenSlot } from './credential';
import { titleOf } from './credential-fields';

interface Context {
	allowHttp: boolean;
}

const CONTAINER_FIELDS = 'Recordings Container, GIM-Export Container or Further Containers';
const NEW_TOKENS = 'Generate new tokens in Agent Setup > Contact Center Settings > Blob Storage, and paste them here.';

/**
 * What can be told to be wrong with a token without asking the service; undefined if nothing. A token under a stored
 * access policy does not say its rights: then only the service can tell. Start and expiry are left to the service
 * too, because its clock counts and not ours.
 */
export function problemWithToken(token: GenesysToken, context: Context): Problem | undefined {
	return (
		problemWithProtocol(token, context) ??
		(token.slot === 'account' ? problemWithAccountToken(token) : problemWithContainerToken(token))
	);
}

function problemWithAccountToken({ sas }: GenesysToken): Problem | undefined {
	if (sas.kind === 'container' || sas.kind === 'blob') {
		return {
			problem: 'this is the token of a container (sr=c), not of the account',
			advice: `It belongs under ${CONTAINER_FIELDS}. The account token has ss=b and sp=f in it.`,
		};
	}
	return lacksRights(sas.permissions, 'f', { f: 'Find Blobs by Tags' }, NEW_TOKENS);
}

function problemWithContainerToken({ slot, sas, address }: GenesysToken): Problem | undefined {
	if (sas.kind === 'account' && !hasRights(sas.permissions, 'l')) {
		return {
			problem: 'this is the token of the account (ss=…), which can only find by tags',
			advice: `It belongs under Account Container. Paste the token that Agent Setup shows for ${VENDOR_LABELS[slot]} here.`,
		};
	}
	if (sas.kind === 'blob') {
		return { problem: 'this is the token of a single file (sr=b), not of a container', advice: NEW_TOKENS };
	}
	if (address.container === undefined) {
		return {
			problem: 'the URL names no container',
			advice: `It should look like https://account.blob.core.windows.net/${slot === 'gimExport' ? 'gim-export' : 'recordings'}.`,
		};
	}
	if (looksLikeFile(address.folder)) {
		return {
			problem: 'the URL leads to a single file, not to a container',
			advice: "Paste the container's URL, which ends with the name of the container. If it is a folder, end the URL with a slash.",
		};
	}
	if (OTHERS_CONTAINERS[slot]?.names.test(address.container)) {
		return {
			problem: `the URL is that of the container "${address.container}"`,
			advice: `It belongs under ${OTHERS_CONTAINERS[slot].field}.`,
		};
	}
	return lacksRights(sas.permissions, 'lr', { l: 'list', r: 'read' }, NEW_TOKENS);
}

const GIM_EXPORT = /^gim-?export$/;

export function isGimExport(container: string): boolean {
	return GIM_EXPORT.test(container);
}

// The two containers that the vendor's page names: pasted the wrong way round, each would answer for the other.
const OTHERS_CONTAINERS: Partial<Record<TokenSlot, { names: RegExp; field: string }>> = {
	recordings: { names: GIM_EXPORT, field: 'GIM-Export Container' },
	gimExport: { names: /^recordings$/, field: 'Recordings Container' },
};

const VENDOR_LABELS: Record<TokenSlot, string> = {
	account: 'ACCOUNT CONTAINER URL',
	recordings: 'RECORDINGS CONTAINER URL',
	gimExport: 'GIM-EXPORT CONTAINER URL',
	further: 'the further container',
};

/**
 * What helps when the service refuses a token that stands in two fields: a container's token opens that one alone, so
 * it is wrong in one of them, and it does not say in which. Undefined if it stands in one.
 */
export function adviceOnTwin(token: GenesysToken, all: GenesysToken[]): string | undefined {
	const { sas, address } = token;
	if (sas.kind !== 'container') return undefined;
	const twin = all.find(
		(other) => other.address.container !== address.container && other.sas.token.reveal() === sas.token.reveal(),
	);
	if (!twin) return undefined;
	const [here, there] = [token, twin].map((one) => titleOf(one, one.address.container));
	return `The same token stands under ${there}, and the token of a container opens no other one: paste the one that Agent Setup shows for "${address.container}" under ${here}.`;
}
