import { withLayers } from '../../../core/sources/layers';
import { MemorySource } from '../../../core/sources/memory/memory-source';
import type { ExportOptions } from '../../../core/export';
import { RETRY, Stage } from './stage';

/** A target that lets in one connection, or a user who sets one file at once: whatever a run writes must not wait for what it has to read there. */
const FILES = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`day/${number}.mp3`, `recording ${number}`]));
const layered = (target: MemorySource, concurrency = 1) => withLayers(target, { concurrency, retry: RETRY });

test.each<[string, Partial<ExportOptions>]>([
	['files', {}],
	['call detail records', { cdr: { formats: ['csv', 'pdf'] } }],
	['metadata', { scope: 'both', metadata: { format: 'json' } }],
	['deletions', { deleteAtSource: true, sizeIsEnough: true }],
])('%s', async (_, options) => {
	const stage = new Stage({ target: layered(new MemorySource('target')), source: (inner) => layered(inner as MemorySource), folder: 'out/' });
	await stage.seed(FILES);
	const tuning = { filesPerSegment: 5, segmentEveryMs: 20, retry: RETRY };
	expect(await stage.run({ concurrency: 3, tuning, ...options })).toMatchObject({ ended: 'complete', exported: { files: 40 } });
	await stage.seed({ 'day/new.mp3': 'new' });
	expect(await stage.run({ concurrency: 1, tuning, ...options })).toMatchObject({ ended: 'complete', exported: { files: 1 } });
}, 20_000);

describe('archives', () => {
	const ARCHIVES: Partial<ExportOptions> = { archive: { maxFiles: 7 }, cdr: {}, scope: 'both', metadata: { format: 'json' } };

	test('need two, and say so before anything is done', async () => {
		const stage = new Stage({ target: layered(new MemorySource('target')) });
		await stage.seed(FILES);
		await expect(stage.run(ARCHIVES)).rejects.toMatchObject({ code: 'INVALID_REQUEST', advice: expect.stringContaining('"Connections at Once"') as string });
		expect(await stage.exported()).toEqual({});
	});

	test('come through two', async () => {
		const stage = new Stage({ target: layered(new MemorySource('target'), 2) });
		await stage.seed(FILES);
		expect(await stage.run(ARCHIVES)).toMatchObject({ ended: 'complete', exported: { files: 40 } });
	}, 20_000);
});
