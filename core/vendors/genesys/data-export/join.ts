import { isFaultOfOneFile } from '../../../errors/of-one-file';
import type { Recordings } from '../../../sources/recordings';
import type { RequestOptions } from '../../../sources/source';
import { HistoryTable, type FoundRow } from './history-table';
import { parseExportName } from './names';
import { openExport, type OpenedExport, type OpenExportOptions } from './open-export';
import { byAge, type Placed } from './order';
import { tableItems, type TableItem } from './output';

/** Which rows tell of which call. */
export interface JoinSettings {
	table: string;
	/** Where the identifier of the call stands. */
	column: string;
	/** What tells a row from others of its table. */
	keyColumn: string;
	/** Columns of the history; all for none. */
	columns?: readonly string[];
}

/**
 * That MEDIA_SERVER_IXN_GUID is the CallUUID in the name of a recording is inferred from what both are called, so it is a
 * setting. INTERACTION_ID is the primary key: https://docs.genesys.com/Documentation/PSAAS/latest/RPRT/Table-INTERACTION_FACT.
 */
export const DEFAULT_JOIN: JoinSettings = { table: 'interaction_fact', column: 'MEDIA_SERVER_IXN_GUID', keyColumn: 'INTERACTION_ID' };

/** An export that can be opened; the order does not matter. */
export interface ExportSource extends Placed {
	open(): Promise<OpenedExport>;
}

/** Exports at the vendor. */
export function exportSources(recordings: Recordings, exports: readonly (Placed & { path: string })[], options: OpenExportOptions = {}): ExportSource[] {
	return exports.map((one) => ({ ...one, open: async () => await openExport(recordings, one.path, options) }));
}

/** What is looked for: a recording, or anything else that knows its call. */
export interface OfCall {
	callId?: string;
	/** ISO 8601. Where all of a batch have it, exports that end long before are not read. */
	startTime?: string;
}

export interface JoinOptions extends RequestOptions {
	settings?: Partial<JoinSettings>;
	/** Recordings whose calls are kept at once: what bounds memory. Each batch reads the exports once. */
	batchSize?: number;
	/** Told of what is missing from the histories, in words: an export that cannot be read, a table without its columns. */
	onProblem?(problem: string): void;
}

/** A recording with the rows of its call, the oldest interaction first as they were exported; absent where there are none. */
export type WithHistory<Item> = Item & { history?: TableItem[] };

const BATCH_SIZE = 20_000;
const MOST_NAMES_TOLD = 30;
/** Clocks differ, and what a date in the name of an export is taken from is not documented. */
const MARGIN_MS = 86_400_000;

/**
 * Gives recordings the history of their calls out of data exports: batches, in the order in which they came. An export
 * carries rows again that changed since: the row of the latest export counts. Only rows of wanted calls are in memory.
 */
export async function* withHistories<Item extends OfCall>(items: Iterable<Item> | AsyncIterable<Item>, exports: readonly ExportSource[], options: JoinOptions = {}): AsyncGenerator<WithHistory<Item>[]> {
	const settings = { ...DEFAULT_JOIN, ...options.settings };
	const problems = new Set<string>();
	const onProblem = (problem: string) => {
		// Each batch meets the same ones again.
		if (!problems.has(problem)) options.onProblem?.(problem);
		problems.add(problem);
	};
	const inOrder = [...exports].sort(byAge);
	const reading: Reading = { signal: options.signal, onProblem, readTables: new Set(), otherTables: new Set() };
	for await (const batch of batchesOf(items, options.batchSize ?? BATCH_SIZE)) {
		const table = new HistoryTable(batch.flatMap(({ callId }) => callId ?? []));
		for (const one of table.isEmpty ? [] : exportsFor(batch, inOrder)) {
			const rows = await rowsOf(one, table, settings, reading);
			for (const row of rows) if (!table.add(row)) onProblem(`call ${row.callId}: more rows than a call can have; the first ones are here`);
		}
		tellMissingTable(settings, reading);
		yield batch.map((item) => ({ ...item, ...historyOf(table, item) }));
	}
}

