import { JsonBytes, jsonKey } from '../../../core/csv/json-bytes';

/** An object of one text, as its bytes are written. */
function written(key: string, text: string): string {
	const json = new JsonBytes();
	json.add(Buffer.from('{'));
	json.add(jsonKey(key), 1);
	json.addInside(text);
	json.endText();
	json.add(Buffer.from('}'));
	return json.take()?.toString() ?? '';
}

test.each<[string, string]>([
	['nothing', ''],
	['plain', 'Lovelace, Ada'],
	['what is escaped', 'a "b" \\ c\n\t\u0000\u001f\u007f'],
	['two, three and four bytes', 'é ß \u0080 \u07ff \u0800 漢 \u2028 \uffff 😀'],
	['halves of characters', 'x\ud800y \udc00'],
	['cut out of a text', `${'x'.repeat(50)},the quick brown fox,${'y'.repeat(50)}`.slice(51, 70)],
])('a text as JSON.stringify writes it: %s', (_, text) => {
	expect(written('key', text)).toBe(JSON.stringify({ key: text }));
	expect(written(`"${text.slice(0, 50)}`, text)).toBe(JSON.stringify({ [`"${text.slice(0, 50)}`]: text }));
});

test('each character, alone', () => {
	const json = new JsonBytes();
	const wrong = Array.from({ length: 65_536 }, (_, code) => code).filter((code) => {
		json.addInside(String.fromCharCode(code));
		return `"${json.take()?.toString()}"` !== JSON.stringify(String.fromCharCode(code));
	});
	expect(wrong).toEqual([]);
});

test.each([0, 9, 10, 99, 100, 12_345, 999_999_999, 1_000_000_000, 1.5, 125.25, -1, 2 ** 53, 1e21])('a number as JSON.stringify writes it: %d', (number) => {
	const json = new JsonBytes();
	json.addNumber(number);
	expect(json.take()?.toString()).toBe(JSON.stringify(number));
});

test('what was taken is not written over, however much follows', () => {
	const json = new JsonBytes();
	const texts = Array.from({ length: 400 }, (_, at) => String.fromCharCode(97 + (at % 26)).repeat((at * 7_919) % 5_000));
	const taken = texts.map((text, at) => {
		json.addInside(text);
		return at % 7 === 6 || at === texts.length - 1 ? json.take() : undefined;
	});
	expect(taken.map((bytes) => bytes?.toString() ?? '').join('')).toBe(texts.join(''));
});

test('more than there is room for, after some was taken', () => {
	const json = new JsonBytes();
	json.addInside('a'.repeat(40_000));
	expect(json.take()?.toString()).toBe('a'.repeat(40_000));
	for (let count = 0; count < 1_000; count++) json.addInside(`${count} `.padEnd(100, 'b'));
	json.addInside('é'.repeat(100_000));
	const expected = Array.from({ length: 1_000 }, (_, count) => `${count} `.padEnd(100, 'b')).join('');
	expect(json.take()?.toString() === `${expected}${'é'.repeat(100_000)}`).toBe(true);
});

test('characters that take more bytes than there is room for', () => {
	const json = new JsonBytes();
	json.addInside('é'.repeat(100_000));
	expect(json.take()?.toString() === 'é'.repeat(100_000)).toBe(true);
});

test('one text that is longer than all there is room for', () => {
	const json = new JsonBytes();
	json.addInside('ab');
	json.addInside('é'.repeat(300_000));
	json.addInside('\n'.repeat(300_000));
	expect(json.take()?.toString()).toBe(`ab${'é'.repeat(300_000)}${'\\n'.repeat(300_000)}`);
	expect(json.take()).toBeUndefined();
});
