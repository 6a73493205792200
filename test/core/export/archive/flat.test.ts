import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runExport, type ExportOptions, type SourceFile } from '../../../../core/export';
import { delegateTo } from '../../../../core/sources/layers/delegate';
import { MemorySource } from '../../../../core/sources/memory/memory-source';
import { Recordings } from '../../../../core/sources/recordings';
import { longestHoldMs } from '../../../longest-hold';
import { KEEPS_PATHS } from '../stage';
import { PASSWORD } from './archives';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** More with ARCHIVE_FILES=100000. */
const MANY = Number(process.env.ARCHIVE_FILES ?? 2_000);
const CHUNK = randomBytes(65_536);

/** Files of a size, made while they are read; the target keeps nothing of archives. Counts what is between the two. */
class Pipe {
	readBytes = 0;
	writtenBytes = 0;
	/** The most that was read and not written. */
	mostBetween = 0;
	readonly #memory = new MemorySource();

	constructor(private readonly sizeBytes: number) {}

	async run(count: number, options: Partial<ExportOptions>) {
		return await runExport({ job: { name: 'flat', software: 'test/1' }, source: this.#source, target: this.#target, list: () => this.#list(count), namer: KEEPS_PATHS, concurrency: 8, archive: {}, ...options });
	}

	async *#list(count: number): AsyncGenerator<SourceFile[]> {
		for (let at = 0; at < count; at += 1_000) yield Array.from({ length: Math.min(1_000, count - at) }, (_, index) => this.#file(at + index));
	}

	#file(number: number): SourceFile {
		const path = `${String(number).padStart(7, '0')}.wav`;
		return { entry: { path, etag: 'e', sizeBytes: this.sizeBytes }, recording: { vendor: 'genesys', path, name: path }, storedMs: 20_000 * 86_400_000 };
	}

	readonly #source = new Recordings({
		...delegateTo(new MemorySource()),
		read: async (path) => ({ body: Readable.from(this.#content(), { objectMode: false, highWaterMark: 1 }), entry: { path, etag: 'e', sizeBytes: this.sizeBytes } }),
	});

	readonly #target = new Recordings({
		...delegateTo(this.#memory),
		write: async (path, body, options) => {
			if (!path.endsWith('.zip')) return await this.#memory.write(path, body, options);
			let sizeBytes = 0;
			for await (const chunk of body() as AsyncIterable<Buffer>) {
				sizeBytes += chunk.length;
				this.writtenBytes += chunk.length;
			}
			return { path, sizeBytes };
		},
	});

	*#content(): Generator<Buffer> {
		for (let left = this.sizeBytes; left > 0; left -= CHUNK.length) {
			const chunk = CHUNK.subarray(0, left);
			this.readBytes += chunk.length;
			this.mostBetween = Math.max(this.mostBetween, this.readBytes - this.writtenBytes);
			yield chunk;
		}
	}
}

test.each<[string, number, number, number]>([
	['large files, streamed', 6_000_000, 3, 3_000_000],
	['files that are read before, eight at once', 500_000, 36, 8_000_000],
])('%s: only so much is between source and target', async (_, sizeBytes, count, most) => {
	const pipe = new Pipe(sizeBytes);
	expect(await pipe.run(count, { archive: { encryption: 'AES-256', password: PASSWORD } })).toMatchObject({ failed: 0, exported: { files: count } });
	expect(pipe.writtenBytes).toBeGreaterThan(sizeBytes * count);
	expect(pipe.mostBetween).toBeLessThan(most);
}, 120_000);

test('many files: memory stays flat, from archive to archive', async () => {
	const peaks: number[] = [];
	let told = 0;
	const onFile = () => {
		if (++told % (MANY / 4) > 0) return;
		collectGarbage();
		peaks.push(process.memoryUsage().heapUsed);
	};
	expect(await new Pipe(7).run(MANY, { archive: { maxFiles: 250 }, onFile })).toMatchObject({ failed: 0, archives: MANY / 250 });
	expect(Math.max(...peaks) - peaks[0]).toBeLessThan(4 * 1024 * 1024);
}, 600_000);

test('the event loop stays free, with one archive of many files', async () => {
	await new Pipe(7).run(200, {});
	expect(await longestHoldMs(async () => await new Pipe(7).run(MANY, { archive: { maxFiles: MANY }, scope: 'both' }))).toBeLessThan(200);
}, 600_000);
