import type { ErrorCode } from '../../errors/codes';
import type { EgressFilter } from '../../http/egress';
import type { Secret } from '../../secrets/secret';
import type { FolderLimits } from '../tree/sort';
import type { HostKey } from './host-key';

export interface SftpOptions {
	host: string;
	/** 22 as a rule. */
	port: number;
	user: string;
	/** Where there is a private key too, the server decides which of them it takes, or whether it takes both. */
	password?: Secret;
	/** The text of the file: OpenSSH's format, PEM, or PuTTY's of version 2. */
	privateKey?: Secret;
	/** Opens the private key. */
	passphrase?: Secret;
	/**
	 * The server's key to trust: a fingerprint (`SHA256:…`), a line of known_hosts, a public key, or several. Where absent,
	 * the key that a server shows first is trusted for as long as this process lives, and another one is refused.
	 */
	hostKey?: string;
	/** Told the key of the server on each connection, once it is trusted: whoever sees it can pin it. */
	onHostKey?: (key: HostKey) => void;
	/** Connections at once; the server may want fewer, and gets its way. 4 where absent. */
	maxConnections?: number;
	/** The folder that keys are relative to: from the server's root with a slash at its start, else from where the login leads. */
	root?: string;
	/** How long a connection may take until SFTP answers. */
	readyMs?: number;
	/** How long a connection that nobody uses is kept. */
	idleMs?: number;
	/** Asks the server even where it refused the very same login a short while ago: for a test of the credential. */
	asksAgain?: boolean;
	/** How messages call user, password and key, such as `The SFTP login of "8x8"`. */
	credentialLabel?: string;
	egress?: EgressFilter;
	/** What is taken of one folder. */
	folderLimits?: FolderLimits;
	/** Advice in the vendor's words in the place of ours. */
	advice?: Partial<Record<ErrorCode, string>>;
}

export const DEFAULT_MAX_CONNECTIONS = 4;
export const DEFAULT_READY_MS = 30_000;
export const DEFAULT_IDLE_MS = 30_000;
