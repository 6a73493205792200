import { checkTagExpression } from './check';
import { formatTagExpression, type TagExpression } from './expression';
import { parseTagExpression } from './parse';

export { parseTagExpression } from './parse';
export { TAG_OPERATORS, type TagCondition, type TagExpression, type TagOperator } from './expression';

/** Text for the service, out of text that somebody wrote or of conditions from a form; throws INVALID_REQUEST. */
export function toTagQuery(expression: string | TagExpression): string {
	const parsed = typeof expression === 'string' ? parseTagExpression(expression) : expression;
	checkTagExpression(parsed);
	return formatTagExpression(parsed);
}
