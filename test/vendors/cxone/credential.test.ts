import { inspect } from 'node:util';
import { isRecordingError } from '../../../core/errors/recording-error';
import { readCxoneCredential, type CxoneCredentialFields } from '../../../core/vendors/cxone/credential';
import { parseFileLocation } from '../../../core/vendors/cxone/file-location';

const BUCKET = 'my-s3-bucket';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const FIELDS = { fileLocation: `https://s3.amazonaws.com/${BUCKET}/folder/`, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET };

describe('File Location, in every form that is shown or used', () => {
	test.each<[string, string, object]>([
		['as on the page', 'https://s3.amazonaws.com/my-s3-bucket/folder/', {}],
		['without its slash', 'https://s3.amazonaws.com/my-s3-bucket/folder', {}],
		['without its scheme', 's3.amazonaws.com/my-s3-bucket/folder/', {}],
		['as clients get it', 'my-s3-bucket/folder/', {}],
		['with a slash before it', '/my-s3-bucket/folder/', {}],
		['as a URI', 's3://my-s3-bucket/folder/', {}],
		['as an ARN', 'arn:aws:s3:::my-s3-bucket/folder/', {}],
		['of a region', 'https://s3.eu-central-1.amazonaws.com/my-s3-bucket/folder/', { region: 'eu-central-1' }],
		['of a region, the old way', 'https://s3-us-west-2.amazonaws.com/my-s3-bucket/folder/', { region: 'us-west-2' }],
		['as an ARN with all that is in it', 'arn:aws:s3:::my-s3-bucket/folder/*', {}],
		['as a URI with the host in it', 's3://s3.amazonaws.com/my-s3-bucket/folder/', {}],
		['of the FIPS endpoint', 'https://s3-fips.us-east-1.amazonaws.com/my-s3-bucket/folder/', { region: 'us-east-1' }],
		['of the accelerated endpoint', 'https://my-s3-bucket.s3-accelerate.amazonaws.com/folder/', {}],
		['of a region, dual stack', 'https://s3.dualstack.us-west-2.amazonaws.com/my-s3-bucket/folder/', { region: 'us-west-2' }],
		['virtual-hosted', 'https://my-s3-bucket.s3.amazonaws.com/folder/', {}],
		['virtual-hosted in a region', 'https://my-s3-bucket.s3.ap-southeast-2.amazonaws.com/folder/', { region: 'ap-southeast-2' }],
		['in the government cloud', 'https://my-s3-bucket.s3.us-gov-west-1.amazonaws.com/folder/', { region: 'us-gov-west-1' }],
		['in capitals', 'HTTPS://S3.AMAZONAWS.COM/my-s3-bucket/folder/', {}],
		['with the port', 'https://s3.amazonaws.com:443/my-s3-bucket/folder/', {}],
		['with blanks and quotes around it', ' “https://s3.amazonaws.com/my-s3-bucket/folder/”\n', {}],
		['with a query', 'https://s3.amazonaws.com/my-s3-bucket/folder/?region=x', {}],
		['with two slashes', 's3://my-s3-bucket//folder//', {}],
	])('%s', (_, pasted, more) => {
		expect(parseFileLocation(pasted)).toEqual({ bucket: BUCKET, folder: 'folder/', ...more });
	});

	test.each<[string, string, object]>([
		['several folders', 's3://my-s3-bucket/a/b c/d', { folder: 'a/b c/d/' }],
		['an encoded folder in a URL', 'https://s3.amazonaws.com/my-s3-bucket/a%20b/', { folder: 'a b/' }],
		['a hash in a bare name', 'my-s3-bucket/team#1/', { folder: 'team#1/' }],
		['a per cent sign that is meant', 's3://my-s3-bucket/100%/', { folder: '100%/' }],
		['a dotted bucket', 'https://my.dotted.bucket.s3.amazonaws.com/folder', { bucket: 'my.dotted.bucket' }],
	])('%s', (_, pasted, expected) => {
		expect(parseFileLocation(pasted)).toMatchObject(expected);
	});

	test('on another server, with its host or without', () => {
		for (const pasted of ['http://127.0.0.1:9000/my-s3-bucket/folder/', '127.0.0.1:9000/my-s3-bucket/folder', 'my-s3-bucket/folder']) {
			expect(parseFileLocation(pasted, '127.0.0.1:9000')).toEqual({ bucket: BUCKET, folder: 'folder/' });
		}
	});

	test.each<[string, string, RegExp]>([
		['nothing', '  ', /empty/],
		['no folder', 'https://s3.amazonaws.com/my-s3-bucket/', /names no folder/],
		['no bucket', 'https://s3.amazonaws.com/', /names no bucket/],
		['a bucket that cannot be', 's3://My_Bucket/folder/', /what stands first in it cannot be the name of a bucket/],
		['a key beside it', 'my-s3-bucket/folder/ AKIAIOSFODNN7EXAMPLE', /a key stands in it too/],
		['a climb', 's3://my-s3-bucket/folder/../other/', /"\.\." cannot be a folder/],
		['a pattern', 's3://my-s3-bucket/fol*/', /a folder in it has a \* in its name/],
		['everything', 's3://my-s3-bucket/*', /names no folder/],
		['Azure', 'https://tenant.blob.core.windows.net/sea/folder/', /Azure is not supported/],
		['Azure without its scheme', 'tenant.blob.core.windows.net/sea/folder/', /Azure is not supported/],
		['another host', 'https://files.example.com/my-s3-bucket/folder/', /"files.example.com" is not Amazon S3.*Endpoint/],
		['a bad escape', 'https://s3.amazonaws.com/my-s3-bucket/50%/', /% that escapes nothing/],
	])('%s is refused in words', (_, pasted, message) => {
		expect(() => parseFileLocation(pasted)).toThrow(message);
	});
});

