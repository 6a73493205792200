import { isRecordingError, type RecordingError } from '../../core/errors/recording-error';
import { TAG_OPERATORS, toTagQuery, type TagExpression } from '../../core/sources/azure-blob/tags';
import { parseTagExpression } from '../../core/sources/azure-blob/tags/parse';
import { randomNumbers } from '../random';
import { growthOf, MOST_GROWTH } from '../growth';

const TIME = '2022-01-10T00:00:00Z';

const failureOf = (expression: string): { detail?: string; advice?: string } => {
	try {
		return { detail: `not refused: ${toTagQuery(expression)}` };
	} catch (error) {
		return error as RecordingError;
	}
};

function refusalOf(expression: string | TagExpression): string {
	try {
		return `not refused: ${toTagQuery(expression)}`;
	} catch (error) {
		if (!isRecordingError(error) || error.code !== 'INVALID_REQUEST' || !error.advice) throw error;
		return error.detail ?? '';
	}
}

describe('built from a form', () => {
	const condition = (tag: string, operator: (typeof TAG_OPERATORS)[number], value: string) => ({ tag, operator, value });

	test.each<[string, TagExpression, string]>([
		['one', { conditions: [condition('RecordingType', '=', 'CALL')] }, "RecordingType = 'CALL'"],
		[
			'several, with a container',
			{ container: 'recordings', conditions: [condition('a', '>=', '1'), condition('a', '<', '2')] },
			"@container = 'recordings' AND a >= '1' AND a < '2'",
		],
		['a tag with signs', { conditions: [condition('Agent ID:1', '<=', 'x y')] }, `"Agent ID:1" <= 'x y'`],
		['a tag that begins with a digit', { conditions: [condition('1st', '=', 'x')] }, `"1st" = 'x'`],
		['a tag that reads like a keyword', { conditions: [condition('AND', '=', 'x')] }, `"AND" = 'x'`],
		['an empty value', { conditions: [condition('a', '>', '')] }, "a > ''"],
		['every sign that Azure takes', { conditions: [condition('a', '=', '+-.:=_/ zZ9')] }, "a = '+-.:=_/ zZ9'"],
		['the root container', { container: '$root', conditions: [condition('a', '=', '1')] }, "@container = '$root' AND a = '1'"],
	])('%s', (_, expression, text) => {
		expect(toTagQuery(expression)).toBe(text);
	});
});

describe('as people write it', () => {
	test.each<[string, string, string]>([
		["the vendor's own, container unquoted", `@container=recordings and RecordingType='CALL' and StoredTime>'${TIME}'`, `@container = 'recordings' AND RecordingType = 'CALL' AND StoredTime > '${TIME}'`],
		["Microsoft's own", `@container = 'videofiles' AND "status" = 'done'`, "@container = 'videofiles' AND status = 'done'"],
		['no blanks', "a='1'AND\"b\"='2'", "a = '1' AND b = '2'"],
		['line ends and tabs', "a = '1'\n\tand\r\n b >= '2' ", "a = '1' AND b >= '2'"],
		['the container in double quotes', `@container="recordings" AND a='1'`, "@container = 'recordings' AND a = '1'"],
		['the container behind', "a='1' AND @container='recordings'", "@container = 'recordings' AND a = '1'"],
		['@Container', "@Container='recordings' AND a='1'", "@container = 'recordings' AND a = '1'"],
		['a value that reads like an expression', "a = 'b AND c = d'", "a = 'b AND c = d'"],
		['a range on one key', "a > '1' AND a <= '2'", "a > '1' AND a <= '2'"],
	])('%s', (_, text, sent) => {
		expect(toTagQuery(text)).toBe(sent);
	});
});

