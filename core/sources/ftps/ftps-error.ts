import { isUtf8 } from 'node:buffer';
import { RefusedBefore } from '../../connections/refused-before';
import { isAbort } from '../../errors/classify';
import { isRecordingError } from '../../errors/recording-error';
import { oneLine } from '../../text/markup';
import type { Reply } from './reply';

/** What is there in the place of the server that the credential names. */
export type Stranger = 'ssh' | 'plainFtp' | 'implicitTls' | 'noTls' | 'clearData' | 'unknown';

export type FtpsProblem =
	/** The server answered that it will not. */
	| {
			kind: 'reply';
			verb: string;
			code: number;
			text: string;
			/** The same user and password were accepted before, and not refused too often since. */
			isProven?: boolean;
			/** The server has done it before. */
			mayPass?: boolean;
	  }
	| { kind: 'stranger'; speaks: Stranger; start?: string }
	| { kind: 'network'; where: 'control' | 'data'; code: string; text: string }
	/** The data connection ended before the file did, which FTP does not tell from its end. Bytes of the whole file. */
	| { kind: 'cut'; receivedBytes: number; expectedBytes: number }
	/** The same of a listing, which has no size. */
	| { kind: 'cutListing' }
	| { kind: 'grown'; expectedBytes: number }
	/** `mayPass`: the next try goes another way. */
	| { kind: 'garbled'; detail: string; mayPass?: boolean };

const MAX_TEXT_LENGTH = 300;
// OpenSSL's have a slash in them: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE.
const SYSTEM_CODE = /^[A-Z][A-Z0-9_/]+$/;

/** Whatever goes wrong with a server. Without the command: that may hold a password. */
export class FtpsError extends Error {
	override readonly name = 'FtpsError';

	constructor(readonly problem: FtpsProblem) {
		super(summaryOf(problem));
	}
}

export function replyError(verb: string, { code, text }: Reply): FtpsError {
	return new FtpsError({ kind: 'reply', verb, code, text: oneLine(readable(text), MAX_TEXT_LENGTH).replace(/[.\s]+$/, '') });
}

/** A refusal of what the server has done before: it may do it again. */
export function passing(error: unknown): unknown {
	return error instanceof FtpsError && error.problem.kind === 'reply' ? new FtpsError({ ...error.problem, mayPass: true }) : error;
}

/** Text of the control connection, which is bytes, one character for each. */
function readable(text: string): string {
	const bytes = Buffer.from(text, 'latin1');
	return isUtf8(bytes) ? bytes.toString('utf8') : text;
}

/** What a socket or the library says, as ours; an error that is one already stays what it is. */
export function networkError(error: unknown, where: 'control' | 'data'): Error {
	if (error instanceof FtpsError || error instanceof RefusedBefore || isAbort(error) || isRecordingError(error)) return error as Error;
	const { code, message } = Object(error) as { code?: unknown; message?: unknown };
	return new FtpsError({
		kind: 'network',
		where,
		code: typeof code === 'string' && SYSTEM_CODE.test(code) ? code : '',
		text: oneLine(typeof message === 'string' ? message : '', MAX_TEXT_LENGTH),
	});
}

export function isReply(error: unknown, ...codes: number[]): boolean {
	return error instanceof FtpsError && error.problem.kind === 'reply' && (codes.length === 0 || codes.includes(error.problem.code));
}

function summaryOf(problem: FtpsProblem): string {
	switch (problem.kind) {
		case 'reply':
			return `${problem.verb}: ${problem.code} ${problem.text}`;
		case 'stranger':
			return `no FTPS server: ${problem.speaks}`;
		case 'network':
			return `${problem.where} connection: ${problem.code} ${problem.text}`;
		case 'cut':
			return `only ${problem.receivedBytes} of ${problem.expectedBytes} bytes arrived`;
		case 'cutListing':
			return 'the listing was cut';
		case 'grown':
			return `more than ${problem.expectedBytes} bytes arrived`;
		case 'garbled':
			return problem.detail;
	}
}
