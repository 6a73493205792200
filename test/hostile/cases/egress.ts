import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { EgressFilter } from '../../../core/http/egress';
import { egressOfEnvironment } from '../../../core/http/environment-egress';
import { testTarget } from '../../../nodes/shared/targets/credential-tests';
import { FILES } from '../../faults/operations';
import { FtpServer } from '../../servers/ftp/ftp-server';
import { ProxyServer } from '../../servers/proxy-server';
import { SftpServer } from '../../servers/sftp-server';
import type { Ending, HostileCase } from '../hostile-case';
import { OWN_HEADERS, reply, startHttp } from '../http-server';
import { azureAt, ftpsAt, PASSWORD, s3At, SAS, SECRET_KEY, SECRETS, sftpAt, trialOf, USER, type Opened } from '../places';
import type { Source } from '../../../core/sources/source';

/** What names lead to, in the order of the questions; the last one stays. */
const NAMES: Record<string, string[][]> = {
	'internal.example': [['10.0.0.5']],
	'metadata.example': [['169.254.169.254']],
	'loopback.example': [['127.0.0.1']],
	'two-faced.example': [['127.0.0.2', '127.0.0.1']],
	// Allowed at the first question, and what is inside at the next.
	'rebinding.example': [['127.0.0.2'], ['127.0.0.1']],
	'mapped.example': [['::ffff:127.0.0.1']],
	'unspecified.example': [['::']],
	'translated.example': [['64:ff9b::7f00:1']],
	'allowed.example': [['127.0.0.1']],
};

interface SsrfService extends EgressFilter {
	readonly events: unknown;
}

