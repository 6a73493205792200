import { Console } from 'node:console';
import { format, inspect } from 'node:util';
import { PassThrough } from 'node:stream';
import { RecordingError } from '../../../core/errors/recording-error';
import { scrubError, scrubText } from '../../../core/secrets/scrub';
import { REDACTED } from '../../../core/secrets/redacted';
import { Secret } from '../../../core/secrets/secret';
import { parseSas } from '../../../core/sources/azure-blob/sas';

const TEXT = 'sv=2020-02-10&sr=c&sp=rl&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D';
const SIGNATURE = 'c2VjcmV0LXNpZ25hdHVyZQ';

function printedByConsole(value: unknown): string {
	const stdout = new PassThrough();
	new Console({ stdout }).log('%s %o %j', value, value, value, value);
	return String(stdout.read());
}

describe('a Secret', () => {
	const secret = new Secret(TEXT);

	test.each<[string, () => string]>([
		['String()', () => String(secret)],
		['a template', () => `${secret}`],
		['concatenation', () => '' + (secret as unknown as string)],
		['JSON', () => JSON.stringify({ secret })],
		['util.inspect', () => inspect(secret)],
		['util.inspect of what holds it', () => inspect({ deep: [{ secret }] }, { depth: 9, showHidden: true })],
		['util.format', () => format('%s %o %O %j', secret, secret, secret, secret)],
		['console.log', () => printedByConsole(secret)],
		['its keys and values', () => JSON.stringify([Object.getOwnPropertyNames(secret), Object.values(secret)])],
		['a copy of its fields', () => JSON.stringify({ ...secret })],
		['an error message', () => inspect(new Error(`failed with ${secret}`))],
	])('is not printed by %s', (_, print) => {
		expect(print()).not.toContain(SIGNATURE);
	});

	test('prints as redacted', () => expect(`${secret}`).toBe('[redacted]'));
	test('is revealed when asked', () => expect(secret.reveal()).toBe(TEXT));
});

describe('scrubText', () => {
	test.each([
		['a SAS URL', 'GET https://a.blob.core.windows.net/c/b?sv=1&sig=Abc%2Bdef%3D&se=2', 'GET https://a.blob.core.windows.net/c/b?sv=1&sig=[redacted]&se=2'],
		['a signature that comes first', 'https://h/c?sig=Abc&sv=1', 'https://h/c?sig=[redacted]&sv=1'],
		['a token alone', 'sig=Abc', 'sig=[redacted]'],
		['a token in quotes', `url: "sig=Abc"`, `url: "sig=[redacted]"`],
		['capitals', 'https://h/?SIG=Abc&Sig=Def', 'https://h/?SIG=[redacted]&Sig=[redacted]'],
		['HTML', '<a href="https://h/?sv=1&amp;sig=Abc&amp;se=2">', '<a href="https://h/?sv=1&amp;sig=[redacted]&amp;se=2">'],
		['a URL within a URL', 'https://h/?next=https%3A%2F%2Fa%2Fc%3Fsv%3D1%26sig%3DAbc%252Bdef%26se%3D2', 'https://h/?next=https%3A%2F%2Fa%2Fc%3Fsv%3D1%26sig%3D[redacted]%26se%3D2'],
		['JSON that escapes ampersands', '{"url":"https://h/?sv=1\\u0026sig=Abc\\u0026se=2"}', '{"url":"https://h/?sv=1\\u0026sig=[redacted]\\u0026se=2"}'],
		['a presigned S3 URL', 'https://b.s3/k?X-Amz-Credential=AKIA%2F1&X-Amz-Date=2&X-Amz-Signature=0f', 'https://b.s3/k?X-Amz-Credential=[redacted]&X-Amz-Date=2&X-Amz-Signature=[redacted]'],
		['a session token', '?X-Amz-Security-Token=Fwo//x==', '?X-Amz-Security-Token=[redacted]'],
		['an access token', 'https://h/#?access_token=ya29.x', 'https://h/#?access_token=[redacted]'],
		['a password in a URL', 'ftp://agent:pa55word@h:21/x', 'ftp://[redacted]@h:21/x'],
		['a proxy with a password', 'via http://DOM%5Cme:p%40ss@proxy:3128', 'via http://[redacted]@proxy:3128'],
		['an authorization header', 'Authorization: SharedKey a:Zm9v', 'Authorization: [redacted]'],
		['an authorization header in JSON', '{"authorization":"Bearer x.y"}', '{"authorization":"[redacted]"}'],
		['several lines', '?sig=Abc\n?sig=Def', '?sig=[redacted]\n?sig=[redacted]'],
		['words that only end so', 'design=nice&bigsig=1', 'design=nice&bigsig=1'],
		['plain text', 'The file "a.mp3" does not exist', 'The file "a.mp3" does not exist'],
		['nothing', '', ''],
		['JSON with the name apart', '{"sig":"Abc%3D","se":"2"}', '{"sig":"[redacted]","se":"2"}'],
		['prose', 'with sig: Abc= and sig = Abc', 'with sig: [redacted] and sig = [redacted]'],
		['brackets', '(sig=Abc) [sig=Abc] {sig=Abc} ,sig=Abc', '(sig=[redacted]) [sig=[redacted]] {sig=[redacted]} ,sig=[redacted]'],
		['encoded twice', 'u=%253Fsv%253D1%2526sig%253DAbc%2526se%253D2', 'u=%253Fsv%253D1%2526sig%253D[redacted]%2526se%253D2'],
		['a word that only ends so', 'the design: good, redesign=1', 'the design: good, redesign=1'],
	])('%s', (_, text, expected) => {
		expect(scrubText(text)).toBe(expected);
	});

	test.each([
		['a secret, wherever it stands', ['hunter22'], 'login hunter22 failed for hunter22', `login ${REDACTED} failed for ${REDACTED}`],
		['characters that mean something in a pattern', ['a.*+$&'], 'x a.*+$& y', `x ${REDACTED} y`],
		['not a text of three characters', ['abc'], 'abc', 'abc'],
	])('given secrets: %s', (_, secrets, text, expected) => {
		expect(scrubText(text, secrets)).toBe(expected);
	});
});

