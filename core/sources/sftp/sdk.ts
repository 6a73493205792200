/** The only module that imports the SSH libraries; loaded when a server is first used. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';

export { hash as bcryptHash } from 'bcrypt-pbkdf';
export { utils as sshUtils } from 'ssh2';
export type { AuthHandlerMiddleware, AuthenticationType, Client, ClientChannel, NextAuthHandler, ParsedKey } from 'ssh2';
export type { ConnectOptions } from 'ssh2-sftp-client';
export { SftpClient };

/** The SSH connection beneath the library's client; its types leave it out, its documentation does not. */
export function sshOf(client: SftpClient): Client {
	return (client as unknown as { client: Client }).client;
}

interface Ciphers {
	_protocol?: { _cipher?: { _encKey?: Buffer | KeyObject }; _decipher?: { _decipherKey?: Buffer | KeyObject } };
}

/**
 * AES-GCM begins anew with each packet, and the library hands Node.js the bytes of the key each time, which takes longer
 * to read them than to decrypt a kilobyte. A key that was read once saves that. Changes nothing where the library is
 * built in another way.
 */
export function readKeysOnce(ssh: Client): void {
	const { _cipher: cipher, _decipher: decipher } = (ssh as unknown as Ciphers)._protocol ?? {};
	if (Buffer.isBuffer(cipher?._encKey)) cipher._encKey = createSecretKey(cipher._encKey);
	if (Buffer.isBuffer(decipher?._decipherKey)) decipher._decipherKey = createSecretKey(decipher._decipherKey);
}
