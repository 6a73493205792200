import { setImmediate } from 'node:timers/promises';
import { ownTurn } from '../../core/transfer/turns';

test('what begins together begins in turns of its own, in order', async () => {
	const begun: number[] = [];
	const seenInTurn: number[] = [];
	const all = Promise.all(Array.from({ length: 5 }, async (_, number) => (await ownTurn(), void begun.push(number))));
	for (let turn = 0; turn < 8; turn++) {
		await setImmediate();
		seenInTurn.push(begun.length);
	}
	await all;
	expect(begun).toEqual([0, 1, 2, 3, 4]);
	// At most one more in each turn.
	expect(seenInTurn.map((count, index) => count - (seenInTurn[index - 1] ?? 0)).slice(1).every((more) => more <= 1)).toBe(true);
	expect(seenInTurn[0]).toBeLessThan(5);
});

test('what begins alone does not wait for a turn', async () => {
	await setImmediate();
	await setImmediate();
	let isBegun = false;
	void ownTurn().then(() => (isBegun = true));
	await Promise.resolve();
	await Promise.resolve();
	expect(isBegun).toBe(true);
});
