import { RefusedBefore } from '../../connections/refused-before';
import type { ErrorCode } from '../../errors/codes';
import type { Classification } from '../../errors/recording-error';
import { textOf } from '../../errors/text-of';
import { oneLine } from '../../text/markup';
import { BY_CODE, STATUS_NAMES } from './advice';
import { SessionError, SftpStatusError, type Trouble } from './errors';
import type { SftpOptions } from './options';
import { MalformedReply, STATUS } from './wire';

const BY_STATUS = new Map<number, ErrorCode>([
	[STATUS.EOF, 'CHANGED'],
	[STATUS.NO_SUCH_FILE, 'NOT_FOUND'],
	[STATUS.NO_SUCH_PATH, 'NOT_FOUND'],
	[STATUS.PERMISSION_DENIED, 'PERMISSION_DENIED'],
	[STATUS.WRITE_PROTECT, 'PERMISSION_DENIED'],
	[STATUS.FAILURE, 'SERVICE_FAILED'],
	[STATUS.BAD_MESSAGE, 'INVALID_REQUEST'],
	[STATUS.NO_CONNECTION, 'CONNECTION_FAILED'],
	[STATUS.CONNECTION_LOST, 'CONNECTION_FAILED'],
	[STATUS.OP_UNSUPPORTED, 'UNSUPPORTED'],
	[STATUS.FILE_ALREADY_EXISTS, 'CONFLICT'],
	[STATUS.NO_SPACE_ON_FILESYSTEM, 'TOO_LARGE'],
	[STATUS.QUOTA_EXCEEDED, 'TOO_LARGE'],
	[STATUS.FILE_IS_A_DIRECTORY, 'NOT_FOUND'],
]);

const BY_TROUBLE: Record<Trouble, ErrorCode> = {
	algorithms: 'TLS_FAILED',
	closedEarly: 'CONNECTION_FAILED',
	cut: 'CONNECTION_FAILED',
	hostKey: 'HOST_KEY_REFUSED',
	key: 'CREDENTIAL_INVALID',
	login: 'CREDENTIAL_REFUSED',
	malformed: 'INVALID_RESPONSE',
	noSftp: 'UNSUPPORTED',
	notSsh: 'INVALID_RESPONSE',
	pin: 'CREDENTIAL_INVALID',
	silent: 'TIMED_OUT',
	tooMany: 'THROTTLED',
};

type Wording = Pick<SftpOptions, 'credentialLabel' | 'advice'>;

/** What an error of SFTP or SSH means. */
export function classifySftpError(error: unknown, wording: Wording): Classification {
	if (error instanceof RefusedBefore) return error.explain(classifySftpError(error.refusal, wording));
	const { credentialLabel, advice = {} } = wording;
	const classification = classified(error);
	const { code, detail } = classification;
	const label = credentialLabel !== undefined && code.startsWith('CREDENTIAL_') ? `${credentialLabel}: ` : '';
	return {
		...classification,
		detail: detail && `${label}${detail}`,
		advice: advice[code] ?? classification.advice ?? BY_CODE[code],
	};
}

function classified(error: unknown): Classification {
	if (error instanceof SftpStatusError) return ofStatus(error);
	if (error instanceof SessionError) {
		const { trouble, message, facts } = error;
		return { code: BY_TROUBLE[trouble], detail: message, advice: facts.advice, retryable: facts.retryable };
	}
	if (error instanceof MalformedReply) return { code: 'INVALID_RESPONSE', detail: error.message };
	return { code: 'UNKNOWN', detail: textOf(error) };
}

function ofStatus({ status, message }: SftpStatusError): Classification {
	const name = STATUS_NAMES.get(status) ?? `status ${status}`;
	const said = oneLine(message, 300).replace(/[.\s]+$/, '');
	return {
		code: BY_STATUS.get(status) ?? 'SERVICE_FAILED',
		detail: `the server answered ${name}${said === '' ? '' : `: ${said}`}`,
		serviceCode: name,
	};
}
