import { classify } from '../../errors/classify';
import { scrubText } from '../../secrets/scrub';
import type { Source } from '../source';
import { delegateTo } from './delegate';

export interface Logger {
	debug(message: string, details?: Record<string, unknown>): void;
	warn(message: string, details?: Record<string, unknown>): void;
}

/** Tells a logger of each operation: what, on which path, how long, how it ended. Never a token. */
export function withLog(source: Source, logger: Logger): Source {
	const logged = async <Result>(operation: string, path: string, work: () => Promise<Result>) =>
		await logging(source, logger, { operation, path }, work);
	return {
		...delegateTo(source),
		listPage: async (page) => await logged('list', page.prefix, async () => await source.listPage(page)),
		findPage: async (expression, page) =>
			await logged('find', expression, async () => await source.findPage(expression, page)),
		stat: async (path, request) => await logged('stat', path, async () => await source.stat(path, request)),
		read: async (path, read) => await logged('read', path, async () => await source.read(path, read)),
		write: async (path, body, write) =>
			await logged('write', path, async () => await source.write(path, body, write)),
		remove: async (path, remove) => await logged('remove', path, async () => await source.remove(path, remove)),
	};
}

async function logging<Result>(
	source: Source,
	logger: Logger,
	{ operation, path }: { operation: string; path: string },
	work: () => Promise<Result>,
): Promise<Result> {
	const startedAt = performance.now();
	const details = () => ({
		source: source.name,
		container: source.container,
		path: scrubText(path),
		durationMs: Math.round(performance.now() - startedAt),
	});
	try {
		const result = await work();
		logger.debug(`Recordings: ${operation}`, details());
		return result;
	} catch (error) {
		const { code, httpStatus, serviceCode, requestId } = classify(source, error);
		// Both are texts of the service, which may repeat what it refuses.
		const told = { serviceCode: serviceCode && scrubText(serviceCode), requestId: requestId && scrubText(requestId) };
		logger.warn(`Recordings: ${operation} failed`, { ...details(), code, httpStatus, ...told });
		throw error;
	}
}
