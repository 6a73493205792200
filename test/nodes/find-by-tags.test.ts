import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/blob-faults';
import { toMarker } from '../servers/blob-store';
import { Container, Logger } from './n8n-libraries';
import { locator, Stage } from './stage';
import { recordingPath } from './tenant';

const stage = new Stage({ resource: 'recording', operation: 'findByTags', returnAll: true });

const CALL = { RecordingType: 'CALL', StoredTime: '2026-01-30T08:02:00Z' };
const tagged = (tag: string, operator: string, value: string) =>
	['RecordingType', 'StoredTime'].includes(tag) ? { tag, operator, value } : { tag: 'other', otherTag: tag, operator, value };
const having = (...condition: ReturnType<typeof tagged>[]): INodeParameters => ({ conditions: { condition } });
const isCall = having(tagged('RecordingType', 'equals', 'CALL'));

describe('the expression on the wire', () => {
	test.each<[string, INodeParameters, string]>([
		['a type', isCall, "@container = 'recordings' AND RecordingType = 'CALL'"],
		['>=', having(tagged('StoredTime', 'greaterOrEqual', '2026')), "@container = 'recordings' AND StoredTime >= '2026'"],
		['>', having(tagged('StoredTime', 'greater', '2026')), "@container = 'recordings' AND StoredTime > '2026'"],
		['<=', having(tagged('StoredTime', 'lessOrEqual', '2026')), "@container = 'recordings' AND StoredTime <= '2026'"],
		['<', having(tagged('StoredTime', 'less', '2026')), "@container = 'recordings' AND StoredTime < '2026'"],
		[
			'any tag, quoted where it must be',
			having(tagged('Agent ID', 'equals', '7+7'), tagged('Queue', 'equals', '')),
			`@container = 'recordings' AND "Agent ID" = '7+7' AND Queue = ''`,
		],
		[
			'another container',
			{ ...isCall, container: locator('gim-export') },
			"@container = 'gim-export' AND RecordingType = 'CALL'",
		],
		[
			'a window with a zone of its own',
			{ storedAfter: '2026-01-30T00:00:00+01:00', storedBefore: '2026-01-31T00:00:00Z' },
			"@container = 'recordings' AND StoredTime >= '2026-01-29T23:00:00Z' AND StoredTime < '2026-01-31T00:00:00Z'",
		],
		[
			'a window as an expression gives it',
			{ storedAfter: "={{ DateTime.fromISO('2026-01-30T00:00:00Z') }}" },
			"@container = 'recordings' AND StoredTime >= '2026-01-30T00:00:00Z'",
		],
		['an expression', { define: 'expression', expression: "RecordingType='CALL'" }, "RecordingType = 'CALL'"],
		[
			"the vendor's own example, with its unquoted container",
			{ define: 'expression', expression: "@container=recordings and RecordingType='CALL' AND StoredTime>'2022-01-10T00:00:00Z'" },
			"@container = 'recordings' AND RecordingType = 'CALL' AND StoredTime > '2022-01-10T00:00:00Z'",
		],
	])('%s', async (_, parameters, where) => {
		await stage.run(parameters);
		expect(stage.queries('where')).toEqual([where]);
	});

	test.each<[string, string, string]>([
		['a year', '2026', '2026'],
		['a month', '2026-01', '2026-01'],
		['a day', '2026-01-30', '2026-01-30'],
		['a moment as the tag holds it', '2026-01-30T08:02:00Z', '2026-01-30T08:02:00Z'],
		['an empty text', '', ''],
		['a year as a number', '={{ 2026 }}', '2026'],
		['the time of a DateTime', "={{ DateTime.fromISO('2026-01-30T10:00:00.123+01:00') }}", '2026-01-30T09:00:00Z'],
		['a DateTime as text', "={{ DateTime.fromISO('2026-01-30T10:00:00.123+01:00').toISO() }}", '2026-01-30T09:00:00Z'],
		['a Date', "={{ new Date('2026-01-30T10:00:00.500Z') }}", '2026-01-30T10:00:00Z'],
		['milliseconds', "={{ Date.parse('2026-01-30T10:00:00Z') }}", '2026-01-30T10:00:00Z'],
		['an offset', '2026-01-30T10:00:00-05:00', '2026-01-30T15:00:00Z'],
		['UTC without seconds', '2026-01-30T10:00Z', '2026-01-30T10:00:00Z'],
		['the zone of the workflow', '2026-01-30T10:00:00', '2026-01-30T09:00:00Z'],
		['the same with a blank, in summer', ' 2026-07-30 10:00 ', '2026-07-30T08:00:00Z'],
	])('a condition on StoredTime: %s', async (_, value, expected) => {
		const where = [`@container = 'recordings' AND StoredTime >= '${expected}'`];
		await stage.run(having(tagged('StoredTime', 'greaterOrEqual', value)), { timezone: 'Europe/Berlin' });
		const other = { tag: 'other', otherTag: ' StoredTime ', operator: '>=', value };
		await stage.run(having(other), { timezone: 'Europe/Berlin' });
		expect(stage.queries('where')).toEqual([...where, ...where]);
	});

	test.each(['=', '>', '>=', '<', '<='])('an expression may give the operator as %s', async (symbol) => {
		await stage.run(having(tagged('Agent', `={{ "${symbol}" }}`, '7')));
		expect(stage.queries('where')).toEqual([`@container = 'recordings' AND Agent ${symbol} '7'`]);
	});

	test.each<[string, string, string]>([
		['a number', '={{ 7 }}', '7'],
		['a boolean', '={{ false }}', 'false'],
		['blanks, which can be part of a tag', ' 7 ', ' 7 '],
	])('a value as %s', async (_, value, expected) => {
		await stage.run(having(tagged('Agent', 'equals', value)));
		expect(stage.queries('where')).toEqual([`@container = 'recordings' AND Agent = '${expected}'`]);
	});

	test.each<[string, string, string]>([
		['Europe/Berlin', '2026-01-29T23:00:00Z', '2026-03-29T22:00:00Z'],
		['America/New_York', '2026-01-30T05:00:00Z', '2026-03-30T04:00:00Z'],
		['Asia/Kolkata', '2026-01-29T18:30:00Z', '2026-03-29T18:30:00Z'],
	])('times without a zone are those of the workflow, also across summer time: %s', async (timezone, from, to) => {
		await stage.run({ storedAfter: '2026-01-30T00:00:00', storedBefore: '2026-03-30T00:00:00' }, { timezone });
		expect(stage.queries('where')).toEqual([
			`@container = 'recordings' AND StoredTime >= '${from}' AND StoredTime < '${to}'`,
		]);
	});

	test("always at the account's root, with the account token, whatever path its URL has", async () => {
		await stage.run(isCall, { credential: { accountSecretUrl: `${stage.server.endpoint}/recordings` } });
		const [{ container, query }] = stage.server.requests;
		expect([container, query.get('comp'), query.get('ss'), query.get('sp')]).toEqual(['', 'blobs', 'b', 'f']);
	});
});

