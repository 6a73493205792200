import { RefusedBefore } from '../../connections/refused-before';
import { isAbort } from '../../errors/classify';
import { textOf } from '../../errors/text-of';
import { oneLine } from '../../text/markup';
import { SessionError } from './errors';
import type { Greeting } from './greeting';

export interface Stage {
	isConnected: boolean;
	isLoggedIn: boolean;
	greeting: Greeting;
	/** Why the login failed; counts it. */
	refusal(): SessionError;
}

/** https://datatracker.ietf.org/doc/html/rfc4253#section-11.1 */
const DISCONNECTED = { TOO_MANY_CONNECTIONS: 12, NO_MORE_AUTH_METHODS: 14 } as const;

/** What it means that no session came of a connection. Errors of the network before it stay what they are. */
export function explainFailure(error: unknown, stage: Stage): unknown {
	if (error instanceof SessionError || error instanceof RefusedBefore || isAbort(error)) return error;
	const { level, code } = Object(error) as { level?: unknown; code?: unknown };
	if (!stage.isConnected) return code === 'ECONNRESET' ? closedEarly(stage.greeting) : error;
	const said = oneLine(textOf(error).replace(/^(getConnection|sftp): /, ''), 200);
	if (stage.isLoggedIn) return withoutChannel(said);
	if (code === DISCONNECTED.TOO_MANY_CONNECTIONS || TOO_MANY.test(said)) return tooMany(said);
	if (isRefusal(level, code, said)) return stage.refusal();
	if (/no matching/i.test(said)) return noAlgorithm(said, stage.greeting);
	return withoutLogin(typeof level === 'string' ? level : '', typeof code === 'number', said, stage.greeting);
}

const TOO_MANY = /too many (connections|sessions|users|logins)|max.{0,12}(connections|sessions|startups)/i;
const REFUSED = /too many authentication failures/i;

function isRefusal(level: unknown, code: unknown, said: string): boolean {
	return level === 'client-authentication' || code === DISCONNECTED.NO_MORE_AUTH_METHODS || REFUSED.test(said);
}

function withoutLogin(level: string, isGoodbye: boolean, said: string, greeting: Greeting): SessionError {
	if (level === 'handshake') return new SessionError('closedEarly', `SSH could not be agreed on: ${said}`);
	return isGoodbye ? new SessionError('closedEarly', `the server ends the connection before login: ${said}`) : closedEarly(greeting);
}

function withoutChannel(said: string): SessionError {
	if (/channel open failure/i.test(said)) return tooMany(said);
	if (!/subsystem/i.test(said)) return new SessionError('cut', `the connection was cut before SFTP began: ${said}`);
	return new SessionError('noSftp', 'the login succeeded, and the server offers no SFTP to that user', {
		advice: 'Ask whoever runs the server to allow SFTP for that user.',
		retryable: false,
	});
}

function tooMany(said: string): SessionError {
	return new SessionError('tooMany', `the server wants fewer connections: ${said}`, { advice: 'Lower the number of connections, or run it again later.' });
}

// The library says what kind nothing was agreed on; the server's first packet says what it offers of it.
function noAlgorithm(said: string, greeting: Greeting): SessionError {
	const kind = said.replace('key exchange algorithm', 'key exchange').replace('host key format', 'host key');
	const detail = greeting.offered(kind) ?? said;
	return new SessionError('algorithms', `${detail}${greeting.software ? ` (${greeting.software})` : ''}`, {
		advice: 'These are no longer considered safe. Ask whoever runs the server to bring it up to date.',
		retryable: false,
	});
}

function closedEarly(greeting: Greeting): SessionError {
	const who = greeting.software ? `the server (${greeting.software})` : 'the server';
	return new SessionError('closedEarly', `${who} closed the connection before login`, {
		advice: greeting.software
			? 'It may take no more connections, or none from this address. Try again later.'
			: 'It may speak another protocol at that port, such as FTP over TLS: check host, port and Protocol in the credential. Or it takes no more connections now, or none from this address.',
	});
}
