import { attemptsOf, rememberAttempts } from '../../../core/errors/attempts';
import { classify, TimeoutError, toRecordingError } from '../../../core/errors/classify';
import { ERROR_CODES, type ErrorCode } from '../../../core/errors/codes';
import { isRecordingError, RecordingError } from '../../../core/errors/recording-error';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];
const RETRYABLE = ['CONNECTION_FAILED', 'INVALID_RESPONSE', 'RANGE_IGNORED', 'SERVICE_FAILED', 'THROTTLED', 'TIMED_OUT'];
const service = { container: 'recordings', classify: () => ({ code: 'UNKNOWN' as const, detail: 'asked the service' }) };

describe('error codes', () => {
	test.each(CODES)('%s says what it means, in words that follow a colon', (code) => {
		expect(ERROR_CODES[code].meaning).toMatch(/^[a-z].*[^.]$/);
	});

	test.each(CODES)('%s makes a message', (code) => {
		const error = new RecordingError({ code, operation: 'read', path: 'a/b.mp3' });
		const { meaning, retryable } = ERROR_CODES[code];
		expect(error.message).toBe(`Could not read "a/b.mp3": ${meaning}`);
		expect(error.retryable).toBe(retryable);
	});

	test('are worth another try only where time may help', () => {
		expect(CODES.filter((code) => ERROR_CODES[code].retryable)).toEqual(RETRYABLE);
	});
});

describe('the message of a RecordingError', () => {
	test.each<[string, ConstructorParameters<typeof RecordingError>[0], string]>([
		['without a path', { code: 'TIMED_OUT', operation: 'list' }, 'Could not list: no answer in time'],
		['with the words of the service', { code: 'NOT_FOUND', operation: 'stat', path: 'x', detail: 'gone' }, 'Could not look up "x": gone'],
		['keeps capitals of names', { code: 'UNKNOWN', operation: 'read', detail: 'TLS broke' }, 'Could not read: TLS broke'],
		['without secrets', { code: 'UNKNOWN', operation: 'read', detail: 'at ?sig=abc' }, 'Could not read: at ?sig=[redacted]'],
		['without secrets in the path', { code: 'UNKNOWN', operation: 'read', path: 'a?sig=abc' }, 'Could not read "a?sig=[redacted]": something unexpected happened'],
	])('%s', (_, context, message) => {
		expect(new RecordingError(context).message).toBe(message);
	});

	test('shortens a path of 4 KB', () => {
		const { message } = new RecordingError({ code: 'NOT_FOUND', operation: 'read', path: 'p'.repeat(4_096) });
		expect(message.length).toBeLessThan(400);
		expect(message).toContain('…');
	});
});

