import { setImmediate } from 'node:timers/promises';

let lastTurn: Promise<void> = Promise.resolve();

/**
 * What begins together would hold the event loop together: sixteen requests of an SDK whose code is not compiled yet
 * take 50 ms. So each begins in a turn of its own; one that begins alone does not wait.
 */
export async function ownTurn(): Promise<void> {
	const before = lastTurn;
	lastTurn = before.then(async () => await setImmediate());
	await before;
}
