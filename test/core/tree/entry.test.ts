import { toIsoTime } from '../../../core/sources/tree/entry';
import { randomNumbers } from '../../random';

const DAY_MS = 86_400_000;

describe('a time of a server of files', () => {
	test('is that of Date, to the second, whatever comes after what', () => {
		const random = randomNumbers(1);
		for (let count = 0; count < 5_000; count++) {
			// Within a day as a rule, now and then of another one, before 1970 too.
			const timeMs = Math.floor((random() < 0.9 ? 20_000 : (random() - 0.3) * 60_000) * DAY_MS + random() * DAY_MS);
			expect(toIsoTime(timeMs)).toBe(`${new Date(timeMs).toISOString().slice(0, 19)}Z`);
		}
	});

	test.each<[number | undefined, string | undefined]>([
		[undefined, undefined],
		[NaN, undefined],
		[Infinity, undefined],
		[8.64e15, undefined],
		[-8.64e15, undefined],
		[0, '1970-01-01T00:00:00Z'],
		[-1, '1969-12-31T23:59:59Z'],
		[DAY_MS - 1, '1970-01-01T23:59:59Z'],
		[1_500.9, '1970-01-01T00:00:01Z'],
		[Date.UTC(9999, 11, 31, 23, 59, 59, 999), '9999-12-31T23:59:59Z'],
	])('%d: %s', (timeMs, text) => expect(toIsoTime(timeMs)).toBe(text));
});
