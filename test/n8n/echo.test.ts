import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EchoServer } from '../secrets/echo/echo-server';
import { WAYS } from '../secrets/echo/ways';
import { layersOf } from '../secrets/layers';
import { needlesFor } from '../secrets/register';
import { Search } from '../secrets/search';
import { FtpServer } from '../servers/ftp/ftp-server';
import { execute, n8n, type Run } from './support/environment';
import { container, eightByEight, getMany, itemsOf, sea, workflowOf } from './support/workflow';

/** Servers that give back what they were given, in every text that an answer has. */
const SIGNATURE = randomBytes(32).toString('base64');
const SECRET_KEY = randomBytes(30).toString('base64');
const PASSWORD = `echoed "${randomBytes(8).toString('hex')}" <pass>`;
const search = new Search(needlesFor([SIGNATURE, SECRET_KEY, PASSWORD].map((text, at) => ({ kind: ['signature', 'key', 'password'][at], text }))).needles);

const echoes = (secret: string) => Object.values(WAYS).map((write) => write(secret));
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

let blobs: EchoServer;
let objects: EchoServer;
let files: FtpServer;
let run: Run;
let fatal: Run;
const messages: string[] = [];
const onError = 'continueRegularOutput';
const path = [{ container: 'recordings', path: 'call.wav' }];

/** An answer, another one each time, so that each way of writing comes up. */
function echoing(server: EchoServer, secret: string): void {
	const texts = echoes(secret);
	server.says = ({ url = '', rawHeaders }) => {
		const text = texts[server.requests.length % texts.length];
		const all = escaped(`${text} ${url} ${rawHeaders.join(' ')}`);
		const headers = { 'x-ms-request-id': text, 'x-ms-error-code': text, 'x-ms-version': '1', 'x-amz-request-id': text, 'x-amz-id-2': text };
		return { status: 403, headers, body: `<?xml version="1.0"?><Error><Code>${escaped(text)}</Code><Message>${all}</Message><AuthenticationErrorDetail>${all}</AuthenticationErrorDetail><StringToSign>${all}</StringToSign></Error>` };
	};
}

beforeAll(async () => {
	[blobs, objects] = await Promise.all([EchoServer.start(), EchoServer.start()]);
	echoing(blobs, SIGNATURE);
	echoing(objects, SECRET_KEY);
	files = await FtpServer.start({ user: 'acmejets', password: PASSWORD });
	const token = `sv=2020-02-10&sr=c&sp=rl&sig=${encodeURIComponent(SIGNATURE)}`;
	const account = `${blobs.origin}/account`;
	const login = { host: '127.0.0.1', port: String(files.port), tenantName: 'acmejets', password: PASSWORD, extraCa: files.ca.cert };
	const credentials = [
		{ id: 'echo-azure', name: 'echo-azure', type: 'genesysSasApi', data: { accountSecretUrl: account, accountToken: token.replace('sr=c', 'ss=b&srt=sco').replace('sp=rl', 'sp=f'), recordingsSecretUrl: `${account}/recordings`, recordingsToken: token, gimExportSecretUrl: `${account}/gim-export`, gimExportToken: token, retentionDays: 30, allowHttp: true } },
		{ id: 'echo-s3', name: 'echo-s3', type: 'cxoneSeaApi', data: { fileLocation: 'bucket/folder/', accessKeyId: 'AKIAECHO', secretAccessKey: SECRET_KEY, endpoint: objects.origin, retentionDays: 30, allowHttp: true } },
		{ id: 'echo-8x8', name: 'echo-8x8', type: 'eightByEightSftpApi', data: { protocol: 'ftpsImplicit', platform: 'other', ...login, timeZone: 'UTC', retentionDays: 30, maxConnections: 1 } },
	];
	const ftps = (name: string, extra = {}) => eightByEight(name, { operation: 'getAll', period: 'all', returnAll: true }, { credential: 'echo-8x8', ...extra });
	const s3 = (name: string, extra = {}) => sea(name, { operation: 'getAll', mediaType: container(''), returnAll: true }, { credential: 'echo-s3', ...extra });
	const rows = [
		...[1, 2, 3].map((turn) => [getMany(`azure ${turn}`, {}, { credential: 'echo-azure', onError })]),
		[...itemsOf('file', path), sea('s3 file', { operation: 'download', path: '={{ $json.path }}', binaryPropertyName: 'data' }, { credential: 'echo-s3', onError })],
		...[1, 2, 3].map((turn) => [s3(`s3 ${turn}`, { onError: turn === 1 ? 'continueErrorOutput' : onError })]),
		[ftps('ftps', { onError })],
	];
	files.faults.inject('*', { answer: [550, echoes(PASSWORD).join(' ').slice(0, 4_000)] }, { from: 5, times: Infinity });
	await n8n.importCredentials(credentials);
	await n8n.importWorkflows([workflowOf('testEcho', rows), workflowOf('testEchoFatal', [[getMany('fatal', {}, { credential: 'echo-azure' })]])]);
	run = await execute('testEcho');
	fatal = await execute('testEchoFatal');
	for (const credential of credentials) messages.push(JSON.stringify(await n8n.testCredential(await n8n.addCredential(credential), credential)));
});

afterAll(async () => await Promise.all([blobs.close(), objects.close(), files.close()]));

it('every one of them fails, so that there is something to search', () => {
	for (const node of ['azure 1', 's3 2', 's3 file', 'ftps']) expect(run.output(node)[0]?.json).toMatchObject({ error: expect.any(String) });
	expect(fatal.error?.message).toEqual(expect.any(String));
	expect(messages.map((message) => (JSON.parse(message) as { status: string }).status)).toEqual(['Error', 'Error', 'Error']);
});

it('n8n shows none of their secrets: not in items, errors, its log, nor the tests of credentials', () => {
	for (const text of [run.printed, fatal.printed, JSON.stringify(run.error), JSON.stringify(fatal.error), ...messages]) expect(leaksIn(text ?? '')).toEqual([]);
});

it('n8n keeps none of them in its database, logs and stores', () => {
	for (const file of filesUnder(join(n8n.folder, '.n8n'))) {
		for (const { name, bytes } of layersOf(file, readFileSync(file))) expect(search.hitsIn(bytes).map(({ kind, form }) => `${kind}, ${form}, in ${name}`)).toEqual([]);
	}
});

function leaksIn(text: string): string[] {
	const bytes = Buffer.from(text);
	return search.hitsIn(bytes).map(({ kind, form, position }) => `${kind}, ${form}, after ${bytes.subarray(Math.max(0, position - 100), position).toString()}`);
}

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => join(entry.parentPath, entry.name));
}
