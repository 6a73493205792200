import type { Readable } from 'node:stream';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FileProblem } from '../../../core/csv/problem-list';
import { isRunByAgent } from '../agent';
import { outputFieldOf } from '../downloads';
import { addHint } from '../hints';
import { choiceOf, settingError } from '../parameters';
import { BAD_ROWS, problemHint, ProblemItems } from '../problems';
import { assertRead } from './unread';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;

export type Output = (typeof OUTPUTS)[number];

/** How rows are given. */
export interface OutputSettings {
	output: Output;
	returnsProblems: boolean;
}

/** A file or table that is being read; items, CSV or JSON Lines can be asked for once. */
export interface RowFile {
	/** What it is called in hints. */
	label: string;
	/** What stands on the item of a file, and on each problem. */
	about: IDataObject;
	/** Batches of rows as they stand in items. */
	rows(): AsyncIterable<IDataObject[]>;
	csv(): Readable;
	jsonLines(): Readable;
	csvName: string;
	jsonLinesName: string;
	problems: { total: number; examples: readonly FileProblem[] };
	/** It is a failure when nothing could be read in it. */
	mustBeRead?: boolean;
	/** Known when all was read. */
	counts(): IDataObject;
}

/** The field "Output"; an agent takes items alone. */
export function outputOf(context: IExecuteFunctions, itemIndex: number): Output {
	const output = choiceOf(context.getNodeParameter('output', itemIndex, 'items'), 'Output', OUTPUTS);
	if (output !== 'items' && isRunByAgent(context)) throw settingError('an AI agent cannot take a file', 'Set Output to Items.');
	return output;
}

/** The option "Bad Rows". */
export function returnsProblems({ badRows = 'hint' }: IDataObject): boolean {
	return choiceOf(badRows, 'Bad Rows', BAD_ROWS) === 'items';
}

/** Reads a file into items, or into one file, with what is wrong in it. */
export async function readRows(
	context: IExecuteFunctions,
	itemIndex: number,
	settings: OutputSettings,
	open: (onProblem: ProblemItems['add']) => Promise<RowFile>,
): Promise<INodeExecutionData[]> {
	const problems = new ProblemItems(settings.returnsProblems);
	const file = await open(problems.add);
	const items = settings.output === 'items' ? await toRowItems(file, itemIndex) : [await toFileItem(context, itemIndex, file, settings.output)];
	if (file.mustBeRead) assertRead(file);
	addHint(context, problemHint(file.problems, file.label, settings.returnsProblems));
	return [...items, ...problems.toItems(file.about, itemIndex)];
}

async function toRowItems(file: RowFile, itemIndex: number): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for await (const rows of file.rows()) {
		for (const json of rows) items.push({ json, pairedItem: { item: itemIndex } });
	}
	return items;
}

async function toFileItem(context: IExecuteFunctions, itemIndex: number, file: RowFile, output: 'csv' | 'jsonLines'): Promise<INodeExecutionData> {
	const field = outputFieldOf(context, itemIndex);
	const stored =
		output === 'csv'
			? await context.helpers.prepareBinaryData(file.csv(), file.csvName, 'text/csv')
			: await context.helpers.prepareBinaryData(file.jsonLines(), file.jsonLinesName, 'application/jsonl');
	const { total, examples } = file.problems;
	const json = { ...file.about, ...file.counts(), problemCount: total, problems: examples } as unknown as IDataObject;
	return { json, binary: { [field]: stored }, pairedItem: { item: itemIndex } };
}
