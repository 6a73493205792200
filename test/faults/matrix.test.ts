import { cells, runCell, type Outcome } from './cells';

const IS_FULL = process.env.FAULTS === 'full';
const AT_ONCE = 6;

test('matrix', async () => {
	const outcomes: Outcome[] = [];
	const all = cells({ placesPerFault: IS_FULL ? 12 : 3, pairs: IS_FULL ? 200 : 10, seed: 1 });
	const work = async () => {
		for (;;) {
			const next = await all.next();
			if (next.done) return;
			outcomes.push(await runCell(next.value));
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	const rows = new Map<string, Map<string, number>>();
	for (const { cell, verdict, detail, notStruck } of outcomes) {
		const key = `${cell.medium.name} ${cell.operation.name} ${cell.faults.map((fault) => (fault.kind === 'answer' ? `${fault.status}${fault.body ? ' said' : ''}` : fault.kind)).join('+')}`;
		const value = notStruck === cell.faults.length ? 'not struck' : `${verdict}${verdict === 'recovered' ? '' : ` ${detail}`}`;
		const row = rows.get(key) ?? new Map<string, number>();
		rows.set(key, row.set(value, (row.get(value) ?? 0) + 1));
	}
	for (const [key, row] of rows) console.info(key, [...row].map(([value, count]) => `${count} ${value}`).join(', '));
	console.info(outcomes.length, Math.max(...outcomes.map(({ tookMs }) => tookMs)));
}, 1_200_000);
