import type { Socket } from 'node:net';
import { cutText } from '../../secrets/cut';
import { FtpsError, networkError } from './ftps-error';
import type { Reply } from './reply';
import { FTPContext, type FTPResponse } from './sdk';

const MAX_LINE_LENGTH = 65_536;

interface Expected {
	verb: string;
	onPreliminary?(reply: Reply): void;
	resolve(reply: Reply): void;
	reject(error: Error): void;
}

/**
 * The library's side of a control connection, given whole lines alone: it loses a reply of which the first digits come
 * by themselves.
 */
class LineContext extends FTPContext {
	#rest = '';
	#isGreeted = false;

	/** What came in clear before TLS does not count after it. */
	forgetInput(): void {
		this.#rest = '';
		this._partialResponse = '';
	}

	protected override _onControlSocketData(chunk: string): void {
		const text = this.#rest + chunk;
		const end = text.lastIndexOf('\n') + 1;
		this.#rest = text.slice(end);
		if (this.#rest.length > MAX_LINE_LENGTH) this.closeWithError(new FtpsError({ kind: 'garbled', detail: 'an answer of the server has no end' }));
		else if (!this.#isGreeted && !couldBeReply(text)) this.closeWithError(strangerThatSays(text));
		else if (end > 0) {
			this.#isGreeted = true;
			super._onControlSocketData(text.slice(0, end));
		}
	}
}

function couldBeReply(start: string): boolean {
	return /^\d{0,3}$|^\d{3}(?:[ -]|\r?\n)/.test(start.slice(0, 4));
}

/** What is no FTP server says this first. */
export function strangerThatSays(text: string): FtpsError {
	return new FtpsError({ kind: 'stranger', speaks: text.startsWith('SSH-') ? 'ssh' : 'unknown', start: cutText(text, 80) });
}

/**
 * Commands and their replies, which come in the order of the commands: several may be under way at once. Text on the wire
 * is bytes, one for each character.
 */
export class Control {
	/** Told when a reply cannot be the one to its command. */
	onDisorder?: () => void;
	/** Of all that came so far: what the way takes, since some commands are no work at all. */
	quickestReplyMs = Infinity;
	readonly #context = new LineContext(0, 'latin1');
	readonly #expected: Expected[] = [];
	#failure?: Error;
	#isOver = false;

	constructor(private socket: Socket) {
		this.#context.socket = socket;
		this.#context.handle(undefined, (response) => this.#receive(response)).catch(() => {});
	}

	/** False once it was closed by anybody, or the server said that it will be. */
	get isOpen(): boolean {
		return !this.#isOver && !this.#context.closed && !this.socket.readableEnded;
	}

	/** Of the server, as the network has it. */
	get remoteAddress(): string | undefined {
		return this.socket.remoteAddress;
	}

	/** Goes on over TLS. */
	upgrade(socket: Socket): void {
		this.#context.forgetInput();
		this.socket = socket;
		this.#context.socket = socket;
	}

	async greeting(): Promise<Reply> {
		return await this.#expect('greeting');
	}

	/** Sends a command at once, and gives its last reply, be it good or bad. */
	async ask(command: string, onPreliminary?: (reply: Reply) => void): Promise<Reply> {
		if (this.#failure) throw this.#failure;
		// The library refuses it as well, when its reply is waited for already.
		if (/[\r\n\0]/.test(command)) throw new FtpsError({ kind: 'garbled', detail: 'a line end cannot be sent within a command' });
		const reply = this.#expect(command.split(' ', 1)[0], onPreliminary);
		this.#gather();
		const sentAt = performance.now();
		this.#context.send(command);
		const answer = await reply;
		this.quickestReplyMs = Math.min(this.quickestReplyMs, performance.now() - sentAt);
		return answer;
	}

	/** What is sent at the same time goes out in one piece. */
	#gather(): void {
		const { socket } = this;
		if (socket.writableCorked > 0) return;
		socket.cork();
		process.nextTick(() => socket.uncork());
	}

	close(): void {
		this.#fail(new FtpsError({ kind: 'network', where: 'control', code: '', text: 'closed by this side' }));
		this.#context.close();
	}

	async #expect(verb: string, onPreliminary?: (reply: Reply) => void): Promise<Reply> {
		return await new Promise<Reply>((resolve, reject) => {
			if (this.#failure) reject(this.#failure);
			else this.#expected.push({ verb, onPreliminary, resolve, reject });
		});
	}

	#receive(response: Error | FTPResponse): void {
		if (isAnswer(response)) this.#answer(replyOf(response));
		else this.#fail(networkError(response, 'control'));
	}

	#answer(reply: Reply): void {
		if (reply.code < 200) {
			this.#expected[0]?.onPreliminary?.(reply);
			return;
		}
		// The server is about to hang up, whatever it was asked.
		if (reply.code === 421) this.#isOver = true;
		const expected = this.#expected.shift();
		if (expected && !couldAnswer(expected.verb, reply)) {
			this.onDisorder?.();
			expected.reject(disorder());
			this.#fail(disorder());
			this.close();
			return;
		}
		expected?.resolve(reply);
	}

	#fail(error: Error): void {
		this.#isOver = true;
		this.#failure ??= error;
		for (const { reject } of this.#expected.splice(0)) reject(this.#failure);
	}
}

/**
 * Some servers work on commands that come together at once, and answer first what is done first. RFC 959 has one good
 * answer for each of these.
 */
function couldAnswer(verb: string, { code, text }: Reply): boolean {
	if (code >= 400) return true;
	if (verb === 'SIZE') return code === 213 && !/^\d{14}(\.\d+)?\s*$/.test(text);
	if (verb === 'MDTM') return code === 213 && /^\d{14}/.test(text);
	const good = GOOD_CODES[verb];
	return good === undefined || good === code;
}

const GOOD_CODES: Record<string, number> = { EPSV: 229, PASV: 227, REST: 350 };

// Made anew for each: the retry layer knows by the error what it has tried.
function disorder(): FtpsError {
	return new FtpsError({ kind: 'garbled', detail: 'the server answers commands in another order than they were sent', mayPass: true });
}

/** By shape: what Node.js throws is no Error of ours where n8n runs code in a context of its own. */
function isAnswer(response: object): response is FTPResponse {
	return typeof (response as { code?: unknown }).code === 'number';
}

function replyOf({ code, message }: FTPResponse): Reply {
	return { code, text: message.replaceAll(/^\d{3}[ -]?/gm, '') };
}
