import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runExport, type ExportOptions, type SourceFile } from '../../../core/export';
import { dayOf, dayText } from '../../../core/export/day';
import { identityOf, toHex } from '../../../core/export/identity';
import { JobFolder } from '../../../core/export/job-folder';
import { Ledger } from '../../../core/export/ledger/ledger';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import { Recordings } from '../../../core/sources/recordings';
import type { Source } from '../../../core/sources/source';
import { longestHoldMs } from '../../longest-hold';
import { KEEPS_PATHS } from './stage';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** 3,000,000 are a month at 100,000 a day: EXPORT_FILES=3000000. */
const FILES = Number(process.env.EXPORT_FILES ?? 24_000);
const DAYS = 30;
const DAY_MS = 86_400_000;
const FIRST_MS = 20_000 * DAY_MS;
const PER_PAGE = 1_000;
/** What nothing new may cost, listings of the target at 500 bytes a name included. */
const BUDGET_BYTES = 5_000_000;

function fileAt(number: number): SourceFile {
	const path = `calls/${String(number).padStart(9, '0')}.wav`;
	const storedMs = FIRST_MS + Math.floor((number / FILES) * DAYS) * DAY_MS;
	return { entry: { path, container: 'c', etag: `e${number}`, sizeBytes: 7 }, recording: { vendor: 'genesys', path, container: 'c', name: path }, storedMs };
}

async function* listed(count: number): AsyncGenerator<SourceFile[]> {
	for (let at = 0; at < count; at += PER_PAGE) yield Array.from({ length: Math.min(PER_PAGE, count - at) }, (_, index) => fileAt(at + index));
}

/** Counts what is read of it, and keeps nothing but the job's own files. */
class Target {
	readBytes = 0;
	listedNames = 0;
	readonly reads: string[] = [];
	readonly #memory = new MemorySource();
	readonly source: Source = {
		...delegateTo(this.#memory),
		listPage: async (options) => {
			const page = await this.#memory.listPage(options);
			this.listedNames += page.entries.length + page.folders.length;
			return page;
		},
		read: async (path, options) => {
			const { body, entry } = await this.#memory.read(path, options);
			this.reads.push(path);
			this.readBytes += entry.sizeBytes ?? 0;
			return { body, entry };
		},
		write: async (path, body, options) => {
			if (path.includes('.call-recordings/')) return await this.#memory.write(path, body, options);
			let sizeBytes = 0;
			for await (const chunk of body() as AsyncIterable<Buffer>) sizeBytes += chunk.length;
			return { path, sizeBytes };
		},
	};
	readonly recordings = new Recordings(this.source);

	forget(): void {
		Object.assign(this, { readBytes: 0, listedNames: 0 });
		this.reads.length = 0;
	}
}

/** What a run holds, beyond what was there before. */
class Memory {
	peakBytes = -Infinity;

	private constructor(private readonly beforeBytes: number) {}

	static async begin(): Promise<Memory> {
		// What is let go of in one collection is counted until the next.
		collectGarbage();
		await setImmediate();
		return new Memory(heldBytes());
	}

