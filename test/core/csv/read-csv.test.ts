import { readAll } from './read-all';
import { growthOf, MOST_GROWTH } from '../../growth';

describe('sound files', () => {
	test.each<[string, string, string[][]]>([
		['LF', 'a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
		['CRLF', 'a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
		['CR', 'a,b\r1,2\r', [['a', 'b'], ['1', '2']]],
		['no line end at the end', 'a,b\n1,2', [['a', 'b'], ['1', '2']]],
		['CRLF, and a CR alone at the end', 'a,b\r\n1,2\r', [['a', 'b'], ['1', '2']]],
		['LF and CRLF in one file', 'a,b\n1,2\r\n3,4\n', [['a', 'b'], ['1', '2'], ['3', '4']]],
		['empty fields', 'a,b,c\n,,\n,2,\n', [['a', 'b', 'c'], ['', '', ''], ['', '2', '']]],
		['blank lines', '\n\na,b\n\n \t\n1,2\n\n', [['a', 'b'], ['1', '2']]],
		['quotes', '"a","b"\n"1","2"\n', [['a', 'b'], ['1', '2']]],
		['quotes and CRLF', '"a","b"\r\n"1","2"\r\n', [['a', 'b'], ['1', '2']]],
		['quotes and CR', '"a","b"\r"1","2"', [['a', 'b'], ['1', '2']]],
		['quotes where they are needed', 'a,"b, c",d\n1,2,3\n', [['a', 'b, c', 'd'], ['1', '2', '3']]],
		['doubled quotes', 'a,"say ""b""",c\n"""","""""",""\n', [['a', 'say "b"', 'c'], ['"', '""', '']]],
		['a line end in quotes', 'a,"b\nc",d\n1,"2\r\n3",4', [['a', 'b\nc', 'd'], ['1', '2\r\n3', '4']]],
		['blanks around quotes', 'a,"b" ,c\n"1"\t,2,3\n', [['a', 'b', 'c'], ['1', '2', '3']]],
		['quotes in the middle', 'a,b\n5" pipe,Bob "Bo" Smith\n', [['a', 'b'], ['5" pipe', 'Bob "Bo" Smith']]],
		['the armour of Excel', 'a,b\n="0123","=""045"""\n', [['a', 'b'], ['="0123"', '="045"']]],
		['one empty field', 'a\n""\n', [['a'], ['']]],
		['blanks are kept', ' a , b \n', [[' a ', ' b ']]],
		['letters of all kinds', 'é,€\n日本,🙂\n', [['é', '€'], ['日本', '🙂']]],
		['nothing', '', []],
		['blank lines alone', '\r\n\r\n', []],
		['one word', 'a', [['a']]],
	])('%s', async (_, text, expected) => {
		for (const input of [text, Buffer.from(text), [...text], [...Buffer.from(text)].map((byte) => Buffer.from([byte]))]) {
			const { fields, problems } = await readAll(input);
			expect(fields).toEqual(expected);
			expect(problems).toEqual([]);
		}
	});

	test('a row names the line on which it begins', async () => {
		const { lines } = await readAll('a,b\n"1\n2\n3",4\n\n5,6\r\n7,"8\r\n9"\n10,11');
		expect(lines).toEqual([1, 2, 6, 7, 9]);
	});
});

describe('separators', () => {
	test.each<[string, string, string]>([
		['comma', 'a,b c,d\n', ','],
		['semicolon', 'a;b,c;d\n', ';'],
		['tab', 'a\tb, c\td\n', '\t'],
		['bar', 'a|b, c|d\n', '|'],
		['those inside quotes do not count', '"a,b,c,d";"e"\n', ';'],
		['nor those of later rows', 'a;b\n1,2,3,4,5\n', ';'],
		['the comma goes first where two are as frequent', 'a;b,c\n', ','],
		['none', 'a\nb\n', ','],
		['named as Excel does', 'sep=;\r\na,b,c;d\r\n', ';'],
		['named as Excel does, in quotes', '"sep=|"\na,b,c|d\n', '|'],
	])('%s', async (_, text, separator) => {
		for (const input of [text, [...text]]) {
			const { dialect, fields } = await readAll(input);
			expect(dialect?.separator).toBe(separator);
			expect(fields[0]).toEqual(text.replace(/^"?sep=.*\r?\n/, '').split(/\r?\n/)[0].split(separator).map((field) => field.replaceAll('"', '')));
		}
	});

	test('a given one stands above all', async () => {
		const { fields } = await readAll('sep=,\na;b,c\n', { separator: ';' });
		expect(fields).toEqual([['a', 'b,c']]);
	});

	test('the line that names the separator counts as a line', async () => {
		expect((await readAll('sep=;\r\na;b\r\n1;2')).lines).toEqual([2, 3]);
	});
});

describe('unsound rows are reported, and take no others with them', () => {
	test.each<[string, string, string[][], object[]]>([
		['a quote that never closes', 'a,b\n1,"2\n3,4\n5,6', [['a', 'b'], ['3', '4'], ['5', '6']], [{ code: 'UNCLOSED_QUOTE', line: 2 }]],
		['… on the last line', 'a,b\n1,"2', [['a', 'b']], [{ code: 'UNCLOSED_QUOTE', line: 2 }]],
		['… in the first row', 'a,"b\n1,2\n', [['1', '2']], [{ code: 'UNCLOSED_QUOTE', line: 1 }]],
		['… and another field in quotes later', 'a,b\n1,"2\n3,4\n5,"6"\n', [['a', 'b'], ['3', '4'], ['5', '6']], [{ code: 'UNCLOSED_QUOTE', line: 2 }]],
		['… on two lines', 'a,b\n1,"2\n3,4\n"5,6\n7,8', [['a', 'b'], ['3', '4'], ['7', '8']], [{ code: 'UNCLOSED_QUOTE', line: 2 }, { code: 'UNCLOSED_QUOTE', line: 4 }]],
		['text after a quote', 'a,b\n"1"x,2\n', [['a', 'b'], ['1x', '2']], [{ code: 'TEXT_AFTER_QUOTE', line: 2 }]],
		['a quote that is not doubled', 'a,b\n"say "x" now",2\n', [['a', 'b'], ['say x" now"', '2']], [{ code: 'TEXT_AFTER_QUOTE', line: 2 }]],
		['too few fields', 'a,b\n1\n3,4', [['a', 'b'], ['1'], ['3', '4']], [{ code: 'COLUMN_COUNT', line: 2, fieldCount: 1 }]],
		['too many fields', 'a,b\n1,2,3\n', [['a', 'b'], ['1', '2', '3']], [{ code: 'COLUMN_COUNT', line: 2, fieldCount: 3 }]],
		['NUL characters', 'a,b\n1,\0\n3,4', [['a', 'b'], ['1', '\0'], ['3', '4']], [{ code: 'NUL_CHARACTER', line: 2 }]],
		['NUL characters in quotes', 'a,b\n1,"\0"\n3,4', [['a', 'b'], ['1', '\0'], ['3', '4']], [{ code: 'NUL_CHARACTER', line: 2 }]],
	])('%s', async (_, text, fields, problems) => {
		for (const input of [text, [...text]]) expect(await readAll(input)).toMatchObject({ fields, problems });
	});
});

describe('long rows', () => {
	const MAX = { maxRecordLength: 20 };
	const LONG = 'x'.repeat(21);

	test.each<[string, string, string[][], object[]]>([
		['as long as allowed', `a,b\n${'x'.repeat(18)},y\n`, [['a', 'b'], ['x'.repeat(18), 'y']], []],
		['one longer', `a,b\n${LONG}\n3,4`, [['a', 'b'], ['3', '4']], [{ code: 'TOO_LONG', line: 2 }]],
		['the last, without a line end', `a,b\n${LONG}`, [['a', 'b']], [{ code: 'TOO_LONG', line: 2 }]],
		['many times as long', `a,b\n${LONG.repeat(9)}\n3,4`, [['a', 'b'], ['3', '4']], [{ code: 'TOO_LONG', line: 2 }]],
		['with a quote', `a,b\n"${LONG}"\n3,4`, [['a', 'b'], ['3', '4']], [{ code: 'TOO_LONG', line: 2 }]],
		['over lines', `a,b\n1,"2\n3,4\n5,6\n7,8\n9,10\n11,12\n"`, [['a', 'b'], ['3', '4'], ['5', '6'], ['7', '8'], ['9', '10'], ['11', '12']], [{ code: 'UNCLOSED_QUOTE', line: 2 }, { code: 'UNCLOSED_QUOTE', line: 8 }]],
		['over lines, as long as allowed', `a,b\n1,"${'x\n'.repeat(8)}"\n`, [['a', 'b'], ['1', 'x\n'.repeat(8)]], []],
	])('%s', async (_, text, fields, problems) => {
		for (const input of [text, [...text]]) expect(await readAll(input, MAX)).toMatchObject({ fields, problems });
	});

	test('an endless row in small pieces takes neither memory nor time', async () => {
		function* endless(pieces: number) {
			yield 'a,b\n';
			for (let count = 0; count < pieces; count++) yield `"${'x'.repeat(99)}`;
			yield '\n1,2';
		}
		const read = async (pieces: number) => {
			const { fields, problems } = await readAll(endless(pieces));
			expect(fields).toEqual([['a', 'b'], ['1', '2']]);
			expect(problems).toEqual([{ code: 'TOO_LONG', line: 2 }]);
		};
		expect(await growthOf(read, (pieces) => pieces, 5_000)).toBeLessThan(MOST_GROWTH);
	});

	test('a long field in small pieces is not read again and again', async () => {
		const read = async (pieces: number) => {
			const { fields } = await readAll((function* () {
				yield '"';
				for (let count = 0; count < pieces; count++) yield 'a,b\n';
				yield '"\n';
			})());
			expect(fields).toEqual([['a,b\n'.repeat(pieces)]]);
		};
		expect(await growthOf(read, (pieces) => pieces, 10_000)).toBeLessThan(MOST_GROWTH);
	});

	test.each<[string, string, number]>([
		['quotes that all stay open', '"a""b\n', 500],
		['quotes alone', '"', 40_000],
		['fields in quotes on one line', '"",', 15_000],
		['separators alone', ',', 40_000],
		['line ends alone', '\r\n', 40_000],
		['NULs alone', '\0', 40_000],
	])('%s: read in no more than their number takes', async (_, part, count) => {
		expect(await growthOf(async (text: string) => await readAll(text), (times) => part.repeat(times), count)).toBeLessThan(MOST_GROWTH);
	});
});
