import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../../core/secrets/secret';
import { openFtps, type FtpsOptions } from '../../core/sources/ftps';
import type { Source } from '../../core/sources/source';
import { FtpServer, type FtpServerOptions } from '../servers/ftp/ftp-server';
import type { RealFtpServer } from '../servers/ftp-place';
import type { Harness } from './harness';

/** How tests reach a server of theirs. */
export function ftpsOptions(server: FtpServer, options: Partial<FtpsOptions> = {}): FtpsOptions {
	const { mode, user, password } = server.options;
	return {
		host: '127.0.0.1',
		port: server.port,
		mode: mode === 'plain' ? 'explicit' : mode,
		user,
		password: new Secret(password),
		caCertificate: server.ca.cert,
		...options,
	};
}

interface Choices {
	server?: Partial<FtpServerOptions>;
	options?: Partial<FtpsOptions>;
	folder?: string;
	wrap?: (source: Source) => Source;
}

/** An FTP server in this process. */
export function ftpServerHarness(name: string, { server: serverOptions, options, folder, wrap = (source) => source }: Choices = {}): Harness {
	return {
		name,
		row: 'ftps',
		folder,
		open: async () => {
			const server = await FtpServer.start(serverOptions);
			const source = await openFtps(ftpsOptions(server, options));
			return {
				source: wrap(source),
				seed: async (files) => {
					const contents = Object.entries(files).map(([path, file]) => [path, typeof file === 'string' ? file : (file.content ?? '')]);
					server.seed(Object.fromEntries(contents) as Record<string, Buffer | string>);
				},
				tagExpression: () => '',
				openSockets: () => server.openSockets,
				close: async () => await server.close(),
			};
		},
	};
}

let runs = 0;

export function realFtpsOptions({ place, port, mode }: RealFtpServer, options: Partial<FtpsOptions> = {}): FtpsOptions {
	const { user, password, ca } = place;
	return { host: '127.0.0.1', port, mode, user, password: new Secret(password), caCertificate: ca.cert, ...options };
}

/** A real FTP server. Each run has a folder of its own. */
export function realFtpHarness(
	name: string,
	server: () => RealFtpServer,
	options: Partial<FtpsOptions> = {},
	wrap: (source: Source) => Source = (source) => source,
): Harness {
	return {
		name,
		row: 'ftps',
		open: async () => {
			const { place } = server();
			const root = `run ${++runs}`;
			await place.addFolder(root);
			const source = await openFtps(realFtpsOptions(server(), { root, ...options }));
			return {
				source: wrap(source),
				seed: async (files) => {
					for (const [path, file] of Object.entries(files)) await place.put(`${root}/${path}`, typeof file === 'string' ? file : (file.content ?? ''));
				},
				tagExpression: () => '',
				close: async () => await rm(join(place.home, root), { recursive: true, force: true }),
			};
		},
	};
}
