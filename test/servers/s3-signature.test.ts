import { parseAuthorization, signatureOf, type SignedRequest } from './s3-signature';

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, with AWS's example keys.
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const COMMON = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z', 'x-amz-content-sha256': EMPTY };

test.each<[string, Partial<SignedRequest>, string, string]>([
	['a GET of a range', { rawPath: '/test.txt', headers: { ...COMMON, range: 'bytes=0-9' } }, 'host;range;x-amz-content-sha256;x-amz-date', 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
	[
		'a PUT of a name with a dollar',
		{
			method: 'PUT',
			rawPath: '/test$file.text',
			headers: {
				...COMMON,
				date: 'Fri, 24 May 2013 00:00:00 GMT',
				'x-amz-storage-class': 'REDUCED_REDUNDANCY',
				'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
			},
		},
		'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
		'98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
	],
	['a GET of a sub-resource', { rawQuery: 'lifecycle' }, 'host;x-amz-content-sha256;x-amz-date', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
	['a listing', { rawQuery: 'max-keys=2&prefix=J' }, 'host;x-amz-content-sha256;x-amz-date', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
])('the signature of %s is the published one', (_, request, signedHeaders, signature) => {
	const header = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;
	const authorization = parseAuthorization(header);
	if (!authorization) throw new Error('not parsed');
	const whole = { method: 'GET', rawPath: '/', rawQuery: '', headers: COMMON, ...request };
	expect(signatureOf(whole, authorization, SECRET)).toBe(signature);
	expect(signatureOf(whole, authorization, `${SECRET}x`)).not.toBe(signature);
});

test.each([undefined, '', 'Basic eDp5', 'AWS AKIA:sig'])('%p is no authorization', (header) => {
	expect(parseAuthorization(header)).toBeUndefined();
});
