import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { forgetLogins } from '../../../core/connections/logins';
import { toRecordingError } from '../../../core/errors/classify';
import type { RecordingError } from '../../../core/errors/recording-error';
import { openFtps, type FtpsOptions } from '../../../core/sources/ftps';
import { isRecordingError } from '../../../core/errors/recording-error';
import type { Source } from '../../../core/sources/source';
import { ftpsOptions } from '../../conformance/ftps-harness';
import { FtpServer, type FtpServerOptions } from '../../servers/ftp/ftp-server';

const opened: (Source | FtpServer)[] = [];

export async function startServer(options: Partial<FtpServerOptions> = {}): Promise<FtpServer> {
	const server = await FtpServer.start(options);
	opened.push(server);
	return server;
}

export async function openSource(server: FtpServer, options: Partial<FtpsOptions> = {}): Promise<Source> {
	const source = await openFtps(ftpsOptions(server, options));
	opened.push(source);
	return source;
}

/** A server with files, and a source that asks it. */
export async function setUp(files: Record<string, Buffer | string> = {}, server: Partial<FtpServerOptions> = {}, options: Partial<FtpsOptions> = {}) {
	const started = await startServer(server);
	started.seed(files);
	return { server: started, source: await openSource(started, options) };
}

/** Sources first, then what the process remembers of logins. Call it after each test. */
export async function closeAll(): Promise<void> {
	for (const one of opened.splice(0).reverse()) await one.close();
	forgetLogins();
}

export async function contentOf(source: Source, path: string, offset = 0): Promise<Buffer> {
	return await buffer((await source.read(path, { offset })).body);
}

export async function listed(source: Source, prefix = ''): Promise<string[]> {
	const paths: string[] = [];
	let token: string | undefined;
	do {
		const page = await source.listPage({ prefix, token });
		paths.push(...page.entries.map(({ path }) => path));
		token = page.nextToken;
	} while (token !== undefined);
	return paths;
}

export async function until(isSo: () => boolean, withinMs = 10_000): Promise<void> {
	const deadline = performance.now() + withinMs;
	while (!isSo() && performance.now() < deadline) await delay(5);
	if (!isSo()) throw new Error(`not so within ${withinMs} ms`);
}

/** How `Recordings` would tell a failure. */
export async function failureOf(source: Source, work: () => Promise<unknown>): Promise<RecordingError> {
	try {
		await work();
	} catch (error) {
		return isRecordingError(error) ? error : toRecordingError(source, error, { operation: 'read' });
	}
	throw new Error('it did not fail');
}