async function* batchesOf<Item>(items: Iterable<Item> | AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
	let batch: Item[] = [];
	for await (const item of items) {
		batch.push(item);
		if (batch.length < size) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

/** All data of an export is older than the date in its name; what changes later comes in later ones. */
function exportsFor(batch: readonly OfCall[], exports: readonly ExportSource[]): readonly ExportSource[] {
	const starts = batch.filter(({ callId }) => callId !== undefined).map(({ startTime }) => Date.parse(startTime ?? ''));
	const earliest = starts.reduce((first, start) => (first <= start ? first : start), Infinity);
	if (starts.some(Number.isNaN)) return exports;
	return exports.filter(({ exportName }) => {
		const { dataUntil } = parseExportName(exportName);
		return dataUntil === undefined || Date.parse(dataUntil) >= earliest - MARGIN_MS;
	});
}

interface Reading extends RequestOptions {
	onProblem(problem: string): void;
	/** Names under which the table of the history was found, and of the tables of exports without it. */
	readTables: Set<string>;
	otherTables: Set<string>;
}

/** One export may have nothing to tell of a table; where none has it, it goes by another name. */
function tellMissingTable({ table }: JoinSettings, { readTables, otherTables, onProblem }: Reading): void {
	if (readTables.size > 0 || otherTables.size === 0) return;
	onProblem(`no export has a table ${table}: they have ${[...otherTables].slice(0, MOST_NAMES_TOLD).join(', ')}`);
}

/** Rows of the wanted calls; none of an export that turns out to be damaged, wherever in it that is. */
async function rowsOf(source: ExportSource, table: HistoryTable, settings: JoinSettings, reading: Reading): Promise<FoundRow[]> {
	try {
		const opened = await source.open();
		try {
			return await readRows(opened, source, table, settings, reading);
		} finally {
			await opened.close();
		}
	} catch (error) {
		if (!isFaultOfOneFile(error)) throw error;
		reading.onProblem(`${source.exportName} was left out: ${error.message}`);
		return [];
	}
}

async function readRows(opened: OpenedExport, { exportName }: ExportSource, table: HistoryTable, settings: JoinSettings, { signal, onProblem, readTables, otherTables }: Reading): Promise<FoundRow[]> {
	const file = opened.find(settings.table);
	if (!file) {
		for (const { table: other } of opened.tables) otherTables.add(other);
		return [];
	}
	readTables.add(file.table);
	const found: FoundRow[] = [];
	const keys: Pick<FoundRow, 'callId' | 'key'>[] = [];
	const isWanted = (callId: string, valueOf: (column: string) => string) => {
		const key = valueOf(settings.keyColumn);
		if (!table.isWanted(callId, key)) return false;
		keys.push({ callId: owned(callId), key: owned(key) });
		return true;
	};
	const reader = await opened.read(file, { signal, where: { column: settings.column, isWanted } });
	for await (const items of tableItems(reader, settings.columns, true)) {
		for (const item of items) found.push({ ...keys[found.length], item });
	}
	for (const column of [settings.column, settings.keyColumn]) {
		const isThere = reader.columns.some((name) => name.toLowerCase() === column.toLowerCase());
		if (!isThere) onProblem(`${file.table} has no column ${column}: it has ${reader.columns.slice(0, MOST_NAMES_TOLD).join(', ')}`);
	}
	const { total, examples } = reader.problems;
	if (total > 0) onProblem(`${exportName}, ${file.table}: ${total} problems, the first in line ${examples[0].line}: ${examples[0].message}`);
	return found;
}

/** A text of its own: V8 cuts texts out of a chunk as views of it, and one that is kept would keep the chunk. */
function owned(text: string): string {
	return Buffer.from(text).toString();
}

function historyOf(table: HistoryTable, { callId }: OfCall): { history?: TableItem[] } {
	const history = callId === undefined ? [] : table.of(callId);
	return history.length > 0 ? { history } : {};
}