	async *atQuartersOf(pages: AsyncIterable<SourceFile[]>): AsyncGenerator<SourceFile[]> {
		const quarter = Math.ceil(FILES / PER_PAGE / 4);
		let count = 0;
		for await (const page of pages) {
			if (count++ % quarter === 0) this.peakBytes = Math.max(this.peakBytes, heldBytes() - this.beforeBytes);
			yield page;
		}
	}
}

function heldBytes(): number {
	collectGarbage();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

/** Seven bytes, whatever is asked for. */
const SOURCE = new Recordings({
	...delegateTo(new MemorySource('c')),
	read: async (path) => ({ body: Readable.from([Buffer.from('content')]), entry: { path, container: 'c', etag: `e${Number(path.slice(6, 15))}`, sizeBytes: 7 } }),
});

async function run(target: Target, count: number, options: Partial<ExportOptions> = {}) {
	return await runExport({ job: { name: 'many', software: 'test/1' }, source: SOURCE, target: target.recordings, list: () => listed(count), namer: KEEPS_PATHS, concurrency: 8, ...options });
}

/** As if runs had exported them. */
async function record(target: Target, count: number): Promise<void> {
	const ledger = await Ledger.open(new JobFolder(target.recordings, 'many'));
	let number = 0;
	for await (const page of listed(count)) {
		const files = page.map((file) => ({ file, day: dayOf(file.storedMs), identity: identityOf(file) }));
		const lines = files.map(({ file, day, identity }) => JSON.stringify({ type: 'file', id: toHex(identity), day: dayText(day), source: { vendor: 'genesys', path: file.entry.path }, name: 'x', target: file.entry.path, exportedAt: '' }));
		await ledger.append({ type: 'segment', version: 1, job: 'many', run: '20260101T000000Z-00000000', number: ++number, software: 't', writtenAt: '' }, lines, files);
		if (ledger.unfolded > 400_000) await ledger.save();
	}
	await ledger.save();
}

test('nothing new: a few bytes are read, of no exported file, and nothing new is written but the record of the run', async () => {
	const target = new Target();
	await record(target, FILES);
	await run(target, FILES);
	target.forget();
	const memory = await Memory.begin();
	expect(await run(target, FILES, { list: () => memory.atQuartersOf(listed(FILES)) })).toMatchObject({ listed: FILES, known: FILES, exported: { files: 0 }, notes: [] });
	// The index of a day, and a run's own: nothing that grows with the files.
	expect(memory.peakBytes).toBeLessThan(2 * (FILES / DAYS) * 16 + 8_000_000);
	expect(target.reads.every((path) => path.includes('/cache/'))).toBe(true);
	const cost = target.readBytes + 500 * target.listedNames;
	expect(cost).toBeLessThan(BUDGET_BYTES);
	// Of 30 days, one index is read, that of the newest; and the checkpoint, which has the hashes of the newest segments.
	const mostBytes = (FILES / DAYS) * 16 + 20_000 + 70 * Math.min(2_000, FILES / PER_PAGE);
	expect(target.readBytes).toBeLessThan(mostBytes);
	target.forget();
	expect(await run(target, FILES, { order: 'oldest' })).toMatchObject({ known: FILES, exported: { files: 0 } });
	expect(target.readBytes).toBeLessThan(mostBytes);
}, 1_800_000);

test('what the vendor has deleted does not make it look again, but once', async () => {
	const target = new Target();
	await record(target, 6_000);
	const rest = async function* () { for await (const page of listed(6_000)) yield page.filter((_, at) => at % 5 !== 0); };
	await run(target, 6_000, { list: rest });
	target.forget();
	expect(await run(target, 6_000, { list: rest })).toMatchObject({ listed: 4_800, known: 4_800, exported: { files: 0 } });
	// The checkpoint at the beginning, the newest day, and the checkpoint once more: what others have written meanwhile is kept.
	expect(target.reads).toHaveLength(3);
});

const SMALL_SORTS = { filesPerSort: 2_000, filesPerFold: 2_000 };

describe.each(['listed', 'newest'] as const)('a first run, %s', (order) => {
	const count = Math.min(FILES, 12_000);

	async function runAll(options: Partial<ExportOptions>): Promise<void> {
		expect(await run(new Target(), count, { order, tuning: SMALL_SORTS, ...options })).toMatchObject({ ended: 'complete', exported: { files: count }, failed: 0 });
	}

	test('memory stays flat', async () => {
		const peaks: number[] = [];
		let told = 0;
		const onFile = () => {
			if (++told % 3_000 > 0) return;
			collectGarbage();
			peaks.push(process.memoryUsage().heapUsed);
		};
		await runAll({ onFile });
		expect(peaks).toHaveLength(4);
		expect(Math.max(...peaks) - peaks[0]).toBeLessThan(4 * 1024 * 1024);
	}, 300_000);

	test('the event loop stays free', async () => {
		await run(new Target(), 2_000, { order });
		expect(await longestHoldMs(async () => await runAll({}))).toBeLessThan(200);
	}, 300_000);
});
