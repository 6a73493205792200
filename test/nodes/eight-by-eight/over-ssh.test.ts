import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { EightByEightRecordings } from '../../../nodes/EightByEightRecordings/EightByEightRecordings.node';
import { PASSWORD, SftpServer, USER } from '../../servers/sftp-server';
import { newKeyPair } from '../../servers/ssh-keys';
import { N8n } from '../n8n';
const PATH = 'S20160606/R201606060700000001.wav';

let n8n: N8n;
let server: SftpServer;

const credential = (changes: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
	protocol: 'sftp',
	platform: 'other',
	host: '127.0.0.1',
	port: server.port,
	tenantName: USER,
	password: PASSWORD,
	timeZone: 'UTC',
	...changes,
});
const run = async (parameters: INodeParameters, changes?: ICredentialDataDecryptedObject) =>
	await n8n.run({ parameters: { resource: 'recording', returnAll: true, ...parameters }, credential: credential(changes) });

beforeAll(async () => (n8n = await N8n.start(new EightByEightRecordings())), 30_000);
afterAll(async () => await n8n.stop());
beforeEach(async () => (server = await SftpServer.start()));
afterEach(async () => {
	await server.close();
	expect(n8n.secrets.leaksOf(PASSWORD)).toEqual([]);
});

describe('with a recording there', () => {
	beforeEach(() => {
		server.tree.put(PATH, 'RIFF and so on');
		server.tree.put('Index/I20160606.csv', 'FILENAME,DIRECTORY,AGENT NAME\nR201606060700000001.wav,S20160606,Jane Doe\n');
	});

	test('lists, with the index, and downloads', async () => {
		const { items } = await run({ operation: 'getAll', period: 'days', firstDay: '2016-06-06', withIndexData: true });
		expect(items.map(({ json }) => json)).toMatchObject([{ path: PATH, sizeBytes: 14, call: { agentName: 'Jane Doe' } }]);
		const options = { parameters: { resource: 'recording', operation: 'download' }, credential: credential(), items };
		const downloaded = await n8n.run(options);
		expect(downloaded.json).toMatchObject([{ path: PATH, sizeBytes: 14, verifiedBy: 'size' }]);
		expect((await n8n.bytesOf(downloaded.items[0].binary?.data)).toString()).toBe('RIFF and so on');
	});

	test('by private key', async () => {
		const pair = newKeyPair('ed25519');
		const keyed = await SftpServer.start({ publicKey: pair.public, methods: ['publickey'] });
		keyed.tree.put(PATH, 'RIFF');
		const login = { port: keyed.port, authentication: 'privateKey', privateKey: pair.private, password: '' };
		const { json } = await run({ operation: 'getAll', period: 'all' }, login);
		await keyed.close();
		expect(json).toMatchObject([{ path: PATH }]);
	});

	test('the connection test', async () => {
		expect(await n8n.testCredential(credential())).toMatchObject({ status: 'OK', message: expect.stringContaining('a file in it can be read') });
	});

	test('a wrong password is sent once, however many items there are, and again by the connection test', async () => {
		const items = Array.from({ length: 60 }, () => ({ json: { path: PATH } }));
		const wrong = credential({ password: 'wrong horse' });
		const { json } = await n8n.run({ parameters: { resource: 'recording', operation: 'download' }, credential: wrong, items, onError: 'continueRegularOutput' as const });
		const errors = json.map(({ error }) => String(error));
		expect(errors).toHaveLength(60);
		for (const error of errors) expect(error).toMatch(/does not accept the password of that user/);
		expect(errors.at(-1)).toMatch(/was not asked again/);
		expect(server.triedLogins).toEqual(['password']);
		expect(await n8n.testCredential(wrong)).toMatchObject({ status: 'Error', message: expect.not.stringContaining('not asked again') });
		expect(server.triedLogins).toEqual(['password', 'password']);
		expect((await run({ operation: 'getAll', period: 'all' })).json).toMatchObject([{ path: PATH }]);
	});

	test('advice on a private key that is refused speaks of no password', async () => {
		const pair = newKeyPair('ed25519');
		const { status, message } = await n8n.testCredential(credential({ authentication: 'privateKey', privateKey: pair.private }));
		expect([status, message]).toEqual(['Error', expect.stringMatching(/^Tenant Name and Private Key: the server does not accept the private key/)]);
		expect(message).not.toMatch(/password/i);
	});

	test.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		['a wrong password', { password: 'wrong' }, /Tenant Name and SFTP Password|password of that user/],
		['another host key than the one that is pinned', { hostKey: `SHA256:${'A'.repeat(43)}` }, /is the one to trust.*Ask whoever runs the server/s],
		['a host key that is none', { hostKey: 'yes' }, /neither a fingerprint/],
		['FTP over TLS at the port of SSH', { protocol: 'ftpsImplicit' }, /SSH.*Protocol/s],
		['no key', { authentication: 'privateKey', privateKey: '' }, /^Private Key: the field is empty/],
		['half a key', { authentication: 'privateKey', privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA' }, /private key/i],
	])('%s is told', async (_, changes, message) => {
		const { status, message: said } = await n8n.testCredential(credential(changes));
		expect([status, said]).toEqual(['Error', expect.stringMatching(message)]);
	});
});