describe('refused, with the expression and the place', () => {
	test.each<[string, string, string]>([
		['OR', "a='1' OR b='2'", "a='1' →OR← b='2' (character 7)"],
		['NOT', "NOT a='1'", "NOT →a←='1' (character 5)"],
		['<>', "a <> '1'", "a →<>← '1' (character 3)"],
		['!=', "a!='1'", "a→!=←'1' (character 2)"],
		['==', "a == '1'", "a →==← '1' (character 3)"],
		['parentheses', "a='1' AND (b='2')", "a='1' AND →(←b='2') (character 11)"],
		['LIKE', "a LIKE 'x%'", "a →LIKE← 'x%' (character 3)"],
		['&&', "a='1' && b='2'", "a='1' →&←& b='2' (character 7)"],
		['a quote that never closes', "a = 'CALL", "a = →'←CALL (character 5)"],
		['a name whose quote never closes', `"a = 'CALL'`, `→"←a = 'CALL' (character 1)`],
		['a quote in a value', "a = 'O''Brien'", "a = 'O'→'Brien'← (character 8)"],
		['a value without quotes', 'a = CALL', 'a = →CALL← (character 5)'],
		['a value in double quotes', 'a = "CALL"', 'a = →"CALL"← (character 5)'],
		['a number', 'a = 7', 'a = →7← (character 5)'],
		['no AND between', "a='1' b='2'", "a='1' →b←='2' (character 7)"],
		['an AND too many', "a='1' AND", "a='1' AND→end← (character 10)"],
		['no operator', "a 'x'", "a →'x'← (character 3)"],
		['nothing', '', '→end← (character 1)'],
		['blanks', ' \n ', '→end← (character 4)'],
		['@container above', "@container > 'a' AND b='1'", "→@container← > 'a' AND b='1' (character 1)"],
		['@container twice', "@container='aaa' AND @container='bbb'", "@container='aaa' AND →@container←='bbb' (character 22)"],
		['a semicolon', "a='1';", "a='1'→;← (character 6)"],
		['curly quotes', 'a = ‘CALL’', 'a = →‘←CALL’ (character 5)'],
		['an emoji', "🎧 = '1'", "→🎧← = '1' (character 1)"],
	])('%s', (_, text, place) => {
		expect(refusalOf(text)).toContain(place);
	});
});