describe('scrubError', () => {
	const signedUrl = `https://acct.blob.core.windows.net/recordings?${TEXT}`;

	function sdkError(): Error {
		const cause = Object.assign(new Error(`connect failed for ${signedUrl}`), { code: 'ECONNRESET', syscall: 'connect' });
		return Object.assign(new Error(`request to ${signedUrl} failed`, { cause }), {
			name: 'RestError',
			statusCode: 403,
			code: 'AuthenticationFailed',
			request: { url: signedUrl, headers: { authorization: `Bearer ${SIGNATURE}` } },
			response: { bodyAsText: signedUrl, request: { url: signedUrl } },
			details: { url: signedUrl },
		});
	}

	test('keeps no signature anywhere', () => {
		const safe = scrubError(sdkError());
		for (const printed of [inspect(safe, { depth: 20, showHidden: true }), safe.stack, JSON.stringify(safe), String(safe)]) {
			expect(printed).not.toContain(SIGNATURE);
		}
	});

	test('keeps what explains it', () => {
		const safe = scrubError(sdkError());
		expect(safe).toMatchObject({ name: 'RestError', code: 'AuthenticationFailed', statusCode: 403 });
		expect(safe.cause).toMatchObject({ code: 'ECONNRESET', syscall: 'connect' });
		expect(safe.message).toBe('request to https://acct.blob.core.windows.net/recordings?sv=2020-02-10&sr=c&sp=rl&sig=[redacted] failed');
	});

	test.each<[string, unknown]>([
		['undefined', undefined],
		['a text with a secret', `?sig=${SIGNATURE}`],
		['an object without a prototype', Object.create(null)],
		['a frozen error', Object.freeze(new Error(`?sig=${SIGNATURE}`))],
		['a code that hides a secret', Object.assign(new Error('x'), { code: `?sig=${SIGNATURE}` })],
	])('takes %s', (_, thrown) => {
		expect(inspect(scrubError(thrown), { depth: 9 })).not.toContain(SIGNATURE);
	});

	test('follows a loop of causes no further than it must', () => {
		const loop = new Error('loop');
		loop.cause = loop;
		let depth = 0;
		for (let error: unknown = scrubError(loop); error instanceof Error; error = error.cause) depth++;
		expect(depth).toBeLessThan(10);
	});
});

