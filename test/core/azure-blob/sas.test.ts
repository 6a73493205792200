import { inspect } from 'node:util';
import { parseSas } from '../../../core/sources/azure-blob/sas';

// The shapes that the vendor's page "Blob Storage" shows.
const CONTAINER = 'sv=2020-02-10&spr=https&st=2022-01-10T05%3A00%3A00Z&se=2032-01-10T05%3A00%3A00Z&sr=c&sp=rl&sig=aB%2Bc%2Fd%3D';
const ACCOUNT = 'sv=2020-08-04&ss=b&srt=sco&se=2032-01-10T05%3A00%3A00Z&sp=f&sig=aB%2Bc%2Fd%3D';

describe('parseSas', () => {
	test('reads a container token', () => {
		expect(parseSas(CONTAINER)).toMatchObject({
			kind: 'container',
			permissions: 'rl',
			startsAt: '2022-01-10T05:00:00Z',
			expiresAt: '2032-01-10T05:00:00Z',
			policy: undefined,
			httpsOnly: true,
		});
	});

	test('reads an account token', () => {
		expect(parseSas(ACCOUNT)).toMatchObject({ kind: 'account', permissions: 'f', startsAt: undefined, httpsOnly: false });
	});

	test('reads a token under a stored access policy, which says neither rights nor times', () => {
		expect(parseSas('sv=2020-02-10&si=recordings-policy&sr=c&sig=aB%3D')).toMatchObject({
			kind: 'container',
			policy: 'recordings-policy',
			permissions: undefined,
			startsAt: undefined,
			expiresAt: undefined,
		});
	});

	test.each<[string, string, string]>([
		['as it is', CONTAINER, CONTAINER],
		['an unescaped plus in the signature', 'sr=c&sig=a+b/c=', 'sr=c&sig=a%2Bb%2Fc%3D'],
		['unescaped times', 'se=2032-01-10T05:00:00Z&sig=a', 'se=2032-01-10T05%3A00%3A00Z&sig=a'],
		['&amp; from a web page', 'sr=c&amp;sp=rl&amp;sig=a', 'sr=c&sp=rl&sig=a'],
		['leftovers of the listing in curl', 'sr=c&sig=a&comp=list&restype=container', 'sr=c&sig=a'],
		['leftovers of the search in curl', `ss=b&sig=a&comp=blobs&where=@container='recordings' AND RecordingType='CALL'`, 'ss=b&sig=a'],
		['leftovers of a page', 'sr=c&sig=a&maxresults=20&prefix=x&marker=2!3--&delimiter=/', 'sr=c&sig=a'],
		['capitals in names', 'SR=c&Sig=a', 'sr=c&sig=a'],
		['blanks around', ' sr=c & sig=a ', 'sr=c&sig=a'],
		['line breaks from a mail', 'sr=c&si\r\ng=a%2B\n  b&sp=r\n', 'sr=c&sig=a%2Bb&sp=r'],
		['a percent sign that escapes nothing', 'sr=c&sig=a%b', 'sr=c&sig=a%25b'],
		['empty pieces', '&&sr=c&&sig=a&', 'sr=c&sig=a'],
		['a leading question mark', '?sr=c&sig=a', 'sr=c&sig=a'],
	])('makes a token ready to be sent from %s', (_, pasted, token) => {
		expect(parseSas(pasted)?.token.reveal()).toBe(token);
	});

	test.each<[string, string]>([
		['nothing', ''],
		['no signature', 'sv=2020-02-10&sr=c&sp=rl'],
		['an empty signature', 'sr=c&sig='],
		['a word', 'recordings'],
		['a signature within another parameter', 'design=sig'],
	])('finds no token in %s', (_, query) => {
		expect(parseSas(query)).toBeUndefined();
	});

	test.each<[string, string | undefined]>([
		['2032-01-10T05%3A00%3A00Z', '2032-01-10T05:00:00Z'],
		['2032-01-10T05:00Z', '2032-01-10T05:00:00Z'],
		['2032-01-10T05:00', '2032-01-10T05:00:00Z'],
		['2032-01-10', '2032-01-10T00:00:00Z'],
		['2032-01-10T05:00:00', '2032-01-10T05:00:00Z'],
		['2032-01-10T05:00:00.1234567Z', '2032-01-10T05:00:00.123Z'],
		['soon', undefined],
	])('reads the time %s as %s, wherever this machine stands', (time, iso) => {
		expect(parseSas(`se=${time}&sig=a`)?.expiresAt).toBe(iso);
	});

	test.each<[string, string]>([
		['sr=c', 'container'],
		['sr=b', 'blob'],
		['ss=b&srt=o', 'account'],
		['ss=b', 'account'],
		['sr=d', 'unknown'],
		['sv=1', 'unknown'],
	])('takes %s for a token of a(n) %s', (query, kind) => {
		expect(parseSas(`${query}&sig=a`)?.kind).toBe(kind);
	});

	test('is not printed', () => {
		expect(inspect(parseSas(CONTAINER), { depth: 9 })).not.toContain('aB');
		expect(JSON.stringify(parseSas(CONTAINER))).not.toContain('aB');
	});
});
