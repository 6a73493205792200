import type { RecordingError } from '../../core/errors/recording-error';
import { checkTokens } from '../../core/vendors/genesys/check-tokens';
import { GenesysConnection } from '../../core/vendors/genesys/connection';
import { readGenesysCredential, type GenesysCredentialFields } from '../../core/vendors/genesys/credential';
import { withDetails } from '../../core/vendors/genesys/details';
import { status } from '../servers/blob-faults';
import { BlobServer } from '../servers/blob-server';
import { makeCertificate } from '../servers/certificate';

let server: BlobServer;
let connection: GenesysConnection;

beforeEach(async () => {
	server = await BlobServer.start();
	for (const container of ['recordings', 'gim-export', 'screens']) server.store.createContainer(container);
});
afterEach(async () => {
	await connection.close();
	await server.close();
});

const token = (name: string) => server.containerSas('rl').replace('sig=', `sig=${name}`);
const url = (container: string) => `${server.endpoint}/${container}`;
const whole = (container: string, name = container) => `${url(container)}?${token(name.replace('-', ''))}`;

function connect(fields: GenesysCredentialFields): GenesysConnection {
	connection = new GenesysConnection(readGenesysCredential({ allowHttp: true, ...fields }), { concurrency: 2 });
	return connection;
}

async function failureOf(work: Promise<unknown>): Promise<RecordingError> {
	return await work.then(
		() => Promise.reject(new Error('it should have failed')),
		(error: unknown) => error as RecordingError,
	);
}

describe('a token that is missing: the error says which field to mend', () => {
	test.each<[string, () => GenesysCredentialFields, string, string | RegExp]>([
		['none at all', () => ({}), 'recordings', /^the credential has no usable token for the container "recordings"$/],
		['another container', () => ({ recordingsSecretUrl: whole('recordings') }), 'screens', /"screens"; it has "recordings"$/],
		['one that cannot be read', () => ({ recordingsSecretUrl: 'x y' }), 'recordings', 'Recordings Container: this is not a URL'],
		['GIM-Export that cannot be read', () => ({ gimExportSecretUrl: 'x y' }), 'gim-export', 'GIM-Export Container: this is not a URL'],
		['GIM-Export under Recordings', () => ({ recordingsSecretUrl: whole('gim-export') }), 'gim-export', 'Recordings Container: the URL is that of the container "gim-export"'],
		['a further one without its token', () => ({ furtherContainersSecret: `\n${url('screens')}` }), 'screens', /^Further Containers, line 2 \(container "screens"\): .*is missing$/],
		['a further one that cannot be read', () => ({ furtherContainersSecret: 'x y', recordingsSecretUrl: whole('recordings') }), 'screens', /"screens"; it has "recordings"; Further Containers, line 1: this is not a URL$/],
		['the account, whose path names the container', () => ({ accountSecretUrl: whole('screens') }), 'screens', /no usable token for the container "screens"$/],
	])('%s', async (_, fields, container, detail) => {
		const error = await failureOf(connect(fields()).container(container));
		expect(error).toMatchObject({ code: 'CREDENTIAL_INVALID', container, advice: expect.any(String) });
		if (typeof detail === 'string') expect(error.detail).toBe(detail);
		else expect(error.detail).toMatch(detail);
	});

	test.each<[string, () => GenesysCredentialFields, RegExp]>([
		['none at all', () => ({}), /^finding by tags needs the account container URL and token$/],
		['another field is at fault, which is not asked for', () => ({ recordingsSecretUrl: 'x y' }), /^finding by tags needs/],
		['a container token', () => ({ accountSecretUrl: whole('recordings') }), /^Account Container: this is the token of a container/],
	])('for the tag index: %s', async (_, fields, detail) => {
		expect((await failureOf(connect(fields()).tagIndex())).detail).toMatch(detail);
	});
});

