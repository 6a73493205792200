import type { ErrorCode } from '../../errors/codes';
import type { EgressFilter } from '../../http/egress';
import type { Secret } from '../../secrets/secret';
import type { FolderLimits } from '../tree/sort';

export type FtpsMode = 'implicit' | 'explicit';
export type FtpsTlsVersion = 'TLSv1.2' | 'TLSv1.3';

export interface FtpsOptions {
	host: string;
	/** As a rule 990 for implicit TLS, and 21 for explicit. */
	port: number;
	/** TLS from the first byte on, or after a greeting in clear and AUTH TLS. Nothing else is ever sent in clear. */
	mode: FtpsMode;
	user: string;
	password: Secret;
	/** PEM text of further certificate authorities to trust, beside those that Node.js trusts. */
	caCertificate?: string;
	/** TLS 1.2 where absent. */
	minTlsVersion?: FtpsTlsVersion;
	maxTlsVersion?: FtpsTlsVersion;
	/** Connections at once; the server may want fewer, and gets its way. Where absent 4, and over a long way up to 16: each waits more than it works. */
	maxConnections?: number;
	/** The folder that keys are relative to: from the server's root with a slash at its start, else from where the login leads. */
	root?: string;
	/** Whether the server takes a command before it has answered the last; found out where absent, by waiting for it once. */
	pipelining?: boolean;
	/** Asks the server even where it refused the very same login a short while ago: for a test of the credential. */
	asksAgain?: boolean;
	/** How messages call user and password, such as `The SFTP password of "8x8"`. */
	credentialLabel?: string;
	egress?: EgressFilter;
	/** What is taken of one folder. */
	folderLimits?: FolderLimits;
	/** Advice in the vendor's words in the place of ours. */
	advice?: Partial<Record<ErrorCode, string>>;
}

export const DEFAULT_MAX_CONNECTIONS = 4;
export const MAX_CONNECTIONS_FAR = 16;
