import { fitsWildcard } from '../../../core/text/wildcard';

test.each<[string, string, boolean]>([
	['', '', true],
	['', '*', true],
	['', '?', false],
	['a', '', false],
	['call.wav', '*', true],
	['call.wav', '*.wav', true],
	['CALL.WAV', '*.wav', true],
	['call.wav.bin', '*.wav', false],
	['call.wav', 'call', false],
	['call.wav', 'c?ll.*', true],
	['cll.wav', 'c?ll.*', false],
	['2026-01-31/call.wav', '2026-01-*/*.wav', true],
	['2026-01-31/call.wav', '*call*', true],
	['call.wav', 'call.wav*', true],
	['call.wav', '**', true],
	['aab', '*ab', true],
	['abab', '*ab', true],
	['abac', '*ab', false],
	['[a]+.wav', '[a]+.*', true],
	['ba.wav', '[ab]*.wav', false],
])('"%s" fits "%s": %s', (name, pattern, expected) => {
	expect(fitsWildcard(name, pattern)).toBe(expected);
});

test('a pattern that would take a regular expression for ever', () => {
	expect(fitsWildcard('a'.repeat(4_096), `${'*a'.repeat(60)}*b`)).toBe(false);
});
