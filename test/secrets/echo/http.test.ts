import { openAzureBlob } from '../../../core/sources/azure-blob';
import { openS3 } from '../../../core/sources/s3';
import { Secret } from '../../../core/secrets/secret';
import type { Source } from '../../../core/sources/source';
import { sasOf } from '../../conformance/azure-harness';
import { EchoServer, type Echo } from './echo-server';
import { Shown } from './shown';
import { WAYS } from './ways';

const SIGNATURE = 'dGhlIHNpZ25hdHVyZS/vZiBlY2hvZXM+Pz8=';
const SAS = `sv=2020-02-10&sr=c&sp=racwdlf&se=2099-01-01T00%3A00%3A00Z&sig=${encodeURIComponent(SIGNATURE)}`;
const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYECHOESKEYa';
const SESSION_TOKEN = 'IQoJb3JpZ2luX2VjECHO///////wEaCXVzLWVhc3QtMSJHMEUCIQD+ab/cd==';
const PROXY_PASSWORD = 'a "proxy"<pass>/word+4711';

const xml = (fields: Record<string, string>) =>
	`<?xml version="1.0"?><Error>${Object.entries(fields).map(([name, value]) => `<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`).join('')}</Error>`;
const OF_AZURE = { 'x-ms-request-id': '1', 'x-ms-version': '2021-12-02' };
const OF_S3 = { 'x-amz-request-id': '1', 'x-amz-id-2': '2', Server: 'AmazonS3' };

/** Where in an answer it stands. */
const CARRIERS: Record<string, (text: string) => Echo> = {
	'a plain body': (text) => ({ status: 403, body: text }),
	'a plain body of a fault': (text) => ({ status: 500, body: text }),
	'a list that is none': (text) => ({ status: 200, body: text, headers: { ...OF_AZURE, ...OF_S3 } }),
	'XML of a list that is cut': (text) => ({ status: 200, headers: { ...OF_AZURE, ...OF_S3, 'Content-Type': 'application/xml' }, body: `<?xml version="1.0"?><EnumerationResults><Blobs><${text}` }),
	'a web page': (text) => ({ status: 200, headers: { 'Content-Type': 'text/html' }, body: `<html><title>${text}</title>${text}</html>` }),
	'a web page that refuses': (text) => ({ status: 403, headers: { 'Content-Type': 'text/html' }, body: `<html><title>${text}</title>${text}</html>` }),
	"Azure's message": (text) => ({ status: 400, headers: OF_AZURE, body: xml({ Code: 'InvalidInput', Message: text, AuthenticationErrorDetail: text }) }),
	"Azure's AuthenticationErrorDetail": (text) => ({ status: 403, headers: OF_AZURE, body: xml({ Code: 'AuthenticationFailed', Message: 'Signature did not match.', AuthenticationErrorDetail: `Signature did not match. String to sign used was ${text}` }) }),
	"Azure's code": (text) => ({ status: 403, headers: OF_AZURE, body: xml({ Code: text, Message: text }) }),
	"Azure's headers": (text) => ({ status: 403, headers: { 'x-ms-version': text, 'x-ms-error-code': text, 'x-ms-request-id': text, 'x-ms-client-request-id': text, Date: text, 'Retry-After': text, 'WWW-Authenticate': text } }),
	"S3's message": (text) => ({ status: 400, headers: OF_S3, body: xml({ Code: 'InvalidArgument', Message: text, RequestId: text, HostId: text }) }),
	"S3's StringToSign": (text) => ({ status: 403, headers: OF_S3, body: xml({ Code: 'SignatureDoesNotMatch', Message: text, AWSAccessKeyId: text, StringToSign: text, SignatureProvided: text, CanonicalRequest: text }) }),
	"S3's code": (text) => ({ status: 403, headers: OF_S3, body: xml({ Code: text, Message: text }) }),
	"S3's region": (text) => ({ status: 400, headers: { ...OF_S3, 'x-amz-bucket-region': text }, body: xml({ Code: 'AuthorizationHeaderMalformed', Message: `the region 'us-east-1' is wrong; expecting '${text}'`, Region: text }) }),
	"S3's headers": (text) => ({ status: 403, headers: { 'x-amz-request-id': text, 'x-amz-id-2': text, Server: text, Date: text } }),
	'an error within 200': (text) => ({ status: 200, headers: OF_S3, body: xml({ Code: text, Message: text }) }),
	'a redirect': (text) => ({ status: 307, headers: { ...OF_AZURE, ...OF_S3, Location: `https://elsewhere.example/?sig=${text}` } }),
	'a redirect to a host of that name': (text) => ({ status: 307, headers: { ...OF_AZURE, ...OF_S3, Location: `https://${text.replaceAll(/[^A-Za-z0-9-]/g, '')}.example/` } }),
	'the reason': (text) => ({ status: 403, reason: text }),
	'a proxy that wants a password': (text) => ({ status: 407, reason: text, headers: { 'Proxy-Authenticate': text, 'Content-Type': 'text/html' }, body: `<html><title>${text}</title></html>` }),
};

