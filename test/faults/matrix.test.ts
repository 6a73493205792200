import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { forgetLogins } from '../../core/connections/logins';
import { cellsOf, isOfTime, runCell, type Cell, type Outcome } from './cells';
import { endingsOf, mustRecover } from './expected';
import { MEDIA } from './places';
import { outcomeTable } from './table';

/** `FAULTS=full` for the long form; `FAULTS_SEED` for other places and pairs. */
const IS_FULL = process.env.FAULTS === 'full';
const CHOICE = { placesPerFault: IS_FULL ? 12 : 2, pairs: IS_FULL ? 200 : 5, seed: Number(process.env.FAULTS_SEED ?? 1) };
const AT_ONCE = 12;
const PATIENCE = 3;
const all: Outcome[] = [];

const faultsInWords = ({ faults }: Cell) => JSON.stringify(faults.map((fault) => ('body' in fault ? { ...fault, body: undefined, headers: undefined, isOfService: true } : fault)));

const isWrong = ({ cell, verdict, detail }: Outcome) => verdict === 'wrong' || (verdict === 'failed' && (mustRecover(cell) || !endingsOf(cell).has(detail as never)));

describe.each(MEDIA)('$name', (medium) => {
	afterAll(forgetLogins);

	test('each fault ends in recovery, or in the error of its item, and leaves nothing behind', async () => {
		const outcomes: Outcome[] = [];
		const cells = cellsOf(medium, CHOICE);
		const before = openFiles();
		const work = async () => {
			for (let next = await cells.next(); !next.done; next = await cells.next()) outcomes.push(await runCell(next.value));
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		// Limits of time are short here, and the machine may have been busy: such a cell is tried again, alone, with longer ones.
		for (const [at, outcome] of outcomes.entries()) if (isWrong(outcome) && isOfTime(outcome)) outcomes[at] = await runCell(outcome.cell, PATIENCE);
		all.push(...outcomes);
		const wrong = outcomes.filter(isWrong);
		expect(wrong.map(({ cell, verdict, detail }) => `${cell.operation.name} ${faultsInWords(cell)}: ${verdict} ${detail}`)).toEqual([]);
		expect(outcomes.some(({ notStruck }) => notStruck === 0)).toBe(true);
		await delay(50);
		expect(openFiles()).toBeLessThanOrEqual(before);
	}, 3_600_000);
});

afterAll(() => {
	process.stdout.write(`\n${outcomeTable(all)}\n`);
});

/** Handles of files and sockets of this process, where the system tells; 0 elsewhere. */
function openFiles(): number {
	try {
		return readdirSync('/proc/self/fd').length;
	} catch {
		return 0;
	}
}
