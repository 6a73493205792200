import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toWindow } from '../../../core/time/window';
import { indexCsv, indexItems, indexJsonLines } from '../../../core/vendors/eight-by-eight/index/output';
import type { IndexOptions, IndexReader } from '../../../core/vendors/eight-by-eight/index/read-index';
import { openIndex } from '../../../core/vendors/eight-by-eight/open-index';
import { isRunByAgent } from '../../shared/agent';
import { csvSettingsOf } from '../../shared/csv-settings';
import { outputFieldOf } from '../../shared/downloads';
import { addHint } from '../../shared/hints';
import { limitOf } from '../../shared/limit';
import { choiceOf, countOf, namesOf, settingError } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { BAD_ROWS, problemHint, ProblemItems } from '../../shared/problems';
import { runEach } from '../../shared/run';
import { callFiltersOf } from '../call-filters';
import { connections, zoneHintOf, type Tenant } from '../connect';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;

/** Reads the index that each item names: its calls as items, or as one file. */
export async function parseIndexes(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const opened = connections(context, 1);
	try {
		return await runEach(context, async (_, itemIndex) => await parseIndex(context, itemIndex, await opened.of(itemIndex)));
	} finally {
		await opened.close(async ({ recordings }) => await recordings.close());
	}
}

async function parseIndex(context: IExecuteFunctions, itemIndex: number, tenant: Tenant): Promise<INodeExecutionData[]> {
	const path = pathOf(context, itemIndex, 'parse');
	const output = choiceOf(context.getNodeParameter('output', itemIndex, 'items'), 'Output', OUTPUTS);
	const settings = settingsOf(context, itemIndex, tenant, output);
	const problems = new ProblemItems(settings.returnsProblems);
	const reader = await openIndex(tenant.recordings, path, { ...settings.read, onProblem: problems.add });
	const items =
		output === 'items'
			? await toCallItems(reader, settings.columns, path, itemIndex)
			: [await toFileItem(context, reader, { output, columns: settings.columns, path, itemIndex })];
	addHint(context, problemHint(reader.problems, path, settings.returnsProblems));
	addHint(context, zoneHintOf(tenant));
	return [...items, ...problems.toItems({ indexPath: path }, itemIndex)];
}

interface Settings {
	read: IndexOptions;
	columns: string[];
	returnsProblems: boolean;
}

function settingsOf(context: IExecuteFunctions, itemIndex: number, { timeZone }: Tenant, output: (typeof OUTPUTS)[number]): Settings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const window = toWindow(
		{ label: 'Started After', value: filters.startedAfter },
		{ label: 'Started Before', value: filters.startedBefore },
		timeZone,
	);
	return {
		read: {
			zone: timeZone,
			...csvSettingsOf(options),
			filters: { ...callFiltersOf(filters), window },
			// Of a file, all calls are wanted unless somebody says otherwise.
			limit: output === 'items' ? limitOf(context, itemIndex) : countOf(options.limit, 'Limit', { fallback: Infinity }),
			signal: context.getExecutionCancelSignal(),
		},
		columns: namesOf(options.columns, 'Columns'),
		returnsProblems: choiceOf(options.badRows ?? 'hint', 'Bad Rows', BAD_ROWS) === 'items',
	};
}

async function toCallItems(reader: IndexReader, columns: string[], indexPath: string, itemIndex: number): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const more = columns.length === 0 ? { indexPath } : {};
	for await (const calls of indexItems(reader, columns)) {
		for (const call of calls) items.push({ json: { ...(call as IDataObject), ...more }, pairedItem: { item: itemIndex } });
	}
	return items;
}

interface FileOutput {
	output: 'csv' | 'jsonLines';
	columns: string[];
	path: string;
	itemIndex: number;
}

async function toFileItem(
	context: IExecuteFunctions,
	reader: IndexReader,
	{ output, columns, path, itemIndex }: FileOutput,
): Promise<INodeExecutionData> {
	if (isRunByAgent(context)) throw settingError('an AI agent cannot take a file', 'Set Output to Items.');
	const field = outputFieldOf(context, itemIndex);
	const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
	const file =
		output === 'csv'
			? await context.helpers.prepareBinaryData(indexCsv(reader, columns), `${stem}.parsed.csv`, 'text/csv')
			: await context.helpers.prepareBinaryData(indexJsonLines(reader, columns), `${stem}.jsonl`, 'application/jsonl');
	const { rowCount, callCount, problems } = reader;
	const counts = { indexPath: path, rowCount, callCount, problemCount: problems.total, problems: problems.examples };
	return { json: counts as unknown as IDataObject, binary: { [field]: file }, pairedItem: { item: itemIndex } };
}
