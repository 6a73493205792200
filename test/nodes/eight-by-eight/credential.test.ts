import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { TenantStage } from './tenant-stage';

const stage = new TenantStage({});
const check = async (changes: ICredentialDataDecryptedObject = {}) => await stage.n8n.testCredential({ ...stage.credential, ...changes });

test('tells what is there', async () => {
	stage.server.seed({ 'S20160606/R201606060700000001.wav': 'RIFF', 'S20160607/R201606070700000001.wav': 'RIFF', 'Index/I20160606.csv': 'x' });
	expect(await check()).toEqual({ status: 'OK', message: 'The login works: 2 folders of days, the newest is S20160607 (UTC), and a file in it can be read' });
});

test('in other letters too', async () => {
	stage.server.seed({ 'S20160606/R201606060700000001.wav': 'RIFF', 's20160607/r201606070700000001.wav': 'RIFF', 'index/i20160606.csv': 'x' });
	expect(await check()).toEqual({ status: 'OK', message: 'The login works: 2 folders of days, the newest is s20160607 (UTC), and a file in it can be read' });
});

test.each(['home/acme', ' /home/acme/ ', '"home/acme"'])('looks into the folder that is named: %s', async (folder) => {
	stage.server.seed({ 'home/acme/S20160606/R201606060700000001.wav': 'RIFF', 'home/acme/Index/I20160606.csv': 'x' });
	expect(await check({ folder })).toMatchObject({ status: 'OK', message: expect.stringContaining('1 folder') });
});

test('tells when nothing of 8x8 is there', async () => {
	stage.server.seed({ 'htdocs/index.html': 'x' });
	expect(await check()).toMatchObject({ status: 'Error', message: expect.stringMatching(/there are "htdocs".*Check "Folder"/) });
});

test.each<[string, ICredentialDataDecryptedObject, RegExp]>([
	['a wrong password', { password: 'wrong' }, /Tenant Name and SFTP Password.*Home > Profile/s],
	['no password', { password: '' }, /^SFTP Password: the field is empty/],
	['no tenant', { tenantName: ' ' }, /^Tenant Name: the field is empty/],
	['no host', { host: '' }, /^Host: the field is empty/],
	['a host that does not exist', { host: 'no-such-host.invalid' }, /no-such-host\.invalid/],
	['a port that is none', { port: '99999' }, /^Port: "99999" is no port/],
	['nothing at the port', { port: '1' }, /nothing accepts connections/],
	['a certificate that is not trusted', { extraCa: '' }, /CA Certificate/],
	['the other way of TLS', { protocol: 'ftpsExplicit' }, /Protocol/],
	['another protocol', { protocol: 'sftp' }, /Protocol|FTP/],
	['TLS bounds the wrong way round', { minTlsVersion: 'TLSv1.3', maxTlsVersion: 'TLSv1.2' }, /^Lowest TLS Version: it is above/],
	['a time zone that does not exist', { timeZone: 'Mars/Olympus' }, /^Time Zone of the Tenant: "Mars\/Olympus" is no time zone/],
	['a folder that leads out', { folder: '../other' }, /^Folder: "\.\." cannot be part/],
])('%s is told, and what to do', async (_, changes, message) => {
	const result = await check(changes);
	expect(result.status).toBe('Error');
	expect(result.message).toMatch(message);
	expect(result.message).not.toContain(stage.server.options.password);
});

test.each(['implicit', 'explicit', 'plain'] as const)('an FTP server that is %s, where another is meant', async (mode) => {
	const server = await FtpServer.start({ mode, user: 'acmejets' });
	const answers: [string, string, string][] = [];
	for (const protocol of ['ftpsImplicit', 'ftpsExplicit', 'sftp']) {
		const { status, message } = await check({ port: String(server.port), extraCa: server.ca.cert, protocol });
		const fits = (mode === 'implicit' && protocol === 'ftpsImplicit') || (mode === 'explicit' && protocol === 'ftpsExplicit');
		if (!fits) answers.push([protocol, status, message]);
	}
	await server.close();
	for (const answer of answers) expect(answer).toEqual([expect.anything(), 'Error', expect.stringMatching(/Protocol/)]);
});

test.each<[string, ICredentialDataDecryptedObject]>([
	['as a URL', { host: 'ftps://127.0.0.1:PORT/', port: '' }],
	['with its port', { host: '127.0.0.1:PORT', port: '' }],
	['a known platform does not count where another host is chosen', { platform: 'other' }],
])('a host %s', async (_, changes) => {
	stage.server.seed({ 'Index/I20160606.csv': 'x' });
	const host = String(changes.host ?? '127.0.0.1').replace('PORT', String(stage.server.port));
	expect(await check({ ...changes, host })).toMatchObject({ status: 'OK' });
});
