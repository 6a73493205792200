/** How a column is compared. Words, since n8n takes a parameter that begins with `=` for an expression. */
export const CONDITION_OPERATORS = ['atLeast', 'atMost', 'contains', 'equals', 'notEquals', 'startsWith'] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

/** A column, by its header or its name in the output, and what stands there. */
export interface RowCondition {
	column: string;
	operator: ConditionOperator;
	value: string;
}

/** Whether a text fits. Letters may be small or capital; an empty one is empty. */
export type TextTest = (text: string) => boolean;

export function conditionTest({ operator, value }: RowCondition): TextTest {
	const wanted = value.toLowerCase();
	switch (operator) {
		case 'atLeast':
		case 'atMost':
			return orderTest(operator, value);
		case 'contains':
			return (text) => text.toLowerCase().includes(wanted);
		case 'equals':
			return (text) => text.toLowerCase() === wanted;
		case 'notEquals':
			return (text) => text.toLowerCase() !== wanted;
		case 'startsWith':
			return (text) => text.toLowerCase().startsWith(wanted);
	}
}

const INTEGER = /^-?\d{1,40}$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** Numbers as numbers, exactly where they are whole: keys are longer than JavaScript's. Else as text, which is right for ISO dates. */
function orderTest(operator: 'atLeast' | 'atMost', value: string): TextTest {
	const fits = (order: number) => (operator === 'atLeast' ? order >= 0 : order <= 0);
	if (!NUMBER.test(value)) return (text) => text !== '' && fits(compared(text, value));
	const isWhole = INTEGER.test(value);
	return (text) => {
		if (isWhole && INTEGER.test(text)) return fits(compared(BigInt(text), BigInt(value)));
		return NUMBER.test(text) && fits(compared(Number(text), Number(value)));
	};
}

function compared<Value extends string | number | bigint>(a: Value, b: Value): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
