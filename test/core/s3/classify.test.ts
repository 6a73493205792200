import { classify } from '../../../core/errors/classify';
import { ERROR_CODES, type ErrorCode } from '../../../core/errors/codes';
import type { Classification } from '../../../core/errors/recording-error';
import { openS3 } from '../../../core/sources/s3';
import { classifyS3Error } from '../../../core/sources/s3/classify';
import { S3Error } from '../../../core/sources/s3/s3-error';
import type { Source } from '../../../core/sources/source';
import { InvalidXmlError } from '../../../core/xml/invalid-xml';
import { BUCKET, s3Options } from '../../conformance/s3-harness';
import * as faults from '../../servers/s3-faults';
import { S3Server } from '../../servers/s3-server';

let server: S3Server;
let source: Source;

beforeAll(async () => {
	server = await S3Server.start();
	server.store.createBucket(BUCKET);
	source = await openS3(s3Options(server, { advice: { NoSuchBucket: 'Ask the vendor.' } }));
});

afterAll(async () => {
	await source.close();
	await server.close();
});

afterEach(() => server.heal());

/** What comes out when the server says this to a listing. */
async function said(status: number, code: string, message = `This is ${code}.`, elements: Record<string, string> = {}): Promise<Classification> {
	server.inject(faults.refusal(status, code, message, elements), { times: Infinity });
	return await failureOfList();
}

async function failureOfList(): Promise<Classification> {
	const error = await source.listPage({ prefix: 'a' }).catch((thrown: unknown) => thrown);
	return classify(source, error);
}

const KMS_DENIED =
	'User: arn:aws:iam::123456789012:user/sea is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-central-1:123456789012:key/abc because no identity-based policy allows the kms:Decrypt action';

describe('an error of S3', () => {
	// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and .../kms/latest/APIReference
	test.each<[number, string, ErrorCode, boolean?]>([
		[400, 'AuthorizationHeaderMalformed', 'CREDENTIAL_REFUSED'],
		[400, 'BadDigest', 'CORRUPTED', true],
		[400, 'EntityTooLarge', 'TOO_LARGE'],
		[400, 'ExpiredToken', 'CREDENTIAL_EXPIRED'],
		[400, 'InvalidArgument', 'INVALID_REQUEST'],
		[400, 'InvalidRequest', 'INVALID_REQUEST'],
		[400, 'InvalidToken', 'CREDENTIAL_REFUSED'],
		[400, 'KMS.DisabledException', 'CONFLICT'],
		[400, 'KMS.InvalidStateException', 'CONFLICT'],
		[400, 'KMS.KMSInvalidStateException', 'CONFLICT'],
		[400, 'KMS.NotFoundException', 'CONFLICT'],
		[400, 'KMS.ThrottlingException', 'THROTTLED', true],
		[500, 'KMS.InternalException', 'SERVICE_FAILED', true],
		[400, 'KeyTooLongError', 'INVALID_REQUEST'],
		[400, 'RequestTimeout', 'TIMED_OUT', true],
		[400, 'ThrottlingException', 'THROTTLED', true],
		[400, 'XAmzContentSHA256Mismatch', 'INVALID_REQUEST'],
		[403, 'AccessDenied', 'PERMISSION_DENIED'],
		[403, 'AccountProblem', 'CREDENTIAL_REFUSED'],
		[403, 'AllAccessDisabled', 'PERMISSION_DENIED'],
		[403, 'InvalidAccessKeyId', 'CREDENTIAL_REFUSED'],
		[403, 'InvalidObjectState', 'CONFLICT'],
		[403, 'NotSignedUp', 'CREDENTIAL_REFUSED'],
		[403, 'RequestTimeTooSkewed', 'CREDENTIAL_REFUSED', true],
		[403, 'SignatureDoesNotMatch', 'CREDENTIAL_REFUSED'],
		[403, 'SomethingNew', 'PERMISSION_DENIED'],
		[404, 'NoSuchBucket', 'CONTAINER_NOT_FOUND'],
		[404, 'NoSuchKey', 'NOT_FOUND'],
		[404, 'NoSuchUpload', 'NOT_FOUND'],
		[405, 'MethodNotAllowed', 'UNSUPPORTED'],
		[409, 'ConditionalRequestConflict', 'CONFLICT'],
		[409, 'OperationAborted', 'CONFLICT'],
		[412, 'PreconditionFailed', 'CHANGED'],
		[416, 'InvalidRange', 'CHANGED'],
		[429, 'TooManyRequests', 'THROTTLED', true],
		[500, 'InternalError', 'SERVICE_FAILED', true],
		[501, 'NotImplemented', 'UNSUPPORTED'],
		[503, 'ServiceUnavailable', 'THROTTLED', true],
		[503, 'SlowDown', 'THROTTLED', true],
		[504, 'GatewayTimeout', 'SERVICE_FAILED', true],
		// Words that objects know as well.
		[400, 'toString', 'INVALID_REQUEST'],
		[400, 'constructor', 'INVALID_REQUEST'],
		[400, '__proto__', 'INVALID_REQUEST'],
	])('%i %s is %s', async (status, serviceCode, code, retryable = false) => {
		const told = await said(status, serviceCode);
		expect(told).toMatchObject({ code, httpStatus: status, serviceCode, requestId: 'TX234S0F24A06C7Q' });
		expect(told.retryable ?? ERROR_CODES[code].retryable).toBe(retryable);
		expect(told.detail).toContain(`the service answered ${status} ${serviceCode}: This is ${serviceCode}`);
	});

	test.each<[number, ErrorCode, boolean?]>([
		[400, 'INVALID_REQUEST'],
		[401, 'CREDENTIAL_REFUSED'],
		[403, 'PERMISSION_DENIED'],
		[404, 'NOT_FOUND'],
		[408, 'TIMED_OUT', true],
		[409, 'CONFLICT'],
		[412, 'CHANGED'],
		[418, 'UNKNOWN'],
		[429, 'THROTTLED', true],
		[500, 'SERVICE_FAILED', true],
		[502, 'SERVICE_FAILED', true],
		[503, 'THROTTLED', true],
		[302, 'INVALID_RESPONSE'],
	])('%i without a word is %s', async (status, code, retryable = false) => {
		server.inject(faults.status(status), { times: Infinity });
		const told = await failureOfList();
		expect(told).toMatchObject({ code, httpStatus: status, serviceCode: undefined });
		expect(told.retryable ?? ERROR_CODES[code].retryable).toBe(retryable);
	});
});

