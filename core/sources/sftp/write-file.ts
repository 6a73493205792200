import type { Readable } from 'node:stream';
import { RecordingError } from '../../errors/recording-error';
import { abortError, destroyOnAbort } from '../layers/abort';
import type { SourceEntry } from '../source';
import type { Pieces } from '../tree/pieces';
import { unfinishedNames } from '../tree/unfinished';
import type { Attributes } from './attributes';
import { isMissing, isStatus } from './list-folder';
import type { Place } from './place';
import { describe } from './read';
import type { Session } from './session';
import { until } from './until';
import { STATUS } from './wire';

/** Bytes that are sent before the server has confirmed any. */
const WINDOW_BYTES = 2 * 1024 * 1024;

/** `pieces` is told of what may be left behind. */
export interface Writing {
	pieces: Pieces;
	signal?: AbortSignal;
}

/** Writes under another name in the same folder, and renames when all is there: nobody sees a part. Closes the body. */
export async function writeFile(session: Session, place: Place, key: string, body: Readable, { pieces, signal }: Writing): Promise<SourceEntry> {
	// A body that fails while nobody reads it yet must not end the process.
	body.on('error', () => {});
	if (signal) destroyOnAbort(body, signal);
	const names = unfinishedNames(key);
	const part = place.path(names.part);
	const takeAway = async () => await removePiece(session, part).catch(() => pieces.add(names.part));
	try {
		const entry = await writePart(session, place, key, part, body, { takeAway, signal });
		await until(takePlace(session, part, place.path(key), place.path(names.old)), session, signal);
		return entry;
	} catch (error) {
		if (session.isUsable) await takeAway();
		else pieces.add(names.part);
		throw signal?.aborted ? abortError() : error;
	} finally {
		body.destroy();
	}
}

/** What is not there need not be taken away. */
export async function removePiece(session: Session, part: Buffer): Promise<void> {
	await session.remove(part).catch((error: unknown) => {
		if (!isMissing(error)) throw error;
	});
}

async function writePart(session: Session, place: Place, key: string, part: Buffer, body: Readable, { takeAway, signal }: { takeAway: () => Promise<void>; signal?: AbortSignal }): Promise<SourceEntry> {
	const close = (handle: Buffer) => void session.closeHandle(handle).catch(() => {}).then(takeAway);
	const handle = await until(create(session, place, key, part), session, signal, close);
	try {
		const sentBytes = await send(session, handle, body, signal);
		if (session.offers('fsync@openssh.com')) await until(session.extended('fsync@openssh.com', handle), session, signal);
		const attributes = await until(session.statHandle(handle), session, signal);
		// A server may tell only now that its disk is full.
		await until(session.closeHandle(handle), session, signal);
		return described(key, attributes, sentBytes);
	} catch (error) {
		session.closeHandle(handle).catch(() => {});
		throw error;
	}
}

function described(key: string, attributes: Attributes, sentBytes: number): SourceEntry {
	if (attributes.sizeBytes !== undefined && attributes.sizeBytes !== sentBytes) throw incomplete(key, sentBytes, attributes.sizeBytes);
	return describe(key, { ...attributes, sizeBytes: sentBytes }, 'write');
}

/** Makes the folders when the file cannot be made, since most often they are there. */
async function create(session: Session, place: Place, key: string, part: Buffer): Promise<Buffer> {
	try {
		return await session.create(part);
	} catch (error) {
		const folders = key.split('/').slice(0, -1);
		if (folders.length === 0 || !(isMissing(error) || isStatus(error, STATUS.FAILURE))) throw error;
		const paths = folders.map((_, depth) => place.path(folders.slice(0, depth + 1).join('/')));
		// What is there already is refused; whether it helped, the next try tells.
		await Promise.all(paths.map(async (path) => await session.makeFolder(path).catch(() => {})));
		return await session.create(part);
	}
}

async function send(session: Session, handle: Buffer, body: Readable, signal?: AbortSignal): Promise<number> {
	const unconfirmed = new Set<Promise<void>>();
	let unconfirmedBytes = 0;
	let sentBytes = 0;
	let refusal: { error: unknown } | undefined;
	const write = (data: Buffer) => {
		const done = session.write(handle, sentBytes, data).catch((error: unknown) => {
			refusal ??= { error };
		}).finally(() => {
			unconfirmedBytes -= data.length;
			unconfirmed.delete(done);
		});
		unconfirmed.add(done);
		unconfirmedBytes += data.length;
		sentBytes += data.length;
	};
	for await (const chunk of body as AsyncIterable<Buffer>) {
		for (let start = 0; start < chunk.length; start += session.writeBytes) {
			while (unconfirmedBytes >= WINDOW_BYTES) await until(Promise.race(unconfirmed), session, signal);
			if (refusal) throw refusal.error;
			write(chunk.subarray(start, start + session.writeBytes));
		}
	}
	await until(Promise.all(unconfirmed), session, signal);
	if (refusal) throw (refusal as { error: unknown }).error;
	return sentBytes;
}

/** In one step where the server can; otherwise the file that is there steps aside, and comes back if it was for nothing. */
async function takePlace(session: Session, part: Buffer, target: Buffer, old: Buffer): Promise<void> {
	if (session.offers('posix-rename@openssh.com')) {
		await session.extended('posix-rename@openssh.com', part, target);
		return;
	}
	try {
		await session.rename(part, target);
		return;
	} catch (error) {
		const { kind } = await session.stat(target).catch((): Attributes => ({ kind: 'other' }));
		if (!isStatus(error, STATUS.FAILURE, STATUS.PERMISSION_DENIED, STATUS.FILE_ALREADY_EXISTS) || (kind ?? 'file') !== 'file') throw error;
	}
	await session.rename(target, old);
	try {
		await session.rename(part, target);
	} catch (error) {
		await session.rename(old, target).catch(() => {});
		throw error;
	}
	await session.remove(old).catch(() => {});
}

function incomplete(path: string, sentBytes: number, storedBytes: number): RecordingError {
	return new RecordingError({
		code: 'CORRUPTED',
		operation: 'write',
		path,
		detail: `the server has ${storedBytes} bytes of the ${sentBytes} that were sent`,
		advice: 'Look whether its disk is full.',
	});
}
