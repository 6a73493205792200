import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { RelayStream } from '../../../core/sources/layers/relay-stream';
import { withTimeout } from '../../../core/sources/layers/timeout';
import { Body, scripted } from './scripted';

/** Closed, as a body is that failed while something else was waited for. */
async function failed(error?: Error): Promise<Readable> {
	const inner = new Body();
	inner.on('error', () => {});
	const closed = new Promise<void>((resolve) => inner.once('close', () => resolve()));
	inner.destroy(error);
	await closed;
	return inner;
}

describe('an inner stream that was over before anybody listened', () => {
	test('with an error passes it on', async () => {
		const error = new Error('said so');
		await expect(buffer(new RelayStream(await failed(error), {}))).rejects.toBe(error);
	});

	test('without a word was cut', async () => {
		await expect(buffer(new RelayStream(await failed(), {}))).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
	});

	test('is recovered from', async () => {
		const stream = new RelayStream(await failed(new Error('cut')), { recover: async () => Readable.from([Buffer.from('the rest')]) });
		expect(String(await buffer(stream))).toBe('the rest');
	});

	test('at its end ends', async () => {
		const inner = Readable.from([]);
		inner.resume();
		await once(inner, 'close');
		let ends = 0;
		expect(await buffer(new RelayStream(inner, { onEnd: () => void ends++ }))).toHaveLength(0);
		expect(ends).toBe(1);
	});

	test('fails a write of it at once, and not when its time is up, nor never', async () => {
		const error = new Error('said so');
		const body = await failed(error);
		const source = scripted({ write: async (path, open) => ({ path, sizeBytes: (await buffer(open())).length }) });
		await expect(withTimeout(source, { responseMs: 1_000, pageMs: 1_000, idleMs: 1_000, writeMs: 60_000 }).write('a', () => body, {})).rejects.toBe(error);
	});
});

test('a stream that is destroyed is not waited for', async () => {
	const inner = new Body();
	const stream = new RelayStream(inner, {});
	stream.on('error', () => {}).resume();
	await setImmediate();
	expect(stream.isWaitingForInner).toBe(true);
	inner.destroy();
	expect(stream.isWaitingForInner).toBe(false);
	stream.destroy();
});
