import { oneLine } from '../../text/markup';
import { SessionError } from './errors';

const MOST_KEPT_BYTES = 16_384;
const KEXINIT = 20;
const COOKIE_BYTES = 16;
const TLS_ALERT = String.fromCharCode(21, 3);

/** The lists of a server's first packet that we have to agree on; encryption and checks in both directions. */
const LISTS = ['key exchange', 'host key', 'cipher', 'cipher', 'MAC', 'MAC'] as const;

/** The first bytes of a server, which are not yet encrypted: they tell who it is when no session comes of it. */
export class Greeting {
	#bytes = Buffer.alloc(0);

	/** Takes what arrives; gives the reason when it is clear that this is no SSH. */
	take(chunk: Buffer): SessionError | undefined {
		if (this.#bytes.length >= MOST_KEPT_BYTES) return undefined;
		this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(0, MOST_KEPT_BYTES);
		return somebodyElse(this.#bytes.toString('latin1'));
	}

	get isEmpty(): boolean {
		return this.#bytes.length === 0;
	}

	/** Such as `SSH-2.0-OpenSSH_9.2`; `''` before it came. */
	get software(): string {
		return oneLine(/^SSH-[^\r\n]{1,200}/m.exec(this.#bytes.toString('latin1'))?.[0] ?? '', 100);
	}

	/** What the server offers of the kind that nothing was agreed on, by the library's message. */
	offered(message: string): string | undefined {
		const kind = LISTS.findIndex((name) => message.toLowerCase().includes(name.toLowerCase()));
		const offered = kind < 0 ? undefined : this.#lists()[kind];
		return offered && `no ${LISTS[kind]} that both sides take; the server offers only ${oneLine(offered.replaceAll(',', ', '), 300)}`;
	}

	#lists(): string[] {
		const start = /(?:^|\n)SSH-[^\n]*\n/.exec(this.#bytes.toString('latin1'));
		const packet = start ? this.#bytes.subarray(start.index + start[0].length) : Buffer.alloc(0);
		if (packet.length < 22 || packet[5] !== KEXINIT) return [];
		const lists: string[] = [];
		let position = 6 + COOKIE_BYTES;
		while (lists.length < LISTS.length && position + 4 <= packet.length) {
			const end = position + 4 + packet.readUInt32BE(position);
			lists.push(packet.subarray(position + 4, end).toString('latin1'));
			position = end;
		}
		return lists;
	}
}

function somebodyElse(text: string): SessionError | undefined {
	if (/^220[ -]/.test(text)) return other('an FTP server answers there, not SSH', 'Choose FTP over TLS in Protocol, or give the port where SFTP listens (22 as a rule).');
	if (/^HTTP\/\d/.test(text)) return other('a web server or proxy answers there, not SSH', 'Check host and port in the credential; SFTP listens on port 22 as a rule.');
	if (text.startsWith(TLS_ALERT)) return other('a server of TLS answers there, not SSH', 'Check the port; if the server is one of FTP over TLS, choose that in Protocol.');
	if (/^(\* OK|\+OK|554 |421 )/.test(text)) return other(`a server of another kind answers there: "${oneLine(text, 80)}"`, 'Check host and port in the credential.');
	return undefined;
}

function other(detail: string, advice: string): SessionError {
	return new SessionError('notSsh', detail, { advice, retryable: false });
}
