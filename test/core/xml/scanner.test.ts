import { SaxesParser } from 'saxes';
import { InvalidXmlError } from '../../../core/xml/invalid-xml';
import { XmlScanner } from '../../../core/xml/scanner';
import { randomNumbers } from '../../random';

type Told = [what: 'open' | 'text' | 'close', ...string[]][];

/** What it tells of, texts that follow each other as one; `'refused'` for what is no XML. */
function scanned(pieces: string[], leastLength = 1): Told | 'refused' {
	const told: Told = [];
	const scanner = new XmlScanner({
		onOpen: (name, attributes) => told.push(['open', name, JSON.stringify(Object.entries(attributes))]),
		onText: (text) => addText(told, text),
		onClose: (name) => told.push(['close', name]),
	}, leastLength);
	try {
		for (const piece of pieces) scanner.write(piece);
		scanner.end();
		return told;
	} catch (error) {
		if (error instanceof InvalidXmlError) return 'refused';
		throw error;
	}
}

/** The same of a parser that others wrote, and that looks at each character. */
function parsed(text: string): Told | 'refused' {
	const told: Told = [];
	const parser = new SaxesParser();
	let depth = 0;
	parser.on('opentag', ({ name, attributes }) => {
		depth++;
		told.push(['open', name, JSON.stringify(Object.entries(attributes))]);
	});
	parser.on('text', (piece) => depth > 0 && addText(told, piece));
	parser.on('cdata', (piece) => addText(told, piece));
	parser.on('closetag', ({ name }) => {
		depth--;
		told.push(['close', name]);
	});
	const refuse = () => {
		throw new InvalidXmlError('');
	};
	parser.on('error', refuse);
	parser.on('doctype', refuse);
	try {
		parser.write(text).close();
		return told;
	} catch (error) {
		if (error instanceof InvalidXmlError) return 'refused';
		throw error;
	}
}

function addText(told: Told, text: string): void {
	const last = told.at(-1);
	if (text === '') return;
	if (last?.[0] === 'text') last[1] += text;
	else told.push(['text', text]);
}

const READ: [title: string, text: string, told: Told][] = [
	['an element', '<a/>', [['open', 'a', '[]'], ['close', 'a']]],
	['a declaration and a byte order mark', '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<a></a>\n', [['open', 'a', '[]'], ['close', 'a']]],
	['attributes', `<a b="1" c = '2>"' />`, [['open', 'a', '[["b","1"],["c","2>\\""]]'], ['close', 'a']]],
	['references', '<a b="&quot;&#x41;">&lt;&#65;&amp;&#x1F600;</a>', [['open', 'a', '[["b","\\"A"]]'], ['text', '<A&😀'], ['close', 'a']]],
	['a reference that stands for the begin of another', '<a>&amp;lt;</a>', [['open', 'a', '[]'], ['text', '&lt;'], ['close', 'a']]],
	['CDATA', '<a>1<![CDATA[<2>&lt;]]]]>3</a>', [['open', 'a', '[]'], ['text', '1<2>&lt;]]3'], ['close', 'a']]],
	['comments and instructions', '<!-- - --><?x y?><a>1<!--<b>-->2<?z?>3</a><!----> ', [['open', 'a', '[]'], ['text', '123'], ['close', 'a']]],
	['references with zeros', '<a>&#x000000041;&#0000000000065;</a>', [['open', 'a', '[]'], ['text', 'AA'], ['close', 'a']]],
	['line ends', '<a>1\r\n2\r3\n4&#13;</a>', [['open', 'a', '[]'], ['text', '1\n2\n3\n4\r'], ['close', 'a']]],
	['names beyond ASCII', '<größe.1-é/>', [['open', 'größe.1-é', '[]'], ['close', 'größe.1-é']]],
	['elements in elements', '<a><b>1</b ><b>2</b>\t</a>', [['open', 'a', '[]'], ['open', 'b', '[]'], ['text', '1'], ['close', 'b'], ['open', 'b', '[]'], ['text', '2'], ['close', 'b'], ['text', '\t'], ['close', 'a']]],
];

const REFUSED: [title: string, text: string][] = [
	['nothing', ''],
	['blanks alone', ' \n'],
	['a text', 'Service Unavailable'],
	['a text before the root', 'x<a/>'],
	['a text after the root', '<a/>x'],
	['two roots', '<a/><b/>'],
	['an end that is missing', '<a><b></b>'],
	['an end of another', '<a><b></a></b>'],
	['an end with more in it', '<a></a b>'],
	['an end too many', '<a/></a>'],
	['a tag that is cut', '<a'],
	['a comment that is cut', '<a/><!-- x'],
	['a comment with two hyphens in it', '<a><!-- x -- y --></a>'],
	['CDATA outside', '<![CDATA[x]]><a/>'],
	['the end of a CDATA section in a text', '<a>]]></a>'],
	['a bare ampersand', '<a>b & c</a>'],
	['an entity that is not known', '<a>&nbsp;</a>'],
	['an entity that every object has', '<a>&constructor;</a>'],
	['a reference to no character', '<a>&#0;</a>'],
	['a reference to half a character', '<a>&#xD800;</a>'],
	['a reference beyond all characters', '<a>&#x110000;</a>'],
	['a control character', '<a>\u0001</a>'],
	['an attribute twice', '<a b="1" b="2"/>'],
	['an attribute without quotation marks', '<a b=1/>'],
	['an attribute without a value', '<a b/>'],
	['attributes without a blank between', '<a b="1"c="2"/>'],
	['an attribute with a bracket in it', '<a b="<"/>'],
	['a bracket that begins nothing', '<a>1 < 2</a>'],
	['a name that begins with a digit', '<1a/>'],
	['a document type', '<!DOCTYPE a><a/>'],
	['a declaration of an element', '<!ELEMENT a><a/>'],
	['a declaration in the wrong place', ' <?xml version="1.0"?><a/>'],
	['a declaration without a version', '<?xml encoding="utf-8"?><a/>'],
	['two byte order marks', '\ufeff\ufeff<a/>'],
];

