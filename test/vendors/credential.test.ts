import { inspect } from 'node:util';
import { titleOf } from '../../core/vendors/genesys/credential-fields';
import { readGenesysCredential, type GenesysCredentialFields } from '../../core/vendors/genesys/credential';

const SIGNATURE = 'p2Vj+cmV0/c2lnbg==';
const SIG = `sig=${encodeURIComponent(SIGNATURE)}`;
const CONTAINER_TOKEN = `sv=2020-02-10&spr=https&st=2026-01-01T00:00:00Z&se=2026-02-01T00:00:00Z&sr=c&sp=rl&${SIG}`;
const ACCOUNT_TOKEN = `sv=2020-08-04&ss=b&srt=sco&se=2026-02-01T00:00:00Z&sp=f&${SIG}`;
const HOST = 'https://mytenant.blob.core.windows.net';
const RECORDINGS = `${HOST}/recordings`;
// An account's key is 64 bytes as base64.
const KEY = `${'k3'.repeat(43)}==`;
const KEY_STRING = `DefaultEndpointsProtocol=https;AccountName=mytenant;AccountKey=${KEY};EndpointSuffix=core.windows.net`;
const WHOLE = `${RECORDINGS}?${CONTAINER_TOKEN}`;

const read = (fields: GenesysCredentialFields) => {
	const credential = readGenesysCredential(fields);
	const seen = `${inspect(credential, { depth: 10, showHidden: true })}${JSON.stringify(credential)}`;
	for (const form of [SIGNATURE, encodeURIComponent(SIGNATURE), KEY]) expect(seen).not.toContain(form);
	return credential;
};
const recordings = (recordingsSecretUrl?: string, recordingsToken?: string) => ({ recordingsSecretUrl, recordingsToken });

describe('every way of pasting', () => {
	test.each<[string, GenesysCredentialFields]>([
		['URL and token apart', recordings(RECORDINGS, CONTAINER_TOKEN)],
		['the token within the URL', recordings(WHOLE)],
		['the whole URL in the token field', recordings('', WHOLE)],
		['the whole URL in both', recordings(WHOLE, WHOLE)],
		['the token in both', recordings(WHOLE, CONTAINER_TOKEN)],
		['the URL, and the whole URL as token', recordings(RECORDINGS, WHOLE)],
		['a leading ?', recordings(RECORDINGS, `?${CONTAINER_TOKEN}`)],
		['a leading &', recordings(RECORDINGS, `&${CONTAINER_TOKEN}`)],
		['a ? at the end of the URL', recordings(`${RECORDINGS}?`, CONTAINER_TOKEN)],
		['a slash at the end of the URL', recordings(`${RECORDINGS}/`, CONTAINER_TOKEN)],
		['blanks and line ends', recordings(`  ${RECORDINGS}\t`, `\n ${CONTAINER_TOKEN}\r\n`)],
		['no-break spaces', recordings(`\u00A0${RECORDINGS}\u00A0`, `\u00A0${CONTAINER_TOKEN}`)],
		['straight quotes', recordings(`"${RECORDINGS}"`, `'${CONTAINER_TOKEN}'`)],
		['curly quotes', recordings(`“${RECORDINGS}”`, `‘${CONTAINER_TOKEN}’`)],
		['angle brackets of an e-mail', recordings(`<${WHOLE}>`)],
		['&amp; of a web page', recordings(RECORDINGS, CONTAINER_TOKEN.replaceAll('&', '&amp;'))],
		['without https://', recordings(WHOLE.replace('https://', ''))],
		['a host in capitals', recordings(WHOLE.replace('mytenant', 'MyTenant'))],
		["the vendor's curl line, with its parameters", recordings(`${WHOLE}&comp=list&restype=container`)],
		['SharedAccessSignature= before the token', recordings(RECORDINGS, `SharedAccessSignature=${CONTAINER_TOKEN}`)],
		['the same of a web page', recordings(RECORDINGS, `"sharedaccesssignature = ?${CONTAINER_TOKEN.replaceAll('&', '&amp;')};"`)],
		['a connection string beside the URL', recordings(RECORDINGS, `BlobEndpoint=${HOST}/;QueueEndpoint=https://mytenant.queue.core.windows.net/;SharedAccessSignature=${CONTAINER_TOKEN}`)],
		['a connection string beside the URL, by the name of the account', recordings(RECORDINGS, `AccountName=mytenant;SharedAccessSignature=${CONTAINER_TOKEN}`)],
		['a connection string that names the container', recordings(`BlobEndpoint=${RECORDINGS};SharedAccessSignature=${CONTAINER_TOKEN};`)],
		['the two the wrong way round', recordings(CONTAINER_TOKEN, RECORDINGS)],
		['the token of the URL of the account', recordings(RECORDINGS, `${HOST}/?${CONTAINER_TOKEN}`)],
		['the token with its URL, beside that of the account', recordings(HOST, WHOLE)],
		['an unescaped signature', recordings(RECORDINGS, CONTAINER_TOKEN.replace(SIG, `sig=${SIGNATURE}`))],
	])('%s', (_, fields) => {
		const { tokens, problems } = read(fields);
		expect(problems).toEqual([]);
		expect(tokens).toHaveLength(1);
		const [{ slot, label, address, sas }] = tokens;
		expect({ slot, label, endpoint: address.endpoint, container: address.container, folder: address.folder }).toEqual({
			slot: 'recordings',
			label: 'Recordings Container',
			endpoint: HOST,
			container: 'recordings',
			folder: undefined,
		});
		expect(new Map(sas.token.reveal().split('&').map((pair) => pair.split('=') as [string, string])).get('sig')).toBe(
			encodeURIComponent(SIGNATURE),
		);
		expect([...sas.token.reveal().matchAll(/(comp|restype)=/g)]).toEqual([]);
	});

	test.each<[string, string]>([
		['the root', `${HOST}/`],
		['a /recordings path, as in the vendor’s example', RECORDINGS],
		['a deeper path', `${RECORDINGS}/mytenant/`],
		['a connection string', `BlobEndpoint=${HOST}/;SharedAccessSignature=${ACCOUNT_TOKEN}`],
	])('the account URL: %s', (_, accountSecretUrl) => {
		const { tokens, problems } = read({ accountSecretUrl, accountToken: ACCOUNT_TOKEN });
		expect(problems).toEqual([]);
		expect(tokens).toMatchObject([{ slot: 'account', label: 'Account Container', address: { endpoint: HOST } }]);
	});

	test('a token under a stored access policy says neither rights nor times', () => {
		const { tokens, problems } = read(recordings(RECORDINGS, `sv=2020-02-10&sr=c&si=genesys&${SIG}`));
		expect(problems).toEqual([]);
		expect(tokens[0].sas).toMatchObject({ policy: 'genesys', permissions: undefined, expiresAt: undefined });
	});

	test('nothing is no problem', () => {
		for (const fields of [{}, recordings('', ''), recordings(' \n', '""'), { furtherContainersSecret: '\n \n' }]) {
			expect(read(fields)).toMatchObject({ tokens: [], problems: [] });
		}
	});

	test.each([[undefined, 30], [0, 30], [-1, 30], [90, 90]])('retention %s counts as %d days', (retentionDays, expected) => {
		expect(read({ retentionDays }).retentionDays).toBe(expected);
	});
});

