import type { Conversation } from '../../../core/vendors/verba/conversation';
import { readMetadataXml, type XmlOptions } from '../../../core/vendors/verba/xml/read-xml';
import type { CsvInput } from '../../../core/csv/input';
import { longestHoldMs } from '../../longest-hold';

async function read(input: CsvInput, options: XmlOptions = {}) {
	const reader = readMetadataXml(input, options);
	const conversations: Conversation[] = [];
	for await (const batch of reader) conversations.push(...batch);
	return { conversations, problems: reader.problems.examples.map(({ code }) => code), reader };
}

const CALL = '<id>4a9d5ec0-7a40-11e4-8271-001cc092f276</id><modality_id>voice</modality_id><native_id>d53f|1|-1</native_id><native_call_id>d53f</native_call_id><location>NY-RECORDER</location>';
const FIELDS = { vendor: 'verba', callId: 'd53f', mediaType: 'voice', id: '4a9d5ec0-7a40-11e4-8271-001cc092f276', modalityId: 'voice', nativeId: 'd53f|1|-1', nativeCallId: 'd53f', location: 'NY-RECORDER' };
const ONE = { ...FIELDS, line: 1 };

describe('one conversation', () => {
	test.each<[string, string, object[]]>([
		['elements', `<x>${CALL}</x>`, [ONE]],
		['attributes', '<x id="1" native_id="2" native_call_id="3"/>', [{ vendor: 'verba', line: 1, callId: '3', id: '1', nativeId: '2', nativeCallId: '3' }]],
		['a declaration, comments, a stylesheet', `<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet href="a.xsl"?><!-- a --><x>${CALL}</x>\n`, [{ ...ONE, line: 2 }]],
		['blanks around values go', '<x><id>\n  7\t</id><native_id> 8 </native_id></x>', [{ vendor: 'verba', line: 1, id: '7', nativeId: '8' }]],
		['other letters, and a namespace', '<v:x xmlns:v="urn:v"><v:ID>7</v:ID><v:Native_Id>8</v:Native_Id></v:x>', [{ vendor: 'verba', line: 1, id: '7', nativeId: '8' }]],
		['an empty documented field is absent', '<x><id>7</id><native_id/><location></location></x>', [{ vendor: 'verba', line: 1, id: '7' }]],
		['an empty unknown element is kept', '<x><id>7</id><flag/></x>', [{ vendor: 'verba', line: 1, id: '7', other: { flag: '' } }]],
		['unknown elements are kept under their names', `<x>${CALL}<a_b>1</a_b></x>`, [{ ...ONE, other: { a_b: '1' } }]],
		['repeated elements are a list', `<x>${CALL}<a>1</a><b/><a>2</a><a>3</a></x>`, [{ ...ONE, other: { a: ['1', '2', '3'], b: '' } }]],
		['an attribute and an element of one name too', `<x a="1">${CALL}<a>2</a></x>`, [{ ...ONE, other: { a: ['1', '2'] } }]],
		['a documented field that comes twice', '<x><id>7</id><id>8</id></x>', [{ vendor: 'verba', line: 1, other: { id: ['7', '8'] } }]],
		['nested ones are objects, with their own text', `<x>${CALL}<p no="1">A<q>2</q>B</p></x>`, [{ ...ONE, other: { p: { no: '1', q: '2', _: 'AB' } } }]],
		['text of the root', `<x>hello${CALL}</x>`, [{ ...ONE, other: { _: 'hello' } }]],
		['CDATA and entities of XML itself', '<x><id><![CDATA[<7>]]></id><native_id>&lt;&#x38;&amp;&gt;</native_id></x>', [{ vendor: 'verba', line: 1, id: '<7>', nativeId: '<8&>' }]],
		['fields in a group of their own, the rest in its place', `<x v="9"><general a="1">${CALL}</general><who>n</who></x>`, [{ ...ONE, other: { v: '9', general: { a: '1' }, who: 'n' } }]],
		['parts with identifiers of their own stay parts', `<x>${CALL}<leg native_id="1" native_call_id="2"/><leg native_id="3" native_call_id="4"/></x>`, [
			{ ...ONE, other: { leg: [{ native_id: '1', native_call_id: '2' }, { native_id: '3', native_call_id: '4' }] } },
		]],
		['names that objects have', `<x>${CALL}<__proto__>1</__proto__><constructor>2</constructor><toString>3</toString></x>`, [{ ...ONE, other: { '__proto__ 2': '1', constructor: '2', toString: '3' } }]],
		['nested fields before its own', '<call><linked><id>9</id><native_id>other</native_id></linked><id>1</id><native_id>n</native_id></call>', [{ vendor: 'verba', line: 1, id: '1', nativeId: 'n', other: { linked: { id: '9', native_id: 'other' } } }]],
		['nested ones before a few of its own', '<call><linked><id>9</id><native_id>other</native_id></linked><id>1</id></call>', [{ vendor: 'verba', line: 1, id: '1', other: { linked: { id: '9', native_id: 'other' } } }]],
		['parts in a list before its own fields', `<call><parties><party><id>8</id><native_id>a</native_id></party><party><id>9</id><native_id>b</native_id></party></parties>${CALL}</call>`, [
			{ ...ONE, other: { parties: { party: [{ id: '8', native_id: 'a' }, { id: '9', native_id: 'b' }] } } },
		]],
		['parts in a list behind its own fields', `<call>${CALL}<parties><party><id>8</id><native_id>a</native_id></party><party><id>9</id><native_id>b</native_id></party></parties></call>`, [
			{ ...ONE, other: { parties: { party: [{ id: '8', native_id: 'a' }, { id: '9', native_id: 'b' }] } } },
		]],
		['a foreign namespace before', '<x xmlns:e="urn:e"><e:id>999</e:id><id>1</id><native_id>2</native_id></x>', [{ vendor: 'verba', line: 1, id: '1', nativeId: '2', other: { 'e:id': '999' } }]],
		['a foreign namespace behind', '<x xmlns:e="urn:e"><id>1</id><native_id>2</native_id><e:id>999</e:id></x>', [{ vendor: 'verba', line: 1, id: '1', nativeId: '2', other: { 'e:id': '999' } }]],
		['a foreign namespace alone has that field', '<x xmlns:e="urn:e"><e:id>999</e:id><native_id>2</native_id></x>', [{ vendor: 'verba', line: 1, nativeId: '2', other: { 'e:id': '999' } }]],
		['its own namespace before another', '<v:x xmlns:v="urn:v" xmlns:e="urn:e"><e:id>999</e:id><id>5</id><v:id>1</v:id></v:x>', [{ vendor: 'verba', line: 1, id: '1', other: { 'e:id': '999', id: '5' } }]],
		['all fields in one namespace, and what is around them in none', '<x xmlns:v="urn:v" xml:id="4"><v:id>1</v:id><v:native_id>2</v:native_id></x>', [{ vendor: 'verba', line: 1, id: '1', nativeId: '2', other: { 'xml:id': '4' } }]],
		['two foreign namespaces', '<x xmlns:v="urn:v" xmlns:w="urn:w"><v:id>1</v:id><w:native_id>2</w:native_id></x>', [{ vendor: 'verba', line: 1, other: { 'v:id': '1', 'w:native_id': '2' } }]],
		['an element before an attribute', '<call id="g"><id>1</id></call>', [{ vendor: 'verba', line: 1, id: '1', other: { id: 'g' } }]],
		['a field in other letters once more', '<x><id>7</id><ID>8</ID></x>', [{ vendor: 'verba', line: 1, other: { id: '7', ID: '8' } }]],
		['no field that is known', '<x><a>1</a></x>', [{ vendor: 'verba', line: 1, other: { a: '1' } }]],
	])('%s', async (_, xml, expected) => {
		const { conversations } = await read(xml);
		expect(JSON.parse(JSON.stringify(conversations))).toEqual(JSON.parse(JSON.stringify(expected)));
	});

	test('nothing of the language itself is altered by the names in a file', async () => {
		await read('<x><__proto__><polluted>1</polluted></__proto__></x>');
		expect({}).not.toHaveProperty('polluted');
	});
});

