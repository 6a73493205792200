import type { ErrorCode } from '../../../core/errors/codes';
import { ERROR_CODES } from '../../../core/errors/codes';
import { classifySftpError } from '../../../core/sources/sftp/classify';
import { SessionError, SftpStatusError, type Trouble } from '../../../core/sources/sftp/errors';
import { MalformedReply } from '../../../core/sources/sftp/wire';

const OPTIONS = { credentialLabel: 'The SFTP login' };

const STATUSES: [status: number, code: ErrorCode, name: string][] = [
	[1, 'CHANGED', 'EOF'],
	[2, 'NOT_FOUND', 'NO_SUCH_FILE'],
	[3, 'PERMISSION_DENIED', 'PERMISSION_DENIED'],
	[4, 'SERVICE_FAILED', 'FAILURE'],
	[5, 'INVALID_REQUEST', 'BAD_MESSAGE'],
	[6, 'CONNECTION_FAILED', 'NO_CONNECTION'],
	[7, 'CONNECTION_FAILED', 'CONNECTION_LOST'],
	[8, 'UNSUPPORTED', 'OP_UNSUPPORTED'],
	[10, 'NOT_FOUND', 'NO_SUCH_PATH'],
	[11, 'CONFLICT', 'FILE_ALREADY_EXISTS'],
	[12, 'PERMISSION_DENIED', 'WRITE_PROTECT'],
	[14, 'TOO_LARGE', 'NO_SPACE_ON_FILESYSTEM'],
	[15, 'TOO_LARGE', 'QUOTA_EXCEEDED'],
	[24, 'NOT_FOUND', 'FILE_IS_A_DIRECTORY'],
	[4_000_000_000, 'SERVICE_FAILED', 'status 4000000000'],
];

describe('a status', () => {
	test.each(STATUSES)('%d is %s', (status, code, serviceCode) => {
		expect(classifySftpError(new SftpStatusError(status, ''), OPTIONS)).toMatchObject({ code, serviceCode, detail: `the server answered ${serviceCode}` });
	});

	test('has the words of the server, in one line, and not too many', () => {
		const { detail = '' } = classifySftpError(new SftpStatusError(4, `Quota\r\nexceeded\0.  ${'x'.repeat(1_000)}`), OPTIONS);
		expect(detail).toMatch(/^the server answered FAILURE: Quota exceeded \. x{200}/);
		expect(detail.length).toBeLessThan(400);
	});
});

const TROUBLES: [trouble: Trouble, code: ErrorCode][] = [
	['algorithms', 'TLS_FAILED'],
	['closedEarly', 'CONNECTION_FAILED'],
	['cut', 'CONNECTION_FAILED'],
	['hostKey', 'HOST_KEY_REFUSED'],
	['key', 'CREDENTIAL_INVALID'],
	['login', 'CREDENTIAL_REFUSED'],
	['malformed', 'INVALID_RESPONSE'],
	['noSftp', 'UNSUPPORTED'],
	['notSsh', 'INVALID_RESPONSE'],
	['pin', 'CREDENTIAL_INVALID'],
	['silent', 'TIMED_OUT'],
	['tooMany', 'THROTTLED'],
];

describe('trouble with a session', () => {
	test.each(TROUBLES)('%s is %s', (trouble, code) => {
		const classification = classifySftpError(new SessionError(trouble, 'it happened'), OPTIONS);
		expect(classification.code).toBe(code);
		expect(classification.detail).toBe(code.startsWith('CREDENTIAL_') ? 'The SFTP login: it happened' : 'it happened');
		expect(ERROR_CODES[code]).toBeDefined();
	});

	test('has the advice that the error brings, else one for its code, and the vendor has the last word', () => {
		const error = new SessionError('cut', 'x', { advice: 'Ours.' });
		expect(classifySftpError(error, {}).advice).toBe('Ours.');
		expect(classifySftpError(new SessionError('cut', 'x'), {}).advice).toMatch(/firewall/);
		expect(classifySftpError(error, { advice: { CONNECTION_FAILED: "The vendor's." } }).advice).toBe("The vendor's.");
	});
});

test('a malformed reply is an invalid one, and anything else unknown', () => {
	expect(classifySftpError(new MalformedReply('short'), OPTIONS)).toMatchObject({ code: 'INVALID_RESPONSE', detail: 'short' });
	expect(classifySftpError(new Error('odd'), OPTIONS)).toMatchObject({ code: 'UNKNOWN', detail: 'odd' });
});
