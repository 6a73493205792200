import { ERROR_CODES } from '../../../core/errors/codes';
import { classifyFtpsError } from '../../../core/sources/ftps/classify';
import { FtpsError, networkError, replyError, type FtpsProblem } from '../../../core/sources/ftps/ftps-error';

const reply = (verb: string, code: number, text = '') => replyError(verb, { code, text });
const network = (where: 'control' | 'data', code: string) => networkError(Object.assign(new Error('it broke'), { code }), where);
const cut: FtpsProblem = { kind: 'cut', receivedBytes: 1, expectedBytes: 2 };

describe('classify', () => {
	test.each<[string, unknown, object]>([
		['421 at the greeting', reply('greeting', 421, 'Service not available'), { code: 'THROTTLED' }],
		['421 at the login', reply('PASS', 421, 'Too many connections'), { code: 'THROTTLED' }],
		['421 in between', reply('NOOP', 421, 'Idle timeout'), { code: 'CONNECTION_FAILED' }],
		['425', reply('RETR', 425, "Can't open data connection"), { code: 'CONNECTION_FAILED', advice: expect.stringContaining('passive ports') }],
		['425 for want of a session', reply('RETR', 425, 'TLS session of data connection not resumed'), { code: 'TLS_FAILED', retryable: true, advice: expect.stringContaining('TLS session') }],
		['426', reply('RETR', 426), { code: 'CONNECTION_FAILED' }],
		['430', reply('PASS', 430), { code: 'CREDENTIAL_REFUSED', retryable: undefined }],
		['450', reply('RETR', 450, 'File busy'), { code: 'CONFLICT', retryable: true }],
		['450 for want of a session', reply('LIST', 450, 'LIST: TLS session must be resumed'), { code: 'TLS_FAILED' }],
		['451', reply('RETR', 451), { code: 'SERVICE_FAILED' }],
		['452', reply('STOR', 452), { code: 'TOO_LARGE' }],
		['500', reply('REST', 500), { code: 'UNSUPPORTED' }],
		['501', reply('RETR', 501), { code: 'INVALID_REQUEST' }],
		['522', reply('RETR', 522, 'session reuse required'), { code: 'TLS_FAILED', retryable: true, advice: expect.stringContaining('1.2') }],
		['530 at the login', reply('PASS', 530, 'Login incorrect.'), { code: 'CREDENTIAL_REFUSED', retryable: undefined }],
		['530 of a proven password', new FtpsError({ kind: 'reply', verb: 'PASS', code: 530, text: 'Login incorrect', isProven: true }), { code: 'CREDENTIAL_REFUSED', retryable: true }],
		['530 for too many', reply('PASS', 530, 'Sorry, max 2 clients from your host'), { code: 'THROTTLED' }],
		['530 for a user of that name', reply('PASS', 530, 'User limiter cannot log in.'), { code: 'CREDENTIAL_REFUSED' }],
		['534', reply('PROT', 534), { code: 'TLS_FAILED', retryable: undefined }],
		['550 at the login', reply('PASS', 550, "Can't change directory to /home/acme: No such file or directory"), { code: 'PERMISSION_DENIED', advice: expect.stringMatching(/folder of that user.*rights of that login/) }],
		['550 at the login, without a word', reply('PASS', 550), { code: 'PERMISSION_DENIED', advice: expect.stringContaining('folder of that user') }],
		['530 for want of a folder', reply('PASS', 530, 'User cannot log in, home directory inaccessible.'), { code: 'PERMISSION_DENIED', advice: expect.stringContaining('folder of that user') }],
		['500 for want of a folder', reply('PASS', 500, 'OOPS: cannot change directory:/home/acme'), { code: 'PERMISSION_DENIED', advice: expect.stringContaining('folder of that user') }],
		['550 for too many', reply('PASS', 550, 'Maximum number of connections reached'), { code: 'THROTTLED' }],
		['530 instead of a greeting', reply('greeting', 530, 'Access denied.'), { code: 'PERMISSION_DENIED', advice: expect.stringContaining('address of n8n') }],
		['550 of a file', reply('RETR', 550, 'Failed to open file.'), { code: 'NOT_FOUND' }],
		['550 of a file that is forbidden', reply('RETR', 550, 'Access is denied.'), { code: 'PERMISSION_DENIED' }],
		['550 of a file that is not there, at a removal', reply('DELE', 550, 'No such file or directory'), { code: 'NOT_FOUND' }],
		['550 of a folder', reply('CWD', 550, 'Failed to change directory.'), { code: 'PERMISSION_DENIED' }],
		['553', reply('STOR', 553, 'Could not create file.'), { code: 'PERMISSION_DENIED' }],
		['a code of nobody, of the fours', reply('RETR', 499), { code: 'SERVICE_FAILED' }],
		['a code of nobody, of the fives', reply('RETR', 599), { code: 'UNKNOWN' }],
		['nobody there', network('control', 'ECONNREFUSED'), { code: 'CONNECTION_FAILED', advice: expect.stringContaining('990') }],
		['no way to the data', network('data', 'ECONNREFUSED'), { code: 'CONNECTION_FAILED', advice: expect.stringContaining('passive ports') }],
		['data that are dropped', network('data', 'ETIMEDOUT'), { code: 'TIMED_OUT', advice: expect.stringContaining('passive ports') }],
		['data that are cut', network('data', 'ECONNRESET'), { code: 'CONNECTION_FAILED', advice: expect.stringContaining('fewer files') }],
		['a host that does not exist', network('control', 'ENOTFOUND'), { code: 'HOST_NOT_FOUND', advice: expect.stringContaining('without ftps://') }],
		['a certificate of nobody', network('control', 'SELF_SIGNED_CERT_IN_CHAIN'), { code: 'TLS_FAILED', advice: expect.stringContaining('CA Certificate') }],
		['a certificate of another', network('control', 'ERR_TLS_CERT_ALTNAME_INVALID'), { code: 'TLS_FAILED', advice: expect.stringContaining('Check the host') }],
		['a server that falls out of TLS', network('control', 'ERR_SSL_WRONG_VERSION_NUMBER'), { code: 'SERVICE_FAILED', advice: expect.stringContaining('OOPS') }],
		['a server that hangs up', networkError(new Error('Server sent FIN packet'), 'control'), { code: 'CONNECTION_FAILED', detail: expect.stringContaining('closed the connection') }],
		['fewer bytes than there are', new FtpsError(cut), { code: 'CONNECTION_FAILED', detail: expect.stringContaining('1 of 2 bytes') }],
		['more bytes than there are', new FtpsError({ kind: 'grown', expectedBytes: 2 }), { code: 'CHANGED' }],
		['what nobody understands', new FtpsError({ kind: 'garbled', detail: 'odd' }), { code: 'INVALID_RESPONSE', retryable: false }],
		['something else', new Error('odd'), { code: 'UNKNOWN', detail: 'odd' }],
		['nothing', undefined, { code: 'UNKNOWN' }],
	])('%s', (_, error, expected) => {
		const classified = classifyFtpsError(error);
		expect(classified).toMatchObject(expected);
		if (error instanceof FtpsError && classified.code !== 'UNKNOWN') expect(classified.advice).toMatch(/[.:]$|\.$/);
	});

	test('the words of the vendor take the place of ours', () => {
		const advice = { CREDENTIAL_REFUSED: 'Look in Home > Profile.' };
		expect(classifyFtpsError(reply('PASS', 530), { advice, credentialLabel: 'The SFTP password' })).toMatchObject({
			advice: 'Look in Home > Profile.',
			detail: 'The SFTP password: the server answered 530',
		});
		expect(classifyFtpsError(reply('RETR', 450), { advice }).advice).not.toContain('Profile');
	});

	test('every reply has a code', () => {
		for (let code = 100; code < 1_000; code++) expect(classifyFtpsError(reply('RETR', code)).code in ERROR_CODES).toBe(true);
	});
});