describe('many conversations', () => {
	const call = (no: number, inside = '') => `<c><id>${no}</id><native_id>n${no}</native_id>${inside}</c>`;
	test.each<[string, string, object[], unknown]>([
		['in the root', `<all job="9">${call(1)}${call(2)}${call(3)}</all>`, [{ id: '1' }, { id: '2' }, { id: '3' }], { job: '9' }],
		['each on its line', `<all>\n${call(1)}\n${call(2)}</all>`, [{ line: 2 }, { line: 3 }], {}],
		['in groups', `<all><day>${call(1)}</day><day>${call(2)}</day></all>`, [{ id: '1' }, { id: '2' }], { day: ['', ''] }],
		['with parts', `<all>${call(1, '<p native_id="a" id="b"/>')}${call(2)}</all>`, [{ id: '1', other: { p: { native_id: 'a', id: 'b' } } }, { id: '2' }], {}],
		['with few fields', `<all>${call(1)}<c><id>3</id><location>NY</location></c><c><location>LA</location></c><c><a>1</a></c><c/>${call(2)}</all>`, [{ id: '1' }, { id: '3', location: 'NY' }, { location: 'LA' }, { other: { a: '1' } }, {}, { id: '2' }], {}],
		['with few fields first', `<all><c><id>3</id><location>NY</location></c><c/>${call(1)}</all>`, [{ id: '3', location: 'NY' }, {}, { id: '1' }], {}],
		['with one that tells of itself', `<all><c><location>NY</location></c>${call(1)}</all>`, [{ location: 'NY' }, { id: '1' }], {}],
		['none of which has an identifier of the platform', '<all><c><id>1</id><location>NY</location></c><c><id>2</id></c></all>', [{ id: '1', location: 'NY' }, { id: '2' }], {}],
		['in an element that has a number', `<all id="9"><list>${call(1)}${call(2)}</list></all>`, [{ id: '1' }, { id: '2' }], { id: '9', list: '' }],
		['whose parts come first', '<all><c><parties><party id="8" native_id="a"/><party id="9" native_id="b"/></parties><id>1</id></c><c><id>2</id><native_id>n2</native_id></c></all>', [{ id: '1', other: { parties: { party: [{ id: '8' }, { id: '9' }] } } }, { id: '2' }], {}],
		['with their fields in a group of their own', `<all><c v="1"><ids><id>1</id><native_id>n1</native_id></ids><who><n>Jo</n></who><who><n>Al</n><leg no="1"/></who></c><c v="2"><ids><id>2</id><native_id>n2</native_id></ids></c></all>`, [
			{ id: '1', other: { v: '1', ids: {}, who: [{ n: 'Jo' }, { n: 'Al', leg: { no: '1' } }] } },
			{ id: '2', other: { v: '2' } },
		], {}],
		['with their fields in a group within another', `<all><c><x><ids><id>1</id><native_id>n1</native_id></ids></x><who>a</who></c><c><x><ids><id>2</id><native_id>n2</native_id></ids></x><who>b</who></c></all>`, [{ id: '1', other: { who: 'a' } }, { id: '2', other: { who: 'b' } }], {}],
		['one of which lacks that group', `<all><c><ids><id>1</id><native_id>n1</native_id></ids><who>a</who></c><c><who>b</who></c><c><ids><id>2</id><native_id>n2</native_id></ids></c></all>`, [{ id: '1' }, { other: { who: 'b' } }, { id: '2' }], {}],
		['two in one element of several', `<all><day no="1">${call(1)}</day><day no="2">${call(2)}${call(3)}</day></all>`, [{ id: '1' }, { id: '2' }, { id: '3' }], { day: [{ no: '1' }, { no: '2' }] }],
		['one in each of several elements', `<all><day no="1">${call(1)}</day><day no="2">${call(2)}</day></all>`, [{ id: '1', other: { no: '1' } }, { id: '2', other: { no: '2' } }], {}],
		['beside another kind', `<all><o><id>5</id><native_id>6</native_id></o>${call(1)}${call(2)}</all>`, [{ id: '1' }, { id: '2' }], { o: { id: '5', native_id: '6' } }],
		['two of another kind are no others', `<all><a><id>1</id><native_id>2</native_id></a><b><id>3</id><native_id>4</native_id></b></all>`, [{ id: '1', other: { b: { id: '3', native_id: '4' }, a: {} } }], undefined],
	])('%s', async (_, xml, expected, around) => {
		const { conversations, reader } = await read(xml);
		expect(conversations).toHaveLength(expected.length);
		expect(conversations).toMatchObject(expected);
		expect(reader.around).toEqual(around);
	});

	test('a limit', async () => {
		expect((await read(`<all>${[1, 2, 3, 4].map((no) => call(no)).join('')}</all>`, { limit: 2 })).conversations).toMatchObject([{ id: '1' }, { id: '2' }]);
	});

	test.each<[string, string, string[]]>([
		['fields beside a list', `<all><o><id>5</id><native_id>6</native_id></o>${call(1)}${call(2)}</all>`, ['BESIDE_LIST']],
		['a list with a number', `<all id="9">${call(1)}${call(2)}</all>`, []],
		['an element and an attribute that differ', '<all><c id="g"><id>1</id><native_id>1</native_id></c><c id="2"><id>2</id></c></all>', ['FIELD_DIFFERS']],
		['elements that differ', '<c><id>1</id><id>2</id><location>NY</location></c>', ['FIELD_DIFFERS']],
		['a list that ends before the file is cut', `<c><parties>${call(1)}${call(2)}</parties><id>`, ['CUT']],
	])('%s: told', async (_, xml, problems) => {
		expect((await read(xml)).problems).toEqual(problems);
	});

	test('a list that is a part of what is cut is none', async () => {
		expect((await read(`<c><parties>${call(1)}${call(2)}</parties><id>`)).conversations).toEqual([]);
	});

	test('more than one conversation can have, with few fields first, is given while it arrives', async () => {
		const reader = readMetadataXml(repeated('<all><c><id>0</id></c><c/>', call(1), 20_000, '</all>'));
		const sizes: number[] = [];
		for await (const batch of reader) sizes.push(batch.length);
		expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20_002);
		expect(Math.max(...sizes)).toBeLessThan(5_000);
	});

	test('the same in groups of their own, with a list in each; and at last several in one element', async () => {
		const grouped = (no: number) => `<c no="${no}"><ids><id>${no}</id><native_id>n${no}</native_id></ids><who><n>a</n></who><who><n>b</n></who></c>`;
		const reader = readMetadataXml(repeated('<all>', grouped(1), 10_000, `<c>${'<ids><id>7</id><native_id>n7</native_id></ids>'.repeat(3)}</c></all>`));
		const found: Conversation[] = [];
		for await (const batch of reader) found.push(...batch);
		expect(found).toHaveLength(10_003);
		expect(reader.problems.total).toBe(0);
		expect([found[0].other, found[9_999].other]).toEqual(Array(2).fill({ no: '1', ids: {}, who: [{ n: 'a' }, { n: 'b' }] }));
		expect(found.slice(-3).map(({ id, other }) => [id, other])).toEqual(Array(3).fill(['7', undefined]));
	});

	test('20,000 in one document, without holding the event loop', async () => {
		const reader = readMetadataXml(repeated('<all>', call(1, '<a>1</a>'.repeat(5)), 20_000, '</all>'));
		let count = 0;
		const hold = await longestHoldMs(async () => {
			for await (const batch of reader) count += batch.length;
		});
		expect(count).toBe(20_000);
		expect(reader.problems.total).toBe(0);
		expect(hold).toBeLessThan(200);
	});
});

