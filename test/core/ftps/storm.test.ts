import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { classify } from '../../../core/errors/classify';
import type { Source } from '../../../core/sources/source';
import { patternBytes } from '../../conformance/checks/tools';
import { randomNumbers } from '../../random';
import { closeAll, setUp } from './stage';

afterEach(closeAll);

const ROUNDS = 20;
const CALL = patternBytes(400_000);

/**
 * Everything at once on a bad network: connections are cut at any moment, work is cancelled at any other. Whatever fails
 * must fail as that, nothing may stay open, and no error may go past everybody, which would end the process.
 */
test('connections that are cut and work that is cancelled, at any moment', async () => {
	const random = randomNumbers(4_711);
	const codes = new Set<string>();
	for (let round = 0; round < ROUNDS; round++) {
		const mode = round % 2 === 0 ? 'implicit' : 'explicit';
		const { server, source } = await setUp({ call: CALL, small: 'x' }, { mode, mlsd: round % 3 > 0 });
		const workers = Array.from({ length: 6 }, async () => {
			for (let turn = 0; turn < 4; turn++) {
				const signal = AbortSignal.timeout(5 + Math.floor(random() * 100));
				await someWork(source, Math.floor(random() * 4), signal).catch((error: unknown) => codes.add(classify(source, error).code));
			}
		});
		for (let cut = 0; cut < 3; cut++) {
			await delay(random() * 40);
			server.dropAll();
		}
		await Promise.all(workers);
		await source.close();
		for (let look = 0; server.openSockets > 0 && look < 2_000; look++) await delay(5);
		expect(server.openSockets).toBe(0);
	}
	expect([...codes].sort()).toEqual(['CANCELLED', 'CONNECTION_FAILED']);
});

async function someWork(source: Source, kind: number, signal: AbortSignal): Promise<unknown> {
	if (kind === 0) return await source.stat('small', { signal });
	if (kind === 1) return await source.listPage({ prefix: '', signal });
	if (kind === 2) return await source.write('new', () => Readable.from([CALL]), { signal });
	const { body } = await source.read('call', { offset: 0, signal });
	return await body.toArray();
}
