import type { IDataObject } from 'n8n-workflow';
import { TAG_OPERATORS, type TagCondition, type TagOperator } from '../../core/sources/azure-blob/tags';
import { toInstant } from '../../core/time/instant';
import { toWindow } from '../../core/time/window';
import { settingError, textOf, type ParameterContext } from '../shared/parameters';

/** The conditions of the form, those on the stored time included. */
export function conditionsOf(context: ParameterContext, itemIndex: number): TagCondition[] {
	const { condition = [] } = context.getNodeParameter('conditions', itemIndex, {}) as { condition?: IDataObject | IDataObject[] };
	const zone = context.getTimezone();
	return [...[condition].flat().map((one) => toCondition(one, zone)), ...storedTimeConditions(context, itemIndex)];
}

function toCondition({ tag, otherTag, operator, value }: IDataObject, zone: string): TagCondition {
	const name = (tag === 'other' ? textOf(otherTag, 'Tag Name') : textOf(tag, 'Tag')).trim();
	return { tag: name, operator: toOperator(operator), value: name === STORED_TIME ? storedTime(value, zone) : toValue(value) };
}

// n8n takes a parameter that begins with "=" for an expression, so the form uses words; expressions give symbols too.
const OPERATORS = new Map<string, TagOperator>([
	...TAG_OPERATORS.map((symbol): [string, TagOperator] => [symbol, symbol]),
	['equals', '='],
	['greater', '>'],
	['greaterOrEqual', '>='],
	['less', '<'],
	['lessOrEqual', '<='],
]);

function toOperator(given: unknown): TagOperator {
	const name = textOf(given, 'Operator').trim();
	const operator = OPERATORS.get(name);
	if (operator) return operator;
	throw settingError(
		`"Operator" is ${name || 'empty'}, which the service does not know`,
		`Choose one of ${[...OPERATORS.keys()].join(', ')}.`,
	);
}

// Untrimmed: blanks can be part of a tag.
function toValue(value: unknown): string {
	return typeof value === 'boolean' ? String(value) : textOf(value, 'Value');
}

const STORED_TIME = 'StoredTime';
// The tag holds UTC text to the second, "2022-01-10T06:01:34Z" on the vendor's page, and is compared as text: such a
// text, and its beginnings (a year, a month, a day), mean what they say.
const LIKE_STORED_TIME = /^(\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?)?$/;

/** Any other moment is written as the tag writes it; as it stands it would compare wrongly, without a word. */
function storedTime(value: unknown, zone: string): string {
	if (typeof value === 'object' && value !== null) return toInstant(value, zone, 'Value') ?? '';
	const text = textOf(value, 'Value').trim();
	if (LIKE_STORED_TIME.test(text)) return text;
	return toInstant(typeof value === 'number' ? value : text, zone, 'Value') ?? '';
}

function storedTimeConditions(context: ParameterContext, itemIndex: number): TagCondition[] {
	const bound = (name: string, label: string) => ({ label, value: context.getNodeParameter(name, itemIndex, '') });
	const { after, before } = toWindow(
		bound('storedAfter', 'Stored After'),
		bound('storedBefore', 'Stored Before'),
		context.getTimezone(),
	);
	return [
		...(after === undefined ? [] : [{ tag: STORED_TIME, operator: '>=' as const, value: after }]),
		...(before === undefined ? [] : [{ tag: STORED_TIME, operator: '<' as const, value: before }]),
	];
}
