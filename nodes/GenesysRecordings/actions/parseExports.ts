import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import type { Recordings } from '../../../core/sources/recordings';
import { openExport, parseExportPath, tableCsv, tableItems, tableJsonLines, type ExportTable, type OpenedExport, type TableReader } from '../../../core/vendors/genesys/data-export';
import { isRunByAgent } from '../../shared/agent';
import { keysFor, recordingKeys } from '../../shared/decryption';
import { outputFieldOf } from '../../shared/downloads';
import { addHint } from '../../shared/hints';
import { settingError } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { problemHint, ProblemItems } from '../../shared/problems';
import { runEach } from '../../shared/run';
import { connections } from '../connect';
import { exportContainerOf } from '../parameters';
import { parseSettingsOf, type ParseSettings } from '../parse-settings';
import { unwrapWith } from '../unwrap';

/** Reads the export that each item names: the rows of its tables as items, or each table as a file. */
export async function parseExports(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const opened = connections(context, 1);
	const keys = recordingKeys(context);
	try {
		return await runEach(context, async (_, itemIndex) => {
			const connection = await opened.of(itemIndex);
			const recordings = await connection.container(exportContainerOf(context, itemIndex));
			return await parseExport(context, itemIndex, recordings, await keysFor(context, itemIndex, keys));
		});
	} finally {
		await opened.close(async (connection) => await connection.close());
	}
}

async function parseExport(context: IExecuteFunctions, itemIndex: number, recordings: Recordings, keys: RecordingKeys | undefined): Promise<INodeExecutionData[]> {
	const path = pathOf(context, itemIndex, 'parse');
	const settings = parseSettingsOf(context, itemIndex);
	if (settings.output !== 'items' && isRunByAgent(context)) throw settingError('an AI agent cannot take a file', 'Set Output to Items.');
	const { checkSha1, tables } = settings;
	const { signal } = settings.read;
	const opened = await openExport(recordings, path, { checkSha1, signal, unwrap: unwrapWith(keys, { name: path, signal }) });
	try {
		if (checkSha1 && opened.verifiedBy !== 'sha1') addHint(context, `${path}: no file states its SHA-1, so it was not checked.`);
		return await new ExportParser(context, itemIndex, path, opened, settings).parse(chosenFrom(context, opened, tables, path));
	} finally {
		await opened.close();
	}
}

/** An export that has nothing to tell of a table may leave it out: that is no error. */
function chosenFrom(context: IExecuteFunctions, opened: OpenedExport, names: readonly string[], path: string): readonly ExportTable[] {
	if (opened.tables.length === 0) addHint(context, `${path} holds no table: none of its files is a CSV file.`);
	if (names.length === 0 || opened.tables.length === 0) return opened.tables;
	const found = names.map((name) => ({ name, table: opened.find(name) }));
	const missing = found.filter(({ table }) => !table).map(({ name }) => name);
	const there = opened.tables.map(({ table }) => table).join(', ');
	if (missing.length > 0) addHint(context, `${path} has no table ${missing.join(', ')}. It has: ${there}.`);
	return [...new Set(found.flatMap(({ table }) => table ?? []))];
}

class ExportParser {
	readonly #about: IDataObject;
	#left: number;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		private readonly path: string,
		private readonly opened: OpenedExport,
		private readonly settings: ParseSettings,
	) {
		this.#about = { exportName: parseExportPath(path)?.exportName, exportPath: path };
		this.#left = settings.limit;
	}

	async parse(tables: readonly ExportTable[]): Promise<INodeExecutionData[]> {
		const items: INodeExecutionData[] = [];
		for (const table of tables) {
			if (this.#left <= 0) break;
			for (const item of await this.#parseTable(table)) items.push(item);
		}
		return items;
	}

	async #parseTable(table: ExportTable): Promise<INodeExecutionData[]> {
		const { read, returnsProblems, output } = this.settings;
		const problems = new ProblemItems(returnsProblems);
		const reader = await this.opened.read(table, { ...read, limit: this.#left, onProblem: problems.add });
		const items = output === 'items' ? await this.#rows(table, reader) : [await this.#file(table, reader, output)];
		addHint(this.context, problemHint(reader.problems, `${this.path}, ${table.table}`, returnsProblems));
		return [...items, ...problems.toItems({ ...this.#about, table: table.table }, this.itemIndex)];
	}

	async #rows({ table }: ExportTable, reader: TableReader): Promise<INodeExecutionData[]> {
		const items: INodeExecutionData[] = [];
		const { columns, isPart } = this.settings;
		for await (const rows of tableItems(reader, columns, isPart)) {
			for (const row of rows) items.push({ json: { ...this.#about, table, ...row }, pairedItem: { item: this.itemIndex } });
		}
		this.#left -= items.length;
		return items;
	}

	async #file({ table }: ExportTable, reader: TableReader, output: 'csv' | 'jsonLines'): Promise<INodeExecutionData> {
		const { context, itemIndex } = this;
		const { columns } = this.settings;
		const field = outputFieldOf(context, itemIndex);
		const name = table.replaceAll('/', '_');
		const file =
			output === 'csv'
				? await context.helpers.prepareBinaryData(tableCsv(reader, columns), `${name}.csv`, 'text/csv')
				: await context.helpers.prepareBinaryData(tableJsonLines(reader, columns), `${name}.jsonl`, 'application/jsonl');
		const { rowCount, wantedCount, problems } = reader;
		const counts = { table, rowCount, wantedCount, problemCount: problems.total, problems: problems.examples, verifiedBy: this.opened.verifiedBy };
		return { json: { ...this.#about, ...counts } as unknown as IDataObject, binary: { [field]: file }, pairedItem: { item: itemIndex } };
	}
}
