import type { ConnectionOptions } from 'node:tls';
import { cutText } from '../../secrets/cut';
import { linkedController } from '../layers/abort';
import { Control } from './control';
import { expectsTls, isNoTls, LISTEN_MS, whoSpeaksInClear } from './diagnose';
import { FtpsError, networkError, replyError } from './ftps-error';
import type { FtpsOptions } from './options';
import { isRefused, type Reply } from './reply';
import { openTcp, openTls, TlsSession } from './tls';

export interface SecureControl {
	control: Control;
	session: TlsSession;
}

/** A control connection over TLS, greeted, and not logged in. Leaves nothing open when it fails or is aborted. */
export async function connectControl(options: FtpsOptions, tls: ConnectionOptions, signal: AbortSignal): Promise<SecureControl> {
	try {
		return options.mode === 'implicit' ? await connectImplicit(options, tls, signal) : await connectExplicit(options, tls, signal);
	} catch (error) {
		throw networkError(error, 'control');
	}
}

async function connectImplicit(options: FtpsOptions, tls: ConnectionOptions, signal: AbortSignal): Promise<SecureControl> {
	const session = new TlsSession();
	const socket = await openTcp(options, signal);
	try {
		const control = new Control(await openTls(socket, tls, session, signal));
		return await closingOnFailure(control, signal, async () => {
			assertWelcome(await control.greeting());
			return { control, session };
		});
	} catch (error) {
		throw isNoTls(error) ? await whoSpeaksInClear(options, tls, signal) : error;
	}
}

async function connectExplicit(options: FtpsOptions, tls: ConnectionOptions, signal: AbortSignal): Promise<SecureControl> {
	const session = new TlsSession();
	const socket = await openTcp(options, signal);
	const control = new Control(socket);
	await closingOnFailure(control, signal, async () => {
		assertWelcome(await greetingOrTls(control, options, tls, signal));
		const answer = await control.ask('AUTH TLS');
		if (answer.code === 421) throw replyError('AUTH', answer);
		if (isRefused(answer)) throw new FtpsError({ kind: 'stranger', speaks: 'noTls', start: cutText(`${answer.code} ${answer.text}`, 80) });
	});
	try {
		control.upgrade(await openTls(socket, tls, session, signal));
		return { control, session };
	} catch (error) {
		control.close();
		throw error;
	}
}

/** A server that keeps silent may be waiting for TLS: looked at beside, since slow servers are silent too. */
async function greetingOrTls(control: Control, options: FtpsOptions, tls: ConnectionOptions, signal: AbortSignal): Promise<Reply> {
	const { controller, unlink } = linkedController(signal);
	let timer: NodeJS.Timeout | undefined;
	const misled = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			void expectsTls(options, tls, controller.signal).then((isTls) => {
				if (isTls) reject(new FtpsError({ kind: 'stranger', speaks: 'implicitTls' }));
			});
		}, LISTEN_MS);
	});
	try {
		return await Promise.race([control.greeting(), misled]);
	} finally {
		clearTimeout(timer);
		controller.abort();
		unlink();
	}
}

function assertWelcome(greeting: Reply): void {
	if (isRefused(greeting)) throw replyError('greeting', greeting);
}

async function closingOnFailure<Result>(control: Control, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
	const close = () => control.close();
	signal.addEventListener('abort', close, { once: true });
	try {
		return await work();
	} catch (error) {
		control.close();
		throw error;
	} finally {
		signal.removeEventListener('abort', close);
	}
}
