import { cutText } from '../secrets/cut';

/** One thing that is wrong with a file, and where. */
export interface FileProblem<Code extends string = string> {
	code: Code;
	/** The line on which the row begins, from 1. */
	line: number;
	/** The header of the column. */
	column?: string;
	/** What stands there, its beginning. */
	text?: string;
	message: string;
}

const MAX_EXAMPLES = 100;
const MAX_TEXT_LENGTH = 80;

/** Counts all, and keeps the first hundred: a file can have as many problems as rows. */
export class ProblemList<Code extends string> {
	readonly counts = new Map<Code, number>();
	readonly examples: FileProblem<Code>[] = [];
	#total = 0;

	/** @param onProblem called for each, also for those that are only counted */
	constructor(
		private readonly messages: Readonly<Record<Code, string>>,
		private readonly onProblem?: (problem: FileProblem<Code>) => void,
	) {}

	get total(): number {
		return this.#total;
	}

	add(code: Code, line: number, column?: string, text?: string): void {
		this.#total++;
		this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
		if (!this.onProblem && this.examples.length >= MAX_EXAMPLES) return;
		const problem: FileProblem<Code> = {
			code,
			line,
			...(column === undefined ? {} : { column }),
			...(text === undefined ? {} : { text: cutText(text, MAX_TEXT_LENGTH) }),
			message: this.messages[code],
		};
		if (this.examples.length < MAX_EXAMPLES) this.examples.push(problem);
		this.onProblem?.(problem);
	}
}
