import type { Source } from '../source';
import type { SftpOptions } from './options';

export type { HostKey } from './host-key';
export type { SftpOptions } from './options';

/** Opens a login at an SFTP server. The SSH libraries load here, at first use. */
export async function openSftp(options: SftpOptions): Promise<Source> {
	const { SftpSource } = await import('./sftp-source');
	return new SftpSource(options);
}
