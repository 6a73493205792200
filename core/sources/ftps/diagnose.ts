import type { ConnectionOptions } from 'node:tls';
import { isTlsCode } from '../../errors/tls';
import { linkedController } from '../layers/abort';
import { strangerThatSays } from './control';
import { FtpsError, replyError } from './ftps-error';
import type { FtpsOptions } from './options';
import { openTcp, openTls, TlsSession } from './tls';

/** A server that speaks first does so within this, as a rule. */
const LISTEN_MS = 3_000;
// What OpenSSL says when the first bytes of the other side are no TLS.
const NO_TLS = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|record[ _]layer|unknown[ _]protocol|[: _]http[ _]request/i;

export function isNoTls(error: unknown): boolean {
	const { code, message } = Object(error) as { code?: unknown; message?: unknown };
	return NO_TLS.test(`${String(code)} ${String(message)}`);
}

/**
 * Who answers at the port in the place of TLS: found out by listening, on one more connection. A server that has no room
 * for one more says so in clear, whatever it speaks with the others.
 */
export async function whoSpeaksInClear(options: FtpsOptions, tls: ConnectionOptions, outer: AbortSignal): Promise<FtpsError> {
	const start = await within(LISTEN_MS, outer, async (signal) => {
		const socket = await openTcp(options, signal);
		try {
			return await new Promise<string>((resolve) => {
				socket.once('data', (data: Buffer) => resolve(data.subarray(0, 200).toString('latin1')));
				socket.on('error', () => {}).once('close', () => resolve(''));
				signal.addEventListener('abort', () => resolve(''), { once: true });
			});
		} finally {
			socket.destroy();
		}
	}).catch(() => '');
	const [, code, text] = /^(\d{3})[ -]([^\r\n]*)/.exec(start) ?? [];
	if (Number(code) >= 400) return replyError('greeting', { code: Number(code), text });
	if (code !== undefined) return new FtpsError({ kind: 'stranger', speaks: 'plainFtp' });
	// There was no room a moment ago.
	if (start === '' && (await expectsTls(options, tls, outer))) return new FtpsError({ kind: 'network', where: 'control', code: '', text: 'turned away in clear' });
	return strangerThatSays(start);
}

/** Whether a server that keeps silent waits for TLS. */
export async function expectsTls(options: FtpsOptions, tls: ConnectionOptions, outer: AbortSignal): Promise<boolean> {
	return await within(LISTEN_MS, outer, async (signal) => {
		const socket = await openTcp(options, signal);
		// Never the connection below: Node.js crashes when that goes first, in the turn in which TLS is agreed on.
		const secure = await openTls(socket, tls, new TlsSession(), signal);
		secure.destroy();
		return true;
	}).catch((error: unknown) => {
		// A certificate that does not please is one all the same.
		const code = String((Object(error) as { code?: unknown }).code);
		return isTlsCode(code) && !isNoTls(error);
	});
}

export { LISTEN_MS };

async function within<Result>(limitMs: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const { controller, unlink } = linkedController(outer);
	const timer = setTimeout(() => controller.abort(), limitMs);
	try {
		return await work(controller.signal);
	} finally {
		clearTimeout(timer);
		unlink();
	}
}
