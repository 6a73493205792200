import type { ErrorCode } from '../../errors/codes';
import type { AzureError } from './azure-error';

const REFUSED =
	'The token was revoked, was copied incompletely, or belongs to another container or account. Generate new tokens and paste them whole, each into its own field. After a revocation it takes up to 30 seconds until new ones work.';

/** Where somebody else answers, or changes what Azure answers. */
export const CLEAR_THE_WAY =
	'A proxy, a firewall or the sign-in page of a network stands between n8n and Azure: let n8n through to *.blob.core.windows.net (HTTPS_PROXY and NO_PROXY say how n8n gets there). Check the host in the URL of the credential, too.';

const BY_CODE: Partial<Record<ErrorCode, string>> = {
	CREDENTIAL_EXPIRED: 'Generate new tokens in Agent Setup and paste them into the credential.',
	CREDENTIAL_NOT_YET_VALID: 'Wait until then, or generate new tokens whose initiation date has passed.',
	CREDENTIAL_REFUSED: REFUSED,
	CONTAINER_NOT_FOUND: 'Check the container name in the node and in the URL of the credential.',
	NOT_FOUND: 'It may have been deleted since it was listed: list again.',
	PERMISSION_DENIED:
		'The token does not allow this, or not from this network. Generate new tokens, and paste each into its own field.',
	CONFLICT: 'The blob may be archived, leased, or being written. Try again later.',
	CHANGED: 'Download it again.',
	INVALID_REQUEST: 'Compare what the node asks for with what the service says of it.',
	INVALID_RESPONSE: CLEAR_THE_WAY,
	SERVICE_FAILED:
		'Azure, or a proxy on the way to it, failed. Try again later; if it goes on, give the request ID and the time to the support of the service.',
	THROTTLED:
		'Ask for less at once: fewer "Parallel Downloads", fewer workflows at the same time. Or try again later, after the time that the service names.',
	TIMED_OUT: 'Try again later, and with fewer requests at once. If it goes on, check the network between n8n and Azure.',
};

// The service tells these apart, the codes of ours do not.
const BY_SERVICE_CODE = new Map(
	Object.entries({
		AccountIsDisabled: 'The storage account is switched off: ask whoever runs it.',
		AuthorizationFailure: `${REFUSED} A firewall of the storage account that keeps this machine out looks the same.`,
		AuthorizationProtocolMismatch: 'The token works over https:// only: change the URL in the credential.',
		AuthorizationSourceIPMismatch:
			'The token works from other IP addresses only. Run n8n behind one of them, or ask for a token without that condition.',
		BlobArchived: 'The file lies in the archive tier: whoever runs the storage has to bring it back before it can be read.',
		BlobImmutableDueToPolicy: 'The storage keeps its files unchanged for a time that is set there; nothing here can shorten it.',
		ContainerBeingDeleted: 'The container is being deleted. If it shall come back, try again in some minutes.',
		KeyBasedAuthenticationNotPermitted: 'The storage account takes no such tokens any more: ask whoever runs it.',
	}),
);

/** What the user should do about an answer that is an error. */
export function adviceOn(
	code: ErrorCode,
	{ httpStatus, serviceCode, headers }: AzureError,
	/** Of whoever knows the token better. */
	ownersAdvice: Partial<Record<ErrorCode, string>> = {},
): string | undefined {
	if (httpStatus === 407) {
		return 'Put them before the host in HTTPS_PROXY, with which n8n is started, as user:password@host:port.';
	}
	if (headers.isForeign) return CLEAR_THE_WAY;
	const isAboutTimes = code === 'CREDENTIAL_EXPIRED' || code === 'CREDENTIAL_NOT_YET_VALID';
	return (isAboutTimes ? undefined : BY_SERVICE_CODE.get(serviceCode)) ?? ownersAdvice[code] ?? BY_CODE[code];
}
