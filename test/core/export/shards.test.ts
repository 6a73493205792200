import { isInShard, type ListFiles, type Shard, type Tuning } from '../../../core/export';
import { WantedFiles } from '../../../core/export/origin';
import { Recordings } from '../../../core/sources/recordings';
import { delegateTo } from '../../../core/sources/layers/delegate';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { Source } from '../../../core/sources/source';
import { Stage, toSourceFile, type Ran } from './stage';

const DAY_MS = 86_400_000;
const FILES = 600;
const DAYS = 3;

const pathOf = (number: number) => `day ${number % DAYS}/recording ${number}.mp3`;

async function seeded(stage: Stage, from = 0, to = FILES): Promise<Stage> {
	for (let number = from; number < to; number++) await stage.seed({ [pathOf(number)]: `content ${number}` }, Date.UTC(2026, 0, 1) + (number % DAYS) * DAY_MS);
	return stage;
}

function listOf(stage: Stage, shard: Shard): ListFiles {
	return new WantedFiles(() => stage.list(), () => ({ isWanted: true }), shard).list;
}

async function runShards(stage: Stage, count: number, tuning: Partial<Tuning> = {}): Promise<Ran[]> {
	const shards = Array.from({ length: count }, (_, index) => ({ number: index + 1, count }));
	return await Promise.all(shards.map(async (shard) => await stage.run({ job: { name: 'nightly', software: 'test/1', shard }, list: listOf(stage, shard), tuning })));
}

const sum = (runs: readonly Ran[], count: (run: Ran) => number) => runs.reduce((total, run) => total + count(run), 0);

/** A target that counts what is read of the indexes, and knows which there are. */
function countingTarget() {
	const files = new MemorySource('target');
	const counted = { reads: 0 };
	const target: Source = {
		...delegateTo(files),
		read: async (path, options) => {
			if (path.includes('/cache/days/')) counted.reads++;
			return await files.read(path, options);
		},
	};
	return { target, counted };
}

describe('which files are of a shard', () => {
	const files = Array.from({ length: 20_000 }, (_, number) => toSourceFile({ path: `mytenant/call ${number}.mp3`, container: 'recordings', etag: `"${number}"` }));

	test.each([2, 3, 7, 64])('each file is of one of %i, and they are of like size', (count) => {
		const sizes = Array.from({ length: count }, (_, index) => files.filter((file) => isInShard(file, { number: index + 1, count })).length);
		expect(sizes.reduce((total, size) => total + size, 0)).toBe(files.length);
		const mean = files.length / count;
		expect(Math.max(...sizes.map((size) => Math.abs(size - mean)))).toBeLessThan(6 * Math.sqrt(mean));
	});

	test('all versions of a file are of one', () => {
		for (const file of files.slice(0, 200)) {
			const newer = toSourceFile({ ...file.entry, etag: '"newer"', sizeBytes: 4_711, lastModified: '2026-01-31T00:00:00Z' });
			for (const number of [1, 2, 3]) expect(isInShard(newer, { number, count: 3 })).toBe(isInShard(file, { number, count: 3 }));
		}
	});

	test('the same path in another container, or of another vendor, is another place', () => {
		const shardsOf = (change: object) => files.slice(0, 200).map((file) => [1, 2, 3, 4].find((number) => isInShard({ ...file, ...change, entry: { ...file.entry, ...change } }, { number, count: 4 })));
		expect(shardsOf({ container: 'others' })).not.toEqual(shardsOf({}));
		expect(shardsOf({ vendor: 'verba' })).not.toEqual(shardsOf({}));
	});
});

