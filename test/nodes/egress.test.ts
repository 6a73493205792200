import { lookup } from 'node:dns';
import type { Recordings } from '../../core/sources/recordings';
import { forgetLogins } from '../../core/connections/logins';
import * as cxone from '../../nodes/CxoneSea/connect';
import { testSeaFolder } from '../../nodes/CxoneSea/methods/credentialTest';
import * as eightByEight from '../../nodes/EightByEightRecordings/connect';
import { testLogin } from '../../nodes/EightByEightRecordings/methods/credentialTest';
import * as genesys from '../../nodes/GenesysRecordings/connect';
import { egressOf } from '../../nodes/shared/egress';
import { testTarget } from '../../nodes/shared/targets/credential-tests';
import { TargetConnections, targetForList } from '../../nodes/shared/targets/connections';

const REFUSED = { ok: false as const, error: new Error('not in here') };
const filter = { validateUrl: async () => REFUSED, validateConnectionHost: () => REFUSED, createSecureLookup: () => (_: string, __: object, done: (error: Error, found: []) => void) => done(REFUSED.error, []), validateRedirectSync: () => {} };
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const SAS = 'sv=2020-02-10&se=2099-01-01T00%3A00%3A00Z&sr=c&sp=rl&sig=c2VjcmV0';
const GENESYS = { recordingsSecretUrl: 'http://127.0.0.1:9/account/recordings', recordingsToken: SAS, allowHttp: true };
const CXONE = { fileLocation: 's3://bucket/folder/', accessKeyId: 'AKIANOBODY0000000000', secretAccessKey: 'x', region: 'us-east-1', endpoint: 'http://127.0.0.1:9', allowHttp: true };
const EIGHT_BY_EIGHT = { platform: 'other', host: '127.0.0.1', port: 9, tenantName: 'tenant', password: 'x' };
const SFTP = { protocol: 'sftp', host: '127.0.0.1', port: 9, user: 'tenant', password: 'x' };

function contextWith(fields: object, parameters: Record<string, unknown> = {}): never {
	return {
		getCredentials: async () => fields,
		getTimezone: () => 'UTC',
		getNodeParameter: (name: string) => parameters[name],
		getCurrentNodeParameter: (name: string) => parameters[name],
		helpers: { getSecureEgressFilter: () => filter },
		logger,
	} as never;
}

async function firstPage(recordings: Recordings): Promise<void> {
	try {
		for await (const _ of recordings.listPages()) return;
	} finally {
		await recordings.close();
	}
}

afterEach(forgetLogins);

describe("n8n's protection against requests to internal addresses is asked", () => {
	const targetType = { targetType: 'sftp' };

	test.each<[string, () => Promise<Recordings>]>([
		['Genesys, for an item', async () => await (await genesys.connect(contextWith(GENESYS), 0)).container('recordings')],
		['Genesys, for a list', async () => await (await genesys.connectForList(contextWith(GENESYS))).container('recordings')],
		['Genesys, for a poll', async () => await (await genesys.connectForPoll(contextWith(GENESYS))).container('recordings')],
		['Genesys, for all items', async () => await (await genesys.connections(contextWith(GENESYS), { concurrency: 1 }).of(0)).container('recordings')],
		['CXone, for an item', async () => (await cxone.connect(contextWith(CXONE), 0)).recordings],
		['CXone, for a list', async () => (await cxone.connectForList(contextWith(CXONE))).recordings],
		['CXone, for a poll', async () => (await cxone.connectForPoll(contextWith(CXONE))).recordings],
		['CXone, for all items', async () => (await cxone.connections(contextWith(CXONE), { concurrency: 1 }).of(0)).recordings],
		['8x8, for a list', async () => (await eightByEight.connectForList(contextWith(EIGHT_BY_EIGHT))).recordings],
		['8x8, for a poll', async () => (await eightByEight.connectForPoll(contextWith(EIGHT_BY_EIGHT))).recordings],
		['8x8, for all items', async () => (await eightByEight.connections(contextWith(EIGHT_BY_EIGHT), { concurrency: 1 }).of(0)).recordings],
		['a target, for a list', async () => await targetForList(contextWith(SFTP, targetType))],
		['a target, for all items', async () => await new TargetConnections(contextWith(SFTP, targetType), { concurrency: 1 }).of(0)],
	])('%s', async (_, open) => {
		await expect(open().then(firstPage)).rejects.toMatchObject({ code: 'HOST_REFUSED', retryable: false, detail: expect.stringContaining('not in here') });
	});
});

describe('tests of credentials, to which n8n hands no filter', () => {
	beforeEach(() => (process.env.N8N_SSRF_PROTECTION_ENABLED = 'true'));
	afterEach(() => delete process.env.N8N_SSRF_PROTECTION_ENABLED);

	test.each<[string, () => Promise<{ status: string; message: string }>]>([
		['CXone', async () => await testSeaFolder(CXONE, logger as never)],
		['8x8', async () => await testLogin(EIGHT_BY_EIGHT, logger as never)],
	])('of %s keep to its environment', async (_, check) => {
		expect(await check()).toMatchObject({ status: 'Error', message: expect.stringMatching(/protection against requests to internal addresses.*N8N_SSRF_ALLOWED/s) });
	});
});

describe('a node is held to the rules of the environment, too', () => {
	const open = { validateUrl: async () => ({ ok: true as const, result: undefined }), validateConnectionHost: () => ({ ok: true as const, result: undefined }), createSecureLookup: () => lookup, validateRedirectSync: () => {} };
	const variables = ['N8N_SSRF_PROTECTION_ENABLED', 'N8N_SSRF_BLOCKED_IP_RANGES'];

	afterEach(() => variables.forEach((name) => delete process.env[name]));

	test.each<[string, string, string, RegExp]>([
		['::', 'true', 'default', /a restricted address/],
		['64:ff9b::a9fe:a9fe', 'true', 'default', /a restricted address/],
		['localhost', 'true', '"default"', /a restricted address/],
		['93.184.215.14', 'true', 'default,nonsense', /N8N_SSRF_BLOCKED_IP_RANGES/],
		['files.invalid', 'yes', 'default', /N8N_SSRF_PROTECTION_ENABLED/],
	])('%s, with %s and %s', async (host, enabled, ranges, expected) => {
		Object.assign(process.env, { N8N_SSRF_PROTECTION_ENABLED: enabled, N8N_SSRF_BLOCKED_IP_RANGES: ranges });
		const context = { ...(contextWith({ ...SFTP, host }, { targetType: 'sftp' }) as object), helpers: { getSecureEgressFilter: () => open } };
		await expect(targetForList(context as never).then(firstPage)).rejects.toMatchObject({ code: 'HOST_REFUSED', retryable: false, detail: expect.stringMatching(expected) });
		expect(await testTarget('sftp', { ...SFTP, host }, logger as never)).toMatchObject({ status: 'Error', message: expect.stringMatching(expected) });
	});
});

test('where n8n is not protected, everything is allowed', () => {
	expect(egressOf()).toBeUndefined();
	expect(egressOf({ helpers: {} })).toBeUndefined();
});
