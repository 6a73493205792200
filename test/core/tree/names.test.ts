import { nameFromBytes, nameToBytes } from '../../../core/sources/tree/names';

const NAMES: [title: string, bytes: Buffer, name: string][] = [
	['ASCII', Buffer.from('R202103101740420023.wav'), 'R202103101740420023.wav'],
	['UTF-8', Buffer.from('Müller/通話/👩‍🚀.mp3'), 'Müller/通話/👩‍🚀.mp3'],
	['Latin-1', Buffer.from('Müller', 'latin1'), 'M\uF7FCller'],
	['a sequence that breaks off', Buffer.from([0x61, 0xe2, 0x82]), 'a\uF7E2\uF782'],
	['a sequence that is longer than it need be', Buffer.from([0xc0, 0xaf]), '\uF7C0\uF7AF'],
	['half a character as UTF-8', Buffer.from([0xed, 0xa0, 0x80]), '\uF7ED\uF7A0\uF780'],
	['UTF-8 and Latin-1 in one name', Buffer.concat([Buffer.from('ü'), Buffer.from('ü', 'latin1')]), 'ü\uF7FC'],
	['a replacement character that is meant', Buffer.from('\uFFFD.wav'), '\uFFFD.wav'],
	['a character that would stand for a byte', Buffer.from('\uF7FC'), '\uF7EF\uF79F\uF7BC'],
	['other private characters', Buffer.from('\uE000\uF700\uF77F\uF800'), '\uE000\uF700\uF77F\uF800'],
];

describe('names of bytes', () => {
	test.each(NAMES)('%s', (_, bytes, name) => {
		expect(nameFromBytes(bytes)).toBe(name);
		expect(nameToBytes(name)).toEqual(bytes);
	});

	test('every pair of bytes comes back', () => {
		for (let pair = 0; pair < 65_536; pair++) {
			const bytes = Buffer.from([pair >> 8, pair & 0xff]);
			if (!nameToBytes(nameFromBytes(bytes)).equals(bytes)) throw new Error(`${bytes.toString('hex')} does not come back`);
		}
	});

	test('no two pairs of bytes have one name', () => {
		const names = new Set(Array.from({ length: 65_536 }, (_, pair) => nameFromBytes(Buffer.from([pair >> 8, pair & 0xff]))));
		expect(names.size).toBe(65_536);
	});
});
