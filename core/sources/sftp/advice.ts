import type { ErrorCode } from '../../errors/codes';
import { STATUS } from './wire';

export const BY_CODE: Partial<Record<ErrorCode, string>> = {
	CONFLICT: 'Another program may be using the file. Try again later.',
	CONNECTION_FAILED: 'Check that a firewall lets n8n through to host and port of the credential. If it goes on, download fewer files at once.',
	INVALID_RESPONSE: 'Check host and port in the credential. If they are right, ask whoever runs the server.',
	NOT_FOUND: 'It may have been deleted or moved since it was listed: list again.',
	PERMISSION_DENIED: 'The user may not do this there: check the folder in the credential, and the rights of the user on the server.',
	SERVICE_FAILED: 'SFTP servers do not say more. Try again later; if it happens again, ask whoever runs the server for its log of that time.',
	THROTTLED: 'Lower the number of connections, or run it again later.',
	TIMED_OUT: 'Try again later, and check the network between n8n and the server.',
	TOO_LARGE: 'Make room on the server.',
	UNSUPPORTED: 'The server does not offer this.',
};

/** In the protocol's own words; what a server says beside its number is often empty, or the same. */
export const STATUS_NAMES = new Map<number, string>(Object.entries(STATUS).map(([name, status]) => [status, name]));