describe('a secret that this process knows is masked without its name', () => {
	const TOKEN = 'q8fJ+0x/Zt1W9aBcDeFgHiJkLmNo==';

	test.each([
		['as it is', `the signature ${TOKEN} is wrong`],
		['encoded', `q=${encodeURIComponent(TOKEN)}`],
		['encoded twice', `q=${encodeURIComponent(encodeURIComponent(TOKEN))}`],
		['encoded in small letters', `q=${encodeURIComponent(TOKEN).replaceAll(/%../g, (escape) => escape.toLowerCase())}`],
		['without padding', `x ${TOKEN.replace(/=+$/, '')} y`],
		['in JSON', `{"x":"${TOKEN.replaceAll('/', '\\/')}"}`],
		['with blanks for plus', TOKEN.replaceAll('+', ' ')],
		['encoded in part', TOKEN.replaceAll('+', '%2b')],
		['each character encoded', Array.from(TOKEN, (one) => `%${one.charCodeAt(0).toString(16)}`).join('')],
		['decimal entities', TOKEN.replaceAll('+', '&#43;').replaceAll('/', '&#0047;')],
		['hexadecimal entities, encoded', encodeURIComponent(TOKEN.replaceAll('/', '&#x2F;'))],
		['escapes of JavaScript', TOKEN.replaceAll('+', '\\u002B').replaceAll('/', '\\u002f')],
		['escapes of JavaScript within JSON', JSON.stringify(TOKEN.replaceAll('/', '\\x2F'))],
		['in base64 within a URL', `u=${encodeURIComponent(Buffer.from(`me:${TOKEN}`).toString('base64'))}`],
	])('%s', (_, text) => {
		const secret = new Secret(TOKEN);
		expect(scrubText(text)).not.toMatch(/q8fJ/);
		expect(scrubText(text)).toContain(REDACTED);
		expect(secret.reveal()).toBe(TOKEN);
	});

	test.each([
		['UTF-8', 'pass%20w%C3%B6rd%26more'],
		['Latin-1', 'pass+w%F6rd%26more'],
		['entities', 'pass w&#246;rd&amp;more'],
		['hex', Buffer.from('pass wörd&more').toString('hex')],
	])('of other characters, too: %s', (_, text) => {
		expect(new Secret('pass wörd&more').reveal()).toContain('ö');
		expect(scrubText(`%41&lt; a ${text} é%20z`)).toBe(`%41&lt; a ${REDACTED} é%20z`);
	});

	test('each time it stands there, and with others that overlap it', () => {
		const secrets = ['abcdefgh-ijklmnop', 'ijklmnop-qrstuvwx', 'zzzz9999zzzz'].map((text) => new Secret(text));
		expect(scrubText('1 abcdefgh-ijklmnop-qrstuvwx 2 zzzz9999zzzz 3 abcdefgh-ijklmnop')).toBe(`1 ${REDACTED} 2 ${REDACTED} 3 ${REDACTED}`);
		expect(secrets).toHaveLength(3);
	});

	test('five thousand of them, of which the oldest goes first', () => {
		const tokens = Array.from({ length: 5_002 }, (_, number) => `many-tokens-that-begin-alike-${number * 7919}-and-end-alike`);
		for (const token of tokens) expect(new Secret(token).reveal()).toBe(token);
		new Secret(tokens[2]);
		new Secret('the last of many tokens');
		expect(scrubText(tokens[1])).toBe(tokens[1]);
		for (const token of [tokens[2], tokens[4], tokens[2_500], tokens[5_001]]) expect(scrubText(`x ${token} y`)).toBe(`x ${REDACTED} y`);
	});

	test('a short one is not: it would garble every text', () => {
		expect(new Secret('abc').reveal()).toBe('abc');
		expect(scrubText('abcdef')).toBe('abcdef');
	});

	test('a service that repeats the signature alone', () => {
		const signature = 'c2lnbmF0dXJlLW9mLXRoaXMtdGVzdA==';
		parseSas(`sv=2020-02-10&sr=c&sp=rl&sig=${encodeURIComponent(signature)}`);
		const error = new RecordingError({ code: 'CREDENTIAL_REFUSED', operation: 'list', detail: `expected ${signature}`, cause: new Error(signature) });
		expect(inspect(error)).not.toContain(signature);
		expect(error.message).toBe('Could not list: expected [redacted]==');
	});
});
