import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { EchoServer } from './echo/echo-server';
import { needlesFor } from './register';
import { Search } from './search';

/** A heap snapshot and a core dump are the memory of the process, where secrets have to be. What is meant to be sent to somebody is not. */
const SECRET = 'cXVpdGUgYSBzZWNyZXQ/b2YgYSBjcmFzaA+x';
const search = new Search(needlesFor([{ kind: 'secret', text: SECRET }]).needles);

let folder: string;
let http: EchoServer;
let lines: Server;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'crash-'));
	await build({ entryPoints: [join(__dirname, 'crash-child.ts')], outfile: join(folder, 'child.cjs'), bundle: true, platform: 'node', format: 'cjs', logLevel: 'error', external: ['cpu-features', '*.node'] });
	http = await EchoServer.start();
	http.says = ({ url = '' }) => ({ status: 403, headers: { 'x-ms-request-id': SECRET, 'x-ms-error-code': SECRET }, body: `<Error><Code>${SECRET}</Code><Message>${url.replaceAll('&', '&amp;')}</Message></Error>` });
	lines = createServer((socket) => {
		socket.on('error', () => {}).resume();
		socket.end(`421 ${SECRET}\r\n`);
	}).listen(0, '127.0.0.1');
	await once(lines, 'listening');
});

afterAll(async () => {
	await http.close();
	lines.close();
	await rm(folder, { recursive: true });
});

test.each([
	['azure', '--report-uncaught-exception'],
	['azure', '--abort-on-uncaught-exception'],
	['azure', '--trace-uncaught'],
	['sftp', '--report-uncaught-exception'],
	['ftps', '--report-uncaught-exception'],
])('a process that dies of an error of %s, by %s: neither its last words nor its report hold the secret', async (service, option) => {
	const reports = await mkdtemp(join(folder, 'reports-'));
	const port = service === 'azure' ? http.port : (lines.address() as AddressInfo).port;
	// Without a core dump: it would be the memory.
	const child = spawn('/bin/sh', ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, option, `--report-directory=${reports}`, join(folder, 'child.cjs')]);
	let printed = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
	child.stdin.end(JSON.stringify({ service, port, secret: SECRET }));
	await once(child, 'close');
	expect(printed).toContain('RecordingError');
	const names = await readdir(reports);
	expect(names).toHaveLength(option === '--report-uncaught-exception' ? 1 : 0);
	const report = names.length > 0 ? await readFile(join(reports, names[0]), 'utf8') : '';
	for (const text of [printed, report]) expect(search.hitsIn(Buffer.from(text)).map(({ form, position }) => `${form}, after ${text.slice(Math.max(0, position - 100), position)}`)).toEqual([]);
});