describe('a token that the service refuses', () => {
	const refused = async (fields: GenesysCredentialFields, container: string) => {
		server.inject(status(403, 'AuthenticationFailed'), { times: Infinity });
		return await failureOf((await connect(fields).container(container)).listPages().next());
	};

	test('may belong to another container', async () => {
		const error = await refused({ recordingsSecretUrl: whole('recordings') }, 'recordings');
		expect(error.detail).toMatch(/^Recordings Container: the service answered 403/);
		expect(error.advice).toMatch(/^The token was revoked, .*belongs to another container/);
	});

	test.each<[string, () => GenesysCredentialFields, string, RegExp]>([
		['in two fields', () => ({ recordingsSecretUrl: whole('recordings', 'a'), gimExportSecretUrl: whole('gim-export', 'a') }), 'gim-export', /^The same token stands under Recordings Container, .*shows for "gim-export" under GIM-Export Container\. The token was revoked/],
		['among the further ones', () => ({ recordingsSecretUrl: whole('recordings', 'a'), furtherContainersSecret: whole('screens', 'a') }), 'recordings', /^The same token stands under Further Containers, line 1 \(container "screens"\), /],
	])('and stands %s', async (_, fields, container, advice) => {
		expect((await refused(fields(), container)).advice).toMatch(advice);
	});

	test('is named with its container where a field has several', async () => {
		const error = await refused({ furtherContainersSecret: whole('screens') }, 'screens');
		expect(error.detail).toMatch(/^Further Containers, line 1 \(container "screens"\): the service answered 403/);
	});
});

describe('a CA certificate that is none', () => {
	const { cert, key } = makeCertificate('Company CA');
	const fields = (extraCa: string) => ({
		accountSecretUrl: `${server.endpoint}/?${server.accountSas()}`,
		recordingsSecretUrl: whole('recordings'),
		extraCa,
	});

	test.each([['garbage', 'garbage'], ['a private key', key], ['half of one', cert.slice(0, 100)]])('%s: every operation fails, and sends nothing', async (_, extraCa) => {
		const subject = connect(fields(extraCa));
		const found = [{ vendor: 'genesys' as const, path: 'a', name: 'a', container: 'recordings' }];
		for (const work of [() => subject.container('recordings'), () => subject.tagIndex(), () => withDetails(subject, found)]) {
			expect(await failureOf(work())).toMatchObject({
				code: 'CREDENTIAL_INVALID',
				detail: expect.stringMatching(/^the CA Certificate of the credential holds /),
				advice: expect.stringContaining('-----BEGIN CERTIFICATE-----'),
			});
		}
		expect(await checkTokens(subject)).toMatchObject([
			{ field: 'Account Container', works: false, errorCode: 'CREDENTIAL_INVALID', problem: expect.stringMatching(/^Account Container: the CA Certificate of /) },
			{ field: 'Recordings Container', works: false, problem: expect.stringMatching(/^Recordings Container: the CA Certificate of /) },
		]);
		expect(server.requests).toEqual([]);
		expect(JSON.stringify(subject.credential)).not.toContain(key.split('\n')[1]);
	});

	test.each<[string, string, object]>([
		['the right one, on one line', 'Company', { done: true }],
		['another one', 'Other', { code: 'TLS_FAILED', advice: expect.stringContaining('"CA Certificate"') }],
	])('but one that is a certificate is used: %s', async (_, trusted, expected) => {
		const authorities: Record<string, ReturnType<typeof makeCertificate>> = { Company: makeCertificate('CA'), Other: makeCertificate('CA') };
		const secure = await BlobServer.start({ tls: makeCertificate('server', authorities.Company) });
		try {
			secure.store.createContainer('recordings');
			const recordingsSecretUrl = `${secure.endpoint}/recordings?${token('a')}`;
			connect({ recordingsSecretUrl, extraCa: authorities[trusted].cert.replaceAll('\n', ' ') });
			const outcome = (await connection.container('recordings')).listPages().next();
			expect(await outcome.catch((error: unknown) => error)).toMatchObject(expected);
		} finally {
			await secure.close();
		}
	});
});
