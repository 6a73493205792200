import { parseBlobUrl } from '../../../core/sources/azure-blob/address';
import { withoutWrapping } from '../../../core/text/pasted';

const AZURE = { endpoint: 'https://mytenant.blob.core.windows.net', account: 'mytenant', isHttps: true, query: '' };

describe('parseBlobUrl', () => {
	test.each<[string, string, object]>([
		['a container', 'https://mytenant.blob.core.windows.net/recordings', { ...AZURE, container: 'recordings' }],
		['an account', 'https://mytenant.blob.core.windows.net', AZURE],
		['an account with a slash', 'https://mytenant.blob.core.windows.net/', AZURE],
		['a container with a slash', 'https://mytenant.blob.core.windows.net/recordings/', { ...AZURE, container: 'recordings' }],
		['an account with the path of the container, as the vendor shows it', 'https://mytenant.blob.core.windows.net/recordings?ss=b&sig=a', { ...AZURE, container: 'recordings', query: 'ss=b&sig=a' }],
		['a container with a token', 'https://mytenant.blob.core.windows.net/recordings?sr=c&sig=a%2Bb', { ...AZURE, container: 'recordings', query: 'sr=c&sig=a%2Bb' }],
		['an unescaped plus in the token, kept', 'https://mytenant.blob.core.windows.net/recordings?sig=a+b', { ...AZURE, container: 'recordings', query: 'sig=a+b' }],
		['a folder', 'https://mytenant.blob.core.windows.net/recordings/8888/2022', { ...AZURE, container: 'recordings', folder: '8888/2022' }],
		['a folder with escapes', 'https://mytenant.blob.core.windows.net/recordings/call%20centre', { ...AZURE, container: 'recordings', folder: 'call centre' }],
		['no scheme', 'mytenant.blob.core.windows.net/recordings', { ...AZURE, container: 'recordings' }],
		['capitals in the host', 'HTTPS://MyTenant.Blob.Core.Windows.Net/recordings', { ...AZURE, container: 'recordings' }],
		['the port that https has anyway', 'https://mytenant.blob.core.windows.net:443/recordings', { ...AZURE, container: 'recordings' }],
		['blanks and line ends around', '  https://mytenant.blob.core.windows.net/recordings \r\n', { ...AZURE, container: 'recordings' }],
		['straight quotes', '"https://mytenant.blob.core.windows.net/recordings"', { ...AZURE, container: 'recordings' }],
		['typographic quotes', '“https://mytenant.blob.core.windows.net/recordings”', { ...AZURE, container: 'recordings' }],
		['angle brackets of a mail', '<https://mytenant.blob.core.windows.net/recordings>', { ...AZURE, container: 'recordings' }],
		['the emulator', 'http://127.0.0.1:10000/devstoreaccount1/recordings?sig=a', { endpoint: 'http://127.0.0.1:10000/devstoreaccount1', account: 'devstoreaccount1', container: 'recordings', isHttps: false, query: 'sig=a' }],
		['the emulator by name', 'http://localhost:10000/devstoreaccount1/recordings', { endpoint: 'http://localhost:10000/devstoreaccount1', account: 'devstoreaccount1', container: 'recordings', isHttps: false, query: '' }],
		['the emulator without its scheme', '127.0.0.1:10000/devstoreaccount1/recordings', { endpoint: 'https://127.0.0.1:10000/devstoreaccount1', account: 'devstoreaccount1', container: 'recordings', isHttps: true, query: '' }],
		['the emulator by name, without its scheme', 'localhost:10000/devstoreaccount1', { endpoint: 'https://localhost:10000/devstoreaccount1', account: 'devstoreaccount1', isHttps: true, query: '' }],
		['the emulator over IPv6', 'http://[::1]:10000/devstoreaccount1/recordings', { endpoint: 'http://[::1]:10000/devstoreaccount1', account: 'devstoreaccount1', container: 'recordings', isHttps: false, query: '' }],
		['the emulator of a container network', 'http://azurite:10000/devstoreaccount1', { endpoint: 'http://azurite:10000/devstoreaccount1', account: 'devstoreaccount1', isHttps: false, query: '' }],
	])('%s', (_, pasted, expected) => {
		expect(parseBlobUrl(pasted)).toEqual({ container: undefined, folder: undefined, ...expected });
	});

	test.each<[string, string, RegExp]>([
		['nothing', '', /not a URL/],
		['words', 'the recordings container', /not a URL/],
		['a word', 'recordings', /not a URL/],
		['a word with a query', 'recordings?sig=a', /not a URL/],
		['another scheme', 'ftp://mytenant.blob.core.windows.net/recordings', /https:/],
		['a file', 'file:///etc/passwd', /https:/],
		['a user and password', 'https://me:pa55word@mytenant.blob.core.windows.net/recordings', /user name or password/],
		['a user', 'https://me@mytenant.blob.core.windows.net/recordings', /user name or password/],
		['the emulator without its account', 'http://127.0.0.1:10000/', /account/],
		['an escape that escapes nothing', 'https://mytenant.blob.core.windows.net/recordings/100%', /%/],
	])('refuses %s', (_, pasted, reason) => {
		expect(() => parseBlobUrl(pasted)).toThrow(reason);
		expect(() => parseBlobUrl(pasted)).not.toThrow(/pa55word/);
	});
});

test.each([
	['  a b ', 'a b'],
	['"a"', 'a'],
	['„a“', 'a'],
	['«a»', 'a'],
	["'a's'", "a's"],
	['`a`\n', 'a'],
	['', ''],
])('withoutWrapping(%p) is %p', (pasted, text) => {
	expect(withoutWrapping(pasted)).toBe(text);
});
