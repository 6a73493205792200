import { BlobListParser, toIso } from '../../../core/sources/azure-blob/blob-list-parser';
import { InvalidXmlError } from '../../../core/xml/invalid-xml';
import type { ListPage } from '../../../core/sources/source';

const PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>';
const NAME = 'mytenant/003H1G2A6K8AF5PFKG5SO2LAES0000V3_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin';

/** The answer in the vendor's page "Blob Storage", in the order of its elements. */
const LISTING = `\u{FEFF}${PROLOGUE}
<EnumerationResults ServiceEndpoint="https://acct.blob.core.windows.net/" ContainerName="recordings">
 <Blobs><Blob><Name>${NAME}</Name><Properties>
  <Creation-Time>Fri, 21 May 2021 06:21:34 GMT</Creation-Time><Last-Modified>Fri, 21 May 2021 06:21:35 GMT</Last-Modified><Etag>0x8D91C20AE6F18A7</Etag>
  <Content-Length>25216</Content-Length><Content-Type>application/octet-stream</Content-Type><Content-Encoding /><Content-Language />
  <Content-CRC64 /><Content-MD5>k0DUvvcVv1f+wZXECIy9dw==</Content-MD5><Cache-Control /><Content-Disposition />
  <BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>
  <LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted></Properties>
  <OrMetadata /></Blob></Blobs><NextMarker /></EnumerationResults>`;

const FOUND = `${PROLOGUE}
<EnumerationResults ServiceEndpoint="https://acct.blob.core.windows.net/">
  <Where>@container='recordings' AND RecordingType='CALL'</Where>
  <MaxResults>20</MaxResults>
  <Blobs><Blob>
    <Name>8888/0004C06AN88TN2MP904SO2LAES000001_2022-01-10_05-59-26-0064021D-10011931-00000001.mp3.bin</Name>
    <ContainerName>recordings</ContainerName>
    <Tags><TagSet><Tag><Key>RecordingType</Key><Value>CALL</Value></Tag>
                  <Tag><Key>StoredTime</Key><Value>2022-01-10T06:01:34Z</Value></Tag></TagSet></Tags>
  </Blob></Blobs>
  <NextMarker>2!356!MDAwMjM5IUFEOTdCOUE4LQ--</NextMarker>
</EnumerationResults>`;

const blobs = (inner: string, after = '<NextMarker />') =>
	`${PROLOGUE}<EnumerationResults><Blobs>${inner}</Blobs>${after}</EnumerationResults>`;
const named = (name: string, more = '') => blobs(`<Blob><Name>${name}</Name>${more}</Blob>`);

function parse(text: string | Buffer, chunkBytes = Infinity): ListPage {
	const parser = new BlobListParser('recordings');
	const bytes = Buffer.from(text as string);
	for (let start = 0; start < bytes.length; start += chunkBytes) parser.write(bytes.subarray(start, start + chunkBytes));
	return parser.end();
}