const RULES = { blockedIpRanges: ['10.0.0.0/8', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', '0.0.0.0/8'], allowedIpRanges: ['127.0.0.2/32'], allowedHostnames: ['allowed.example'], blockedHostnames: ['forbidden.example'] };
const ENVIRONMENT = {
	N8N_SSRF_PROTECTION_ENABLED: 'true',
	N8N_SSRF_BLOCKED_IP_RANGES: RULES.blockedIpRanges.join(),
	N8N_SSRF_ALLOWED_IP_RANGES: RULES.allowedIpRanges.join(),
	N8N_SSRF_ALLOWED_HOSTNAMES: RULES.allowedHostnames.join(),
	N8N_SSRF_BLOCKED_HOSTNAMES: RULES.blockedHostnames.join(),
};

/** What a node is held to: n8n's own protection, over name servers of the test's own, and the rules of its environment beside it. */
function filterOfNodes(): EgressFilter | undefined {
	return egressOfEnvironment(ENVIRONMENT, filterOfN8n());
}

/** n8n's own protection, as N8N_SSRF_PROTECTION_ENABLED switches it on, over name servers of the test's own. */
function filterOfN8n(): EgressFilter {
	const folder = resolve(__dirname, '../../../node_modules/@n8n/backend-network/dist/ssrf');
	// Its package does not export it.
	const { SsrfProtectionService } = createRequire(__filename)(resolve(folder, 'ssrf-protection.service.js')) as { SsrfProtectionService: new (...parts: unknown[]) => SsrfService };
	const asked = new Map<string, number>();
	const resolver = {
		lookup: async (name: string) => {
			const answers = NAMES[name];
			if (!answers) return await lookup(name, { all: true });
			const turn = asked.get(name) ?? 0;
			asked.set(name, turn + 1);
			return answers[Math.min(turn, answers.length - 1)].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
		},
	};
	const logger = { scoped: () => ({ warn: () => {} }) };
	return new SsrfProtectionService(RULES, resolver, logger);
}

const FILTERS: [name: string, make: () => EgressFilter | undefined, knowsNames: boolean][] = [
	["n8n's filter", filterOfNodes, true],
	["n8n's environment", () => egressOfEnvironment({ N8N_SSRF_PROTECTION_ENABLED: 'true' }), false],
];

const HOSTS = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', '::ffff:169.254.169.254', '0.0.0.0', '::', '0:0:0:0:0:0:0:0', '64:ff9b::a9fe:a9fe', '2002:7f00:1::', 'localhost'];
const NAMED = ['internal.example', 'metadata.example', 'loopback.example', 'two-faced.example', 'rebinding.example', 'mapped.example', 'unspecified.example', 'translated.example', 'forbidden.example'];

type Protocol = 'Azure Blob' | 'S3' | 'SFTP' | 'FTPS';
const PROTOCOLS: Protocol[] = ['Azure Blob', 'S3', 'SFTP', 'FTPS'];

interface Door {
	port: number;
	visits(): number;
	openSockets(): number;
	ca?: string;
	close(): Promise<void>;
}

/** A server of the protocol on this machine, which nobody is to reach. */
async function open(protocol: Protocol): Promise<Door> {
	if (protocol === 'SFTP') {
		const server = await SftpServer.start();
		for (const [path, content] of Object.entries(FILES)) server.tree.put(path, content);
		return { port: server.port, visits: () => server.connections, openSockets: () => server.openSockets, close: async () => await server.close() };
	}
	if (protocol === 'FTPS') {
		let visits = 0;
		const server = await FtpServer.start({ user: USER, password: PASSWORD, mode: 'explicit' });
		server.seed(FILES);
		const track = server.track.bind(server);
		server.track = (socket) => void (visits++, track(socket));
		return { port: server.port, visits: () => visits, openSockets: () => server.openSockets, ca: server.ca.cert, close: async () => await server.close() };
	}
	const own = protocol === 'S3' ? OWN_HEADERS.s3 : OWN_HEADERS.azure;
	const { server } = await startHttp((socket) => void socket.write(reply(200, `${own}ETag: "1"\r\n`, 'x')));
	return { port: server.port, visits: () => server.visits.length, openSockets: () => server.openSockets, close: async () => await server.close() };
}

async function sourceAt(protocol: Protocol, host: string, { port, ca }: Door, egress: EgressFilter | undefined): Promise<Source> {
	const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
	if (protocol === 'Azure Blob') return await azureAt(origin, { egress });
	if (protocol === 'S3') return await s3At(origin, { egress });
	return protocol === 'SFTP' ? await sftpAt(port, { host, egress }) : await ftpsAt(port, { host, egress, mode: 'explicit', caCertificate: ca });
}

function caseOf(protocol: Protocol, host: string, [name, make]: (typeof FILTERS)[number], ending: Ending): HostileCase {
	return {
		group: 'egress',
		title: `${host}, by ${name}`,
		service: protocol,
		operation: 'read',
		endings: [ending],
		open: async () => {
			const door = await open(protocol);
			let source: Source | undefined;
			const opened: Omit<Opened, 'source'> = {
				requests: door.visits,
				openSockets: door.openSockets,
				secrets: SECRETS,
				after: () => assert.equal(door.visits() > 0, ending === 'handled', 'somebody came'),
				stop: async () => await door.close(),
			};
			return {
				...opened,
				// Addresses are refused before there is a source at all.
				work: async () => {
					source = await sourceAt(protocol, host, door, make());
					await trialOf({ ...opened, source }, async (recordings) => {
						const { body } = await recordings.read('calls/large.wav');
						for await (const _ of body) void _;
					}).work();
				},
				close: async () => await source?.close(),
			};
		},
	};
}

function hostCases(): HostileCase[] {
	return PROTOCOLS.flatMap((protocol) =>
		FILTERS.flatMap((filter) => [
			...[...HOSTS, ...(filter[2] ? NAMED : [])].map((host) => caseOf(protocol, host, filter, 'HOST_REFUSED')),
			// The certificate of the FTP server is for another name.
			...(filter[2] && protocol !== 'FTPS' ? [caseOf(protocol, 'allowed.example', filter, 'handled')] : []),
		]),
	);
}

/** A proxy connects in our place: neither to it nor through it. */
function proxyCases(): HostileCase[] {
	return (['Azure Blob', 'S3'] as const).flatMap((protocol) =>
		['169.254.169.254', 'internal.example'].map((host): HostileCase => ({
			group: 'egress',
			title: `${host}, through a proxy that is allowed`,
			service: protocol,
			operation: 'read',
			endings: ['HOST_REFUSED'],
			open: async () => {
				const proxy = await ProxyServer.start();
				const before = process.env.HTTP_PROXY;
				process.env.HTTP_PROXY = proxy.url.replace('127.0.0.1', 'allowed.example');
				return {
					requests: () => proxy.requests.length,
					openSockets: () => proxy.openSockets,
					secrets: SECRETS,
					work: async () => {
						const source = await sourceAt(protocol, host, { port: 80 } as Door, filterOfNodes());
						await trialOf({ source } as Opened, async (recordings) => await recordings.read('x')).work();
					},
					after: () => assert.deepEqual(proxy.requests, []),
					close: async () => {},
					stop: async () => {
						if (before === undefined) delete process.env.HTTP_PROXY;
						else process.env.HTTP_PROXY = before;
						await proxy.close();
					},
				};
			},
		})),
	);
}

/** n8n hands no filter to tests of credentials, and its users expect them to be held to it. */
function credentialCases(): HostileCase[] {
	const fields: [Protocol, 'azureBlob' | 's3' | 'sftp', (door: Door) => object][] = [
		['Azure Blob', 'azureBlob', ({ port }) => ({ containerSecretUrl: `http://127.0.0.1:${port}/account/recordings?${SAS}`, allowHttp: true })],
		['S3', 's3', ({ port }) => ({ bucket: 'recordings', region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'AKIAHOSTILE000000000', secretAccessKey: SECRET_KEY, allowHttp: true })],
		['SFTP', 'sftp', ({ port }) => ({ protocol: 'sftp', host: '127.0.0.1', port, user: USER, password: PASSWORD })],
		['FTPS', 'sftp', ({ port }) => ({ protocol: 'ftpsExplicit', host: '127.0.0.1', port, user: USER, password: PASSWORD })],
	];
	return fields.map(([protocol, type, make]) => ({
		group: 'egress',
		title: '127.0.0.1, in the test of a credential',
		service: protocol,
		operation: 'check',
		endings: ['handled'],
		mostRequests: 0,
		open: async () => {
			const door = await open(protocol);
			process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
			return {
				requests: door.visits,
				openSockets: door.openSockets,
				secrets: SECRETS,
				work: async () => {
					const { status, message } = await testTarget(type, make(door) as never, { warn: () => {}, debug: () => {}, info: () => {}, error: () => {} } as never);
					assert.equal(status, 'Error', message);
					assert.match(message, /protection against requests to internal addresses.*N8N_SSRF_ALLOWED/s);
				},
				close: async () => {},
				stop: async () => {
					delete process.env.N8N_SSRF_PROTECTION_ENABLED;
					await door.close();
				},
			};
		},
	}));
}

export const egressCases = (): HostileCase[] => [...hostCases(), ...proxyCases(), ...credentialCases()];
