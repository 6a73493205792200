import { Stage, sha256 } from './stage';

const FILES = { 'a/1.mp3': 'one', 'a/2.mp3': 'two', 'b/3.mp3': 'three', 'empty.mp3': '' };

describe('a run', () => {
	test('exports everything once, verified', async () => {
		const stage = new Stage();
		await stage.seed(FILES);
		const first = await stage.run();
		expect(first).toMatchObject({ ended: 'complete', listed: 4, known: 0, failed: 0, exported: { files: 4, bytes: 11, adopted: 0 }, unrecorded: 0, notes: [] });
		expect(first.outcomes).toContainEqual(expect.objectContaining({ status: 'exported', target: 'a/1.mp3', sizeBytes: 3, sha256: sha256('one'), verifiedBy: 'md5' }));
		expect(await stage.exported()).toEqual(FILES);
		const second = await stage.run();
		expect(second).toMatchObject({ ended: 'complete', listed: 4, known: 4, exported: { files: 0 } });
		await stage.seed({ 'c/4.mp3': 'four', 'a/1.mp3': 'one again' });
		expect(await stage.run()).toMatchObject({ exported: { files: 2 }, known: 3 });
		expect(Object.keys(await stage.exported())).toHaveLength(6);
	});
});
