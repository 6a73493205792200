import { isContainerName } from '../address';
import { formatTagExpression, type TagCondition, type TagExpression } from './expression';
import { tagExpressionError } from './error';

const MAX_TAGS_PER_BLOB = 10;
const MAX_NAME_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const ALLOWED_CHARACTERS = /^[A-Za-z0-9 +\-.:=_/]*$/;

/** Throws INVALID_REQUEST for what Azure would refuse, or what could never match. */
export function checkTagExpression(expression: TagExpression): void {
	const { container, conditions } = expression;
	const refuse = (problem: string, advice?: string): never => {
		throw tagExpressionError(problem, formatTagExpression(expression), undefined, advice);
	};
	if (conditions.length === 0) refuse('the expression has no condition on a tag', 'Add at least one condition on a tag.');
	if (container !== undefined && !isContainerName(container)) {
		refuse(`"${container}" cannot be a container`, 'Container names have 3 to 63 lower-case letters, digits and hyphens.');
	}
	for (const condition of conditions) checkCondition(condition, refuse);
	checkTogether(conditions, refuse);
}

type Refuse = (problem: string, advice?: string) => never;

function checkCondition({ tag, value }: TagCondition, refuse: Refuse): void {
	if (tag.length < 1 || tag.length > MAX_NAME_LENGTH) {
		refuse(`the tag name "${tag.slice(0, 40)}" has ${tag.length} characters`, 'A tag name has 1 to 128 characters.');
	}
	if (value.length > MAX_VALUE_LENGTH) {
		refuse(`the value for "${tag}" has ${value.length} characters`, 'A tag value has 256 characters at most.');
	}
	for (const text of [tag, value]) {
		const character = [...text].find((one) => !ALLOWED_CHARACTERS.test(one));
		if (character !== undefined) {
			refuse(
				`the character ${character} cannot occur in a tag ("${text}")`,
				'Tags hold letters, digits, blanks and + - . : = _ / only, so no recording can match.',
			);
		}
	}
}

function checkTogether(conditions: TagCondition[], refuse: Refuse): void {
	if (new Set(conditions.map(({ tag }) => tag)).size > MAX_TAGS_PER_BLOB) {
		refuse('the expression names more than 10 tags', 'A blob has 10 tags at most, so no recording can match.');
	}
	const seen = new Set<string>();
	for (const { tag, operator } of conditions) {
		const side = operator === '=' ? '=' : operator[0];
		const key = `${tag} ${side}`;
		if (seen.has(key)) refuse(`"${tag}" has two ${SIDES[side]}`, 'Keep the narrower one: Azure takes one of each per tag.');
		seen.add(key);
	}
}

const SIDES: Record<string, string> = { '=': 'values', '>': 'lower bounds', '<': 'upper bounds' };