describe('a job that several runs share at the same time', () => {
	test('each file is exported once, and the counts add up', async () => {
		const stage = await seeded(new Stage());
		const runs = await runShards(stage, 4);
		expect(runs.map(({ ended }) => ended)).toEqual(['complete', 'complete', 'complete', 'complete']);
		expect(sum(runs, ({ exported }) => exported.files)).toBe(FILES);
		expect(sum(runs, ({ listed }) => listed)).toBe(FILES);
		expect(sum(runs, ({ exported }) => exported.adopted)).toBe(0);
		expect(Object.keys(await stage.exported())).toHaveLength(FILES);
		const whole = await stage.run();
		expect([whole.listed, whole.known, whole.exported.files, whole.notes]).toEqual([FILES, FILES, 0, []]);
	});

	test('while each of them writes indexes again and again, none that another one needs is taken away', async () => {
		const stage = await seeded(new Stage(), 0, 300);
		const tuning = { filesPerSegment: 4, filesPerFold: 5 };
		for (const night of [1, 2, 3]) {
			const runs = await runShards(stage, 4, tuning);
			expect([night, runs.flatMap(({ notes }) => notes)]).toEqual([night, []]);
			expect([night, sum(runs, ({ exported }) => exported.files)]).toEqual([night, night === 1 ? 300 : 60]);
			await seeded(stage, 240 + 60 * night, 300 + 60 * night);
		}
		await runShards(stage, 4, tuning);
		const whole = await stage.run();
		expect([whole.known, whole.exported.files, whole.notes]).toEqual([480, 0, []]);
		// One by itself clears away what those have left, when it is an hour old.
		await stage.run({ tuning: { leftoverMs: -2_000 } });
		expect((await stage.jobFiles()).filter((path) => path.endsWith('.idx'))).toHaveLength(DAYS);
	});

	test('it can be split into another number of shards the next time, and what is new is found', async () => {
		const stage = await seeded(new Stage());
		await runShards(stage, 3);
		await seeded(stage, FILES, FILES + 50);
		const runs = await runShards(stage, 5);
		expect([sum(runs, ({ known }) => known), sum(runs, ({ exported }) => exported.files)]).toEqual([FILES, 50]);
		expect(Object.keys(await stage.exported())).toHaveLength(FILES + 50);
	});

	test('a shard that was left out is exported by the next run of the whole job', async () => {
		const stage = await seeded(new Stage());
		const shard = { number: 2, count: 3 };
		const { exported } = await stage.run({ list: listOf(stage, shard) });
		const rest = await stage.run();
		expect([rest.known, rest.exported.files]).toEqual([exported.files, FILES - exported.files]);
	});

	test('the manifest says which shard a run was of', async () => {
		const stage = await seeded(new Stage(), 0, 10);
		await runShards(stage, 2);
		const [segments] = [(await stage.jobFiles()).filter((path) => path.endsWith('.jsonl'))];
		const lines = await Promise.all(segments.map(async (path) => await linesOf(stage.targetFiles, path)));
		const ends = lines.flat().filter(({ type }) => type === 'end');
		expect(ends.map(({ shard }) => shard).sort((a, b) => (a?.number ?? 0) - (b?.number ?? 0))).toEqual([{ number: 1, count: 2 }, { number: 2, count: 2 }]);
	});
});

describe('nights of shards with nothing new', () => {
	test('read no index of days that they have all seen, and leave no indexes behind', async () => {
		const { target, counted } = countingTarget();
		const stage = await seeded(new Stage({ target }));
		await runShards(stage, 4);
		// Each began with a key of its own: the one that stays is everybody's from now on.
		for (let night = 0; night < 2; night++) await runShards(stage, 4);
		counted.reads = 0;
		const runs = await runShards(stage, 4);
		expect(sum(runs, ({ known }) => known)).toBe(FILES);
		// The newest day's is read at the beginning of each, whatever comes.
		expect(counted.reads).toBeLessThanOrEqual(4);
		const indexes = (await stage.jobFiles()).filter((path) => path.endsWith('.idx'));
		expect(indexes).toHaveLength(DAYS);
	});
});

async function linesOf(source: Source, path: string): Promise<Array<{ type: string; shard?: Shard }>> {
	const { body } = await new Recordings(source).read(path);
	const chunks: Buffer[] = [];
	for await (const chunk of body) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString().trim().split('\n').map((line) => JSON.parse(line) as { type: string; shard?: Shard });
}
