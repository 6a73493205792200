import { tagExpressionError } from './error';
import { TAG_OPERATORS, type TagExpression, type TagOperator } from './expression';

interface Token {
	kind: 'word' | 'container' | 'name' | 'value' | 'operator';
	text: string;
	start: number;
	end: number;
}

const TOKEN =
	/\s*(?:(?<container>@container\b)|"(?<name>[^"]*)"|'(?<value>[^']*)'|(?<operator>>=|<=|<>|!=|==|[=<>])|(?<word>[A-Za-z_$][\w$-]*))/iy;

/**
 * Reads an expression as people write it: `and` in any case, an unquoted container as in the vendor's own example.
 * Throws INVALID_REQUEST that shows the expression and the place for everything that Azure does not know.
 */
export function parseTagExpression(text: string): TagExpression {
	const reader = new Reader(text, tokensOf(text));
	const expression: TagExpression = { conditions: [] };
	do readCondition(reader, expression);
	while (reader.takeAnd());
	return expression;
}

function readCondition(reader: Reader, expression: TagExpression): void {
	const subject = reader.take('a tag name', 'container', 'name', 'word');
	const operator = reader.takeOperator();
	if (subject.kind !== 'container') {
		const { text: value } = reader.take("a value in single quotes, such as 'CALL'", 'value');
		expression.conditions.push({ tag: subject.text, operator, value });
		return;
	}
	if (operator !== '=') reader.refuse('@container can only be compared with =', subject);
	if (expression.container !== undefined) reader.refuse('@container stands twice', subject);
	expression.container = reader.take('a container name', 'value', 'name', 'word').text;
}

class Reader {
	#position = 0;

	constructor(
		private readonly text: string,
		private readonly tokens: Token[],
	) {}

	take(expected: string, ...kinds: Token['kind'][]): Token {
		const token = this.tokens[this.#position];
		if (!token) return this.refuse(`something is missing: ${expected}`, this.#end);
		if (!kinds.includes(token.kind)) return this.refuse(`here should be ${expected}`, token);
		this.#position++;
		return token;
	}

	takeOperator(): TagOperator {
		const token = this.take('an operator (= > >= < <=)', 'operator');
		const operator = TAG_OPERATORS.find((known) => known === token.text);
		return operator ?? this.refuse(`Azure's tag search does not know ${token.text}`, token);
	}

	takeAnd(): boolean {
		const token = this.tokens[this.#position];
		if (!token) return false;
		const before = this.tokens[this.#position - 1];
		if (token.kind === 'value' && before?.kind === 'value' && before.end === token.start) {
			return this.refuse('a tag value cannot hold a quote', token, NO_QUOTE);
		}
		if (token.kind !== 'word' || token.text.toUpperCase() !== 'AND') {
			return this.refuse(`Azure's tag search joins conditions by AND only`, token);
		}
		this.#position++;
		return true;
	}

	refuse(problem: string, { start, end }: { start: number; end: number }, advice?: string): never {
		throw tagExpressionError(problem, this.text, { start, end }, advice);
	}

	get #end(): { start: number; end: number } {
		return { start: this.text.length, end: this.text.length };
	}
}

function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	const scanner = new RegExp(TOKEN);
	const end = text.trimEnd().length;
	while (scanner.lastIndex < end) {
		const from = scanner.lastIndex;
		const match = scanner.exec(text);
		if (!match?.groups) throw unreadable(text, from);
		const [kind, value] = Object.entries(match.groups).find(([, found]) => found !== undefined) as [Token['kind'], string];
		const start = from + match[0].length - match[0].trimStart().length;
		tokens.push({ kind, text: value, start, end: scanner.lastIndex });
	}
	return tokens;
}

function unreadable(text: string, from: number): Error {
	const start = from + text.slice(from).search(/\S/);
	const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
	const isOpenQuote = character === "'" || character === '"';
	const isCurly = /[‘’“”„«»´`]/.test(character);
	const meaningless = `the character ${character} has no meaning here${isCurly ? ', quotes are straight' : ''}`;
	const problem = isOpenQuote ? 'the quote is never closed' : meaningless;
	return tagExpressionError(problem, text, { start, end: start + character.length }, isOpenQuote ? NO_QUOTE : undefined);
}

const NO_QUOTE =
	"Write a value between two single quotes, and no quote within it: tags hold letters, digits, blanks and + - . : = _ / only.";
