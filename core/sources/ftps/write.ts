import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { abortError, destroyOnAbort } from '../layers/abort';
import type { Pieces } from '../tree/pieces';
import { unfinishedNames } from '../tree/unfinished';
import type { FtpConnection, Transfer } from './ftp-connection';
import { FtpsError, isReply, networkError, replyError } from './ftps-error';
import { remotePath } from './listing/list-folder';
import { isRefused, isUnknownCommand, sizeIn } from './reply';
import { assertTellsSize } from './tells-size';

/**
 * Writes a file under another name in the same folder and renames it when all of it is there: nobody sees a part of it.
 * The body is closed in any case; `pieces` is told of what may be left behind. Gives how many bytes were sent.
 */
export async function writeFile(connection: FtpConnection, key: string, body: Readable, { pieces, signal }: { pieces: Pieces; signal?: AbortSignal }): Promise<number> {
	// A body that fails while nobody reads it yet must not end the process.
	body.on('error', () => {});
	const { base } = connection.traits;
	const folder = key.slice(0, key.lastIndexOf('/') + 1);
	const target = remotePath(base, key);
	const names = unfinishedNames(key);
	const part = remotePath(base, names.part);
	if (signal) destroyOnAbort(body, signal);
	try {
		const transfer = await store(connection, part, folder);
		const sentBytes = await send(connection, transfer, body);
		await assertStored(connection, part, sentBytes);
		if (signal?.aborted) throw abortError();
		await rename(connection, part, target, remotePath(base, names.old));
		return sentBytes;
	} catch (error) {
		if (connection.isUsable) await removePiece(connection, names.part).catch(() => pieces.add(names.part));
		else pieces.add(names.part);
		throw signal?.aborted ? abortError() : error;
	} finally {
		body.destroy();
	}
}

/** As servers say it that do not know SIZE. */
const NOT_THERE = /no such|not found|not exist|cannot find|can't find/i;

/** Throws where it is there still, or may be. */
export async function removePiece(connection: FtpConnection, key: string): Promise<void> {
	const file = remotePath(connection.traits.base, key);
	const [removed, size] = await connection.askAll(`DELE ${file}`, `SIZE ${file}`);
	const isGone = removed.code === 550 && (size.code === 550 || (isUnknownCommand(size) && NOT_THERE.test(removed.text)));
	if (isRefused(removed) && !isGone) throw replyError('DELE', removed);
}

/** Makes the folders when the server will not store the file, since most often they are there. */
async function store(connection: FtpConnection, part: string, folder: string): Promise<Transfer> {
	const command = `STOR ${part}`;
	try {
		return await connection.transfer(command);
	} catch (error) {
		if (folder === '' || !isReply(error, 450, 451, 501, 550, 553)) throw error;
		const names = folder.split('/').slice(0, -1);
		const folders = names.map((_, depth) => remotePath(connection.traits.base, names.slice(0, depth + 1).join('/')));
		// What is there already is refused; whether it helped, the next try tells.
		await connection.askAll(...folders.map((path) => `MKD ${path}`));
		return await connection.transfer(command);
	}
}

async function send(connection: FtpConnection, transfer: Transfer, body: Readable): Promise<number> {
	let sentBytes = 0;
	let refusal: Error | undefined;
	body.on('data', (chunk: Buffer) => (sentBytes += chunk.length)).pause();
	transfer.done.catch((error: Error) => {
		refusal = error;
		body.destroy(error);
	});
	// Tickets of the TLS session come this way.
	transfer.data.resume();
	try {
		// An empty file would end in the turn in which TLS 1.2 was agreed on; vsftpd takes that for a broken connection.
		await setImmediate();
		await pipeline(body, transfer.data);
		await transfer.done;
		transfer.data.destroy();
		return sentBytes;
	} catch (error) {
		await connection.breakOff(transfer);
		if (refusal) throw refusal;
		if (body.errored) throw body.errored;
		throw isOfData(error) ? networkError(error, 'data') : error;
	}
}

/** Whether the connection failed, and not the body. */
function isOfData(error: unknown): boolean {
	return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String((Object(error) as { code?: unknown }).code));
}

async function assertStored(connection: FtpConnection, part: string, sentBytes: number): Promise<void> {
	const [reply] = await connection.askAll(`SIZE ${part}`);
	// Else what was cut, and taken for whole by the server, would get its name.
	if (isRefused(reply) && !isUnknownCommand(reply)) throw replyError('SIZE', reply);
	assertTellsSize(connection.traits, reply);
	const storedBytes = sizeIn(reply);
	if (storedBytes !== undefined && storedBytes !== sentBytes) {
		throw new FtpsError({ kind: 'cut', receivedBytes: storedBytes, expectedBytes: sentBytes });
	}
}

/** Some servers do not rename onto a file that is there: that one steps aside, and comes back if it was for nothing. */
async function rename(connection: FtpConnection, part: string, target: string, old: string): Promise<void> {
	await connection.ask(`RNFR ${part}`);
	try {
		await connection.ask(`RNTO ${target}`);
		return;
	} catch (error) {
		if (!isReply(error, 450, 550, 553)) throw error;
		const [there] = await connection.askAll(`SIZE ${target}`);
		if (sizeIn(there) === undefined) throw error;
	}
	await move(connection, target, old);
	try {
		await move(connection, part, target);
	} catch (error) {
		await move(connection, old, target).catch(() => {});
		throw error;
	}
	await connection.askAll(`DELE ${old}`);
}

async function move(connection: FtpConnection, from: string, to: string): Promise<void> {
	await connection.ask(`RNFR ${from}`);
	await connection.ask(`RNTO ${to}`);
}
