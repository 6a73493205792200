import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FileProblem } from '../../core/csv/problem-list';

/** Beyond this, problems are counted and no longer returned one by one. */
const MAX_PROBLEM_ITEMS = 10_000;
const MAX_HINTED = 5;

export const BAD_ROWS = ['hint', 'items'] as const;

/** Problems that are to be returned as items. */
export class ProblemItems {
	readonly #problems: IDataObject[] = [];

	/** Takes a problem; undefined where none is to be returned. */
	readonly add: ((problem: object) => void) | undefined;

	constructor(isWanted: boolean) {
		if (isWanted) this.add = (problem) => void (this.#problems.length < MAX_PROBLEM_ITEMS && this.#problems.push(problem as IDataObject));
	}

	/** @param of what all of them are about */
	toItems(of: IDataObject, itemIndex: number): INodeExecutionData[] {
		return this.#problems.map((problem) => ({ json: { ...of, problem }, pairedItem: { item: itemIndex } }));
	}

	/** The same of a file: on the error branch where the node has one. n8n knows such an item by json of `error` and `details` alone. */
	toFileItems(context: IExecuteFunctions, of: IDataObject, label: string, itemIndex: number): INodeExecutionData[] {
		const items = this.toItems(of, itemIndex);
		if (context.getNode().onError !== 'continueErrorOutput') return items;
		return items.map(({ json, pairedItem }) => ({ json: { error: `${label}: ${described(json.problem as unknown as FileProblem)}`, details: json }, pairedItem }));
	}
}

/** What is wrong with a file, in a few lines; undefined for nothing. `isReturned`: the problems come as items, too. */
export function problemHint({ total, examples }: { total: number; examples: readonly FileProblem[] }, path: string, isReturned: boolean): string | undefined {
	if (total === 0) return undefined;
	const first = examples.slice(0, MAX_HINTED).map(described);
	const more = total > first.length ? ` There are ${total} in all${returnedIn(total, isReturned)}.` : '';
	return `${path}: ${first.join('; ')}.${more}`;
}

function returnedIn(total: number, isReturned: boolean): string {
	const some = total > MAX_PROBLEM_ITEMS ? `the first ${MAX_PROBLEM_ITEMS}` : 'each';
	return isReturned ? `; ${some} of them came as items` : `: option "Bad Rows" returns ${some} of them`;
}

function described({ line, column, text, message }: FileProblem): string {
	const where = [`line ${line}`, column, text && `"${text}"`].filter(Boolean).join(', ');
	return `${where}: ${message}`;
}