interface Service {
	name: string;
	secrets: Record<string, string>;
	open(origin: string): Promise<Source>;
}

const azure = async (origin: string, container?: string) =>
	await openAzureBlob({ endpoint: `${origin}/account`, container, sas: sasOf(SAS), tokenLabel: 'The token', maxSockets: 4 });

const SERVICES: Service[] = [
	{ name: 'Azure Blob', secrets: { SIGNATURE }, open: async (origin) => await azure(origin, 'recordings') },
	{ name: 'Azure Blob, the account', secrets: { SIGNATURE }, open: async (origin) => await azure(origin) },
	{
		name: 'S3',
		secrets: { SECRET_KEY, SESSION_TOKEN },
		open: async (origin) =>
			await openS3({ endpoint: origin, bucket: 'recordings', region: 'us-east-1', accessKeyId: 'AKIAECHO', secretAccessKey: new Secret(SECRET_KEY), sessionToken: new Secret(SESSION_TOKEN), keyLabel: 'The keys', folder: '', maxSockets: 4 }),
	},
];

let server: EchoServer;

beforeEach(async () => (server = await EchoServer.start()));
afterEach(async () => await server.close());

describe.each(SERVICES)('$name gives its secrets back, and nobody sees them', ({ secrets, open }) => {
	test.each(Object.entries(CARRIERS))('in %s', async (_, carry) => {
		const shown = new Shown();
		const source = await open(server.origin);
		for (const [number, write] of Object.values(WAYS).entries()) {
			for (const secret of Object.values(secrets)) {
				server.says = carry(write(secret));
				await shown.tryAll(source, number === 0 ? undefined : number);
			}
		}
		await source.close();
		expect(shown.failures).toBeGreaterThan(0);
		expect(shown.leaksOf(secrets)).toEqual([]);
	});

	test('in the request that it got, word for word', async () => {
		const shown = new Shown();
		const source = await open(server.origin);
		for (const carry of Object.values(CARRIERS)) {
			server.requests = [];
			server.says = { status: 500 };
			await shown.tryAll(source);
			const [{ url = '', rawHeaders }] = server.requests;
			server.says = carry(`${url} ${rawHeaders.join(' ')}`);
			await shown.tryAll(source);
		}
		await source.close();
		expect(shown.leaksOf(secrets)).toEqual([]);
	});
});

describe.each(['HTTP_PROXY', 'HTTPS_PROXY'])('a proxy that %s names gives its password back, and nobody sees it', (variable) => {
	const before = process.env[variable];
	afterEach(() => {
		if (before === undefined) delete process.env[variable];
		else process.env[variable] = before;
	});

	test.each(Object.entries(CARRIERS))('in %s', async (_, carry) => {
		const shown = new Shown();
		process.env[variable] = `http://tenant:${encodeURIComponent(PROXY_PASSWORD)}@127.0.0.1:${server.port}`;
		const source = await azure(variable === 'HTTP_PROXY' ? 'http://storage.example' : 'https://storage.example', 'recordings');
		for (const [number, write] of Object.values(WAYS).entries()) {
			server.says = carry(write(PROXY_PASSWORD));
			await shown.tryAll(source, number);
		}
		await source.close();
		expect(server.requests[0].headers['proxy-authorization']).toBe(`Basic ${Buffer.from(`tenant:${PROXY_PASSWORD}`).toString('base64')}`);
		expect(shown.leaksOf({ PROXY_PASSWORD })).toEqual([]);
	});
});
