import { readAll } from './read-all';

const MARK = '\uFEFF';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const piecewise = (whole: Buffer) => [...whole].map((byte) => Buffer.from([byte]));

describe('encodings are found out', () => {
	test.each<[string, Buffer, string, string[][]]>([
		['ASCII', bytes('a,b\n'), 'utf-8', [['a', 'b']]],
		['UTF-8', bytes('é,€\n日,🙂'), 'utf-8', [['é', '€'], ['日', '🙂']]],
		['UTF-8 with its mark', bytes(`${MARK}é,b\n`), 'utf-8', [['é', 'b']]],
		['a mark alone', bytes(MARK), 'utf-8', []],
		['windows-1252', bytes('Jos', [0xe9], ',', [0x80], '5\n', [0x93], 'x', [0x94], ',y'), 'windows-1252', [['José', '€5'], ['“x”', 'y']]],
		['windows-1252 at the very end', bytes('a,Jos', [0xe9]), 'windows-1252', [['a', 'José']]],
		['one byte', bytes([0xe9]), 'windows-1252', [['é']]],
		['UTF-16LE by its mark', Buffer.from(`${MARK}é,b\n日,🙂`, 'utf16le'), 'utf-16le', [['é', 'b'], ['日', '🙂']]],
		['UTF-16BE by its mark', utf16be(`${MARK}é,b\n日,🙂`), 'utf-16be', [['é', 'b'], ['日', '🙂']]],
		['UTF-16LE by its NULs', Buffer.from('a,b\n', 'utf16le'), 'utf-16le', [['a', 'b']]],
		['UTF-16BE by its NULs', utf16be('a,b\n'), 'utf-16be', [['a', 'b']]],
	])('%s', async (_, whole, encoding, fields) => {
		for (const input of [whole, piecewise(whole)]) {
			expect(await readAll(input)).toMatchObject({ encoding, fields, problems: [] });
		}
	});

	test('bytes that are damaged in the middle of UTF-8 are reported with their line', async () => {
		const whole = bytes('a,b\né,ü\n1,', [0xe9], '\n2,ö\n');
		for (const input of [whole, piecewise(whole)]) {
			expect(await readAll(input)).toMatchObject({
				encoding: 'utf-8',
				fields: [['a', 'b'], ['é', 'ü'], ['1', '\uFFFD'], ['2', 'ö']],
				problems: [{ code: 'UNDECODABLE', line: 3 }],
			});
		}
	});

	test('a producer may use the same memory again', async () => {
		const memory = Buffer.alloc(1);
		const again = (function* () {
			for (const byte of bytes('日,é€\n')) {
				memory[0] = byte;
				yield memory;
			}
		})();
		expect((await readAll(again)).fields).toEqual([['日', 'é€']]);
	});

	test('a U+FFFD that is stored as such is UTF-8', async () => {
		const whole = bytes('\uFFFD,b\n', [0xe9], ',c\n');
		for (const input of [whole, piecewise(whole)]) expect((await readAll(input)).encoding).toBe('utf-8');
	});

	test('what is cut in the middle of a character', async () => {
		expect(await readAll(bytes('é,b\n1,', [0xe2, 0x82]))).toMatchObject({ fields: [['é', 'b'], ['1', '\uFFFD']] });
	});
});

describe('a given encoding', () => {
	test.each<[string, Buffer, string[]]>([
		['windows-1252', bytes([0xc3, 0xa9, 0x80]), ['Ã©€']],
		['latin1', bytes([0x80]), ['€']],
		['UTF-8', bytes('é'), ['é']],
		['shift_jis', bytes([0x93, 0xfa]), ['日']],
		['iso-8859-2', bytes([0xb1]), ['ą']],
		['utf-16le', Buffer.from('日', 'utf16le'), ['日']],
	])('%s', async (encoding, whole, fields) => {
		for (const input of [whole, piecewise(whole)]) expect((await readAll(input, { encoding })).fields).toEqual([fields]);
	});

	test('that does not exist is refused in words', async () => {
		await expect(readAll('a', { encoding: 'klingon' })).rejects.toThrow(/"klingon" is no encoding/);
	});

	test('text needs none', async () => {
		expect(await readAll(`${MARK}a,b`)).toMatchObject({ encoding: undefined, fields: [['a', 'b']] });
	});
});