describe('what it says', () => {
	test.each<[string, () => Promise<Classification>, RegExp, RegExp]>([
		['which keys are refused', async () => await said(403, 'SignatureDoesNotMatch'), /^The keys of this test: the service answered 403/, /Secret Access Key does not belong/],
		['that a pair has ended', async () => await said(403, 'InvalidAccessKeyId'), /^The keys of this test: /, /newly generated pair ends the old one/],
		['that a right is missing', async () => await said(403, 'AccessDenied', 'Access Denied'), /^the service answered 403 AccessDenied: Access Denied$/, /Check the folder/],
		['that the right to decrypt is missing', async () => await said(403, 'AccessDenied', KMS_DENIED), /kms:Decrypt/, /ask whoever runs the bucket for kms:Decrypt/],
		['that the key for decrypting is off', async () => await said(400, 'KMS.DisabledException', 'arn:aws:kms:… is disabled.'), /is disabled$/, /\(KMS\) that is disabled, deleted or elsewhere/],
		['that a file is archived', async () => await said(403, 'InvalidObjectState'), /InvalidObjectState/, /lies in an archive/],
		['what the owner of the bucket knows better', async () => await said(404, 'NoSuchBucket'), /NoSuchBucket/, /^Ask the vendor\.$/],
		['the words of the service without its entities', async () => await said(400, 'InvalidArgument', 'a < b & "c".'), /: a < b & "c"$/, /./],
		['long words in short', async () => await said(400, 'InvalidArgument', 'x'.repeat(1_900)), /^.{450,600}…$/, /./],
	])('%s', async (_, fail, detail, advice) => {
		const told = await fail();
		expect(told.detail).toMatch(detail);
		expect(told.advice).toMatch(advice);
	});

	test.each([
		[20, 'ahead of'],
		[-20, 'behind'],
	])('that the clock here is %i min %s the clock of the service', async (minutes, words) => {
		const skewed = faults.refusal(403, 'RequestTimeTooSkewed', 'The difference is too large.');
		server.inject({ ...skewed, headers: { Date: new Date(Date.now() - minutes * 60_000).toUTCString() } });
		expect((await failureOfList()).detail).toMatch(new RegExp(`clock of this machine is about 20 min ${words} the service's$`));
	});

	test('every one that a user can meet says what helps', async () => {
		for (const status of [400, 401, 403, 404, 408, 409, 412, 416, 429, 500, 501, 503]) {
			expect((await said(status, 'Code')).advice).toMatch(/\.$/);
			server.heal();
		}
	});
});

describe('how long to wait', () => {
	test.each<[string, string | undefined, number | undefined]>([
		['seconds', '30', 30_000],
		['zero', '0', 0],
		['a date that is over', 'Fri, 21 May 2021 06:21:34 GMT', undefined],
		['a word', 'later', undefined],
		['nothing', undefined, undefined],
	])('%s', async (_, value, expected) => {
		server.inject(faults.status(503, 'SlowDown', value === undefined ? {} : { 'Retry-After': value }));
		expect((await failureOfList()).retryAfterMs).toBe(expected);
	});

	test('a date', async () => {
		server.inject(faults.status(503, 'SlowDown', { 'Retry-After': new Date(Date.now() + 3_600_000).toUTCString() }));
		const { retryAfterMs } = await failureOfList();
		expect(retryAfterMs).toBeGreaterThan(3_590_000);
		expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
	});
});

describe('by itself', () => {
	const options = { keyLabel: 'Keys', advice: undefined };

	test.each<[string, unknown, Partial<Classification>]>([
		['a listing that is none', new InvalidXmlError('cut'), { code: 'INVALID_RESPONSE', detail: 'cut' }],
		['an error of somebody else', new Error('odd'), { code: 'UNKNOWN', detail: 'odd' }],
		['a bucket in another region', new S3Error(301, 'PermanentRedirect', 'x', { region: 'eu-west-1' }), { code: 'CREDENTIAL_INVALID', retryable: false }],
		['a refusal whose header names the region, but means something else', new S3Error(400, 'InvalidArgument', 'x', { region: 'eu-west-1' }), { code: 'INVALID_REQUEST' }],
		['a refusal of the rights whose header names the region', new S3Error(403, 'AccessDenied', 'x', { region: 'eu-west-1' }), { code: 'PERMISSION_DENIED' }],
	])('%s', (_, error, expected) => {
		expect(classifyS3Error(error, options)).toMatchObject(expected);
	});

	test('advice is not looked up where objects have their own words', () => {
		expect(classifyS3Error(new S3Error(400, 'toString', ''), { keyLabel: 'Keys', advice: {} }).advice).toMatch(/\.$/);
	});
});