describe('further containers', () => {
	const one = (container: string) => `${HOST}/${container}?${CONTAINER_TOKEN}`;
	const both = [one('screens'), one('chats')];

	test.each<[string, string, string, string]>([
		['one a line', both.join('\n'), 'line 1', 'line 2'],
		['Windows lines, with empty ones', `\r\n${both.join('\r\n \r\n')}\r\n`, 'line 2', 'line 4'],
		['old Mac lines', both.join('\r'), 'line 1', 'line 2'],
		['separated by a blank', both.join(' '), 'line 1, entry 1', 'line 1, entry 2'],
		['separated by a tab', both.join('\t'), 'line 1, entry 1', 'line 1, entry 2'],
		['commas', both.join(', '), 'line 1, entry 1', 'line 1, entry 2'],
		['a semicolon at the end of the line', both.join(';\n'), 'line 1', 'line 2'],
		['commas at both ends', `,${both.join(' ,\n, ')} ;`, 'line 1', 'line 2'],
		['a list with dashes', `- ${both.join('\n- ')}`, 'line 1', 'line 2'],
		['each in quotes', both.map((url) => `"${url}"`).join(' '), 'line 1, entry 1', 'line 1, entry 2'],
		['without https://, one a line', both.join('\n').replaceAll('https://', ''), 'line 1', 'line 2'],
		['connection strings', both.map((url) => `BlobEndpoint=${url.replace('?', ';SharedAccessSignature=')}`).join('\n'), 'line 1', 'line 2'],
	])('%s', (_, furtherContainersSecret, first, second) => {
		const { tokens, problems } = read({ furtherContainersSecret });
		expect(problems).toEqual([]);
		expect(tokens.map(({ slot, label, address }) => [slot, label, address.container])).toEqual([
			['further', `Further Containers, ${first}`, 'screens'],
			['further', `Further Containers, ${second}`, 'chats'],
		]);
		expect(tokens.map(({ sas }) => sas.token.reveal().endsWith(SIG))).toEqual([true, true]);
	});

	test.each<[string, string, string, string | undefined, RegExp]>([
		['a URL without its token', `${HOST}/screens`, 'line 1', 'screens', /token \(…sig=…\) is missing/],
		['a word', 'garbage', 'line 1', undefined, /this is not a URL/],
		['words', 'my other containers', 'line 1', undefined, /this is not a URL/],
		['a token alone', `?${CONTAINER_TOKEN}`, 'line 1', undefined, /the token is there, but its URL is missing/],
		['a name before the URL', `screens: ${one('screens')}`, 'line 1, entry 1', undefined, /this is not a URL/],
		['the token of a file', one('screens').replace('sr=c', 'sr=b'), 'line 1', 'screens', /single file/],
		['a container that cannot be one', `${HOST}/Big_One?${CONTAINER_TOKEN}`, 'line 1', undefined, /is no container/],
		['the key of an account', KEY_STRING, 'line 1', undefined, /key of the account/],
	])('%s is named by its line, the others work', (_, line, label, container, problem) => {
		const { tokens, problems } = read({ furtherContainersSecret: `${line}\n\n${one('chats')}` });
		expect(problems).toMatchObject([{ label: `Further Containers, ${label}`, problem: expect.stringMatching(problem) }]);
		expect(problems[0].container).toBe(container);
		expect(titleOf(problems[0], problems[0].container)).toBe(
			`Further Containers, ${label}${container ? ` (container "${container}")` : ''}`,
		);
		expect(tokens.at(-1)).toMatchObject({ label: 'Further Containers, line 3', address: { container: 'chats' } });
	});
});