describe('refused, because Azure would, or because nothing could ever match', () => {
	const tags = (count: number) => Array.from({ length: count }, (_, index) => `t${index}='1'`).join(' AND ');

	test.each<[string, string, RegExp]>([
		['two lower bounds', "a > '1' AND a >= '2'", /"a" has two lower bounds/],
		['two upper bounds', "a < '1' AND b='1' AND a <= '2'", /"a" has two upper bounds/],
		['two values', "a='1' AND a='2'", /"a" has two values/],
		['11 tags', tags(11), /more than 10 tags/],
		['a value of 257', `a='${'x'.repeat(257)}'`, /value for "a" has 257 characters/],
		['a name of 129', `"${'x'.repeat(129)}"='1'`, /has 129 characters/],
		['an empty name', `""='1'`, /has 0 characters/],
		['a character that no tag can hold', "a='x%y'", /character % cannot occur in a tag \("x%y"\)/],
		['Unicode', "a='Müller'", /character ü cannot occur/],
		['a container alone', "@container='recordings'", /no condition on a tag/],
		['an impossible container', "@container='Recordings' AND a='1'", /"Recordings" cannot be a container/],
	])('%s', (_, text, message) => {
		expect(refusalOf(text)).toMatch(message);
	});

	test.each<[string, string, RegExp, RegExp]>([
		['two values', "a='1' AND a='2'", /"a" has two values/, /one value per tag.*one node for each/],
		['a value twice', "a='1' AND a='1'", /"a" has two values/, /^Leave one of them out\.$/],
		['two bounds of a kind', "a > '1' AND a >= '2'", /two lower bounds/, /Keep the narrower/],
		['a doubled quote', "a = 'CA''LL'", /^a tag value cannot hold a quote: a = 'CA'→'LL'←/, /between two single quotes, and no quote within/],
		['a quote in a value', "a = 'O'Brien'", /the quote is never closed/, /no quote within/],
		['two values with a blank between', "a = 'CA' 'LL'", /joins conditions by AND only/, /joined by AND/],
		['curly quotes', 'a = ‘CALL’', /‘ has no meaning here, quotes are straight/, /Write conditions like/],
		['a window the wrong way round', `StoredTime >= '${TIME}' AND StoredTime < '2022-01-09T00:00:00Z'`, /^"StoredTime" cannot be >= '2022-01-10T00:00:00Z' and < '2022-01-09T00:00:00Z' at once/, /Swap the two bounds.*as text/],
		['the same, the upper bound first', "b='1' AND a <= '1' AND a > '2'", /"a" cannot be > '2' and <= '1' at once/, /Swap/],
		['bounds that leave nothing between', "a > '1' AND a < '1'", /"a" cannot be > '1' and < '1'/, /Swap/],
		['numbers, which are compared as text', "a >= '9' AND a <= '10'", /"a" cannot be >= '9' and <= '10'/, /as many digits/],
		['capitals, which come before small letters', "a >= 'a' AND a <= 'Z'", /cannot be >= 'a' and <= 'Z'/, /as text/],
		['a value below', "a = '1' AND a >= '2'", /"a" cannot be = '1' and >= '2' at once/, /Leave one of the two out/],
		['a value above', "a < '2' AND a = '3'", /"a" cannot be = '3' and < '2' at once/, /Leave/],
		['a value on an open bound', "a = '2' AND a > '2'", /"a" cannot be = '2' and > '2'/, /Leave/],
	])('with what to do: %s', (_, text, message, advice) => {
		const { detail, advice: given } = failureOf(text);
		expect(detail).toMatch(message);
		expect(given).toMatch(advice);
	});

	test.each([
		"a > '1' AND a < '2'",
		"a >= '1' AND a <= '1'",
		// An empty window, as two runs at the same moment make it.
		"a >= '1' AND a < '1'",
		"a = '1' AND a >= '1' AND a <= '2'",
		"a >= '2' AND b < '1'",
		"a >= '2' AND A < '1'",
		"a >= '' AND a < '1'",
	])('%s is fine', (text) => expect(toTagQuery(text)).toBe(text));

	test.each([['10 tags', tags(10)], ['256 characters', `a='${'x'.repeat(256)}'`], ['a name of 128', `"${'x'.repeat(128)}"='1'`]])(
		'%s are fine',
		(_, text) => expect(toTagQuery(text)).toContain("'"),
	);

	test('keys are told apart by upper and lower case', () => {
		expect(toTagQuery("a > '1' AND A > '2'")).toBe("a > '1' AND A > '2'");
	});
});

describe('whatever is built can be read again', () => {
	const random = randomNumbers(20260130);
	const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
	const SIGNS = [..."aZ09 +-.:=_/"];
	const word = (least: number, most: number) =>
		Array.from({ length: least + Math.floor(random() * (most - least)) }, () => pick(SIGNS)).join('');

	test('1,000 expressions', () => {
		for (let round = 0; round < 1_000; round++) {
			const names = [...new Set(Array.from({ length: 1 + Math.floor(random() * 9) }, () => word(1, 12)))];
			const conditions = names.map((tag) => ({ tag, operator: pick(TAG_OPERATORS), value: word(0, 20) }));
			const expression = random() < 0.5 ? { conditions } : { container: 'recordings', conditions };
			const text = toTagQuery(expression);
			expect(parseTagExpression(text)).toEqual(expression);
			expect(toTagQuery(text)).toBe(text);
		}
	});

	test('rubbish is refused or read, and never anything else', () => {
		const parts = ["a='1'", ' AND ', '@container', "'", '"', '=', '<', '(', 'x', ' ', '\n', '\\', '$', '🎧', 'and', '!'];
		for (let round = 0; round < 1_000; round++) {
			const text = Array.from({ length: Math.floor(random() * 12) }, () => pick(parts)).join('');
			expect(typeof refusalOf(text)).toBe('string');
		}
	});
});

test.each([' ', 'a', "'", '"', '@container', '=', "a='1' AND "])('an expression of nothing but "%s" is read in no more than its length takes', async (part) => {
	expect(await growthOf(refusalOf, (count) => part.repeat(count), 5_000)).toBeLessThan(MOST_GROWTH);
});
