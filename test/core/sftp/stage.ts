import { setTimeout as delay } from 'node:timers/promises';
import { toRecordingError } from '../../../core/errors/classify';
import type { RecordingError } from '../../../core/errors/recording-error';
import { openSftp, type SftpOptions } from '../../../core/sources/sftp';
import { forgetHostKeys } from '../../../core/sources/sftp/host-key';
import { forgetLogins } from '../../../core/connections/logins';
import type { Source } from '../../../core/sources/source';
import { sftpOptions } from '../../conformance/sftp-harness';
import { SftpServer, type SftpServerOptions } from '../../servers/sftp-server';

const opened: { close(): Promise<void> }[] = [];

/** Call in `afterEach`: closes what a test opened, and forgets what the process remembers of servers. */
export async function cleanUp(): Promise<void> {
	for (const each of opened.splice(0).reverse()) await each.close();
	forgetHostKeys();
	forgetLogins();
}

/** With what `cleanUp` closes, the last first. */
export function closeLater(one: { close(): Promise<void> }): void {
	opened.push(one);
}

export async function startServer(options?: SftpServerOptions): Promise<SftpServer> {
	const server = await SftpServer.start(options);
	opened.push(server);
	return server;
}

export async function openSource(server: { port: number }, options: Partial<SftpOptions> = {}): Promise<Source> {
	const source = await openSftp(sftpOptions(server, options));
	opened.push(source);
	return source;
}

/** What whoever calls `Recordings` would be told. */
export async function failureOf(source: Source, work: Promise<unknown>): Promise<RecordingError> {
	try {
		await work;
	} catch (error) {
		return toRecordingError(source, error, { operation: 'read', path: 'call' });
	}
	throw new Error('it should have failed');
}

export async function contentOf(source: Source, path: string, offset = 0, lengthBytes?: number): Promise<Buffer> {
	const { body } = await source.read(path, { offset, lengthBytes });
	return Buffer.concat(await body.toArray());
}

export async function until(isSo: () => boolean, withinMs = 10_000): Promise<void> {
	const deadline = performance.now() + withinMs;
	while (!isSo() && performance.now() < deadline) await delay(5);
	if (!isSo()) throw new Error(`not so within ${withinMs} ms`);
}
