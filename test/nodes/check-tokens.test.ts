import { status } from '../servers/blob-faults';
import { Stage } from './stage';
import { tokenWith } from './tenant';

const stage = new Stage({ resource: 'token', operation: 'check' });

const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().replace(/\.\d+Z/, 'Z');
const only = (credential: Record<string, string>) => ({
	credential: { accountSecretUrl: '', accountToken: '', gimExportSecretUrl: '', gimExportToken: '', ...credential },
});

test('each token: container, rights, start, expiry, days left, and whether it works now', async () => {
	const furtherContainersSecret = `${stage.server.endpoint}/screens?${tokenWith({ sp: 'rlt', se: days(10.04) })}`;
	stage.server.store.createContainer('screens');
	const { json } = await stage.run({}, { credential: { furtherContainersSecret } });
	const account = 'devstoreaccount1';
	const fine = { account, works: true, needsAttention: false };
	expect(json).toEqual([
		{
			...fine,
			slot: 'account',
			field: 'Account Container',
			kind: 'account',
			permissions: ['findByTags'],
			expiresAt: '2099-01-01T00:00:00Z',
			daysLeft: expect.any(Number),
		},
		...['recordings', 'gimExport'].map((slot) => ({
			...fine,
			slot,
			field: slot === 'recordings' ? 'Recordings Container' : 'GIM-Export Container',
			container: slot === 'recordings' ? 'recordings' : 'gim-export',
			kind: 'container',
			permissions: ['read', 'list'],
			startsAt: '2020-01-01T00:00:00Z',
			expiresAt: '2099-01-01T00:00:00Z',
			daysLeft: expect.any(Number),
		})),
		expect.objectContaining({
			slot: 'further',
			field: 'Further Containers, line 1',
			container: 'screens',
			permissions: ['read', 'list', 'tags'],
			daysLeft: 10,
		}),
	]);
});

test('a container token is tried for both of its rights, with one byte', async () => {
	stage.server.seed('recordings', { 'large.mp3': { content: Buffer.alloc(1_000_000) } });
	await stage.run({}, only({}));
	expect(stage.server.requests.map(({ method, blob, headers }) => [method, blob, headers.range])).toEqual([
		['GET', '', undefined],
		['GET', 'large.mp3', 'bytes=0-0'],
	]);
});

describe('states', () => {
	test.each<[string, string, RegExp, string]>([
		['expired', tokenWith({ se: days(-2) }), /Recordings Container: the token expired on/, 'CREDENTIAL_EXPIRED'],
		['revoked', tokenWith({}), /Recordings Container: the service answered 403 AuthenticationFailed/, 'CREDENTIAL_REFUSED'],
		['not yet valid', tokenWith({ st: days(2) }), /Recordings Container: the token is not valid before/, 'CREDENTIAL_NOT_YET_VALID'],
	])('%s', async (_, recordingsToken, problem, errorCode) => {
		stage.server.inject(status(403, 'AuthenticationFailed'), { times: Infinity });
		const { json } = await stage.run({}, only({ recordingsToken }));
		expect(json).toMatchObject([{ works: false, needsAttention: true, problem: expect.stringMatching(problem), errorCode }]);
		expect(json[0].reason).toBe(json[0].problem);
		expect(json[0].advice).toEqual(expect.any(String));
	});

	test('under a stored access policy rights and times are not known, and it works', async () => {
		const recordingsToken = tokenWith({ si: 'genesys', sp: undefined, se: undefined, st: undefined });
		const empty = '<EnumerationResults><Blobs /><NextMarker /></EnumerationResults>';
		stage.server.inject({ answer: { status: 200, body: empty } });
		const { json } = await stage.run({}, only({ recordingsToken }));
		expect(json).toEqual([
			{
				slot: 'recordings',
				field: 'Recordings Container',
				account: 'devstoreaccount1',
				container: 'recordings',
				kind: 'container',
				storedAccessPolicy: 'genesys',
				works: true,
				needsAttention: false,
			},
		]);
	});

	test('in the wrong field it is said without sending anything', async () => {
		const { json } = await stage.run({}, only({ recordingsToken: stage.server.accountSas() }));
		expect(json).toMatchObject([
			{ field: 'Recordings Container', works: false, errorCode: 'CREDENTIAL_INVALID', problem: expect.stringContaining('token of the account') },
		]);
		expect(stage.server.requests).toEqual([]);
	});

	test.each<[string, string, boolean]>([
		['a file in a folder', 'mytenant/x.mp3', false],
		['a file at the top', 'x.mp3.bin', false],
		['a file whose extension begins with a digit', 'x.7z', false],
		['a folder', 'mytenant', true],
		['a folder with a dot, and its slash', 'my.tenant/', true],
		['a folder that is a version', 'mytenant/v1.2', true],
	])('a URL with %s', async (_, path, works) => {
		const { json } = await stage.run({}, only({ recordingsSecretUrl: `${stage.server.endpoint}/recordings/${path}` }));
		expect(json).toMatchObject([{ works }]);
		if (works) return;
		expect(json).toMatchObject([{ problem: 'Recordings Container: the URL leads to a single file, not to a container', errorCode: 'CREDENTIAL_INVALID' }]);
		expect(stage.server.requests).toEqual([]);
	});

	test('one that fails leaves the others their say', async () => {
		stage.server.inject(status(403, 'AuthenticationFailed'), { times: Infinity, on: ({ container }) => container === 'gim-export' });
		const { json } = await stage.run();
		expect(json.map(({ slot, works }) => [slot, works])).toEqual([['account', true], ['recordings', true], ['gimExport', false]]);
	});

	test('a cancelled execution is no failed token', async () => {
		const error = await stage.failure({}, { signal: AbortSignal.abort() });
		expect(error.message).toContain('the execution was cancelled');
	});

	test('an empty credential is an error', async () => {
		const credential = { accountSecretUrl: '', accountToken: '', recordingsSecretUrl: '', recordingsToken: '' };
		const error = await stage.failure({}, only(credential));
		expect(error.message).toContain('the credential holds no URL and no token');
	});
});

