import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Secret } from '../../core/secrets/secret';
import { openSftp, type SftpOptions } from '../../core/sources/sftp';
import type { Source } from '../../core/sources/source';
import type { OpenSsh } from '../servers/openssh';
import type { Harness } from './harness';

export async function openSshOptions(server: OpenSsh, options: Partial<SftpOptions> = {}): Promise<SftpOptions> {
	const privateKey = new Secret(await server.privateKey());
	return { host: '127.0.0.1', port: server.port, user: server.user, privateKey, hostKey: await server.hostKey('ed25519'), ...options };
}

/** SFTP as OpenSSH speaks it. Each run has a folder of its own. */
export function openSshHarness(name: string, server: () => OpenSsh, { folder, wrap = (source) => source }: { folder?: string; wrap?: (source: Source) => Source } = {}): Harness {
	return {
		name,
		row: 'sftp',
		folder,
		open: async () => {
			const root = await server().createPlace();
			return {
				source: wrap(await openSftp(await openSshOptions(server(), { root }))),
				seed: async (files) => {
					for (const [path, file] of Object.entries(files)) {
						const { content = '' } = typeof file === 'string' ? { content: file } : file;
						await mkdir(dirname(join(root, path)), { recursive: true });
						await writeFile(join(root, path), content);
					}
				},
				tagExpression: () => '',
				close: async () => await rm(root, { recursive: true, force: true }),
			};
		},
	};
}