function* repeated(before: string, text: string, count: number, after: string) {
	yield before;
	const piece = Buffer.from(text.repeat(100));
	for (let at = 0; at < count / 100; at++) yield piece;
	yield after;
}

describe('encodings', () => {
	const text = '<x><id>1</id><native_id>Zoë – 東京</native_id></x>';
	const utf16 = (order: 'le' | 'be') => {
		const bytes = Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-16"?>${text}`, 'utf16le');
		return order === 'le' ? bytes : bytes.swap16();
	};
	test.each<[string, Uint8Array, string, string[]]>([
		['UTF-8', Buffer.from(text), 'Zoë – 東京', []],
		['with a byte order mark', Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-8"?>${text}`), 'Zoë – 東京', []],
		['UTF-16, little end first', utf16('le'), 'Zoë – 東京', []],
		['UTF-16, big end first', utf16('be'), 'Zoë – 東京', []],
		['UTF-8 that says utf-16', Buffer.from(`<?xml version="1.0" encoding="utf-16"?>${text}`), 'Zoë – 東京', []],
		['what it declares', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><x><id>1</id><native_id>Zo\xEB</native_id></x>', 'latin1'), 'Zoë', []],
		['another one that it declares', Buffer.from("<?xml version='1.0' encoding='windows-1251'?><x><id>1</id><native_id>\xCF</native_id></x>", 'latin1'), 'П', []],
		['no UTF-8, and it does not say what else', Buffer.from('<x><id>1</id><native_id>Zo\xEB</native_id></x>', 'latin1'), 'Zoë', ['NOT_UTF8']],
	])('%s, in one piece and byte by byte', async (_, bytes, nativeId, problems) => {
		for (const input of [bytes, [...bytes].map((byte) => Buffer.from([byte]))]) {
			const { conversations, problems: found } = await read(input);
			expect(conversations).toMatchObject([{ id: '1', nativeId }]);
			expect(found).toEqual(problems);
		}
	});
});

describe('files that are no good', () => {
	test.each<[string, string, string]>([
		['nothing', '', 'EMPTY'],
		['blanks', ' \n ', 'EMPTY'],
		['JSON', '{"id": 1}', 'NOT_XML'],
		['no root', '<?xml version="1.0"?>', 'CUT'],
		['cut in an element', `<x>${CALL}<a>1`, 'CUT'],
		['cut in a tag', `<x>${CALL}<a b="`, 'CUT'],
		['cut before its end', `<x>${CALL}`, 'CUT'],
		['wrong end', '<x><id>1</x></id>', 'NOT_WELL_FORMED'],
		['an entity that nobody declared', '<x><id>&who;</id></x>', 'NOT_WELL_FORMED'],
		['a character that XML has not', '<x><id>&#0;</id></x>', 'NOT_WELL_FORMED'],
		['a document type', `<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x>${CALL}</x>`, 'DOCUMENT_TYPE'],
		['entities that grow', '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x><id>&b;</id></x>', 'DOCUMENT_TYPE'],
		['an entity out of a file', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x><id>&a;</id></x>', 'DOCUMENT_TYPE'],
		['an encoding that nobody knows', `<?xml version="1.0" encoding="x-klingon"?><x>${CALL}</x>`, 'UNKNOWN_ENCODING'],
		['too deep', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, 'TOO_DEEP'],
		['too many fields', `<x>${'<a/>'.repeat(20_000)}</x>`, 'TOO_MANY_FIELDS'],
		['too many attributes', `<x ${Array.from({ length: 20_000 }, (_, at) => `a${at}=""`).join(' ')}/>`, 'TOO_MANY_FIELDS'],
		['values too large in all', `<x>${`<a>${'v'.repeat(10_000)}</a>`.repeat(1_000)}</x>`, 'TOO_LARGE'],
	])('%s', async (_, xml, problem) => {
		const { conversations, problems } = await read(Buffer.from(xml));
		expect(problems).toEqual([problem]);
		expect(conversations).toEqual([]);
	});

	test.each<[string, string, string, string]>([
		['element', '<x><id>', 'v', '</id></x>'],
		['attribute', '<x id="', 'v', '"/>'],
		['comment', '<x><!--', 'v', '--></x>'],
		['CDATA', '<x><id><![CDATA[', 'v', ']]></id></x>'],
		['name', '<', 'v', '/>'],
		['document type', '<!DOCTYPE x [', '<!ENTITY a "aa">', ']><x/>'],
	])('100 MB of one %s are not kept, nor read to their end', async (_, before, filling, after) => {
		let bytes = 0;
		function* endless() {
			yield Buffer.from(before);
			const piece = Buffer.from(filling.repeat(65_536 / filling.length));
			for (; bytes < 100_000_000; bytes += piece.length) yield piece;
			yield Buffer.from(after);
		}
		let problems: string[] = [];
		const hold = await longestHoldMs(async () => ({ problems } = await read(endless())));
		expect(problems).toEqual(['TOO_LONG']);
		expect(bytes).toBeLessThan(4_000_000);
		expect(hold).toBeLessThan(200);
	});

	test('where it is wrong is told', async () => {
		const { reader } = await read('<x>\n<id>1</id>\n<a></b>\n</x>');
		expect(reader.problems.examples).toMatchObject([{ code: 'NOT_WELL_FORMED', line: 3, text: expect.stringContaining('unexpected close tag') as string }]);
	});

	test('what was whole before counts', async () => {
		const { conversations, problems } = await read('<all><c><id>1</id><native_id>1</native_id></c><c><id>2</id><native_id>2</native_id></c><c><id>3');
		expect(conversations).toMatchObject([{ id: '1' }, { id: '2' }]);
		expect(problems).toEqual(['CUT']);
	});

	test('an error of the input comes out as it is', async () => {
		const failure = new Error('the line went dead');
		async function* failing() {
			yield Buffer.from('<x>');
			throw failure;
		}
		await expect(read(failing())).rejects.toBe(failure);
	});

	test('a cancel ends it', async () => {
		await expect(read('<x/>', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
	});
});
