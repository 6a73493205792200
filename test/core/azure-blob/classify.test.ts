import { toAzureError } from '../../../core/sources/azure-blob/azure-error';
import { classifyAzureError } from '../../../core/sources/azure-blob/classify';
import { InvalidXmlError } from '../../../core/xml/invalid-xml';
import { parseSas, type SharedAccessSignature } from '../../../core/sources/azure-blob/sas';
import type { Classification } from '../../../core/errors/recording-error';
import type { ErrorCode } from '../../../core/errors/codes';
import { errorXml } from '../../servers/blob-xml';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
const tokenFor = (query: string) => parseSas(`sr=c&sp=rl&sig=c2VjcmV0&${query}`) as SharedAccessSignature;
const VALID = tokenFor(`st=${inHours(-5).toISOString()}&se=${inHours(5).toISOString()}`);
const EXPIRED = tokenFor(`se=${inHours(-1).toISOString()}`);
const NOT_YET = tokenFor(`st=${inHours(1).toISOString()}&se=${inHours(5).toISOString()}`);
const UNDER_POLICY = tokenFor('si=policy');

function classified(
	status: number,
	code = '',
	{ sas = VALID, headers = {}, message = 'This is it.' }: { sas?: SharedAccessSignature; headers?: Record<string, string>; message?: string } = {},
): Classification {
	const all: Record<string, string> = { date: new Date().toUTCString(), 'x-ms-request-id': 'id-1', ...headers };
	const error = toAzureError(status, { get: (name) => all[name] }, code && errorXml(code, message));
	return classifyAzureError(error, { sas, tokenLabel: 'Recordings token' });
}

describe('what an answer means', () => {
	test.each<[number, string, ErrorCode, SharedAccessSignature?]>([
		[400, 'InvalidQueryParameterValue', 'INVALID_REQUEST'],
		[400, '', 'INVALID_REQUEST'],
		[401, 'NoAuthenticationInformation', 'CREDENTIAL_REFUSED'],
		[401, 'InvalidAuthenticationInfo', 'CREDENTIAL_EXPIRED', EXPIRED],
		[403, 'AuthenticationFailed', 'CREDENTIAL_REFUSED'],
		[403, 'AuthenticationFailed', 'CREDENTIAL_EXPIRED', EXPIRED],
		[403, 'AuthenticationFailed', 'CREDENTIAL_NOT_YET_VALID', NOT_YET],
		[403, 'AuthenticationFailed', 'CREDENTIAL_REFUSED', UNDER_POLICY],
		[403, 'AuthorizationFailure', 'CREDENTIAL_REFUSED'],
		[403, 'AuthorizationPermissionMismatch', 'PERMISSION_DENIED'],
		[403, 'AuthorizationPermissionMismatch', 'PERMISSION_DENIED', EXPIRED],
		[403, 'AuthorizationResourceTypeMismatch', 'PERMISSION_DENIED'],
		[403, 'AuthorizationServiceMismatch', 'PERMISSION_DENIED'],
		[403, 'AuthorizationProtocolMismatch', 'PERMISSION_DENIED'],
		[403, 'AuthorizationSourceIPMismatch', 'PERMISSION_DENIED'],
		[403, '', 'CREDENTIAL_REFUSED'],
		[404, 'ContainerNotFound', 'CONTAINER_NOT_FOUND'],
		[404, 'BlobNotFound', 'NOT_FOUND'],
		[404, '', 'NOT_FOUND'],
		[408, '', 'TIMED_OUT'],
		[409, 'BlobAlreadyExists', 'CONFLICT'],
		[409, 'BlobArchived', 'CONFLICT'],
		[409, 'SomethingNew', 'CONFLICT'],
		[412, 'ConditionNotMet', 'CHANGED'],
		[412, '', 'CHANGED'],
		[412, 'LeaseIdMissing', 'CONFLICT'],
		[416, 'InvalidRange', 'CHANGED'],
		[429, '', 'THROTTLED'],
		[500, 'InternalError', 'SERVICE_FAILED'],
		[500, 'OperationTimedOut', 'TIMED_OUT'],
		[500, '', 'SERVICE_FAILED'],
		[502, '', 'SERVICE_FAILED'],
		[503, 'ServerBusy', 'THROTTLED'],
		[503, '', 'THROTTLED'],
		[504, '', 'SERVICE_FAILED'],
		[302, '', 'INVALID_RESPONSE'],
		[307, '', 'INVALID_RESPONSE'],
		[418, '', 'UNKNOWN'],
	])('%i %s is %s', (status, serviceCode, code, sas = VALID) => {
		const classification = classified(status, serviceCode, { sas });
		if (code !== 'UNKNOWN') expect(classification.advice).toMatch(/^[A-Z].*[.]$/s);
		expect(classification).toMatchObject({
			code,
			httpStatus: status,
			serviceCode: serviceCode || undefined,
			requestId: 'id-1',
		});
	});

	test('the code in the header counts where there is no body, as for HEAD', () => {
		expect(classified(404, '', { headers: { 'x-ms-error-code': 'ContainerNotFound' } }).code).toBe('CONTAINER_NOT_FOUND');
	});

	test.each([400, 401, 403, 404, 405, 410])('%i from somebody else blames no token and no file', (status) => {
		const foreign = { 'x-ms-request-id': undefined as unknown as string };
		expect(classified(status, '', { headers: foreign })).toMatchObject({ code: 'INVALID_RESPONSE', retryable: false });
		// Azure's error in its own XML is enough, where a proxy keeps back the headers.
		expect(classified(status, 'ContainerNotFound', { headers: foreign }).code).toBe('CONTAINER_NOT_FOUND');
	});

	test.each([408, 429, 500, 502, 503, 504])('%i from somebody else may pass', (status) => {
		const classification = classified(status, '', { headers: { 'x-ms-request-id': undefined as unknown as string } });
		expect(classification).toMatchObject({ retryable: undefined, advice: expect.any(String) });
	});

	test('a redirect is not worth another try', () => expect(classified(307).retryable).toBe(false));

	test('a listing that is none', () => {
		const classification = classifyAzureError(new InvalidXmlError('cut'), { sas: VALID, tokenLabel: 'x' });
		expect(classification).toMatchObject({ code: 'INVALID_RESPONSE', detail: 'cut', advice: expect.any(String) });
	});
});

