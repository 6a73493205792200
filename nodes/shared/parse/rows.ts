import type { Readable } from 'node:stream';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CsvFileOptions } from '../../../core/csv/output';
import type { FileProblem } from '../../../core/csv/problem-list';
import { isRunByAgent } from '../agent';
import { protectsFormulas } from '../csv-settings';
import { outputFieldOf } from '../downloads';
import { addHint } from '../hints';
import { choiceOf, settingError } from '../parameters';
import { BAD_ROWS, problemHint, ProblemItems } from '../problems';
import { assertRead } from './unread';

const OUTPUTS = ['items', 'csv', 'jsonLines'] as const;

export type Output = (typeof OUTPUTS)[number];

/** How rows are given. */
export interface OutputSettings extends CsvFileOptions {
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
	csv(options: CsvFileOptions): Readable;
	jsonLines(): Readable;
	csvName: string;
	jsonLinesName: string;
	problems: { total: number; examples: readonly FileProblem[] };
	/** It is a failure when nothing could be read in it. */
	mustBeRead?: boolean;
	/** Known when all was read. */
	counts(): IDataObject;
}

/** The field "Output" and the options that go with it; an agent takes items alone. */
export function outputSettingsOf(context: IExecuteFunctions, itemIndex: number, options: IDataObject): OutputSettings {
	const output = choiceOf(context.getNodeParameter('output', itemIndex, 'items'), 'Output', OUTPUTS);
	if (output !== 'items' && isRunByAgent(context)) throw settingError('an AI agent cannot take a file', 'Set Output to Items.');
	const returnsProblems = choiceOf(options.badRows ?? 'hint', 'Bad Rows', BAD_ROWS) === 'items';
	return { output, returnsProblems, protectsFormulas: protectsFormulas(options) };
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
	const items = settings.output === 'items' ? await toRowItems(file, itemIndex) : [await toFileItem(context, itemIndex, file, settings)];
	if (file.mustBeRead) assertRead(file);
	addHint(context, problemHint(file.problems, file.label, settings.returnsProblems));
	return [...items, ...problems.toFileItems(context, file.about, file.label, itemIndex)];
}

async function toRowItems(file: RowFile, itemIndex: number): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for await (const rows of file.rows()) {
		for (const json of rows) items.push({ json, pairedItem: { item: itemIndex } });
	}
	return items;
}

async function toFileItem(context: IExecuteFunctions, itemIndex: number, file: RowFile, { output, protectsFormulas: isProtected }: OutputSettings): Promise<INodeExecutionData> {
	const field = outputFieldOf(context, itemIndex);
	const stored =
		output === 'csv'
			? await context.helpers.prepareBinaryData(file.csv({ protectsFormulas: isProtected }), file.csvName, 'text/csv')
			: await context.helpers.prepareBinaryData(file.jsonLines(), file.jsonLinesName, 'application/jsonl');
	const { total, examples } = file.problems;
	const json = { ...file.about, ...file.counts(), problemCount: total, problems: examples } as unknown as IDataObject;
	return { json, binary: { [field]: stored }, pairedItem: { item: itemIndex } };
}
