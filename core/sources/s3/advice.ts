import type { ErrorCode } from '../../errors/codes';
import type { S3Error } from './s3-error';

/** Where somebody else answers, or changes what S3 answers. */
export const CLEAR_THE_WAY =
	'A proxy, a firewall or the sign-in page of a network stands between n8n and S3: let n8n through to *.amazonaws.com (HTTPS_PROXY and NO_PROXY say how n8n gets there). With a server of another make, check its address in the credential.';

const BY_CODE: Partial<Record<ErrorCode, string>> = {
	CHANGED: 'Download it again.',
	CONFLICT: 'The object may be archived, locked, or being written. Try again later.',
	CONTAINER_NOT_FOUND: 'Check the bucket name in the credential.',
	CREDENTIAL_EXPIRED: 'Paste new keys into the credential.',
	CREDENTIAL_REFUSED: 'Paste Access Key ID and Secret Access Key again, whole.',
	INVALID_REQUEST: 'Compare what the node asks for with what the service says of it.',
	INVALID_RESPONSE: CLEAR_THE_WAY,
	NOT_FOUND: 'It may have been deleted since it was listed: list again.',
	PERMISSION_DENIED: 'The keys do not allow this here. Check the folder in the credential.',
	SERVICE_FAILED: 'Run it again later; if it happens again, report the request ID to the support of the service.',
	THROTTLED: 'Download fewer files at once, or run it again later.',
	TIMED_OUT: 'Try again later, and with fewer requests at once. If it goes on, check the network between n8n and S3.',
	UNSUPPORTED: 'The server does not offer this.',
};

const LISTED_BUT_DENIED =
	'The keys may list this file, but not do this with it: it may lie under a key of KMS that they may not use, or be protected. Ask whoever runs the bucket.';
const KMS_KEY = 'The files are encrypted with a key (KMS) that is disabled, deleted or elsewhere: ask whoever runs the bucket.';

// The service tells these apart, the codes of ours do not.
const BY_SERVICE_CODE = new Map(
	Object.entries({
		AccountProblem: 'Something is wrong with the AWS account itself: ask whoever runs it.',
		AllAccessDisabled: 'All access to the bucket is switched off: ask whoever runs it.',
		InvalidAccessKeyId: 'The Access Key ID does not exist, or not any more: a newly generated pair ends the old one.',
		InvalidObjectState: 'The file lies in an archive: whoever runs the bucket has to bring it back before it can be read.',
		RequestTimeTooSkewed: 'Set the clock of the machine that runs n8n.',
		SignatureDoesNotMatch: 'The Secret Access Key does not belong to the Access Key ID. Paste both again, whole.',
	}),
);

/** Where it is the object that is denied, and not the folder. */
function adviceOnDenied(detail: string, isListed: boolean): string | undefined {
	if (detail.includes('kms:')) {
		return 'The files are encrypted with a key (KMS) that these keys may not use: ask whoever runs the bucket for kms:Decrypt.';
	}
	return isListed ? LISTED_BUT_DENIED : undefined;
}

/** What the user should do about an answer that is an error. */
export function adviceOn(
	code: ErrorCode,
	{ httpStatus, serviceCode, detail, headers }: S3Error,
	/** Of whoever knows the bucket better, by service code. */
	ownersAdvice: Record<string, string> = {},
): string | undefined {
	if (httpStatus === 407) {
		return 'Put them before the host in HTTPS_PROXY, with which n8n is started, as user:password@host:port.';
	}
	if (headers.isForeign) return CLEAR_THE_WAY;
	if (code === 'CREDENTIAL_INVALID') return `Set the region in the credential to ${headers.region}, or leave it empty.`;
	if (serviceCode.startsWith('KMS.') && code === 'CONFLICT') return KMS_KEY;
	const ofObject = code === 'PERMISSION_DENIED' ? adviceOnDenied(detail, headers.isListed === true) : undefined;
	if (ofObject) return ofObject;
	if (Object.hasOwn(ownersAdvice, serviceCode)) return ownersAdvice[serviceCode];
	return BY_SERVICE_CODE.get(serviceCode) ?? BY_CODE[code];
}
