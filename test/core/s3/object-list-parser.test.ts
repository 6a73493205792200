import { ObjectListParser } from '../../../core/sources/s3/object-list-parser';
import type { ListPage, SourceEntry } from '../../../core/sources/source';
import { InvalidXmlError } from '../../../core/xml/invalid-xml';

/** The first answer in the documentation of ListObjectsV2, in the order of its elements. */
const LISTING = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>bucket</Name>
  <Prefix/>
  <KeyCount>205</KeyCount>
  <MaxKeys>1000</MaxKeys>
  <IsTruncated>false</IsTruncated>
  <Contents>
    <Key>my-image.jpg</Key>
    <LastModified>2009-10-12T17:50:30.000Z</LastModified>
    <ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag>
    <Size>434234</Size>
    <StorageClass>STANDARD</StorageClass>
  </Contents>
</ListBucketResult>`;

const MORE = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>bucket</Name>
  <Prefix>E</Prefix>
  <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
  <ContinuationToken>1before=</ContinuationToken>
  <StartAfter>ExampleGuide.pdf</StartAfter>
  <KeyCount>1</KeyCount>
  <MaxKeys>3</MaxKeys>
  <EncodingType>url</EncodingType>
  <IsTruncated>true</IsTruncated>
  <Contents>
    <Key>Example%2BObject+%281%29.txt</Key>
    <LastModified>2013-09-17T18:07:53.123Z</LastModified>
    <ETag>"599bab3ed2c697f1d26842727561fd94"</ETag>
    <ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>
    <ChecksumType>FULL_OBJECT</ChecksumType>
    <Size>857</Size>
    <Owner><ID>8a6925ce4adf588a4f21c32aa379004f</ID><DisplayName>Key</DisplayName></Owner>
    <RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress></RestoreStatus>
    <StorageClass>REDUCED_REDUNDANCY</StorageClass>
  </Contents>
  <CommonPrefixes><Prefix>a+b/</Prefix></CommonPrefixes>
  <CommonPrefixes><Prefix>a%2Bb/</Prefix></CommonPrefixes>
</ListBucketResult>`;

const wrapped = (inner: string) => `<ListBucketResult>${inner}</ListBucketResult>`;
const object = (inner: string) => wrapped(`<Contents><Key>a</Key>${inner}</Contents>`);
const named = (key: string, encoding = '') => wrapped(`<Contents><Key>${key}</Key></Contents>${encoding}`);
const URL_ENCODED = '<EncodingType>url</EncodingType>';

function parse(text: string | Buffer, chunkBytes = Infinity): ListPage {
	const parser = new ObjectListParser('recordings');
	const bytes = Buffer.from(text as string);
	for (let start = 0; start < bytes.length; start += chunkBytes) parser.write(bytes.subarray(start, start + chunkBytes));
	return parser.end();
}

