import { text } from 'node:stream/consumers';
import { openFtps } from '../../../core/sources/ftps';
import { withLayers } from '../../../core/sources/layers';
import { Recordings } from '../../../core/sources/recordings';
import { ftpsOptions } from '../../conformance/ftps-harness';
import { FtpServer } from '../../servers/ftp/ftp-server';

const PATH = 'S20160606/R201606060700000001.wav';
const CONTENT = 'RIFF and so on';

let server: FtpServer;
let recordings: Recordings;

beforeEach(async () => {
	server = await FtpServer.start();
	server.seed({ [PATH]: CONTENT });
	recordings = new Recordings(withLayers(await openFtps(ftpsOptions(server)), { concurrency: 4, retry: { firstDelayMs: 1 } }));
});

afterEach(async () => {
	await recordings.close();
	await server.close();
});

test.each<[string, string, [number, string]]>([
	['the port in the place of the size', 'SIZE', [229, 'Entering Extended Passive Mode (|||4711|)']],
	['the time in the place of the size', 'SIZE', [213, '20160606070000']],
	['the size in the place of the time', 'MDTM', [213, '14']],
	['the size in the place of the port', 'EPSV', [213, '14']],
])('a server that works on commands at once, and says %s', async (_, verb, answer) => {
	server.faults.inject(verb, { answer });
	const { body, entry } = await recordings.read(PATH);
	expect(await text(body)).toBe(CONTENT);
	expect(entry).toMatchObject({ path: PATH, sizeBytes: CONTENT.length });
	expect(server.loginCount).toBe(2);
});

test('is asked one thing at a time from then on', async () => {
	server.faults.inject('SIZE', { answer: [229, 'Entering Extended Passive Mode (|||4711|)'] });
	await recordings.stat(PATH);
	server.options.pipelines = false;
	const { body } = await recordings.read(PATH);
	expect(await text(body)).toBe(CONTENT);
	expect(server.loginCount).toBe(2);
});

test.each<[number, string]>([
	[550, 'No such file or directory.'],
	[551, "ENOENT: no such file or directory, stat '/home/x'"],
	[550, 'Failed to open file.'],
])('a file that is not there is told from others: %d %s', async (...answer) => {
	server.faults.inject('RETR', { answer }, { times: 9 });
	server.faults.inject('SIZE', { answer }, { times: 9 });
	await expect(recordings.read(PATH)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
