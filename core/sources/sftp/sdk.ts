/** The only module that imports the SSH libraries; loaded when a server is first used. */
import type { Client } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';

export { utils as sshUtils } from 'ssh2';
export type { AuthHandlerMiddleware, AuthenticationType, Client, ClientChannel, NextAuthHandler, ParsedKey } from 'ssh2';
export type { ConnectOptions } from 'ssh2-sftp-client';
export { SftpClient };

/** The SSH connection beneath the library's client; its types leave it out, its documentation does not. */
export function sshOf(client: SftpClient): Client {
	return (client as unknown as { client: Client }).client;
}
