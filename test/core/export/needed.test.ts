import type { Look, Order, SourceFile } from '../../../core/export';
import { Stage } from './stage';

const DAY = 86_400_000;
const FIRST = 20_000 * DAY;

/** A source that reads more of files that are needed (indexes, tags, metadata), and finds only then that one has to wait. */
class Reading extends Stage {
	/** Paths of which more was read, in this run. */
	read: string[] = [];
	waiting = new Set<string>();

	async *look({ isNeeded = () => true }: Look): AsyncGenerator<SourceFile[]> {
		for await (const page of this.list()) {
			const needed = page.filter(isNeeded);
			this.read.push(...needed.map(({ entry }) => entry.path));
			yield page.filter((file) => !needed.includes(file) || !this.waiting.has(file.entry.path));
		}
	}

	async runAs(order: Order) {
		this.read = [];
		return await this.run({ order, list: (look) => this.look(look) });
	}
}

describe.each<Order>(['listed', 'newest', 'oldest', 'expiring'])('what has to be read of files, order %s', (order) => {
	async function exported(): Promise<Reading> {
		const stage = new Reading();
		for (const day of [1, 2, 3]) await stage.seed({ [`${day}/a`]: `a${day}`, [`${day}/b`]: `b${day}` }, FIRST + day * DAY);
		expect(await stage.runAs(order)).toMatchObject({ ended: 'complete', exported: { files: 6 } });
		return stage;
	}

	it('is read of what is new alone', async () => {
		const stage = await exported();
		expect(await stage.runAs(order)).toMatchObject({ exported: { files: 0 }, listed: 6, known: 6 });
		expect(stage.read).toEqual([]);
		await stage.seed({ '1/late': 'late' }, FIRST + DAY);
		expect(await stage.runAs(order)).toMatchObject({ exported: { files: 1 }, listed: 7, known: 6 });
		expect(new Set(stage.read)).toEqual(new Set(['1/late']));
	});

	it.each([
		['an old day', 1],
		['the newest day', 3],
		['a day of its own', 2.5],
	])('a file of %s that has to wait is found by the run that need not', async (_, day) => {
		const stage = await exported();
		await stage.seed({ 'z/waits': 'waits' }, FIRST + day * DAY);
		stage.waiting.add('z/waits');
		for (const again of [1, 2, 3]) expect({ again, ...(await stage.runAs(order)) }).toMatchObject({ ended: 'complete', exported: { files: 0 }, listed: 6, known: 6 });
		// Something else of that day comes meanwhile.
		await stage.seed({ 'z/other': 'other' }, FIRST + day * DAY);
		expect((await stage.runAs(order)).statuses).toEqual({ 'z/other': 'exported z/other' });
		expect(await stage.runAs(order)).toMatchObject({ exported: { files: 0 } });
		stage.waiting.clear();
		expect((await stage.runAs(order)).statuses).toEqual({ 'z/waits': 'exported z/waits' });
		expect(await stage.runAs(order)).toMatchObject({ exported: { files: 0 }, listed: 8, known: 8 });
	});
});
