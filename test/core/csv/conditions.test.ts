import { conditionTest, type ConditionOperator } from '../../../core/csv/conditions';

const LONG = '12345678901234567890';
const LONGER = '12345678901234567891';

test.each<[ConditionOperator, string, string, boolean]>([
	['equals', 'Jane Doe', 'jane doe', true],
	['equals', 'Jane Doe', 'Jane', false],
	['equals', '', '', true],
	['equals', '', ' ', false],
	['equals', '1', '1.0', false],
	['notEquals', 'a', 'A', false],
	['notEquals', 'a', '', true],
	['notEquals', '', 'a', true],
	['contains', 'DOE', 'jane doe', true],
	['contains', '.*', 'jane doe', false],
	['startsWith', 'jane', 'Jane Doe', true],
	['startsWith', 'doe', 'Jane Doe', false],
	['atLeast', '9', '10', true],
	['atLeast', '10', '9', false],
	['atLeast', '-2', '-1', true],
	['atLeast', '1.5', '1.50', true],
	['atLeast', LONGER, LONG, false],
	['atLeast', LONG, LONGER, true],
	['atMost', LONG, LONG, true],
	['atMost', LONG, LONGER, false],
	['atLeast', '10', 'ten', false],
	['atLeast', '10', '', false],
	['atLeast', '2026-01-31T08:00:00Z', '2026-01-31T08:00:00Z', true],
	['atMost', '2026-01-31T08:00:00Z', '2026-01-31T08:00:01Z', false],
	['atMost', '2026-01-31', '', false],
])('%s "%s": "%s" → %s', (operator, value, text, expected) => {
	expect(conditionTest({ column: 'any', operator, value })(text)).toBe(expected);
});