describe('a listing', () => {
	test('as in the vendor page', () => {
		expect(parse(LISTING)).toEqual({
			entries: [
				{
					path: NAME,
					container: 'recordings',
					sizeBytes: 25_216,
					createdAt: '2021-05-21T06:21:34Z',
					lastModified: '2021-05-21T06:21:35Z',
					etag: '0x8D91C20AE6F18A7',
					contentMd5: 'k0DUvvcVv1f+wZXECIy9dw==',
					contentType: 'application/octet-stream',
				},
			],
			folders: [],
		});
	});

	test('of a search, as in the vendor page', () => {
		expect(parse(FOUND)).toEqual({
			entries: [
				{
					path: '8888/0004C06AN88TN2MP904SO2LAES000001_2022-01-10_05-59-26-0064021D-10011931-00000001.mp3.bin',
					container: 'recordings',
					tags: { RecordingType: 'CALL', StoredTime: '2022-01-10T06:01:34Z' },
				},
			],
			folders: [],
			nextToken: '2!356!MDAwMjM5IUFEOTdCOUE4LQ--',
		});
	});

	test('of folders', () => {
		const prefix = (name: string) => `<BlobPrefix><Name>${name}</Name></BlobPrefix>`;
		const text = blobs(`${prefix('a/')}<Blob><Name>b</Name></Blob>${prefix('c d/')}<BlobPrefix><Name Encoded="true">e%0Bf/</Name></BlobPrefix>`);
		expect(parse(text)).toMatchObject({ folders: ['a/', 'c d/', 'e\u000Bf/'], entries: [{ path: 'b' }] });
	});

	test.each([LISTING, FOUND, named('通話 📞 &amp; \u{1F469}\u200D\u{1F680}/ü.mp3')])('cut at every byte', (text) => {
		const bytes = Buffer.from(text);
		const whole = parse(text);
		for (let cut = 1; cut < bytes.length; cut++) {
			const parser = new BlobListParser('recordings');
			parser.write(bytes.subarray(0, cut));
			parser.write(bytes.subarray(cut));
			expect(parser.end()).toEqual(whole);
		}
	});

	test.each([1, 2, 3, 7])('in pieces of %i bytes', (chunkBytes) => {
		const text = named('通話 📞 &lt;b&gt;.mp3');
		expect(parse(text, chunkBytes)).toEqual(parse(text));
		expect(parse(LISTING, chunkBytes)).toEqual(parse(LISTING));
	});

	test.each<[string, string, string]>([
		['escaped characters', 'a&amp;b &lt;c&gt; &quot;d&quot; &apos;e&apos;', `a&b <c> "d" 'e'`],
		['numbered characters', '&#x1F4DE;&#228;', '📞ä'],
		['CDATA', '<![CDATA[a&b<c>]]>', 'a&b<c>'],
		['CDATA within text', 'x<![CDATA[&]]>y', 'x&y'],
		['blanks at both ends', ' a ', ' a '],
		['a plus and a percent sign', 'a+b%20c', 'a+b%20c'],
		['a carriage return', 'a&#xD;b', 'a\rb'],
		['combining characters', 'Mu\u0308ller', 'Mu\u0308ller'],
	])('names with %s', (_, xml, name) => {
		expect(parse(named(xml)).entries[0].path).toBe(name);
	});

	test.each<[string, string, string]>([
		['a control character', 'odd%01name', 'odd\u0001name'],
		['a percent sign', '100%25', '100%'],
		['characters beyond ASCII', '%E9%80%9A', '通'],
	])('encoded names with %s', (_, xml, name) => {
		expect(parse(blobs(`<Blob><Name Encoded="true">${xml}</Name></Blob>`)).entries[0].path).toBe(name);
	});

	test('an encoded name does not make the next one encoded', () => {
		const text = blobs('<Blob><Name Encoded="true">a%25</Name></Blob><Blob><Name>b%25</Name></Blob>');
		expect(parse(text).entries.map(({ path }) => path)).toEqual(['a%', 'b%25']);
	});

	test.each<[string, string, object]>([
		['empty elements', '<Properties><Content-MD5 /><Etag></Etag><Content-Length /></Properties><OrMetadata />', {}],
		['quotes around the ETag', '<Properties><Etag>"0x8D"</Etag></Properties>', { etag: '0x8D' }],
		['zero bytes', '<Properties><Content-Length>0</Content-Length></Properties>', { sizeBytes: 0 }],
		['a size that is no number', '<Properties><Content-Length>many</Content-Length></Properties>', {}],
		['a size below zero', '<Properties><Content-Length>-1</Content-Length></Properties>', {}],
		['a date that is none', '<Properties><Last-Modified>yesterday-ish</Last-Modified></Properties>', {}],
		['elements that are new', '<VersionId>2021-05-21T06:21:34.1Z</VersionId><Properties><New-Thing>x</New-Thing></Properties>', {}],
		['elements with the names of methods', '<constructor>x</constructor><toString>y</toString><__defineGetter__>z</__defineGetter__><__proto__>w</__proto__>', {}],
		['metadata', '<Metadata><agent>anna</agent></Metadata>', {}],
		['a tag without a value', '<Tags><TagSet><Tag><Key>Queue</Key><Value /></Tag></TagSet></Tags>', { tags: { Queue: '' } }],
		['a tag called Name', '<Tags><TagSet><Tag><Key>Name</Key><Value>x</Value></Tag></TagSet></Tags>', { tags: { Name: 'x' } }],
	])('%s', (_, xml, expected) => {
		const [{ path, container, ...rest }] = parse(named('a.mp3', xml)).entries;
		expect({ path, container, rest: JSON.parse(JSON.stringify(rest)) as object }).toEqual({ path: 'a.mp3', container: 'recordings', rest: expected });
	});

	test('a tag called __proto__ stays a tag', () => {
		const text = named('a', '<Tags><TagSet><Tag><Key>__proto__</Key><Value>x</Value></Tag></TagSet></Tags>');
		expect(Object.entries(parse(text).entries[0].tags ?? {})).toEqual([['__proto__', 'x']]);
	});

	test.each<[string, string, string | undefined]>([
		['is absent', '', undefined],
		['is self-closed', '<NextMarker />', undefined],
		['is empty', '<NextMarker></NextMarker>', undefined],
		['has ! and --', '<NextMarker>2!356!MDAw--</NextMarker>', '2!356!MDAw--'],
		['has an ampersand', '<NextMarker>a&amp;b=</NextMarker>', 'a&b='],
	])('whose marker %s', (_, xml, nextToken) => {
		expect(parse(blobs('', xml)).nextToken).toBe(nextToken);
	});

	test('a page without blobs', () => {
		expect(parse(`${PROLOGUE}<EnumerationResults><Blobs /><NextMarker>m</NextMarker></EnumerationResults>`)).toEqual({
			entries: [],
			folders: [],
			nextToken: 'm',
		});
	});
});

