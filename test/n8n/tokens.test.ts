import { genesysCredential } from '../../demo/vendors/genesys/credential.js';
import { accountToken, containerToken, inDays } from '../../demo/vendors/genesys/tokens.js';
import { azurite, execute, n8n, truth, type Run } from './support/environment';
import { download, findByTags, genesys, getMany, itemsOf, workflowOf } from './support/workflow';

const expired = containerToken(azurite, 'recordings', { startsOn: inDays(-9), expiresOn: inDays(-2) });
const expiring = containerToken(azurite, 'recordings', { expiresOn: inDays(3) });
const readOnly = containerToken(azurite, 'recordings', { permissions: 'r' });

const CREDENTIALS = {
	fine: {},
	expired: { recordingsToken: expired },
	expiring: { recordingsToken: expiring },
	'account token under recordings': { recordingsToken: accountToken(azurite) },
	'recordings token under account': { accountToken: containerToken(azurite, 'recordings') },
	'without list': { recordingsToken: readOnly },
	'wrong signature': { recordingsToken: expiring.replace(/sig=.{6}/, 'sig=AAAAAA') },
	'no account token': { accountSecretUrl: '', accountToken: '' },
	'url with token in quotes': { recordingsSecretUrl: ` "${azurite.url}/recordings?${expiring}" `, recordingsToken: '' },
	'question mark': { recordingsToken: `?${expiring}\n` },
	// As a secrets manager hands it over: n8n works the expression out when the workflow runs.
	expression: { recordingsToken: `={{ "${expiring}".replace('?', '') }}`, recordingsSecretUrl: `={{ "${azurite.url}" + "/recordings" }}` },
};

const WORKING = ['url with token in quotes', 'question mark', 'expression'] as const;

type CredentialName = keyof typeof CREDENTIALS;

const check = (credential: CredentialName, parameters: Record<string, unknown> = {}) =>
	genesys(
		`check ${credential}`,
		{ resource: 'token', operation: 'check', warnWhenDaysLeftBelow: 7, onWarning: 'flag', ...parameters },
		{ credential },
	);

const continuing = (credential: CredentialName) => ({ credential, onError: 'continueRegularOutput' });
const onlyOne = { returnAll: false, limit: 1 };

const ROWS = [
	...(['fine', 'expired', 'expiring', 'account token under recordings', 'without list'] as const).map((name) => [check(name)]),
	[{ ...check('expiring', { onWarning: 'error' }), name: 'error on warning', onError: 'continueRegularOutput' }],
	...(['expired', 'account token under recordings', 'without list', 'wrong signature', ...WORKING] as const).map(
		(name) => [getMany(`list ${name}`, onlyOne, continuing(name))],
	),
	...(['recordings token under account', 'no account token'] as const).map((name) => [
		findByTags(`find ${name}`, onlyOne, continuing(name)),
	]),
	[
		...itemsOf('one path', [{ container: 'recordings', path: truth[0].name }]),
		download('download expired', {}, continuing('expired')),
	],
];

let run: Run;

beforeAll(async () => {
	const credentials = Object.entries(CREDENTIALS).map(([name, data]) => genesysCredential(azurite, { id: name, name, data }));
	await n8n.importCredentials(credentials);
	await n8n.importWorkflows([workflowOf('testTokens', ROWS)]);
	run = await execute('testTokens');
});

const recordingsToken = (node: string) => run.output(node).find(({ json }) => json.slot === 'recordings')?.json;

describe('Token > Check', () => {
	it('tells container, rights, expiry and that it works', () => {
		expect(run.output('check fine').map(({ json }) => json)).toMatchObject([
			{ slot: 'account', works: true, permissions: ['findByTags'], needsAttention: false },
			{ slot: 'recordings', works: true, container: 'recordings', permissions: ['read', 'list'], daysLeft: 20 },
			{ slot: 'gimExport', works: true, container: 'gim-export', needsAttention: false },
		]);
	});

	it.each<[string, Record<string, unknown>]>([
		['expired', { works: false, needsAttention: true, errorCode: 'CREDENTIAL_EXPIRED', daysLeft: -2 }],
		['expiring', { works: true, needsAttention: true, daysLeft: 3, reason: expect.stringContaining('expires in 3 days') }],
		[
			'account token under recordings',
			{ works: false, needsAttention: true, problem: expect.stringContaining('this is the token of the account') },
		],
		['without list', { works: false, needsAttention: true, problem: expect.stringContaining('lacks the right to list') }],
	])('%s', (name, expected) => {
		expect(recordingsToken(`check ${name}`)).toMatchObject(expected);
	});

	it('leaves the other tokens alone when one is bad', () => {
		const others = run.output('check expired').filter(({ json }) => json.slot !== 'recordings');
		expect(others.map(({ json }) => json.works)).toEqual([true, true]);
	});

	it('fails on a warning where the user wants that', () => {
		expect(run.output('error on warning')[0].json.error).toContain('expires in 3 days');
	});
});

describe('a token that does not work is named, with the field to mend', () => {
	it.each([
		['list expired', /expired/i],
		['list account token under recordings', /Recordings Container.*token of the account/],
		['list without list', /Recordings Container.*lacks the right to list/],
		['list wrong signature', /Recordings Container|token/],
		['find recordings token under account', /Account Container.*token of a container/],
		['find no account token', /account container URL and token/],
		['download expired', /expired/i],
	])('%s', (node, words) => {
		expect(run.output(node)).toHaveLength(1);
		expect(run.output(node)[0].json.error).toMatch(words);
	});
});

it.each(WORKING)('%s works, as pasted', (name) => {
	expect(run.output(`list ${name}`).map(({ json }) => json.path)).toEqual([truth[0].name]);
});