describe('what cannot be used is named by its field, in words', () => {
	const without = (letter: string, token = CONTAINER_TOKEN) =>
		token.replace(/sp=(\w+)/, (_, rights: string) => `sp=${rights.replace(letter, '') || 'd'}`);
	const gim = { gimExportSecretUrl: `${HOST}/gim-export` };
	const NOT_OF_ACCOUNT = /this is the token of a container \(sr=c\), not of the account/;
	const OF_ACCOUNT = /this is the token of the account \(ss=…\), which can only find by tags/;
	const local = (token: string, allowHttp = true) => ({ ...recordings('http://127.0.0.1:10000/acct/recordings', token), allowHttp });

	test.each<[string, GenesysCredentialFields, string, RegExp, RegExp]>([
		['the account token under Recordings', recordings(RECORDINGS, ACCOUNT_TOKEN), 'Recordings Container', OF_ACCOUNT, /under Account Container.*RECORDINGS CONTAINER URL/],
		['the account token under GIM-Export', { ...gim, gimExportToken: ACCOUNT_TOKEN }, 'GIM-Export Container', OF_ACCOUNT, /GIM-EXPORT CONTAINER URL/],
		['the account token under Further', { furtherContainersSecret: `${HOST}/x-y?${ACCOUNT_TOKEN}` }, 'Further Containers, line 1', OF_ACCOUNT, /under Account Container/],
		['a container token under Account', { accountSecretUrl: HOST, accountToken: CONTAINER_TOKEN }, 'Account Container', NOT_OF_ACCOUNT, /under Recordings Container, GIM/],
		['a whole container URL under Account', { accountSecretUrl: WHOLE }, 'Account Container', NOT_OF_ACCOUNT, /ss=b and sp=f/],
		['the recordings URL under GIM-Export', { gimExportSecretUrl: WHOLE }, 'GIM-Export Container', /that of the container "recordings"/, /under Recordings Container/],
		['the GIM URL under Recordings', recordings(`${HOST}/gim-export`, CONTAINER_TOKEN), 'Recordings Container', /that of the container "gim-export"/, /under GIM-Export Container/],
		['the token of a file', recordings(RECORDINGS, CONTAINER_TOKEN.replace('sr=c', 'sr=b')), 'Recordings Container', /single file \(sr=b\)/, /Generate new tokens/],
		['without list', recordings(RECORDINGS, without('l')), 'Recordings Container', /lacks the right to list \(l\); it has sp=r$/, /Generate new tokens/],
		['without read', recordings(RECORDINGS, without('r')), 'Recordings Container', /lacks the right to read \(r\); it has sp=l$/, /Generate new tokens/],
		['without both', recordings(RECORDINGS, CONTAINER_TOKEN.replace('rl', 'w')), 'Recordings Container', /list \(l\) and read \(r\)/, /Generate/],
		['without find', { accountSecretUrl: HOST, accountToken: without('f', ACCOUNT_TOKEN) }, 'Account Container', /Find Blobs by Tags \(f\)/, /Generate/],
		['http', local(CONTAINER_TOKEN.replace('spr=https&', ''), false), 'Recordings Container', /starts with http:\/\//, /Allow Insecure HTTP/],
		['a token for https over http', local(CONTAINER_TOKEN), 'Recordings Container', /works over https:\/\/ only \(spr=https\)/, /Change the URL/],
		['two tokens', recordings(`${RECORDINGS}?${CONTAINER_TOKEN}`, without('r')), 'Recordings Container', /one token and the token field another/, /again/],
		['two URLs', recordings(RECORDINGS, `${HOST}/gim-export?${CONTAINER_TOKEN}`), 'Recordings Container', /hold different URLs/, /again/],
		['a token without URL', recordings('', CONTAINER_TOKEN), 'Recordings Container', /its URL is missing/, /again/],
		['a URL without token', recordings(RECORDINGS, ''), 'Recordings Container', /its token \(…sig=…\) is missing/, /again/],
		['half a token', recordings(RECORDINGS, CONTAINER_TOKEN.split('&sig')[0]), 'Recordings Container', /was not copied whole/, /again/],
		['no container', recordings(HOST, CONTAINER_TOKEN), 'Recordings Container', /names no container/, /account\.blob\.core\.windows\.net\/recordings/],
		['a token as path', recordings(`${HOST}/recordings%3F${encodeURIComponent(CONTAINER_TOKEN)}`, CONTAINER_TOKEN), 'Recordings Container', /is no container/, /again/],
		['no URL', recordings('not a url at all', CONTAINER_TOKEN), 'Recordings Container', /not a URL/, /again/],
		['another scheme', recordings('ftp://mytenant/recordings', CONTAINER_TOKEN), 'Recordings Container', /must start with https:\/\//, /again/],
		['a word for a URL', recordings('recordings', CONTAINER_TOKEN), 'Recordings Container', /not a URL/, /again/],
		['the token in both fields', recordings(CONTAINER_TOKEN, CONTAINER_TOKEN), 'Recordings Container', /not a URL/, /again/],
		['the key of the account', recordings(RECORDINGS, KEY), 'Recordings Container', /key of the account.*no token/, /again/],
		['a connection string with the key of the account', recordings(KEY_STRING), 'Recordings Container', /key of the account.*no token/, /again/],
		['two connection strings', recordings(RECORDINGS, `SharedAccessSignature=${CONTAINER_TOKEN};SharedAccessSignature=${ACCOUNT_TOKEN}`), 'Recordings Container', /says one thing twice/, /again/],
		['a connection string of another account', recordings(RECORDINGS, `AccountName=other;SharedAccessSignature=${CONTAINER_TOKEN}`), 'Recordings Container', /hold different URLs/, /again/],
		['a connection string without container', recordings(`AccountName=mytenant;SharedAccessSignature=${CONTAINER_TOKEN}`), 'Recordings Container', /names no container/, /\/recordings\.$/],
		['GIM-Export without container', { gimExportSecretUrl: HOST, gimExportToken: CONTAINER_TOKEN }, 'GIM-Export Container', /names no container/, /\/gim-export\.$/],
		['a password in the URL', recordings(WHOLE.replace('https://', `https://user:${SIGNATURE.slice(0, 4)}@`)), 'Recordings Container', /user name or password/, /again/],
	])('%s', (_, fields, label, problem, advice) => {
		const { tokens, problems } = read(fields);
		expect(tokens).toEqual([]);
		expect(problems).toMatchObject([
			{ label, problem: expect.stringMatching(problem), advice: expect.stringMatching(advice) },
		]);
	});

	test('the other fields still work', () => {
		const { tokens, problems } = read({ accountSecretUrl: HOST, accountToken: CONTAINER_TOKEN, ...recordings(WHOLE) });
		expect([tokens.map(({ slot }) => slot), problems.map(({ slot }) => slot)]).toEqual([['recordings'], ['account']]);
	});
});

test('the switch allows http, for a local server', () => {
	const recordingsSecretUrl = `http://127.0.0.1:10000/acct/recordings?${CONTAINER_TOKEN.replace('spr=https', 'spr=https,http')}`;
	expect(read({ recordingsSecretUrl, allowHttp: true })).toMatchObject({ tokens: [{ address: { account: 'acct' } }], problems: [] });
});