describe('refused', () => {
	test.each<[string, string]>([
		['nothing', ''],
		['blanks', '  \n'],
		['no XML', 'Service Unavailable'],
		['JSON', '{"blobs":[]}'],
		['a page of a hotel network', '<html><body>Sign in</body></html>'],
		['an error in place of a listing', `${PROLOGUE}<Error><Code>ServerBusy</Code></Error>`],
		['a document type', `<!DOCTYPE x><EnumerationResults><Blobs /></EnumerationResults>`],
		['a billion laughs', `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><EnumerationResults><Blobs><Blob><Name>&b;</Name></Blob></Blobs></EnumerationResults>`],
		['an external entity', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><EnumerationResults>&a;</EnumerationResults>`],
		['an entity that nobody declared', named('&nbsp;')],
		['a second root', `${blobs('')}<EnumerationResults />`],
		['text after the end', `${blobs('')}trailing`],
		['elements that cross', '<EnumerationResults><Blobs></EnumerationResults></Blobs>'],
		['a blob without a name', blobs('<Blob><Properties /></Blob>')],
		['a blob with an empty name', named('')],
		['an encoded name that cannot be decoded', blobs('<Blob><Name Encoded="true">%E9%8</Name></Blob>')],
		['a name of 20,000 characters', named('n'.repeat(20_000))],
		['elements in elements without end', `<EnumerationResults>${'<a>'.repeat(1_000)}`],
	])('%s', (_, text) => {
		expect(() => parse(text)).toThrow(InvalidXmlError);
		expect(() => parse(text, 3)).toThrow(InvalidXmlError);
	});

	test('a listing that is cut anywhere', () => {
		const bytes = Buffer.from(FOUND);
		for (let length = 0; length < bytes.length; length++) {
			expect(() => parse(bytes.subarray(0, length))).toThrow(InvalidXmlError);
		}
	});
});

test.each([
	['Fri, 21 May 2021 06:21:34 GMT', '2021-05-21T06:21:34Z'],
	['', undefined],
	['never', undefined],
])('toIso(%p) is %p', (httpDate, iso) => {
	expect(toIso(httpDate)).toBe(iso);
});