describe('the credential', () => {
	const refusalOf = (fields: CxoneCredentialFields) => {
		try {
			readCxoneCredential({ ...FIELDS, ...fields });
		} catch (error) {
			expect(inspect(error)).not.toContain(SECRET);
			if (isRecordingError(error)) return error;
		}
		throw new Error('it was not refused');
	};

	test('as pasted', () => {
		const { secretAccessKey, ...rest } = readCxoneCredential({ ...FIELDS, accessKeyId: ' "AKIAIOSFODNN7EXAMPLE"\n' });
		expect(rest).toEqual({ location: { bucket: BUCKET, folder: 'folder/' }, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', retentionDays: 30 });
		expect(secretAccessKey.reveal()).toBe(SECRET);
		expect(inspect(secretAccessKey)).toBe('[redacted]');
	});

	test.each<[string, CxoneCredentialFields, RegExp]>([
		['no location', { fileLocation: '' }, /^File Location: the field is empty/],
		['no key', { accessKeyId: '' }, /^Access Key ID: the field is empty/],
		['no secret', { secretAccessKey: ' ' }, /^Secret Access Key: the field is empty/],
		['the secret in the place of the key', { accessKeyId: SECRET }, /^Access Key ID: it has 40 characters/],
		['the same in both', { secretAccessKey: FIELDS.accessKeyId }, /^Secret Access Key: it is the same/],
		['a key with blanks', { accessKeyId: 'AKIA IOSF' }, /^Access Key ID: there are blanks/],
		['a region in words', { region: 'Europe (Frankfurt)' }, /^Region: this is no region/],
		['plain HTTP', { endpoint: 'http://127.0.0.1:9000' }, /^Endpoint: it starts with http/],
		['Amazon as the other server', { endpoint: 'https://s3.amazonaws.com' }, /^Endpoint: "s3.amazonaws.com" is Amazon S3 itself/],
		['no address', { endpoint: 'http://[' }, /^Endpoint: this is not an address/],
	])('%s: names the field', (_, fields, detail) => {
		expect(refusalOf(fields)).toMatchObject({ code: 'CREDENTIAL_INVALID', detail: expect.stringMatching(detail) });
	});

	test('plain HTTP where it is allowed', () => {
		const fields = { ...FIELDS, endpoint: 'http://127.0.0.1:9000/', allowHttp: true, fileLocation: 'my-s3-bucket/folder' };
		expect(readCxoneCredential(fields)).toMatchObject({ endpoint: 'http://127.0.0.1:9000', location: { bucket: BUCKET } });
	});
});
