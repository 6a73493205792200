import type { ErrorCode } from '../../errors/codes';
import type { Stranger } from './ftps-error';

const PROTOCOL = 'Protocol in the credential';

/** What is said of each, and what to do. */
export const STRANGERS: Record<Stranger, { detail: string; advice: string }> = {
	ssh: {
		detail: 'an SSH server answers at that port, which is for SFTP and not for FTP over TLS',
		advice: `If the recordings come over SFTP, choose a credential for SFTP; else set the port of FTP over TLS, which is 990 (implicit) or 21 (explicit) as a rule, together with ${PROTOCOL}.`,
	},
	plainFtp: {
		detail: 'the FTP server at that port begins in clear, and implicit TLS was expected',
		advice: `Set ${PROTOCOL} to explicit TLS for this port, or the port to that of implicit TLS, which is 990 as a rule.`,
	},
	implicitTls: {
		detail: 'the server at that port expects TLS from the start, and a greeting in clear was expected',
		advice: `Set ${PROTOCOL} to implicit TLS for this port, or the port to that of explicit TLS, which is 21 as a rule.`,
	},
	noTls: {
		detail: 'the FTP server does not offer TLS at that port (AUTH TLS)',
		advice: `Set ${PROTOCOL} to implicit TLS and the port to 990 if the server has that; otherwise whoever runs it must switch TLS on. A password is never sent in clear.`,
	},
	clearData: {
		detail: 'the FTP server will not encrypt what it sends and takes (PROT P)',
		advice: `Have whoever runs the server allow TLS for data connections, or set ${PROTOCOL} to implicit TLS if the server has that. Recordings are never sent in clear.`,
	},
	unknown: {
		detail: 'what answers at that port is no FTP server',
		advice: `Check host, port and ${PROTOCOL}: FTP over TLS has port 990 (implicit) or 21 (explicit) as a rule.`,
	},
};

export const REUSE_ADVICE =
	'The server wants data connections to go on with the TLS session of the login. Run it again; if it happens again, set the highest TLS version in the credential to 1.2, or have whoever runs the server allow new sessions.';
export const DATA_ADVICE =
	'The login works, but no connection for data could be made. Have a firewall let n8n through to the passive ports of the server as well, and whoever runs the server check its passive address and ports.';
export const IN_CLEAR_ADVICE = 'A server that cannot go on after a login does that (vsftpd: "500 OOPS"): have whoever runs it look into its settings for this login.';
export const NO_ENTRY_ADVICE = 'The server lets nobody log in from here: ask whoever runs it whether the address of n8n is allowed, and when.';
export const NO_FOLDER_ADVICE =
	'The server ends the login after the password: as a rule the folder of that user is missing, or the user has no right to it. Check the user in the credential, and have whoever runs the server look at the folder and the rights of that login.';
export const TOO_MANY_ADVICE = 'Set fewer connections in the credential, and end other programs that use this login. It is tried again after a pause.';
export const CUT_ADVICE = 'Download again, with fewer files at once. If it goes on, look at the network between n8n and the server.';

const CHECK_THE_WAY = `Check host, port and ${PROTOCOL}, and that a firewall lets n8n through: port 990 is for implicit TLS and 21 for explicit as a rule, and data go through further ports.`;
const CHECK_THE_HOST = 'Check the host in the credential: it must be a name that the certificate of the server is for, not an alias or an IP address of it.';

export const BY_CODE: Partial<Record<ErrorCode, string>> = {
	CHANGED: 'The file is being written, or was replaced. Download it again later.',
	CONFLICT: 'The file is in use on the server. Try again later.',
	CONNECTION_FAILED: CHECK_THE_WAY,
	CREDENTIAL_REFUSED: 'Check user and password, and write them again: blanks and similar letters count. Too many wrong ones may lock the login.',
	HOST_NOT_FOUND: 'Check the host in the credential, and that this machine can resolve it: the name alone, without ftps:// or a path.',
	INVALID_REQUEST: 'The server does not accept this. Compare path and settings with what it allows.',
	INVALID_RESPONSE: `Report the text to whoever runs the server. If something stands between n8n and it, check host, port and ${PROTOCOL}.`,
	NOT_FOUND: 'It may have been deleted since it was listed, or this login may not see it: list again.',
	PERMISSION_DENIED: 'The login may not do this here. Check the folder in the credential, or ask whoever runs the server for the right.',
	SERVICE_FAILED: 'Run it again later; if it happens again, report the text to whoever runs the server.',
	THROTTLED: TOO_MANY_ADVICE,
	TIMED_OUT: CHECK_THE_WAY,
	TLS_FAILED: `Check host, port and ${PROTOCOL}, and the TLS versions in the credential, if any are set there.`,
	TOO_LARGE: 'There is no room left on the server for this login: make room, or ask whoever runs it.',
	UNSUPPORTED: 'The server does not offer this.',
};

/** Of what TLS says; the others have advice of their own that holds here as well. */
export function tlsAdvice(code: string): string | undefined {
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return CHECK_THE_HOST;
	return /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code) ? undefined : BY_CODE.TLS_FAILED;
}
