import { readdirSync } from 'node:fs';
import { FaultDisk } from './fault-disk';
import { FOLDER_OPERATIONS, folderCells, runFolderCell, type FolderOutcome } from './cells';

const PLACES_PER_FAULT = process.env.FAULTS === 'full' ? 60 : 2;
const disk = new FaultDisk();
const outcomes: FolderOutcome[] = [];

beforeAll(() => disk.begin());
afterAll(() => {
	disk.end();
	process.stdout.write(`\n${table()}\n`);
});

test('each error of the file system ends in recovery, or in the error of its item, and leaves nothing behind', async () => {
	const before = openFiles();
	for await (const cell of folderCells(disk, PLACES_PER_FAULT)) outcomes.push(await runFolderCell(cell, disk));
	const of = (verdict: FolderOutcome['verdict']) => outcomes.filter((outcome) => outcome.verdict === verdict);
	expect(of('wrong').map(({ cell: { operation, fault }, verdict, detail }) => `${operation.name} ${JSON.stringify(fault)}: ${verdict} ${detail}`)).toEqual([]);
	expect(outcomes.length).toBeGreaterThan(500);
	expect(of('missed').length).toBeLessThan(outcomes.length / 10);
	expect(openFiles()).toBeLessThanOrEqual(before);
}, 1_800_000);

/** In Markdown: for each operation and kind of fault. */
function table(): string {
	const nameOf = ({ cell: { fault } }: FolderOutcome) => (fault.kind === 'error' ? fault.code : fault.kind === 'short' ? 'short write' : `the folder ${fault.name}`);
	const kinds = [...new Set(outcomes.map(nameOf))];
	const header = ['a folder', ...FOLDER_OPERATIONS.map(({ name }) => name), 'all'];
	const rows = kinds.map((kind) => {
		const of = outcomes.filter((outcome) => nameOf(outcome) === kind);
		return [kind, ...FOLDER_OPERATIONS.map((operation) => inWords(of.filter(({ cell }) => cell.operation === operation))), inWords(of)];
	});
	const all = ['all', ...FOLDER_OPERATIONS.map((operation) => inWords(outcomes.filter(({ cell }) => cell.operation === operation))), inWords(outcomes)];
	return [header, header.map((_, at) => (at === 0 ? '---' : '---:')), ...rows, all].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function inWords(some: readonly FolderOutcome[]): string {
	if (some.length === 0) return '';
	const count = (verdict: FolderOutcome['verdict']) => some.filter((outcome) => outcome.verdict === verdict).length;
	return `${count('recovered')} / ${count('failed')} / ${count('wrong')}`;
}

/** Handles of this process, where the system tells; 0 elsewhere. */
function openFiles(): number {
	try {
		return readdirSync('/proc/self/fd').length;
	} catch {
		return 0;
	}
}
