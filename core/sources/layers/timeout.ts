import type { Readable } from 'node:stream';
import { TimeoutError } from '../../errors/classify';
import type { LeftoverOptions, ReadOptions, ReadResult, RequestOptions, Source, SourceEntry, WriteOptions } from '../source';
import { linkedController } from './abort';
import { delegateTo } from './delegate';
import { RelayStream } from './relay-stream';

export interface TimeoutOptions {
	/** Until a file is described or the first byte of it is there. */
	responseMs: number;
	/** Until a page of a listing is complete. */
	pageMs: number;
	/** Longest silence while a file is read. A slow reader on our side does not count. */
	idleMs: number;
	/** Longest time in which a write takes nothing more of its body and does not end; blocks of several MiB on a slow link. */
	writeMs: number;
}

export const DEFAULT_TIMEOUTS: TimeoutOptions = {
	responseMs: 60_000,
	pageMs: 180_000,
	idleMs: 60_000,
	writeMs: 300_000,
};

/** Gives up on a source that keeps silent, and frees its connection. */
export function withTimeout(source: Source, timeouts: TimeoutOptions): Source {
	const { responseMs, pageMs } = timeouts;
	return {
		...delegateTo(source),
		...(source.hasRoot ? { hasRoot: async (options) => await within(responseMs, options, async (signal) => (await source.hasRoot?.({ ...options, signal })) ?? true) } : {}),
		...(source.removeLeftovers ? { removeLeftovers: async (options) => await sweptWithin(source, options, pageMs) } : {}),
		listPage: async (options) =>
			await within(pageMs, options, async (signal) => await source.listPage({ ...options, signal })),
		findPage: async (expression, options) =>
			await within(pageMs, options, async (signal) => await source.findPage(expression, { ...options, signal })),
		stat: async (path, options) =>
			await within(responseMs, options, async (signal) => await source.stat(path, { ...options, signal })),
		remove: async (path, options) =>
			await within(responseMs, options, async (signal) => await source.remove(path, { ...options, signal })),
		read: async (path, options) => await readWithin(source, path, options, timeouts),
		write: async (path, body, options) => await writeWithin(source, path, body, options, timeouts),
	};
}

async function within<Result>(
	limitMs: number,
	{ signal }: RequestOptions,
	run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const { controller, unlink } = linkedController(signal);
	try {
		return await raceAgainst(limitMs, controller, async () => await run(controller.signal));
	} finally {
		unlink();
	}
}

/** However many folders there are to look through: each sign of life begins the time anew. */
async function sweptWithin(source: Source, options: LeftoverOptions, limitMs: number): Promise<number> {
	const { controller, unlink } = linkedController(options.signal);
	try {
		return await raceAgainst(limitMs, controller, async (goesOn) => (await source.removeLeftovers?.({ ...options, signal: controller.signal, onStep: goesOn })) ?? 0);
	} finally {
		unlink();
	}
}

async function readWithin(
	source: Source,
	path: string,
	options: ReadOptions,
	{ responseMs, idleMs }: TimeoutOptions,
): Promise<ReadResult> {
	const { controller, unlink } = linkedController(options.signal);
	try {
		const opening = async () => await source.read(path, { ...options, signal: controller.signal });
		const { body, entry } = await raceAgainst(responseMs, controller, opening);
		return { entry, body: watched(body, idleMs, unlink) };
	} catch (error) {
		unlink();
		throw error;
	}
}

async function writeWithin(
	source: Source,
	path: string,
	body: () => Readable,
	options: WriteOptions,
	{ writeMs }: TimeoutOptions,
): Promise<SourceEntry> {
	const { controller, unlink } = linkedController(options.signal);
	let sent: RelayStream | undefined;
	let timer: NodeJS.Timeout | undefined;
	const silence = new Promise<never>((_, reject) => {
		timer = setInterval(() => {
			// The body itself may be slow: whoever reads it from elsewhere watches over that.
			if (sent?.isWaitingForInner) return;
			reject(new TimeoutError(`The service took no data for ${writeMs / 1000} s`));
			controller.abort();
		}, writeMs);
	});
	const watchedBody = () => (sent = new RelayStream(body(), { onChunk: () => timer?.refresh(), onEnd: () => void timer?.refresh() }));
	const writing = source.write(path, watchedBody, { ...options, signal: controller.signal });
	writing.catch(() => {});
	try {
		return await Promise.race([writing, silence]);
	} finally {
		clearInterval(timer);
		unlink();
	}
}

// The abort frees the connection; the race answers even if the library is slow to notice the abort.
async function raceAgainst<Result>(
	limitMs: number,
	controller: AbortController,
	start: (goesOn: () => void) => Promise<Result>,
): Promise<Result> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new TimeoutError(`No answer within ${limitMs / 1000} s`));
			controller.abort();
		}, limitMs);
	});
	const work = start(() => void timer?.refresh());
	work.catch(() => {});
	try {
		return await Promise.race([work, limit]);
	} finally {
		clearTimeout(timer);
	}
}

function watched(body: ReadResult['body'], idleMs: number, onClose: () => void): RelayStream {
	const timer = setInterval(() => {
		if (stream.isWaitingForInner) stream.breakInner(new TimeoutError(`No data for ${idleMs / 1000} s`));
	}, idleMs);
	const stream = new RelayStream(body, {
		onChunk: () => timer.refresh(),
		// The silence of the source counts from when somebody listens.
		onDemand: () => timer.refresh(),
		onClose: () => {
			clearInterval(timer);
			onClose();
		},
	});
	return stream;
}
