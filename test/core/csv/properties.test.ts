import { csvRow } from '../../../core/csv/write-csv';
import { randomNumbers } from '../../random';
import { cutAtRandom, readAll } from './read-all';

const ALPHABETS = ['ab', 'ab ",\n', 'é€日🙂"\r\n,;\t|', '"\n,', 'a=\'+-@"'];

function randomText(random: () => number, alphabet: string, longest: number): string {
	const letters = [...alphabet];
	return Array.from({ length: Math.floor(random() * (longest + 1)) }, () => letters[Math.floor(random() * letters.length)]).join('');
}

describe('what is written comes back', () => {
	test.each(ALPHABETS)('fields of %j', async (alphabet) => {
		const random = randomNumbers(alphabet.length);
		for (let round = 0; round < 60; round++) {
			const width = 1 + Math.floor(random() * 5);
			const table = Array.from({ length: 1 + Math.floor(random() * 6) }, () => Array.from({ length: width }, () => randomText(random, alphabet, 6)));
			const bytes = Buffer.from(table.map(csvRow).join(''));
			const { fields, problems } = await readAll(cutAtRandom(bytes, random), { separator: ',' });
			expect({ fields, problems }).toEqual({ fields: table, problems: [] });
		}
	});

	test('values that look like formulas are not altered', () => {
		expect(csvRow(['=1+1', '+1', '-1', '@x', 'a"b', ' a', ''])).toBe('=1+1,+1,-1,@x,"a""b"," a",\r\n');
	});
});

describe('wherever the input is cut, the result is the same', () => {
	test.each(['"a,\n', '"a,\r\n', '"a;\0\t\n ', '"\n'])('text of %j', async (alphabet) => {
		const random = randomNumbers(alphabet.length * 31);
		for (let round = 0; round < 250; round++) {
			const text = randomText(random, alphabet, 90);
			const options = { maxRecordLength: round % 2 ? 30 : undefined };
			expect(await readAll(cutAtRandom(text, random), options)).toEqual(await readAll(text, options));
		}
	});

	test('bytes that are no text', async () => {
		const random = randomNumbers(5);
		const some = [...Buffer.from('aé€🙂,\n"'), 0xe9, 0x80, 0xff, 0xc3];
		for (let round = 0; round < 600; round++) {
			const bytes = Buffer.from(Array.from({ length: 24 }, () => some[Math.floor(random() * some.length)]));
			expect(await readAll(cutAtRandom(bytes, random))).toEqual(await readAll(bytes));
		}
	});
});

test('whatever stands on one line, no other line is lost', async () => {
	const random = randomNumbers(8);
	for (let round = 0; round < 400; round++) {
		const lines = Array.from({ length: 12 }, (_, line) => `row${line},"x, y",z`);
		const broken = 1 + Math.floor(random() * 11);
		lines[broken] = `${randomText(random, 'a",', 12)}"b`;
		const { fields } = await readAll(cutAtRandom(lines.join('\n'), random));
		const seen = fields.map(([first]) => first).filter((first) => /^row\d+$/.test(first));
		expect(seen).toEqual(lines.map((_, line) => `row${line}`).filter((_, line) => line !== broken));
	}
});
