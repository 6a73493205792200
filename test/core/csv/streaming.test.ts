import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { readCsv } from '../../../core/csv/read-csv';
import { watchHolds } from './holds';
import { readAll } from './read-all';

const ROW = `${Array.from({ length: 21 }, (_, column) => `"value, ${column}"`).join(',')}\n`;

test('a large file that is in memory already does not hold the event loop', async () => {
	const input = Buffer.from(ROW.repeat(60_000));
	const holds = watchHolds();
	let count = 0;
	for await (const { rows } of readCsv(input)) count += rows.length;
	expect(count).toBe(60_000);
	expect(await holds.longestMs()).toBeLessThan(200);
});

test('a cancel ends it, even while the input is silent', async () => {
	const controller = new AbortController();
	async function* silent() {
		yield 'a,b\n1,2\n';
		await new Promise(() => {});
	}
	const reading = readAll(silent(), { signal: controller.signal });
	await setTimeout(5);
	controller.abort();
	await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

test('a cancel destroys a stream', async () => {
	const controller = new AbortController();
	const stream = new Readable({ read() {} });
	stream.push('a,b\n1,2\n');
	const reading = readAll(stream, { signal: controller.signal });
	await setTimeout(5);
	controller.abort();
	await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
	await setTimeout(5);
	expect(stream.destroyed).toBe(true);
});

test('cancelled before it began, it reads nothing', async () => {
	await expect(readAll('a,b', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('who stops early closes the input', async () => {
	const stream = Readable.from(['a,b\n', '1,2\n', '3,4\n']);
	for await (const batch of readCsv(stream)) {
		expect(batch.rows.length).toBeGreaterThan(0);
		break;
	}
	expect(stream.destroyed).toBe(true);
});

test('an error of the input comes out as it is', async () => {
	const failure = new Error('the line went dead');
	async function* failing() {
		yield 'a,b\n';
		throw failure;
	}
	await expect(readAll(failing())).rejects.toBe(failure);
});
