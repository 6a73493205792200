import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecordingError, isRecordingError } from '../../core/errors/recording-error';
import { Recordings } from '../../core/sources/recordings';
import type { SourceEntry } from '../../core/sources/source';
import { download, type DownloadOptions } from '../../core/transfer/download';
import { assertFitsBinaryStore } from '../../nodes/shared/binary-store';
import { scripted } from '../core/layers/scripted';

/** A service that sends without end, and states no size: what nobody stated before has to be bounded all the same. */
const PIECE = Buffer.alloc(256 * 1024, 'x');
const MIB = 1024 ** 2;

async function failure(entry: Partial<SourceEntry>, options: Partial<DownloadOptions<void>>): Promise<{ error: RecordingError; storedBytes: number }> {
	const source = scripted({ read: async (path) => ({ body: new Readable({ read() { this.push(PIECE); } }), entry: { path, ...entry } }) });
	let storedBytes = 0;
	const store = async (body: Readable) =>
		await pipeline(body, new Writable({
			write(chunk: Buffer, _encoding, done) {
				storedBytes += chunk.length;
				done();
			},
		}));
	const error: unknown = await download(new Recordings(source), 'a.mp3', { store, ...options }).catch((reason: unknown) => reason);
	if (!isRecordingError(error)) throw new Error(`no RecordingError: ${String(error)}`);
	return { error, storedBytes };
}

test('of a file that a listing gave a size, no more than that is taken', async () => {
	const { error, storedBytes } = await failure({ etag: '1' }, { known: { etag: '1', sizeBytes: 10 } });
	expect(error).toMatchObject({ code: 'CORRUPTED', detail: 'more bytes arrived than the 10 that were stated' });
	expect(storedBytes).toBeLessThanOrEqual(4 * PIECE.length);
});

test.each([
	[{ N8N_DEFAULT_BINARY_DATA_MODE: 'default' }, 384],
	[{ N8N_DEFAULT_BINARY_DATA_MODE: 'database', N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE: '3' }, 3],
])('of a file that nobody gave a size, no more than n8n can keep: %j', async (environment, mostMib) => {
	const { error, storedBytes } = await failure({}, { acceptSize: (entry) => assertFitsBinaryStore(entry, environment) });
	expect(error).toMatchObject({ code: 'TOO_LARGE', detail: expect.stringContaining(`which takes ${mostMib} MiB at most`) as string });
	expect(storedBytes).toBeLessThanOrEqual((mostMib + 3) * MIB);
});