describe('what Azure would refuse is never sent', () => {
	const raw = (expression: string): INodeParameters => ({ define: 'expression', expression });
	const from = (time: string) => tagged('StoredTime', 'greater', time);

	test.each<[string, INodeParameters, RegExp]>([
		['OR', raw("A = '1' OR B = '2'"), /AND only: A = '1' →OR← B = '2' \(character 9\)/],
		['<>', raw("A <> '1'"), /does not know <>: A →<>← '1'/],
		['parentheses', raw("(A = '1')"), /→\(←A = '1'\)/],
		['an open quote', raw("A = 'CALL"), /never closed: A = →'←CALL/],
		['nothing', raw(''), /Something is missing/i],
		['two lower bounds', having(from('2025'), from('2026')), /"StoredTime" has two lower bounds/],
		['a bound beside Stored After', { ...having(from('2025')), storedAfter: '2026-01-01' }, /two lower bounds/],
		['a quote in a value', having(tagged('Agent', 'equals', "O'Brien")), /character ' cannot occur .*Agent = 'O'Brien'/],
		['no tag name', having(tagged('', 'equals', '1')), /The tag name "" has 0 characters/i],
		['a value of 257 characters', having(tagged('Agent', 'equals', 'x'.repeat(257))), /has 257 characters/],
		['a tag name that is not there', having(tagged('={{ $json.nothing }}', 'equals', 'a')), /"Tag Name" is an expression that gives nothing/],
		['a tag that is not there', having({ tag: '={{ $json.nothing }}', operator: 'equals', value: 'a' }), /"Tag" is an expression that gives nothing/],
		['an unknown operator', having(tagged('Agent', 'contains', 'a')), /"Operator" is contains, which/],
		['an unknown operator, inherited', having(tagged('Agent', 'constructor', 'a')), /"Operator" is constructor, which/],
		['an operator that is not there', having(tagged('Agent', '={{ $json.nothing }}', 'a')), /"Operator" is an expression that gives nothing/],
		['a value that is not there', having(tagged('Agent', 'equals', '={{ $json.nothing }}')), /"Value" is an expression that gives nothing/],
		['a value that is null', having(tagged('RecordingType', 'equals', '={{ null }}')), /"Value" is an expression that gives nothing/],
		['a value that is an object', having(tagged('Agent', 'equals', '={{ { a: 1 } }}')), /"Value" is an object, not text/],
		['a stored time that is not there', having(tagged('StoredTime', 'less', '={{ $json.nothing }}')), /"Value" is an expression that gives nothing/],
		['a stored time that is no moment', having(tagged('StoredTime', 'less', 'yesterday')), /"Value" is not a date and time: yesterday/],
		['a stored time that is an object', having(tagged('StoredTime', 'less', '={{ { a: 1 } }}')), /"Value" is not a date and time/],
		['an expression that is not there', raw('={{ $json.nothing }}'), /"Expression" is an expression that gives nothing/],
		['no condition at all', {}, /has no condition/],
		['no container name', { ...isCall, container: locator('My Container') }, /cannot be a container/],
	])('%s', async (_, parameters, message) => {
		const error = await stage.failure(parameters);
		expect(error.message).toMatch(message);
		expect(error.description).toContain('(INVALID_REQUEST)');
		expect(stage.server.requests).toEqual([]);
	});
});

describe('the items', () => {
	test('are recordings with the tags that were asked for, and nothing that is not known', async () => {
		const path = recordingPath(7);
		stage.server.seed('recordings', { [path]: { tags: { ...CALL, Agent: '7' } } });
		const { items } = await stage.run({ ...isCall, storedAfter: '2026-01-01' }, { items: [{ a: 1 }, { a: 2 }] });
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(items[0].json).toEqual({
			vendor: 'genesys',
			path,
			container: 'recordings',
			name: path.slice('mytenant/'.length),
			extension: 'mp3',
			encrypted: false,
			expiresAt: '2026-03-01T08:02:00Z',
			callId: '00000000000000000000000000000007',
			startTime: '2026-01-30T08:00:00Z',
			segmentId: '0064020A-10013025-00000001',
			tenant: 'mytenant',
			tags: CALL,
		});
	});

	test('without StoredTime in the search nobody knows when it expires', async () => {
		stage.server.seed('recordings', { 'a.mp3': { tags: CALL } });
		const { json } = await stage.run(isCall);
		expect(json).toEqual([expect.not.objectContaining({ expiresAt: expect.anything() })]);
	});

	test('other containers and other tags stay out', async () => {
		stage.server.seed('recordings', { 'a.mp3': { tags: CALL }, 'b.mp3': { tags: { RecordingType: 'SCREEN' } }, 'c.mp3': 'x' });
		stage.server.seed('gim-export', { 'd.zip': { tags: CALL } });
		const { json } = await stage.run(isCall);
		expect(json.map(({ path }) => path)).toEqual(['a.mp3']);
	});
});

describe('pages', () => {
	function seedMany(count: number): void {
		for (let number = 1; number <= count; number++) {
			const now = new Date();
			stage.server.store.blobsOf('recordings')?.set(recordingPath(number), {
				content: Buffer.alloc(0),
				etag: 'e',
				contentType: 'audio/mpeg',
				tags: CALL,
				createdAt: now,
				modifiedAt: now,
			});
		}
	}

	test('more than 10,000 matches come whole, past an empty and a short page with markers', async () => {
		seedMany(12_500);
		stage.server.inject(emptyPage(), { on: ({ query }) => query.get('marker') === toMarker(5_000) });
		stage.server.inject(shortPage(3, 10_000), { on: ({ query }) => query.get('marker') === toMarker(10_000) });
		const { json } = await stage.run(isCall);
		expect(new Set(json.map(({ path }) => path)).size).toBe(12_500);
		expect(json).toHaveLength(12_500);
		expect(stage.queries('marker')).toEqual([
			null,
			toMarker(5_000),
			toMarker('5000.0'),
			toMarker(10_000),
			toMarker(10_003),
		]);
	});

	test('a limit is cut here: a server may count in maxresults what does not match', async () => {
		seedMany(30);
		const { json } = await stage.run({ ...isCall, returnAll: false, limit: 7 });
		expect(json).toHaveLength(7);
		expect(stage.queries('maxresults')).toEqual(['5000']);
	});

	test('a marker that comes again ends the search with an error', async () => {
		seedMany(10);
		stage.server.inject({ editBody: (text) => withMarker(text, toMarker(1)) }, { times: Infinity });
		expect((await stage.failure(isCall)).message).toContain('the service repeats a page marker');
		expect(stage.server.requests.length).toBeLessThan(5);
	});

	// The same place under another name: Azure's markers never come twice.
	function emptyPage(): Fault {
		return { editBody: (text) => withMarker(text.replace(/<Blobs>.*<\/Blobs>/s, '<Blobs />'), toMarker('5000.0')) };
	}

	function shortPage(count: number, position: number): Fault {
		return {
			editBody: (text) => {
				const blobs = text.match(/<Blob>.*?<\/Blob>/gs) ?? [];
				const short = text.replace(/<Blobs>.*<\/Blobs>/s, `<Blobs>${blobs.slice(0, count).join('')}</Blobs>`);
				return withMarker(short, toMarker(position + count));
			},
		};
	}

	function withMarker(text: string, marker: string): string {
		return text.replace(/<NextMarker \/>|<NextMarker>.*<\/NextMarker>/s, `<NextMarker>${marker}</NextMarker>`);
	}
});

describe('with details', () => {
	const details = { ...isCall, storedAfter: '2026-01-01', options: { withDetails: true } };
	beforeEach(() => stage.server.seed('recordings', { 'a.mp3': { content: 'abc', tags: CALL }, 'b.mp3': { content: 'de', tags: CALL } }));

	test('size, MD5 and dates are added, the tags stay', async () => {
		const { json, hints } = await stage.run(details);
		expect(json).toMatchObject([
			{ path: 'a.mp3', sizeBytes: 3, contentMd5: 'kAFQmDzST7DWlj99KOF/cg==', etag: '0x8D0000000000001', tags: CALL },
			{ path: 'b.mp3', sizeBytes: 2, lastModified: expect.any(String), expiresAt: '2026-03-01T08:02:00Z' },
		]);
		expect(hints).toEqual([]);
	});

	test('without a recordings token the search still answers, and says what is missing', async () => {
		const { json, hints } = await stage.run(details, { credential: { recordingsSecretUrl: '', recordingsToken: '' } });
		expect(json).toEqual([expect.not.objectContaining({ sizeBytes: 3 }), expect.objectContaining({ path: 'b.mp3' })]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('No details for container "recordings"') }]);
	});

	test('a recording that was deleted since says so on its own item', async () => {
		stage.server.inject({ answer: { status: 404, code: 'BlobNotFound' } }, { on: ({ blob }) => blob === 'a.mp3' });
		const { json, hints } = await stage.run(details);
		expect(json).toMatchObject([
			{ path: 'a.mp3', tags: CALL, detailsError: expect.stringContaining('404') },
			{ path: 'b.mp3', sizeBytes: 2 },
		]);
		expect(hints).toMatchObject([{ message: '1 recordings could not be described: see detailsError.' }]);
	});

	test('a recordings token that is refused fails the item', async () => {
		stage.server.inject({ answer: { status: 403, code: 'AuthenticationFailed' } }, { on: ({ method }) => method === 'HEAD', times: 9 });
		const error = await stage.failure(details);
		expect(error.message).toContain('Recordings Container: the service answered 403');
	});
});

