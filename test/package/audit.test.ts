import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'audit.mjs');

/** As npm's registry gives them: by package, with the versions that are affected. */
const advisory = (id: string, title: string, versions = '<99') => ({
	id,
	url: `https://github.com/advisories/${id}`,
	title,
	severity: 'high',
	vulnerable_versions: versions,
});

let registry: Server;
let answer: (method: string) => [status: number, body: object];

beforeAll(async () => {
	registry = createServer((request, response) => {
		request.resume().once('end', () => {
			const [status, body] = answer(request.method ?? '');
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		});
	});
	await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});

afterAll(() => registry.close());

const lists = (list: object) => (method: string) => (method === 'POST' ? [200, list] : [404, {}]) as [number, object];

const CASES: Array<[title: string, answer: typeof answer, parameters: string[], code: number, says: RegExp[]]> = [
	['nothing is known', lists({}), [], 0, [/^\d\d bundled packages: 0 advisories/m]],
	[
		'what is bundled is affected',
		lists({ saxes: [advisory('GHSA-aaaa-bbbb-cccc', 'Made up')] }),
		['--if-answered'],
		1,
		[/BUNDLED: saxes, high: Made up https:\S+GHSA-aaaa-bbbb-cccc/, /: 1 advisories/],
	],
	[
		'a development tool is affected',
		lists({ jest: [advisory('GHSA-dddd-eeee-ffff', 'Of no concern')] }),
		[],
		0,
		[/development only: jest/, /: 0 advisories to be mended. Development tools: 1/],
	],
	['an older version was affected', lists({ saxes: [advisory('GHSA-aaaa-bbbb-cccc', 'Old', '<1.0.0')] }), [], 0, [/: 0 advisories/]],
	['a mirror without the list', () => [405, {}], [], 2, [/gave no list of vulnerabilities: 405/]],
	['a mirror without the list, which is allowed', () => [405, {}], ['--if-answered'], 0, [/Nothing was audited/]],
];

it.each(CASES)('%s', async (_, given, parameters, code, says) => {
	answer = given;
	const { port } = registry.address() as AddressInfo;
	const env = { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_fetch_retries: '0' };
	const child = spawn(process.execPath, [SCRIPT, ...parameters], { env });
	let printed = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
	const exit = await new Promise((resolve) => child.once('close', resolve));
	for (const pattern of says) expect(printed).toMatch(pattern);
	expect(exit).toBe(code);
});
