import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { decrypt } from '../../../core/crypto/decrypt';
import { longestHoldMs } from '../../longest-hold';
import { chunked, failureOf, keysOf, mp3, open } from './stage';
import { encryptCms, makeRecordingCertificate } from './writer';

const MIB = 1024 * 1024;
const certificate = makeRecordingCertificate();
const recipients = [{ to: certificate }];

test.each(['aes-256-cbc', 'des-ede3-cbc'])('%s: a file that is in memory already does not hold the event loop', async (cipher) => {
	const message = encryptCms(mp3(24 * MIB), { recipients, cipher, chunkBytes: 1_000 });
	const keys = await keysOf(certificate);
	expect(await longestHoldMs(async () => void (await open(message, keys, { chunkBytes: message.length })))).toBeLessThan(200);
});

test('reads no faster than the store takes it', async () => {
	let sent = 0;
	const message = encryptCms(mp3(16 * MIB), { recipients });
	function* chunks() {
		for (let at = 0; at < message.length; at += 65_536) {
			sent += 65_536;
			yield message.subarray(at, at + 65_536);
		}
	}
	let sentWhileWaiting = 0;
	const store = async (content: Readable) => {
		await once(content, 'readable');
		await setTimeout(50);
		sentWhileWaiting = sent;
		let total = 0;
		for await (const piece of content) total += (piece as Buffer).length;
		return total;
	};
	const { stored } = await decrypt(Readable.from(chunks(), { objectMode: false, highWaterMark: 65_536 }), await keysOf(certificate), { store });
	expect(stored).toBe(16 * MIB);
	expect(sentWhileWaiting).toBeLessThan(MIB);
});

describe('a cancel', () => {
	const message = encryptCms(mp3(MIB), { recipients });
	/** A body that falls silent after so many bytes. */
	const silent = (sizeBytes: number) => {
		const body = new Readable({ read() {} });
		body.push(message.subarray(0, sizeBytes));
		return body;
	};
	test.each([0, 10, 100_000])('ends it in a silence after %i bytes, and the body with it', async (sizeBytes) => {
		const controller = new AbortController();
		const body = silent(sizeBytes);
		const working = decrypt(body, await keysOf(certificate), { signal: controller.signal, store: async (content) => await content.toArray() });
		await setTimeout(10);
		controller.abort();
		expect(await failureOf(working)).toMatchObject({ code: 'CANCELLED' });
		expect(body.destroyed).toBe(true);
	});

	test('before it began', async () => {
		const options = { signal: AbortSignal.abort(), store: async (content: Readable) => await content.toArray() };
		expect(await failureOf(decrypt(chunked(message, 1_000), await keysOf(certificate), options))).toMatchObject({ code: 'CANCELLED' });
	});

	test('of the store ends the body', async () => {
		const body = chunked(message, 1_000);
		const store = async () => {
			throw new Error('the disk is full');
		};
		await expect(decrypt(body, await keysOf(certificate), { store })).rejects.toThrow('the disk is full');
		expect(body.destroyed).toBe(true);
	});
});

test('what breaks the body is what is told', async () => {
	const message = encryptCms(mp3(MIB), { recipients });
	function* broken() {
		yield message.subarray(0, 300_000);
		throw new Error('the connection was cut');
	}
	const body = Readable.from(broken(), { objectMode: false });
	const store = async (content: Readable) => await content.toArray();
	await expect(decrypt(body, await keysOf(certificate), { store })).rejects.toThrow('the connection was cut');
});
