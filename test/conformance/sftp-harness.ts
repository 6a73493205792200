import { Secret } from '../../core/secrets/secret';
import { openSftp, type SftpOptions } from '../../core/sources/sftp';
import type { Source } from '../../core/sources/source';
import { PASSWORD, SftpServer, USER, type SftpServerOptions } from '../servers/sftp-server';
import type { Harness } from './harness';

/** How tests reach a server of theirs. */
export function sftpOptions(server: { port: number }, options: Partial<SftpOptions> = {}): SftpOptions {
	return { host: '127.0.0.1', port: server.port, user: USER, password: new Secret(PASSWORD), ...options };
}

interface Choices {
	server?: SftpServerOptions;
	/** Changes the server before anybody connects. */
	prepare?: (server: SftpServer) => void;
	options?: Partial<SftpOptions>;
	/** Everything happens inside it. */
	folder?: string;
	wrap?: (source: Source) => Source;
}

/** SFTP in this process. */
export function sftpServerHarness(name: string, { server: kind, prepare = () => {}, options, folder, wrap = (source) => source }: Choices = {}): Harness {
	return {
		name,
		row: 'sftp',
		folder,
		open: async () => {
			const server = await SftpServer.start(kind);
			prepare(server);
			const root = options?.root ? `${options.root}/` : '';
			return {
				source: wrap(await openSftp(sftpOptions(server, options))),
				seed: async (files) => {
					for (const [path, file] of Object.entries(files)) server.tree.put(root + path, typeof file === 'string' ? file : file.content);
				},
				tagExpression: () => '',
				openSockets: () => server.openSockets,
				close: async () => await server.close(),
			};
		},
	};
}
