import assert from 'node:assert/strict';
import type { TlsOptions } from 'node:tls';
import { runInThisContext } from 'node:vm';
import type { FtpsOptions } from '../../../core/sources/ftps';
import { FILES } from '../../faults/operations';
import { makeCertificate, type Certificate } from '../../servers/certificate';
import { FtpServer, type FtpServerOptions } from '../../servers/ftp/ftp-server';
import { ProxyServer } from '../../servers/proxy-server';
import type { Ending, HostileCase } from '../hostile-case';
import { startHttp } from '../http-server';
import { azureAt, forEachOperation, ftpsAt, PASSWORD, s3At, SECRETS, trialOf, USER, type Opened } from '../places';

const CA = makeCertificate('Hostile Test CA');
const OTHER_CA = makeCertificate('Hostile Test CA');
const NAMED = { host: 'other.example', ip: [192, 0, 2, 1] };
const GOOD = makeCertificate('server', CA);

type Kind = Pick<TlsOptions, 'minVersion' | 'maxVersion' | 'ciphers'> & { certificate: Certificate };

const SERVERS: [title: string, kind: Kind, environment?: Record<string, string>][] = [
	['a certificate for another name', { certificate: makeCertificate('server', CA, NAMED) }],
	['a certificate that is over', { certificate: makeCertificate('server', CA, { isExpired: true }) }],
	['a certificate that is not valid yet', { certificate: makeCertificate('server', CA, { isFuture: true }) }],
	['a certificate signed by itself', { certificate: makeCertificate('server') }],
	['a certificate of an unknown authority with the same name', { certificate: makeCertificate('server', OTHER_CA) }],
	['a certificate of one that may not sign', { certificate: makeCertificate('server', GOOD) }],
	['a certificate signed by itself, while NODE_TLS_REJECT_UNAUTHORIZED is 0', { certificate: makeCertificate('server') }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
	['TLS 1.0 alone', { certificate: GOOD, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }],
	['TLS 1.1 alone', { certificate: GOOD, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
	['ciphers that encrypt nothing', { certificate: GOOD, maxVersion: 'TLSv1.2', ciphers: 'eNULL:@SECLEVEL=0' }],
	['ciphers that prove nobody', { certificate: GOOD, maxVersion: 'TLSv1.2', ciphers: 'aNULL:@SECLEVEL=0' }],
];

/** A test has a copy of the environment; Node.js itself looks at the real one. */
const realEnvironment = (runInThisContext('process') as NodeJS.Process).env;

function within(environment: Record<string, string> = {}): () => void {
	const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
	for (const variables of [process.env, realEnvironment]) Object.assign(variables, environment);
	return () => {
		for (const [name, value] of Object.entries(before)) {
			for (const variables of [process.env, realEnvironment]) {
				if (value === undefined) delete variables[name];
				else variables[name] = value;
			}
		}
	};
}

const REFUSED: Ending[] = ['TLS_FAILED'];

async function openHttps(service: 'Azure Blob' | 'S3', { certificate: { cert, key }, ...tls }: Kind, environment?: Record<string, string>, isProxied = false): Promise<Opened> {
	const { server, requests } = await startHttp(() => {}, { cert, key, ...tls });
	const proxy = isProxied ? await ProxyServer.start() : undefined;
	const restore = within({ ...environment, ...(proxy ? { HTTPS_PROXY: proxy.url } : {}) });
	const origin = `https://127.0.0.1:${server.port}`;
	const source = await (service === 'S3' ? s3At(origin, { caCertificate: CA.cert }) : azureAt(origin, { caCertificate: CA.cert }));
	return {
		source,
		requests: () => requests.length,
		openSockets: () => server.openSockets + (proxy?.openSockets ?? 0),
		secrets: SECRETS,
		after: () => {
			assert.equal(server.heard.trim(), '', 'something was said after a handshake that proves nothing');
			if (proxy) assert.ok(proxy.requests.length > 0 && proxy.requests.every((line) => line === `CONNECT 127.0.0.1:${server.port}`), 'the proxy was told more than where to go');
		},
		stop: async () => {
			restore();
			await proxy?.close();
			await server.close();
		},
	};
}

function httpsCases(): HostileCase[] {
	return (['Azure Blob', 'S3'] as const).flatMap((service) =>
		[false, true].flatMap((isProxied) =>
			SERVERS.flatMap(([title, kind, environment]) =>
				forEachOperation(
					{ group: 'TLS', title: `${title}${isProxied ? ', through a proxy' : ''}`, service, endings: (operation) => (operation === 'read' || (operation === 'write' && !isProxied) ? REFUSED : undefined), mostRequests: 0 },
					async () => await openHttps(service, kind, environment, isProxied),
				),
			),
		),
	);
}

type Prepare = (server: FtpServer) => void;

async function openFtp(options: Partial<FtpServerOptions>, ours: Partial<FtpsOptions>, prepare: Prepare = () => {}, environment?: Record<string, string>, mayLogIn = false): Promise<Opened & { server: FtpServer }> {
	const restore = within(environment);
	const server = await FtpServer.start({ user: USER, password: PASSWORD, certificate: GOOD, ...options });
	server.seed(FILES);
	prepare(server);
	return {
		server,
		source: await ftpsAt(server.port, { caCertificate: CA.cert, mode: options.mode === 'implicit' ? 'implicit' : 'explicit', ...ours }),
		requests: () => server.loginCount,
		openSockets: () => server.openSockets,
		secrets: SECRETS,
		after: () => {
			if (!mayLogIn) assert.deepEqual(server.commands.filter((command) => /^(USER|PASS)/.test(command)), [], 'a login was sent');
			assert.deepEqual([...server.store.files.values()].filter(({ content }) => !Object.values(FILES).some((file) => file.equals(content))), [], 'something of ours came over a connection that nobody proved');
		},
		stop: async () => {
			restore();
			await server.close();
		},
	};
}

function ftpsCases(): HostileCase[] {
	return (['implicit', 'explicit'] as const).flatMap((mode) =>
		SERVERS.flatMap(([title, { certificate, minVersion, maxVersion, ciphers }, environment]) =>
			forEachOperation({ group: 'TLS', title: `${title}, ${mode}`, service: 'FTPS', endings: (operation) => (operation === 'read' || operation === 'write' ? REFUSED : undefined) }, async () =>
				await openFtp({ mode, certificate, minVersion: minVersion ?? undefined, maxVersion: maxVersion ?? undefined, ciphers }, {}, undefined, environment)),
		),
	);
}

/** What somebody between the two can do to FTP over TLS. */
const STRIPPED: [title: string, options: Partial<FtpServerOptions>, prepare: Prepare, endings: Ending[], mayLogIn: boolean][] = [
	['AUTH TLS is refused', { mode: 'plain' }, () => {}, REFUSED, false],
	['AUTH TLS is not known', { mode: 'explicit' }, (server) => server.faults.inject('AUTH', { answer: [500, 'Unknown command.'] }, { times: Infinity }), REFUSED, false],
	['an answer to the login comes before TLS', { mode: 'explicit' }, (server) => server.faults.inject('AUTH', { saysFirst: '234 Proceed.\r\n230 Logged in.\r\n257 "/evil" is the current directory\r\n' }, { times: Infinity }), ['handled'], true],
	['the beginning of an answer comes before TLS', { mode: 'explicit' }, (server) => server.faults.inject('AUTH', { saysFirst: '234 Proceed.\r\n331-Half of\r\n an answer\r\n257-"/evil' }, { times: Infinity }), ['handled'], true],
	['PROT P is refused', { mode: 'explicit' }, (server) => server.faults.inject('PROT', { answer: [534, 'Denied.'] }, { times: Infinity }), REFUSED, true],
	['data go in clear', { mode: 'explicit', dataInClear: true }, () => {}, ['TLS_FAILED', 'CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE'], true],
	['data go in clear, implicit, and PROT is not known', { mode: 'implicit', dataInClear: true }, (server) => server.faults.inject('PROT', { answer: [502, 'Unknown.'] }, { times: Infinity }), ['TLS_FAILED', 'CONNECTION_FAILED', 'TIMED_OUT', 'INVALID_RESPONSE'], true],
	['data come with another certificate', { mode: 'explicit', dataCertificate: makeCertificate('server') }, () => {}, REFUSED, true],
	['data come with a certificate for another name', { mode: 'implicit', dataCertificate: makeCertificate('server', CA, NAMED) }, () => {}, REFUSED, true],
];

function strippedCases(): HostileCase[] {
	return STRIPPED.flatMap(([title, options, prepare, endings, mayLogIn]) =>
		// What came in clear is forgotten, so that all goes well: shown by what does not alter the server.
		forEachOperation({ group: 'TLS', title, service: 'FTPS', endings: (operation) => ((endings[0] === 'handled' ? ['list', 'read'] : ['list', 'read', 'write']).includes(operation) ? endings : undefined) }, async () => {
			const opened = await openFtp(options, {}, prepare, undefined, mayLogIn);
			const after = opened.after;
			return {
				...opened,
				after: async (ending) => {
					// What a connection that failed leaves behind may be the greeting of TLS, and nothing of the file.
					for (const [path, { content }] of opened.server.store.files) if (!(path in FILES) && (content.length === 0 || content[0] === 22)) opened.server.store.files.delete(path);
					await after?.(ending);
				},
			};
		}, { responseMs: 2_500, pageMs: 2_500, writeMs: 2_500 }),
	);
}

/** The table proves nothing if a good server is refused too. */
function goodCases(): HostileCase[] {
	return (['implicit', 'explicit'] as const).map((mode) => ({
		group: 'TLS',
		title: `a good server, ${mode}`,
		service: 'FTPS',
		operation: 'stat',
		endings: ['handled'],
		open: async () => trialOf(await openFtp({ mode }, {}, undefined, undefined, true), async (recordings) => await recordings.stat('calls/large.wav')),
	}));
}

export const tlsCases = (): HostileCase[] => [...httpsCases(), ...ftpsCases(), ...strippedCases(), ...goodCases()];
