/** A refusal by the SFTP server: one of its few statuses, and its own words. */
export class SftpStatusError extends Error {
	override readonly name = 'SftpStatusError';

	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** Why there is no session, or no longer one. */
export type Trouble =
	/** The server closed or reset the connection before anybody was logged in. */
	| 'closedEarly'
	/** The server says that there are too many connections or channels. */
	| 'tooMany'
	/** The connection of a session was cut. */
	| 'cut'
	| 'silent'
	| 'login'
	/** The private key cannot be read. */
	| 'key'
	| 'hostKey'
	/** What is pinned is no host key. */
	| 'pin'
	| 'algorithms'
	/** Somebody else listens there. */
	| 'notSsh'
	/** SSH, and no SFTP behind it. */
	| 'noSftp'
	/** What comes is not SFTP. */
	| 'malformed';

export interface TroubleFacts {
	advice?: string;
	retryable?: boolean;
}

/** No session, or no longer one; in words of ours. */
export class SessionError extends Error {
	override readonly name = 'SessionError';

	constructor(
		readonly trouble: Trouble,
		message: string,
		readonly facts: TroubleFacts = {},
	) {
		super(message);
	}

	/** The same for another who waited for the session: each call counts its own attempts by its error. */
	copy(): SessionError {
		return new SessionError(this.trouble, this.message, this.facts);
	}
}
