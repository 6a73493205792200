import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { BlobServer } from '../../servers/blob-server';
import { S3Server } from '../../servers/s3-server';
import { newKeyPair } from '../../servers/ssh-keys';
import { SftpServer } from '../../servers/sftp-server';
import { azurePlace, ftpsPlace, s3Place, sftpPlace } from './places';
import { VerbaStage } from './verba-stage';

type Fields = ICredentialDataDecryptedObject;
type Case = [title: string, changes: Fields, message: RegExp];

const ok = (message: RegExp) => ({ status: 'OK', message: expect.stringMatching(message) });
const failed = (message: RegExp) => ({ status: 'Error', message: expect.stringMatching(message) });

describe('S3 Target API', () => {
	const stage = new VerbaStage(s3Place);
	const check = async (changes: Fields = {}) => await stage.n8n.testCredential({ ...stage.place.credentials.s3TargetApi, ...changes }, 's3TargetApi');

	test('works with a file there, and without', async () => {
		expect(await check()).toEqual(failed(/^The login works, but nothing lies in the folder "exports\/"\. Check "Folder".* If it is right and new, leave it/));
		await stage.place.seed({ 'empty': '' });
		expect(await check()).toEqual(ok(/its first files are empty/));
		await stage.place.seed({ 'nightly.zip': 'PK' });
		expect(await check()).toEqual(ok(/its files can be read/));
	});

	test.each<Case>([
		['no bucket', { bucket: '' }, /^Bucket: the field is empty/],
		['a bucket that is a path', { bucket: 'storage/exports' }, /^Bucket: this cannot be the name/],
		['a bucket that is not there', { bucket: 'storaje' }, /NoSuchBucket|s3:ListBucket/],
		['another folder than the keys may list', { folder: 'other' }, /The right s3:ListBucket for this folder is missing/],
		['a folder that leads out', { folder: 'exports/../x' }, /^Folder: "\.\." cannot be part/],
		['no key', { accessKeyId: ' ' }, /^Access Key ID: the field is empty/],
		['the secret as the key', { accessKeyId: 'a'.repeat(40) }, /^Access Key ID: it has 40 characters/],
		['a wrong key', { accessKeyId: 'AKIAWRONGWRONGWRONG1' }, /InvalidAccessKeyId/],
		['no secret', { secretAccessKey: '' }, /^Secret Access Key: the field is empty/],
		['a wrong secret', { secretAccessKey: 'wrong'.repeat(8) }, /SignatureDoesNotMatch/],
		['plain HTTP', { allowHttp: false }, /^Endpoint: it starts with http:\/\//],
		['an address with a path', { endpoint: 'https://s3.example.com/storage' }, /^Endpoint: there is a path after the host/],
		['an address that is none', { endpoint: 'https://' }, /^Endpoint: this is not an address/],
		['the address of a bucket at Amazon', { endpoint: 'https://storage.s3.amazonaws.com' }, /^Endpoint: .*Amazon S3 itself.*Bucket/],
		['a region that is none', { region: 'Frankfurt am Main' }, /^Region: this is no region/],
		['nobody there', { endpoint: 'http://127.0.0.1:9' }, /nothing accepts connections/],
		['a session token with blanks', { sessionToken: 'a b' }, /^Session Token: there are blanks in it/],
		['a certificate that is none', { extraCa: 'x' }, /CA Certificate/],
	])('%s is told', async (_, changes, message) => expect(await check(changes)).toEqual(failed(message)), 20_000);

	test('a bucket without any file is right, where no folder is named', async () => {
		const server = await S3Server.start();
		server.store.createBucket('storage');
		expect(await check({ endpoint: server.origin, ...server.key, folder: '' })).toEqual(ok(/no file in it yet/));
		await server.close();
	});

	test('the session token goes along, signed', async () => {
		const server = await S3Server.start();
		server.store.createBucket('storage');
		const { accessKeyId, secretAccessKey } = server.key;
		const sessionToken = 'a session token'.replaceAll(' ', '-');
		await check({ endpoint: server.origin, accessKeyId, secretAccessKey, sessionToken, folder: '' });
		expect(server.requests[0].headers).toMatchObject({ 'x-amz-security-token': sessionToken, authorization: expect.stringContaining('x-amz-security-token') });
		await server.close();
		expect(stage.n8n.secrets.leaksOf(sessionToken)).toEqual([]);
	});
});

describe('Azure Blob Target API', () => {
	const stage = new VerbaStage(azurePlace);
	const check = async (changes: Fields = {}) => await stage.n8n.testCredential({ ...stage.place.credentials.azureBlobTargetApi, ...changes }, 'azureBlobTargetApi');
	let server: BlobServer;
	beforeEach(async () => {
		server = await BlobServer.start();
		server.store.createContainer('storage');
		server.seed('storage', { 'exports/call.wav': 'RIFF', 'other/call.wav': 'RIFF' });
	});
	afterEach(async () => await server.close());

	test.each<[string, (url: string, token: string) => Fields]>([
		['the token in the URL', (url, token) => ({ containerSecretUrl: `${url}?${token}` })],
		['the token apart', (url, token) => ({ containerSecretUrl: url, containerToken: token })],
		['the folder in the URL', (url, token) => ({ containerSecretUrl: `${url}/exports/?${token}`, folder: '' })],
		['the folder in both', (url, token) => ({ containerSecretUrl: `${url}/exports/?${token}` })],
	])('%s works', async (_, fields) => {
		expect(await check(fields(`${server.endpoint}/storage`, server.containerSas('rl')))).toEqual(ok(/its files can be read/));
		expect(server.requests.every(({ query, blob }) => (query.get('prefix') ?? blob).startsWith('exports/'))).toBe(true);
	});

	test('a folder with nothing in it is told', async () => {
		const fields = { containerSecretUrl: `${server.endpoint}/storage?${server.containerSas('rl')}` };
		expect(await check({ ...fields, folder: 'exprots' })).toEqual(failed(/nothing lies in the folder "exprots\/"/));
	});

	test.each<[string, (url: string) => Fields, RegExp]>([
		['nothing', () => ({ containerSecretUrl: '' }), /^Container URL: the field is empty/],
		['no token', (url) => ({ containerSecretUrl: `${url}/storage` }), /^Container URL: .*token.*missing/],
		['no container', (url) => ({ containerSecretUrl: `${url}?sv=2020-02-10&sr=c&sp=rl&sig=eA%3D%3D` }), /^Container URL: the URL names no container/],
		['a token that may not list', (url) => ({ containerSecretUrl: `${url}/storage?sv=2020-02-10&sr=c&sp=r&sig=eA%3D%3D` }), /lacks the right to list \(l\)/],
		['a token that may not read', (url) => ({ containerSecretUrl: `${url}/storage?sv=2020-02-10&sr=c&sp=l&sig=eA%3D%3D` }), /lacks the right to read \(r\)/],
		['the token of a file', (url) => ({ containerSecretUrl: `${url}/storage?sv=2020-02-10&sr=b&sp=rl&sig=eA%3D%3D` }), /token of a single file/],
		['the URL of a file', (url) => ({ containerSecretUrl: `${url}/storage/nightly.zip?sv=2020-02-10&sr=c&sp=rl&sig=eA%3D%3D` }), /leads to a single file/],
		['the key of the account', () => ({ containerSecretUrl: `AccountName=x;AccountKey=${'k3'.repeat(43)}==` }), /key of the account/],
		['two folders', (url) => ({ containerSecretUrl: `${url}/storage/a/?sv=2020-02-10&sr=c&sp=rl&sig=eA%3D%3D`, folder: 'b' }), /^Folder: the URL leads to another folder/],
		['plain HTTP', (url) => ({ containerSecretUrl: `${url}/storage?sv=2020-02-10&sr=c&sp=rl&sig=eA%3D%3D`, allowHttp: false }), /starts with http:\/\//],
		['a container that is not there', (url) => ({ containerSecretUrl: `${url}/storaje?sv=2020-02-10&sr=c&sp=rl&sig=eA%3D%3D` }), /ContainerNotFound/],
		['an expired token', (url) => ({ containerSecretUrl: `${url}/storage?sv=2020-02-10&sr=c&sp=rl&se=2020-01-01T00:00:00Z&sig=eA%3D%3D` }), /expired.*Make a new shared access signature/],
	])('%s is told', async (_, fields, message) => {
		const result = await check(fields(server.endpoint));
		expect(result).toEqual(failed(message));
		expect(result.message).not.toMatch(/Agent Setup|sig=eA/);
	});
});

describe('SFTP Target API', () => {
	const stage = new VerbaStage(sftpPlace);
	const check = async (changes: Fields = {}) => await stage.n8n.testCredential({ ...stage.place.credentials.sftpTargetApi, ...changes }, 'sftpTargetApi');

	test('works with a file there, and without', async () => {
		expect(await check()).toEqual(ok(/no file in it yet/));
		await stage.place.seed({ 'nightly.zip': 'PK' });
		expect(await check()).toEqual(ok(/its files can be read/));
	});

	test('works with a private key', async () => {
		const { private: privateKey, public: publicKey } = newKeyPair('ed25519');
		const server = await SftpServer.start({ publicKey, methods: ['publickey'] });
		server.tree.put('exports/nightly.zip', 'PK');
		expect(await check({ port: String(server.port), authentication: 'privateKey', privateKey, password: '' })).toEqual(ok(/its files can be read/));
		await server.close();
	});

	test.each<Case>([
		['no host', { host: '' }, /^Host: the field is empty/],
		['a host that is none', { host: 'a b' }, /^Host: this is no host name/],
		['a port that is none', { port: '70000' }, /^Port: "70000" is no port/],
		['no user', { user: '' }, /^User: the field is empty/],
		['no password', { password: '' }, /^Password: the field is empty/],
		['a wrong password', { password: 'wrong one' }, /User and Password/],
		['no private key', { authentication: 'privateKey' }, /^Private Key: the field is empty/],
		['a private key that is none', { authentication: 'privateKey', privateKey: 'x' }, /[Pp]rivate [Kk]ey/],
		['another host key', { hostKey: `SHA256:${'A'.repeat(43)}` }, /shows the key.*is the one to trust/],
		['a folder that is not there', { folder: '/exprots' }, /^The login works, but there is no folder "\/exprots"\. Check "Folder"/],
		['a folder that leads out', { folder: '../x' }, /^Folder: "\.\." cannot be part/],
		['another protocol', { protocol: 'ftpsImplicit' }, /SSH server answers/],
		['a protocol that is none', { protocol: 'gopher' }, /^Protocol: this is none/],
		['nobody there', { port: '9' }, /nothing accepts connections/],
	])('%s is told', async (_, changes, message) => {
		const result = await check(changes);
		expect(result).toEqual(failed(message));
		expect(result.message).not.toMatch(/8x8|Tenant/);
	}, 20_000);
});

describe('SFTP Target API, over TLS', () => {
	const stage = new VerbaStage(ftpsPlace);
	const check = async (changes: Fields = {}) => await stage.n8n.testCredential({ ...stage.place.credentials.sftpTargetApi, ...changes }, 'sftpTargetApi');

	test('works', async () => {
		await stage.place.seed({ 'nightly.zip': 'PK' });
		expect(await check()).toEqual(ok(/its files can be read/));
	});

	test.each<Case>([
		['a wrong password', { password: 'wrong one' }, /User and Password/],
		['a certificate that is not trusted', { extraCa: '' }, /CA Certificate/],
		['TLS bounds the wrong way round', { minTlsVersion: 'TLSv1.3', maxTlsVersion: 'TLSv1.2' }, /^Lowest TLS Version: it is above/],
		['a folder that is not there', { folder: '/missing' }, /^There is no folder "\/missing", or the right to list the folder is missing: .*550.* Check "Folder"/],
	])('%s is told', async (_, changes, message) => expect(await check(changes)).toEqual(failed(message)), 20_000);
});

describe('Archive Password API', () => {
	const stage = new VerbaStage(s3Place);
	const check = async (password: string) => await stage.n8n.testCredential({ password }, 'archivePasswordApi');

	test('says that it cannot be tried', async () => expect(await check(' with blanks ')).toEqual(ok(/only an archive can tell/)));

	test.each<[string, string, RegExp]>([
		['nothing', '', /^Password: the field is empty/],
		['a line end alone', '\n', /^Password: the field is empty/],
		['two lines', 'one\ntwo', /^Password: there is more than one line/],
	])('%s is told', async (_, password, message) => expect(await check(password)).toEqual(failed(message)));
});