describe('what it says', () => {
	test.each<[string, () => Classification, RegExp]>([
		['which token', () => classified(403, 'AuthorizationPermissionMismatch'), /^Recordings token: /],
		['when it expired', () => classified(403, 'AuthenticationFailed', { sas: EXPIRED }), /expired on \d{4}-.*\(403 AuthenticationFailed\)$/],
		['from when on it is valid', () => classified(403, 'AuthenticationFailed', { sas: NOT_YET }), /not valid before \d{4}-/],
		['the words of the service, once', () => classified(409, 'BlobArchived', { message: 'This operation is not permitted on an archived blob.' }), /^the service answered 409 BlobArchived: This operation is not permitted on an archived blob$/],
		['its words without entities', () => classified(409, 'BlobArchived', { message: 'a "b" & <c>' }), /: a "b" & <c>$/],
		['an escaped entity as it is', () => classified(409, 'BlobArchived', { message: '&lt; &#10;' }), /: &lt; &#10;$/],
		['one line, of moderate length', () => classified(409, 'BlobArchived', { message: `a\t${'b'.repeat(900)}` }), /: a b{498}…$/],
		['that a redirect came, and from where to', () => classified(307, '', { headers: { location: 'https://portal.example:8443/a?sig=b' } }), /"portal\.example:8443" \(redirect 307\)$/],
		['how long the service wants to be left alone', () => classified(503, 'ServerBusy', { headers: { 'retry-after': '30' } }), /This is it\. It asks to wait 30 s$/],
		['that it wants to be left alone for an hour', () => classified(429, '', { headers: { 'retry-after': '3600' } }), /429\. It asks to wait 60 min$/],
		['the same for another failure', () => classified(500, 'InternalError', { headers: { 'x-ms-retry-after-ms': '180000' } }), /It asks to wait 3 min$/],
		['no word of a wait that is none', () => classified(503, 'ServerBusy', { headers: { 'retry-after': '0' } }), /This is it$/],
		['not the request id twice', () => classified(400, 'InvalidInput'), /^((?!RequestId).)*$/],
	])('%s', (_, classify, expected) => {
		expect(classify().detail).toMatch(expected);
	});

	test.each<[string, string, string, string]>([
		['numbers', '&#97;&#x62;&#10;RequestId:1', '', 'ab'],
		['apostrophes', 'a &apos;b&apos;', '', "a 'b'"],
		['what it says of the signature', 'It failed.', 'Signature did not match. String to sign used was rl\n\n2022.', 'It failed. Signature did not match. String to sign used was rl 2022'],
		['numbers that mean nothing', '&#9999999; &#x110000;', '', '&#9999999; &#x110000;'],
	])('the words of the service with %s', (_, message, more, detail) => {
		const body = `<Error><Code>X</Code><Message>${message}</Message><AuthenticationErrorDetail>${more}</AuthenticationErrorDetail></Error>`;
		expect(toAzureError(400, { get: () => undefined }, body).detail).toBe(detail);
	});

	test.each<[string, string, RegExp, SharedAccessSignature?]>([
		['an expired token needs a new one, whatever else', 'AuthorizationFailure', /^Generate new tokens/, EXPIRED],
		['an archived file', 'BlobArchived', /archive tier/],
		['a file under a policy', 'BlobImmutableDueToPolicy', /unchanged for a time/],
		['a container on its way out', 'ContainerBeingDeleted', /being deleted/],
		['an account that is off', 'AccountIsDisabled', /switched off/],
		['an account without such tokens', 'KeyBasedAuthenticationNotPermitted', /no such tokens/],
		['a name like that of a method', 'toString', /^The token was revoked/],
		['a refused token may belong elsewhere', 'AuthenticationFailed', /belongs to another container or account/],
		['a refusal may be a firewall', 'AuthorizationFailure', /firewall of the storage account/],
		['a token for https', 'AuthorizationProtocolMismatch', /https:\/\/ only/],
		['a token for other addresses', 'AuthorizationSourceIPMismatch', /other IP addresses/],
	])('advice: %s', (_, serviceCode, advice, sas = VALID) => {
		expect(classified(403, serviceCode, { sas }).advice).toMatch(advice);
	});

	test('advice: what is known of a token goes before what is said of any', () => {
		const known = { sas: VALID, tokenLabel: 'x', adviceIfRefused: 'It is that one.' };
		const refused = (code: string) => classifyAzureError(toAzureError(403, { get: () => undefined }, errorXml(code, 'x')), known);
		expect(refused('AuthenticationFailed').advice).toMatch(/^It is that one\. The token was revoked/);
		expect(refused('AuthorizationPermissionMismatch').advice).not.toMatch(/It is that one/);
	});

	test.each<[string, number, RegExp]>([
		['20 minutes ahead', -20, /clock of this machine is about 20 min ahead/],
		['20 minutes behind', 20, /clock of this machine is about 20 min behind/],
		['right, more or less', 0.5, /^((?!clock).)*$/],
	])('that the clock here is %s', (_, minutes, expected) => {
		const date = new Date(Date.now() + minutes * 60_000).toUTCString();
		expect(classified(403, 'AuthenticationFailed', { headers: { date } }).detail).toMatch(expected);
	});

	test('the clock of the service decides whether a token has expired', () => {
		const headers = { date: inHours(-3).toUTCString() };
		expect(classified(403, 'AuthenticationFailed', { sas: EXPIRED, headers }).code).toBe('CREDENTIAL_REFUSED');
	});
});

describe('how long to wait', () => {
	test.each<[string, Record<string, string>, number | undefined]>([
		['seconds', { 'retry-after': '30' }, 30_000],
		['zero', { 'retry-after': '0' }, 0],
		["Azure's milliseconds", { 'x-ms-retry-after-ms': '250' }, 250],
		['milliseconds', { 'retry-after-ms': '250' }, 250],
		['both, of which the finer counts', { 'retry-after': '1', 'x-ms-retry-after-ms': '250' }, 250],
		['a date that is over', { 'retry-after': 'Fri, 21 May 2021 06:21:34 GMT' }, undefined],
		['a word', { 'retry-after': 'later' }, undefined],
		['nothing', {}, undefined],
	])('%s', (_, headers, expected) => {
		expect(classified(503, 'ServerBusy', { headers }).retryAfterMs).toBe(expected);
	});

	test('a date', () => {
		const waitMs = classified(503, 'ServerBusy', { headers: { 'retry-after': inHours(1).toUTCString() } }).retryAfterMs;
		expect(waitMs).toBeGreaterThan(HOUR_MS - 5_000);
		expect(waitMs).toBeLessThanOrEqual(HOUR_MS);
	});
});