describe('the network', () => {
	const withCode = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

	test.each<[string, unknown, ErrorCode]>([
		['ECONNREFUSED', withCode('ECONNREFUSED'), 'CONNECTION_FAILED'],
		['ECONNRESET', withCode('ECONNRESET'), 'CONNECTION_FAILED'],
		['ECONNABORTED', withCode('ECONNABORTED'), 'CONNECTION_FAILED'],
		['EPIPE', withCode('EPIPE'), 'CONNECTION_FAILED'],
		['EHOSTUNREACH', withCode('EHOSTUNREACH'), 'CONNECTION_FAILED'],
		['ENETUNREACH', withCode('ENETUNREACH'), 'CONNECTION_FAILED'],
		['EAI_AGAIN', withCode('EAI_AGAIN'), 'CONNECTION_FAILED'],
		['a stream that closed early', withCode('ERR_STREAM_PREMATURE_CLOSE'), 'CONNECTION_FAILED'],
		['an answer that is not HTTP', withCode('HPE_INVALID_CONSTANT'), 'CONNECTION_FAILED'],
		['an answer with a broken header', withCode('HPE_INVALID_HEADER_TOKEN'), 'CONNECTION_FAILED'],
		['an answer that ends in the middle of a chunk', withCode('HPE_INVALID_EOF_STATE'), 'CONNECTION_FAILED'],
		['ETIMEDOUT', withCode('ETIMEDOUT'), 'TIMED_OUT'],
		['ENOTFOUND', withCode('ENOTFOUND', { hostname: 'no.such.host' }), 'HOST_NOT_FOUND'],
		['a self-signed certificate', withCode('DEPTH_ZERO_SELF_SIGNED_CERT'), 'TLS_FAILED'],
		['a self-signed certificate in the chain', withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'TLS_FAILED'],
		['an unknown issuer', withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'TLS_FAILED'],
		['an unknown issuer, locally', withCode('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'TLS_FAILED'],
		['an expired certificate', withCode('CERT_HAS_EXPIRED'), 'TLS_FAILED'],
		['the certificate of another host', withCode('ERR_TLS_CERT_ALTNAME_INVALID'), 'TLS_FAILED'],
		['plain HTTP where TLS was expected', withCode('ERR_SSL_WRONG_VERSION_NUMBER'), 'TLS_FAILED'],
		['a handshake that failed', withCode('EPROTO'), 'TLS_FAILED'],
		['a record of TLS that was damaged', withCode('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), 'CONNECTION_FAILED'],
		['a record that came twice', withCode('ERR_SSL_UNEXPECTED_MESSAGE'), 'CONNECTION_FAILED'],
		['a cause within', new Error('outer', { cause: withCode('ECONNRESET') }), 'CONNECTION_FAILED'],
		['a cause within a cause', new Error('a', { cause: new Error('b', { cause: withCode('ENOTFOUND') }) }), 'HOST_NOT_FOUND'],
		['several addresses, none of which answers', Object.assign(new AggregateError([withCode('ECONNREFUSED')]), { code: 'ECONNREFUSED' }), 'CONNECTION_FAILED'],
		['our own timeout', new TimeoutError('No answer within 60 s'), 'TIMED_OUT'],
		['an abort', Object.assign(new Error('x'), { name: 'AbortError' }), 'CANCELLED'],
		['an abort of Node.js', new DOMException('This operation was aborted', 'AbortError'), 'CANCELLED'],
		['an abort that the library reports with a code', Object.assign(new Error('x'), { name: 'AbortError', code: 'ECONNRESET' }), 'CANCELLED'],
		['anything else, which the service explains', new Error('x'), 'UNKNOWN'],
	])('%s', (_, error, code) => {
		expect(classify(service, error).code).toBe(code);
	});

	const openssl = (reason: string) => `write EPROTO 80FC:error:0A00010B:SSL routines:ssl3_get_record:${reason}:ssl3_record.c:350:`;
	const altnames = "Hostname/IP does not match certificate's altnames: Host: a.test. is not in the cert's altnames: DNS:b.test";

	test.each<[string, unknown, RegExp, RegExp]>([
		['a server without TLS', withCode('EPROTO', { message: openssl('wrong version number') }), /does not speak TLS.*\(EPROTO\)$/, /http:\/\/.*"Allow Insecure HTTP".*HTTPS_PROXY/],
		['a server without TLS, by its own code', withCode('ERR_SSL_WRONG_VERSION_NUMBER'), /does not speak TLS/, /Allow Insecure HTTP/],
		['a server without TLS, by the length it seems to state', withCode('ERR_SSL_PACKET_LENGTH_TOO_LONG'), /does not speak TLS/, /Allow Insecure HTTP/],
		['bytes that were damaged', withCode('EPROTO', { message: openssl('decryption failed or bad record mac') }), /damaged on the way \(EPROTO\)$/, /Run it again/],
		['bytes of ours that were damaged', withCode('EPROTO', { message: openssl('ssl/tls alert bad record mac') }), /damaged on the way/, /Run it again/],
		['a handshake that was damaged', withCode('EPROTO', { message: openssl('tlsv1 alert decode error') }), /damaged on the way/, /Run it again/],
		['a handshake that the server refuses', withCode('EPROTO', { message: openssl('sslv3 alert handshake failure') }), /no secure connection.*\(EPROTO\)$/, /TLS 1\.2/],
		['the certificate of another host', withCode('ERR_TLS_CERT_ALTNAME_INVALID', { message: altnames }), /another host name: Host: a\.test\. is not in .*DNS:b\.test \(ERR/, /that the vendor names/],
		['the certificate of another host, without its names', withCode('ERR_TLS_CERT_ALTNAME_INVALID'), /for another host name \(ERR/, /Check the host/],
		['a certificate that is over', withCode('CERT_HAS_EXPIRED'), /has expired, by the clock of this machine/, /Check the clock/],
		['a certificate of tomorrow', withCode('CERT_NOT_YET_VALID'), /is not valid yet/, /Check the clock/],
		['an unknown authority', withCode('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), /authority that is not trusted here/, /"CA Certificate".*NODE_EXTRA_CA_CERTS/],
		['a certificate that signed itself', withCode('DEPTH_ZERO_SELF_SIGNED_CERT'), /not trusted here/, /"CA Certificate"/],
		['a host that drops packets', withCode('ETIMEDOUT'), /timed out \(ETIMEDOUT\)/, /firewall/],
		['a name server that is away', withCode('EAI_AGAIN'), /could not be looked up.*\(EAI_AGAIN\)$/, /DNS/],
		['a host without a way to it', withCode('ENETUNREACH'), /no way leads to that address \(ENETUNREACH\)$/, /Check the address/],
		['an answer that is no HTTP', withCode('HPE_INVALID_CONSTANT'), /no HTTP, or was cut \(HPE/, /proxy/],
		['a cut before TLS', withCode('ECONNRESET', { message: 'Client network socket disconnected before secure TLS connection was established' }), /cut before TLS began \(ECONNRESET\)$/, /firewall/],
		['a proxy that hangs up', withCode('REQUEST_SEND_ERROR', { message: 'Proxy connection ended before receiving CONNECT response' }), /^the proxy closed the connection/, /proxy lets n8n through/],
		['a host that does not exist', withCode('ENOTFOUND'), /does not exist/, /HTTPS_PROXY/],
	])('says what happened and what helps: %s', (_, error, detail, advice) => {
		const found = classify(service, error);
		expect(found.detail).toMatch(detail);
		expect(found.detail).toMatch(/^[a-z].*[^.]$/s);
		expect(found.advice).toMatch(advice);
	});

	test('names the host that does not exist', () => {
		const asLibrariesRewrapIt = Object.assign(new Error('getaddrinfo ENOTFOUND no.such.host'), { code: 'ENOTFOUND' });
		expect(classify(service, asLibrariesRewrapIt).detail).toContain('"no.such.host"');
	});

	test('does not follow a loop of causes', () => {
		const loop = new Error('loop');
		loop.cause = loop;
		expect(classify(service, loop).code).toBe('UNKNOWN');
	});
});

describe('toRecordingError', () => {
	const context = { operation: 'read', path: 'a.mp3' };

	test('says what was done, where, and how often', () => {
		const error = Object.assign(new Error('x'), { code: 'ECONNRESET' });
		rememberAttempts(error, 5);
		expect(toRecordingError(service, error, context)).toMatchObject({
			code: 'CONNECTION_FAILED',
			operation: 'read',
			path: 'a.mp3',
			container: 'recordings',
			attempts: 5,
			retryable: true,
			cause: { code: 'ECONNRESET' },
		});
	});

	test('wraps nothing twice', () => {
		const error = new RecordingError({ code: 'NOT_FOUND', operation: 'stat' });
		expect(toRecordingError(service, error, context)).toBe(error);
	});

	test('knows an error of another copy of this package', () => {
		const foreign = Object.assign(new Error('x'), { name: 'RecordingError', operation: 'read', code: 'CHANGED' });
		expect(isRecordingError(foreign)).toBe(true);
		expect(classify(service, foreign).code).toBe('CHANGED');
	});

	test.each([undefined, null, 'text', 7])('notes no attempts on %p', (value) => {
		rememberAttempts(value, 3);
		expect(attemptsOf(value)).toBeUndefined();
	});
});