describe('when few days are left', () => {
	const expiring = () => only({ recordingsToken: tokenWith({ se: days(3.26) }) });

	test.each<[number, boolean]>([
		[5, true],
		[3.4, true],
		[3, false],
		[0, false],
	])('warn below %d: %s', async (warnWhenDaysLeftBelow, needsAttention) => {
		const { json } = await stage.run({ warnWhenDaysLeftBelow }, expiring());
		expect(json).toMatchObject([{ daysLeft: 3.3, needsAttention, works: true }]);
	});

	test('the flag comes with its reason', async () => {
		const { json } = await stage.run({}, expiring());
		expect(json[0].reason).toMatch(/^Recordings Container: the token expires in 3\.3 days, on \d{4}-\d\d-\d\dT/);
	});

	test('as an error it names each token, so that an error workflow can warn', async () => {
		const furtherContainersSecret = `${stage.server.endpoint}/screens?${tokenWith({ sr: 'b' })}`;
		const { credential } = expiring();
		const error = await stage.failure({ onWarning: 'error' }, { credential: { ...credential, furtherContainersSecret } });
		expect(error.message).toMatch(/Recordings Container: .* 3\.3 days.* — Further Containers, line 1 \(container "screens"\): .*single file/);
		expect(error.description).toContain('Generate new tokens');
	});

	test.each<[string, () => Record<string, string>, string, RegExp]>([
		['expires soon', () => ({ recordingsToken: tokenWith({ se: days(3) }) }), 'CREDENTIAL_EXPIRED', /^Generate new tokens/],
		['in the wrong field', () => ({ recordingsToken: stage.server.accountSas() }), 'CREDENTIAL_INVALID', /^It belongs under Account Container/],
		['refused', () => ({ recordingsToken: tokenWith({ sp: 'rlx' }) }), 'CREDENTIAL_REFUSED', /tokens/],
		[
			'one that expires soon beside one in the wrong field, which counts for more',
			() => ({ recordingsToken: tokenWith({ se: days(3) }), gimExportSecretUrl: `${stage.server.endpoint}/gim-export`, gimExportToken: stage.server.accountSas() }),
			'CREDENTIAL_INVALID',
			/^Recordings Container: Generate new tokens.* GIM-Export Container: It belongs under Account Container/,
		],
	])('as an error it has the code and the advice of what is wrong: %s', async (_, credential, errorCode, advice) => {
		if (errorCode === 'CREDENTIAL_REFUSED') stage.server.inject(status(403, 'AuthenticationFailed'), { times: Infinity });
		const { json } = await stage.run({ onWarning: 'error' }, { ...only(credential()), onError: 'continueRegularOutput' });
		expect(json).toEqual([{ error: expect.stringContaining('Could not check the tokens: Recordings Container: '), errorCode, advice: expect.stringMatching(advice) }]);
	});

	test.each<[string, string, RegExp]>([
		['text', '={{ "abc" }}', /"Warn When Days Left Below" is abc, which is no number of 0 or more/],
		['nothing', '={{ $json.nothing }}', /"Warn When Days Left Below" is nothing/],
		['empty', '={{ "" }}', /"Warn When Days Left Below" is empty/],
		['negative', '={{ -1 }}', /"Warn When Days Left Below" is -1/],
	])('days that are no number are refused, nothing sent: %s', async (_, warnWhenDaysLeftBelow, message) => {
		expect((await stage.failure({ warnWhenDaysLeftBelow })).message).toMatch(message);
		expect(stage.server.requests).toEqual([]);
	});

	test('no warning, no error', async () => {
		const { json } = await stage.run({ onWarning: 'error' });
		expect(json).toHaveLength(3);
	});
});
