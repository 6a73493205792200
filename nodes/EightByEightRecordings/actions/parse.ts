import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toWindow } from '../../../core/time/window';
import { indexCsv, indexItems, indexJsonLines } from '../../../core/vendors/eight-by-eight/index/output';
import type { IndexOptions, IndexReader } from '../../../core/vendors/eight-by-eight/index/read-index';
import { openIndex } from '../../../core/vendors/eight-by-eight/open-index';
import { isRunByAgent } from '../../shared/agent';
import { outputFieldOf } from '../../shared/downloads';
import { addHint } from '../../shared/hints';
import { limitOf } from '../../shared/limit';
import { choiceOf, countOf, settingError, textOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { runEach } from '../../shared/run';
import { callFiltersOf } from '../call-filters';
import { connections, zoneHintOf, type Tenant } from '../connect';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;
const DATE_ORDERS = ['auto', 'dayFirst', 'monthFirst'] as const;
const BAD_ROWS = ['hint', 'items'] as const;
/** Beyond this, problems are counted and no longer returned one by one. */
const MAX_PROBLEM_ITEMS = 10_000;

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
	const problems: IDataObject[] = [];
	const onProblem = settings.returnsProblems
		? (problem: object) => void (problems.length < MAX_PROBLEM_ITEMS && problems.push(problem as IDataObject))
		: undefined;
	const reader = await openIndex(tenant.recordings, path, { ...settings.read, onProblem });
	const items =
		output === 'items'
			? await toCallItems(reader, settings.columns, path, itemIndex)
			: [await toFileItem(context, reader, { output, columns: settings.columns, path, itemIndex })];
	addHint(context, hintOf(reader, path, settings.returnsProblems));
	addHint(context, zoneHintOf(tenant));
	return [...items, ...problems.map((problem) => ({ json: { indexPath: path, problem }, pairedItem: { item: itemIndex } }))];
}

interface Settings {
	read: IndexOptions;
	columns: string[];
	returnsProblems: boolean;
}

function settingsOf(context: IExecuteFunctions, itemIndex: number, { timeZone }: Tenant, output: (typeof OUTPUTS)[number]): Settings {
	const filters = context.getNodeParameter('filters', itemIndex, {}) as IDataObject;
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const dateOrder = choiceOf(options.dateOrder ?? 'auto', 'Date Order', DATE_ORDERS);
	const window = toWindow(
		{ label: 'Started After', value: filters.startedAfter },
		{ label: 'Started Before', value: filters.startedBefore },
		timeZone,
	);
	return {
		read: {
			zone: timeZone,
			separator: separatorOf(options.separator),
			encoding: encodingOf(options.encoding),
			dateOrder: dateOrder === 'auto' ? undefined : dateOrder,
			filters: { ...callFiltersOf(filters), window },
			// Of a file, all calls are wanted unless somebody says otherwise.
			limit: output === 'items' ? limitOf(context, itemIndex) : countOf(options.limit, 'Limit', { fallback: Infinity }),
			signal: context.getExecutionCancelSignal(),
		},
		columns: columnsOf(options.columns),
		returnsProblems: choiceOf(options.badRows ?? 'hint', 'Bad Rows', BAD_ROWS) === 'items',
	};
}

function encodingOf(value: unknown = 'auto'): string | undefined {
	const encoding = textOf(value, 'Encoding').trim();
	if (encoding === 'auto') return undefined;
	try {
		return new TextDecoder(encoding).encoding;
	} catch {
		throw settingError(`"Encoding" is "${encoding.slice(0, 40)}", which is none`, 'Choose one, or let the expression give a name such as utf-8 or windows-1252.');
	}
}

function separatorOf(value: unknown = 'auto'): string | undefined {
	const separator = textOf(value, 'Separator');
	if (separator === 'auto') return undefined;
	if (separator.length === 1 && !/["\r\n]/.test(separator)) return separator;
	throw settingError(`"Separator" is "${separator.slice(0, 40)}", which is not one character`, 'Choose one, or let the expression give a character such as a comma.');
}

function columnsOf(value: unknown): string[] {
	if (value === undefined || value === '') return [];
	return textOf(Array.isArray(value) ? value.join() : value, 'Columns')
		.split(',')
		.map((column) => column.trim())
		.filter(Boolean);
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

const MAX_HINTED = 5;

function hintOf({ problems }: IndexReader, path: string, isReturned: boolean): string | undefined {
	if (problems.total === 0) return undefined;
	const first = problems.examples.slice(0, MAX_HINTED).map(({ line, column, text, message }) => {
		const where = [`line ${line}`, column, text && `"${text}"`].filter(Boolean).join(', ');
		return `${where}: ${message}`;
	});
	const more = problems.total > first.length ? ` There are ${problems.total} in all${returnedIn(problems.total, isReturned)}.` : '';
	return `${path}: ${first.join('; ')}.${more}`;
}

function returnedIn(total: number, isReturned: boolean): string {
	const some = total > MAX_PROBLEM_ITEMS ? `the first ${MAX_PROBLEM_ITEMS}` : 'each';
	return isReturned ? `; ${some} of them came as items` : `: option "Bad Rows" returns ${some} of them`;
}