describe('a listing', () => {
	test('as in the documentation', () => {
		expect(parse(LISTING)).toEqual({
			entries: [
				{
					path: 'my-image.jpg',
					container: 'recordings',
					sizeBytes: 434_234,
					lastModified: '2009-10-12T17:50:30Z',
					etag: 'fba9dede5f27731c9771645a39863328',
				},
			],
			folders: [],
		});
	});

	test('that goes on, with folders and encoded keys', () => {
		expect(parse(MORE)).toEqual({
			entries: [
				{
					path: 'Example+Object (1).txt',
					container: 'recordings',
					sizeBytes: 857,
					lastModified: '2013-09-17T18:07:53Z',
					etag: '599bab3ed2c697f1d26842727561fd94',
				},
			],
			folders: ['a b/', 'a+b/'],
			nextToken: '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=',
		});
	});

	test.each([LISTING, MORE, named('通話 📞 &amp; 👩‍🚀/ü.mp3')])('cut at every byte', (text) => {
		const bytes = Buffer.from(text);
		const whole = parse(text);
		for (let cut = 1; cut < bytes.length; cut++) {
			const parser = new ObjectListParser('recordings');
			parser.write(bytes.subarray(0, cut));
			parser.write(bytes.subarray(cut));
			expect(parser.end()).toEqual(whole);
		}
	});

	test.each([1, 2, 3, 7])('in pieces of %i bytes', (chunkBytes) => {
		expect(parse(MORE, chunkBytes)).toEqual(parse(MORE));
	});

	test.each<[string, string, string, string]>([
		['escaped characters', 'a&amp;b &lt;c&gt; &quot;d&quot; &apos;e&apos;', '', `a&b <c> "d" 'e'`],
		['numbered characters', '&#x1F4DE;&#228;', '', '📞ä'],
		['a plus and a percent sign that are themselves', 'a+b%20c', '', 'a+b%20c'],
		['a plus that is a blank', 'a+b', URL_ENCODED, 'a b'],
		['a plus that is encoded', 'a%2Bb', URL_ENCODED, 'a+b'],
		['a percent sign that is encoded', '100%25', URL_ENCODED, '100%'],
		['an escape that is encoded', 'a%252Fb', URL_ENCODED, 'a%2Fb'],
		['a control character', 'a%01b', URL_ENCODED, 'a\u0001b'],
		['escapes in lower case', '%e9%80%9a', URL_ENCODED, '通'],
		['characters beyond ASCII that are not encoded', '通', URL_ENCODED, '通'],
		['the name of a method', 'constructor', '', 'constructor'],
	])('keys with %s', (_, xml, encoding, key) => {
		expect(parse(named(xml, encoding)).entries[0].path).toBe(key);
		// EncodingType may come first or last.
		expect(parse(wrapped(`${encoding}<Contents><Key>${xml}</Key></Contents>`)).entries[0].path).toBe(key);
	});

	test.each<[string, string, Partial<SourceEntry>]>([
		['zero bytes', '<Size>0</Size>', { sizeBytes: 0 }],
		['a size that is no number', '<Size>many</Size>', { sizeBytes: undefined }],
		['a size below zero', '<Size>-1</Size>', { sizeBytes: undefined }],
		['no size', '', { sizeBytes: undefined }],
		['a date that is none', '<LastModified>yesterday</LastModified>', { lastModified: undefined }],
		['a date in another zone', '<LastModified>2013-09-17T18:07:53+02:00</LastModified>', { lastModified: '2013-09-17T16:07:53Z' }],
		['an ETag without quotes', '<ETag>abc-2</ETag>', { etag: 'abc-2' }],
		['an ETag that is escaped twice', '<ETag>&amp;quot;abc&amp;quot;</ETag>', { etag: 'abc' }],
		['an owner with a Key of his own', '<Owner><Key>b</Key><Size>7</Size></Owner>', { path: 'a', sizeBytes: undefined }],
		['elements that are new', '<NewThing>x</NewThing><constructor>y</constructor>', { path: 'a' }],
		['a key that comes last', '<Size>1</Size><Key>b</Key>', { path: 'b', sizeBytes: 1 }],
	])('entries with %s', (_, xml, expected) => {
		const [entry, ...others] = parse(object(xml)).entries;
		expect(others).toEqual([]);
		for (const [field, value] of Object.entries(expected)) expect(entry[field as keyof SourceEntry]).toBe(value);
	});

	test('has no MD5, because an ETag there does not say how the object is encrypted', () => {
		expect(parse(LISTING).entries[0]).not.toHaveProperty('contentMd5');
	});

	test.each<[string, string, string | undefined]>([
		['goes on with its token', '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>', 't'],
		['ends, whatever token it has', '<IsTruncated>false</IsTruncated><NextContinuationToken>t</NextContinuationToken>', undefined],
		['ends, where nothing is said', '', undefined],
		['ends with an empty token', '<IsTruncated>false</IsTruncated><NextContinuationToken/>', undefined],
	])('%s', (_, xml, token) => {
		expect(parse(wrapped(xml)).nextToken).toBe(token);
	});
});

describe('is not taken for a listing:', () => {
	test.each<[string, string, RegExp]>([
		['one that goes on and does not say where', wrapped('<IsTruncated>true</IsTruncated>'), /NextContinuationToken/],
		['one that goes on with an empty token', wrapped('<IsTruncated>true</IsTruncated><NextContinuationToken/>'), /NextContinuationToken/],
		['nothing', '', /not a complete listing/],
		['half of one', LISTING.slice(0, 400), /not a complete listing/],
		['one without its end', LISTING.replace('</ListBucketResult>', ''), /not a complete listing/],
		['an error', '<Error><Code>InternalError</Code></Error>', /ListBucketResult/],
		['a web page', '<html><body>Sign in', /not a complete listing/],
		['another document', '<Other><ListBucketResult/></Other>', /ListBucketResult/],
		['an object without a key', wrapped('<Contents><Size>1</Size></Contents>'), /without a key/],
		['a key that is badly encoded', named('100%', URL_ENCODED), /badly encoded/],
		['a key of half a character', named('%E9%80', URL_ENCODED), /badly encoded/],
		['a document type', '<!DOCTYPE x [<!ENTITY e "x">]><ListBucketResult/>', /document type/],
		['an endless key', named('x'.repeat(20_000)), /too long/],
		['endless nesting', `<ListBucketResult>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</ListBucketResult>`, /nested too deeply/],
		['a character that XML cannot hold', named('a&#x1;b'), /not a complete listing/],
	])('%s', (_, text, reason) => {
		expect(() => parse(text)).toThrow(InvalidXmlError);
		expect(() => parse(text)).toThrow(reason);
	});
});
