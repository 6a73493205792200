import { RecordingError } from '../../errors/recording-error';
import { destroyOnAbort } from '../layers/abort';
import type { ReadOptions, ReadResult, SourceEntry } from '../source';
import { toIsoTime } from '../tree/entry';
import type { Attributes } from './attributes';
import { FileBody } from './file-body';
import { isStatus } from './list-folder';
import type { Session } from './session';
import type { Held } from './sessions';
import { until } from './until';
import { STATUS } from './wire';

export function describe(path: string, { kind, sizeBytes, modifiedMs }: Attributes, operation: string): SourceEntry {
	if (kind === undefined || kind === 'file') return { path, sizeBytes, lastModified: toIsoTime(modifiedMs) };
	throw new RecordingError({ code: 'NOT_FOUND', operation, path, detail: kind === 'folder' ? 'that is a folder' : 'that is no file' });
}

/** Opens a file in two round trips: its handle, then size and first bytes together. The session is released with the body. */
export async function readFile(held: Held, path: string, remote: Buffer, options: ReadOptions): Promise<ReadResult> {
	const { session } = held;
	const { offset, lengthBytes = Infinity, signal } = options;
	const close = (handle: Buffer) => void session.closeHandle(handle).catch(() => {});
	const handle = await until(session.openToRead(remote), session, signal, close).catch(async (error: unknown) => {
		throw await explainOpen(session, path, remote, error, signal);
	});
	try {
		const bytes = Math.min(session.readBytes, lengthBytes);
		const data = bytes > 0 ? session.read(handle, offset, bytes) : undefined;
		// Known only together with the size: a file that is shorter has nothing there.
		data?.catch(() => {});
		const entry = describe(path, await until(attributesOf(session, handle, remote), session, signal), 'read');
		const sizeBytes = assertSize(path, entry);
		const range = { path, handle, from: offset, to: Math.min(sizeBytes, offset + lengthBytes) };
		const first = data && { piece: { offset, bytes }, data };
		const body = new FileBody(session, { ...range, first }, () => held.release());
		if (signal) destroyOnAbort(body, signal);
		return { body, entry };
	} catch (error) {
		close(handle);
		throw error;
	}
}

// Some servers open files and do not describe what is open.
async function attributesOf(session: Session, handle: Buffer, remote: Buffer): Promise<Attributes> {
	return await session.statHandle(handle).catch(async (error: unknown) => {
		if (isStatus(error, STATUS.OP_UNSUPPORTED)) return await session.stat(remote);
		throw error;
	});
}

/** Many servers call it a failure to open a folder. */
async function explainOpen(session: Session, path: string, remote: Buffer, error: unknown, signal?: AbortSignal): Promise<unknown> {
	if (!isStatus(error, STATUS.FAILURE, STATUS.PERMISSION_DENIED, STATUS.FILE_IS_A_DIRECTORY)) return error;
	const attributes = await until(session.stat(remote).catch((): Attributes => ({})), session, signal);
	if (attributes.kind === 'folder') describe(path, attributes, 'read');
	return error;
}

function assertSize(path: string, { sizeBytes }: SourceEntry): number {
	if (sizeBytes !== undefined) return sizeBytes;
	throw new RecordingError({
		code: 'INVALID_RESPONSE',
		operation: 'read',
		path,
		detail: 'the server does not say how long the file is',
		advice: 'Without its size nobody can tell whether a file came whole. Have whoever runs the server look at that file.',
		retryable: false,
	});
}