describe('reads', () => {
	test.each(READ)('%s', (_, text, told) => {
		expect(scanned([text])).toEqual(told);
		expect(scanned([...text])).toEqual(told);
		expect(scanned([...text], 7)).toEqual(told);
		expect(parsed(text)).toEqual(told);
	});
});

describe('refuses', () => {
	test.each(REFUSED)('%s', (_, text) => {
		expect(scanned([text])).toBe('refused');
		expect(scanned([...text])).toBe('refused');
		expect(parsed(text)).toBe('refused');
	});
});

test.each([
	['a text', `<a>${'x'.repeat(300_000)}`],
	['a tag', `<a b="${'x'.repeat(300_000)}`],
	['a comment', `<a><!--${'x'.repeat(300_000)}`],
])('%s without an end is refused before it is over', (_, text) => {
	const scanner = new XmlScanner({ onOpen: () => {}, onText: () => {}, onClose: () => {} });
	expect(() => scanner.write(text)).toThrow('no end');
});

/** What documents are made of, whole and broken. */
const PARTS = [
	...['<a>', '</a>', '<b>', '</b>', '<a/>', '<b c="1"/>', `<a c='2' d="3">`, '<ä>', '</ä>', '</a >', '<a >'],
	...['text', ' ', '\r\n', '\r', '&lt;', '&amp;', '&#65;', '&#x41;', '&#xD;', '&', '&x;', '&#0;', ']]>', '>', '"', "'", '=', '😀', '\u0085', '\u2028', '\ufffd'],
	...['<!-- c -->', '<!---->', '<!--', '-->', '--', '<![CDATA[x]]>', '<![CDATA[', ']]', '<?p i?>', '<?p?>', '<?xml version="1.0"?>', '?>', '<?', '<!', '<', '</', '/>', '\ufeff', '<!DOCTYPE a>'],
];
const DOCUMENTS = Number(process.env.DOCUMENTS ?? 30_000);

test('is of one mind with a parser of others about documents at random, in whatever pieces they come', () => {
	const random = randomNumbers(20_261_122);
	const pick = (most: number) => Math.floor(random() * most);
	const counts = { read: 0, refused: 0 };
	for (let count = 0; count < DOCUMENTS; count++) {
		const text = documentOf(pick);
		const whole = scanned([text]);
		const told = { text, told: whole };
		expect(told).toEqual({ text, told: parsed(text) });
		expect(told).toEqual({ text, told: scanned(piecesOf(text, pick)) });
		counts[whole === 'refused' ? 'refused' : 'read']++;
	}
	expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(DOCUMENTS / 10);
});

/** Whole, and at times with something at random in it, or with something out of it. */
function documentOf(pick: (most: number) => number): string {
	const inside = (depth: number): string => {
		let text = '';
		for (let parts = pick(4); parts > 0; parts--) {
			const kind = pick(5);
			if (kind < 2 && depth < 4) text += `<b c="${pick(9)}">${inside(depth + 1)}</b>`;
			else text += ['text', ' ', '&lt;', '&#x41;', '<!-- c -->', '<![CDATA[<x>]]>', '<?p i?>', '<a/>', '\r\n', '😀', '<ä></ä>'][pick(11)];
		}
		return text;
	};
	let text = `${['', '\ufeff', '<?xml version="1.0"?>', '\n'][pick(4)]}<a>${inside(0)}</a>${['', '\n', '<!-- c -->'][pick(3)]}`;
	for (let damages = pick(3); damages > 0; damages--) {
		const [at, length] = [pick(text.length + 1), pick(3) === 0 ? pick(6) : 0];
		text = text.slice(0, at) + (length > 0 ? '' : PARTS[pick(PARTS.length)]) + text.slice(at + length);
	}
	const isHalf = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
	return isHalf || TAKEN_BY_THE_OTHER.test(text) ? documentOf(pick) : text;
}

/** It takes an instruction whose name goes on after a question mark, which https://www.w3.org/TR/xml/#NT-PI has not. */
const TAKEN_BY_THE_OTHER = /<\?[^\s?]*\?[^>]/;

/** Between characters, as they come out of a decoder. */
function piecesOf(text: string, pick: (most: number) => number): string[] {
	const pieces: string[] = [];
	for (const character of text) {
		if (pieces.length > 0 && pick(4) > 0) pieces[pieces.length - 1] += character;
		else pieces.push(character);
	}
	return pieces;
}

test('a tag that comes byte by byte costs no more than one that comes at once, by much', () => {
	const text = `<a ${'b=">" '.repeat(30_000)}`;
	const startedAt = process.cpuUsage().user;
	const scanner = new XmlScanner({ onOpen: () => {}, onText: () => {}, onClose: () => {} });
	for (const character of text) scanner.write(character);
	// Each looked at anew it takes more than a minute.
	expect(process.cpuUsage().user - startedAt).toBeLessThan(20_000_000);
});
