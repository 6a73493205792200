import { FIRST_REST_MS, forgetLogins, Logins, LONGEST_REST_MS, type LoginsOptions } from '../../../core/connections/logins';
import { RefusedBefore } from '../../../core/connections/refused-before';

const PARTS = ['sftp', 'files.example.com', '22', 'tenant', 'secret'];
const never = new AbortController().signal;

let nowMs = 0;
beforeEach(() => {
	nowMs = 1_000;
	jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
	jest.restoreAllMocks();
	forgetLogins();
});

const opened = (options: Partial<LoginsOptions> = {}) => new Logins({ parts: PARTS, mostRetried: 2, ...options });

/** What becomes of a login: `ok`, `again` or `final` by the server, `unasked` where it is not asked. */
async function logIn(logins: Logins, isGood: boolean): Promise<string> {
	try {
		const turn = await logins.turn(never);
		try {
			if (isGood) turn.accepted();
			return isGood ? 'ok' : turn.refused((mayPass) => (mayPass ? 'again' : 'final'));
		} finally {
			turn.end();
		}
	} catch (error) {
		if (!(error instanceof RefusedBefore)) throw error;
		return 'unasked';
	}
}

/** Each word: a good or bad login of an open source (a letter), or seconds that pass. */
const STORIES: [title: string, story: string, outcome: string][] = [
	['a bad one is final, and not asked for again as long as the source is open', 'a:bad a:bad 100000 a:bad a:good', 'final unasked unasked unasked'],
	['nor by another source within a minute', 'a:bad b:bad 59 c:bad 1 d:bad', 'final unasked unasked final'],
	['the rest doubles with each refusal', 'a:bad 60 b:bad 119 c:bad 1 d:bad 239 e:bad 1 f:bad', 'final final unasked final unasked final'],
	['a good one is asked for each time', 'a:good a:good b:good', 'ok ok ok'],
	['of what was good, some refusals in a row may pass', 'a:good a:bad b:bad a:good b:bad b:bad b:bad a:good', 'ok again again ok again again final unasked'],
	['a success ends the rest, for all', 'a:bad !:good a:good b:good', 'final ok ok ok'],
	['a success makes the next rest short again', 'a:bad 60 b:bad !:good c:bad d:bad e:bad 60 f:bad', 'final final ok again again final final'],
	['a test asks once in any case', 'a:bad !:bad b:bad !:bad', 'final final unasked unasked'],
];

test.each(STORIES)('%s: %s', async (_, story, outcome) => {
	const sources = new Map<string, Logins>();
	const outcomes: string[] = [];
	for (const word of story.split(' ')) {
		const [name, kind] = word.split(':');
		if (kind === undefined) {
			nowMs += Number(name) * 1_000;
			continue;
		}
		const source = sources.get(name) ?? opened({ asksAgain: name === '!' });
		sources.set(name, source);
		// A source is older than what happens to it.
		nowMs++;
		outcomes.push(await logIn(source, kind === 'good'));
		nowMs++;
	}
	expect(outcomes.join(' ')).toBe(outcome);
});

test('the rest has an end', async () => {
	for (let turn = 0; turn < 30; turn++) {
		expect(await logIn(opened(), false)).toBe('final');
		nowMs += LONGEST_REST_MS;
	}
	expect(FIRST_REST_MS).toBeLessThan(LONGEST_REST_MS);
});

test.each(PARTS.map((_, index) => ({ part: PARTS[index], index })))('another $part is another login', async ({ index }) => {
	await logIn(opened(), false);
	expect(await logIn(opened({ parts: PARTS.with(index, 'other') }), false)).toBe('final');
});

describe('one at a time', () => {
	test('asks as long as nothing is known, and the others do as it did', async () => {
		const source = opened();
		const first = await source.turn(never);
		const others = [logIn(source, false), logIn(opened(), false)];
		first.refused(() => new Error('no'));
		first.end();
		expect(await Promise.all(others)).toEqual(['unasked', 'unasked']);
	});

	test('asks, and the next one where it came to nothing', async () => {
		const source = opened();
		const first = await source.turn(never);
		const other = logIn(source, true);
		first.end();
		expect(await other).toBe('ok');
		const [one, two] = [await source.turn(never), await source.turn(never)];
		one.end();
		two.end();
	});

	test('asks: who no longer wants to is let go', async () => {
		const source = opened();
		const first = await source.turn(never);
		const controller = new AbortController();
		const other = source.turn(controller.signal);
		controller.abort();
		await expect(other).rejects.toMatchObject({ name: 'AbortError' });
		first.end();
	});
});

test('the error says that the server was not asked, and when it will be', () => {
	const error = new RefusedBefore(new Error('no'), new Date('2026-03-04T05:06:07Z'));
	expect(error.explain({ code: 'CREDENTIAL_REFUSED', detail: 'the server answered 530', retryable: true, advice: 'Check it.' })).toEqual({
		code: 'CREDENTIAL_REFUSED',
		detail: expect.stringMatching(/^the server answered 530\. .*not asked again.*by the next run from 05:06:07 UTC on/),
		retryable: false,
		advice: 'Check it.',
	});
	expect(error.copy()).not.toBe(error);
});
