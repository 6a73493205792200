import { SecretWatch } from './secret-watch';

const SECRET = 'p2Vj/cmV0==';
const withCause = new Error('outer', { cause: new Error(`GET https://host/?sig=${encodeURIComponent(SECRET)}`) });
const hidden = Object.defineProperty({}, 'request', { value: { url: SECRET }, enumerable: false });

test.each<[string, unknown]>([
	['a text', `the token ${SECRET} was refused`],
	['a text in URL form', `?sig=${encodeURIComponent(SECRET)}`],
	['a message', new Error(SECRET)],
	['a cause', withCause],
	['a field of an error', Object.assign(new Error('x'), { options: { agent: { url: SECRET } } })],
	['a field that is not enumerable', hidden],
	['a deep field', { a: { b: { c: { d: { e: { f: { g: SECRET } } } } } } }],
	['what an object serialises to', { toJSON: () => ({ token: SECRET }) }],
	['a stack', Object.assign(new Error('x'), { stack: `at ${SECRET}` })],
])('a leak is seen in %s', (_, value) => {
	const watch = new SecretWatch();
	watch.see(value);
	expect(watch.leaksOf(SECRET)).not.toEqual([]);
});

test('no leak is seen where there is none', () => {
	const watch = new SecretWatch();
	watch.see({ sig: '[redacted]' }, new Error('the token was refused'));
	expect(watch.leaksOf(SECRET)).toEqual([]);
});