describe('the account token', () => {
	test('under Recordings, and nowhere else: the field is named', async () => {
		const credential = { accountSecretUrl: '', accountToken: '', recordingsToken: stage.server.accountSas() };
		const error = await stage.failure(isCall, { credential });
		expect(error.message).toMatch(/needs the account container URL and token; a token of the account stands under Recordings Container$/);
		expect(stage.server.requests).toEqual([]);
	});

	test.each<[string, Record<string, string>, RegExp]>([
		['none', { accountSecretUrl: '', accountToken: '' }, /Finding by tags needs the account container URL and token/i],
		['a container token instead', { accountToken: 'sr=c&sp=rl&sig=abcdefgh' }, /Account Container: this is the token of a container/],
		['without the right to find', { accountToken: 'ss=b&srt=sco&sp=rl&sig=abcdefgh' }, /lacks the right to Find Blobs by Tags \(f\)/],
	])('%s: said in words, nothing sent', async (_, credential, message) => {
		const error = await stage.failure(isCall, { credential });
		expect(error.message).toMatch(message);
		expect(error.description).toBeTruthy();
		expect(stage.server.requests).toEqual([]);
	});
});

describe('a search that finds nothing', () => {
	// The log is all that shows without an editor.
	const warned = () => jest.mocked(Container.get(Logger).warn).mock.calls.map(([message]) => message);
	beforeEach(() => jest.mocked(Container.get(Logger).warn).mockClear());

	test.each<[string, INodeParameters, string[]]>([
		['in a container that the credential knows: nothing to say', isCall, []],
		[
			'in one that it does not know',
			{ ...isCall, container: locator('recording') },
			['Nothing found in the container "recording". The credential knows "recordings", "gim-export": check the name.'],
		],
		[
			'in one that it does not know, by an expression',
			{ define: 'expression', expression: "@container = 'recording' AND a = 'b'" },
			['Nothing found in the container "recording". The credential knows "recordings", "gim-export": check the name.'],
		],
	])('%s', async (_, parameters, messages) => {
		const { json, hints } = await stage.run(parameters);
		expect(json).toEqual([]);
		expect(hints.map(({ message }) => message)).toEqual(messages);
		expect(warned()).toEqual(messages);
	});

	test('a reversed window is refused before anything is sent', async () => {
		const error = await stage.failure({ ...isCall, storedAfter: '2026-02-01', storedBefore: '2026-01-01' });
		expect(error.message).toMatch(/"Stored After" .* is later than "Stored Before"/);
		expect(stage.server.requests).toEqual([]);
	});
});
