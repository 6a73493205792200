import { cutText } from '../../../secrets/cut';
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
		refuse(`the tag name "${cutText(tag, 40)}" has ${tag.length} characters`, 'A tag name has 1 to 128 characters.');
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
	for (const tag of new Set(conditions.map((condition) => condition.tag))) {
		checkTag(tag, conditions.filter((condition) => condition.tag === tag), refuse);
	}
}

const SIDES = { '=': 'values', '>': 'lower bounds', '<': 'upper bounds' } as const;
type Side = keyof typeof SIDES;

// What no recording can match would otherwise look like a search that found nothing.
function checkTag(tag: string, conditions: TagCondition[], refuse: Refuse): void {
	const of = (side: Side) => conditions.filter(({ operator }) => operator[0] === side);
	for (const side of Object.keys(SIDES) as Side[]) {
		if (of(side).length > 1) refuse(`"${tag}" has two ${SIDES[side]}`, adviceOnTwo(side, of(side)));
	}
	const [[exact], [lower], [upper]] = [of('='), of('>'), of('<')];
	if (lower && upper && isReversed(lower, upper)) {
		refuse(
			`"${tag}" cannot be ${lower.operator} '${lower.value}' and ${upper.operator} '${upper.value}' at once`,
			'Swap the two bounds, or leave one out. Azure compares them as text, character by character: write times alike, in UTC, and numbers with as many digits.',
		);
	}
	const outside = exact && [lower, upper].find((bound) => bound && !isInside(exact.value, bound));
	if (outside) {
		refuse(
			`"${tag}" cannot be = '${exact.value}' and ${outside.operator} '${outside.value}' at once`,
			'Leave one of the two out. Azure compares them as text, character by character.',
		);
	}
}

function adviceOnTwo(side: Side, [one, other]: TagCondition[]): string {
	if (side !== '=') return 'Keep the narrower one: Azure takes one of each per tag.';
	if (one.value === other.value) return 'Leave one of them out.';
	return 'A recording has one value per tag, so none can match both. To find either, search twice: one node for each value.';
}

/** Equal bounds are an empty window, as two runs at the same moment make it; both open, they are a mistake. */
function isReversed(lower: TagCondition, upper: TagCondition): boolean {
	return lower.value > upper.value || (lower.value === upper.value && lower.operator === '>' && upper.operator === '<');
}

function isInside(value: string, bound: TagCondition): boolean {
	if (value === bound.value) return bound.operator.endsWith('=');
	return bound.operator.startsWith('>') ? value > bound.value : value < bound.value;
}
