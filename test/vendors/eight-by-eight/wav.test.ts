import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWavHeader } from '../../../core/vendors/eight-by-eight/wav';
import { randomNumbers } from '../../random';

const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number) => Buffer.from(new Uint32Array([value]).buffer);
const chunk = (id: string, body: Buffer, length = body.length) => Buffer.concat([Buffer.from(id), u32(length), body, Buffer.alloc(body.length % 2)]);
const riff = (chunks: Buffer[], { form = 'RIFF', length = 0 } = {}) => Buffer.concat([Buffer.from(form), u32(length || chunks.reduce((sum, one) => sum + one.length, 4)), Buffer.from('WAVE'), ...chunks]);
const format = (tag: number, { channels = 1, rate = 8_000, bytesPerSecond = 8_000, block = 1, bits = 8, more = Buffer.alloc(0) } = {}) =>
	chunk('fmt ', Buffer.concat([u16(tag), u16(channels), u32(rate), u32(bytesPerSecond), u16(block), u16(bits), more]));
const sound = (length: number, declared = length) => chunk('data', Buffer.alloc(length), declared);
const PCM = { bytesPerSecond: 16_000, block: 2, bits: 16 };
const SIZE_OF_ALL = Buffer.concat([u16(22), u16(16), u32(3)]);

describe('headers', () => {
	test.each<[string, Buffer, object]>([
		['PCM', riff([format(1, PCM), sound(32_000)]), { codec: 'pcm', formatTag: 1, channels: 1, sampleRateHz: 8_000, dataBytes: 32_000, durationSeconds: 2 }],
		['PCM, two channels', riff([format(1, { channels: 2, block: 4, bits: 16 }), sound(32_000)]), { channels: 2, durationSeconds: 1 }],
		['A-law', riff([format(6), sound(12_000)]), { codec: 'alaw', durationSeconds: 1.5 }],
		['µ-law', riff([format(7), sound(12_000)]), { codec: 'mulaw', durationSeconds: 1.5 }],
		['GSM 6.10', riff([format(0x31, { bytesPerSecond: 1_625, block: 65, bits: 0 }), sound(16_250)]), { codec: 'gsm', durationSeconds: 10 }],
		['MP3 in WAV', riff([format(0x55, { bytesPerSecond: 2_000, block: 1 }), sound(5_000)]), { codec: 'mp3', durationSeconds: 2.5 }],
		['a codec nobody knows', riff([format(0x1234), sound(8_000)]), { codec: 'other', formatTag: 0x1234, durationSeconds: 1 }],
		['a rate that PCM does not have', riff([format(1, { ...PCM, bytesPerSecond: 0 }), sound(16_000)]), { durationSeconds: 1 }],
		['extensible', riff([format(0xfffe, { ...PCM, more: Buffer.concat([SIZE_OF_ALL, u16(7), Buffer.alloc(14)]) }), sound(16_000)]), { codec: 'mulaw', formatTag: 7 }],
		['other chunks first, one of odd length', riff([chunk('LIST', Buffer.alloc(27)), chunk('fact', u32(8_000)), format(7), sound(8_000)]), { durationSeconds: 1 }],
		['other chunks between', riff([format(7), chunk('bext', Buffer.alloc(603)), sound(8_000)]), { durationSeconds: 1 }],
		['other chunks behind', riff([format(7), sound(8_000), chunk('LIST', Buffer.alloc(500))]), { durationSeconds: 1 }],
		['RF64', riff([chunk('ds64', Buffer.concat([Buffer.alloc(8), u32(8_000), u32(0), Buffer.alloc(12)])), format(7), sound(8_000, 0xffffffff), chunk('LIST', Buffer.alloc(500))], { form: 'RF64', length: 0xffffffff }), { durationSeconds: 1 }],
		['no sound', riff([format(7), sound(0)]), { dataBytes: 0, durationSeconds: 0 }],
		['no sound, and no chunk for it', riff([format(7)]), { dataBytes: 0, durationSeconds: 0 }],
		['a header that is cut', riff([format(7), sound(0)]).subarray(0, 40), { dataBytes: 0 }],
		['a length of 0, left by a recorder', riff([format(7), sound(8_000, 0)]), { dataBytes: 8_000, durationSeconds: 1 }],
		['a length of all ones, left by a recorder', riff([format(7), sound(8_000, 0xffffffff)], { length: 0xffffffff }), { dataBytes: 8_000, durationSeconds: 1 }],
		['the most of 31 bits', riff([format(7), sound(8_000, 0x7fffffff)]), { dataBytes: 8_000, durationSeconds: 1 }],
		['… less the header', riff([format(7), sound(8_000, 0x7fffffd3)]), { dataBytes: 8_000, durationSeconds: 1 }],
		['all ones, less the header', riff([format(7), sound(8_000, 0xffffffd3)]), { dataBytes: 8_000, durationSeconds: 1 }],
		['no sound yet, and such a length', riff([format(7), sound(0, 0xffffffff)]), { dataBytes: 0, durationSeconds: 0 }],
		['a length that is large, and none of these', riff([format(7), sound(8_000, 0x7ffe0000)]), { dataBytes: 8_000, isCut: true }],
		['sound that is cut', riff([format(7), sound(8_000, 80_000)]), { dataBytes: 8_000, durationSeconds: 1, isCut: true }],
		['no format before the sound', riff([sound(8_000)]), { dataBytes: 8_000 }],
		['a format that is too short', riff([chunk('fmt ', Buffer.alloc(8)), sound(8_000)]), { dataBytes: 8_000 }],
	])('%s', (_, file, expected) => {
		const info = readWavHeader(file.subarray(0, 1_000), file.length);
		expect(info).toMatchObject({ isWav: true, ...expected });
		if (!('isCut' in expected)) expect(info).not.toHaveProperty('isCut');
		if (!('durationSeconds' in expected) && !info.codec) expect(info).not.toHaveProperty('durationSeconds');
	});

	test('without the size of the file, the header is believed', () => {
		const file = riff([format(7), sound(8_000, 80_000)]);
		expect(readWavHeader(file.subarray(0, 60))).toMatchObject({ dataBytes: 80_000, durationSeconds: 10 });
		const unknown = readWavHeader(riff([format(7), sound(8_000, 0xffffffff)]).subarray(0, 60));
		expect(unknown).not.toHaveProperty('dataBytes');
		expect(readWavHeader(riff([format(7), sound(8_000, 0)]).subarray(0, 60))).not.toHaveProperty('dataBytes');
		expect(unknown).not.toHaveProperty('durationSeconds');
	});

	test('sound behind what was read is not guessed', () => {
		const file = riff([format(7), chunk('LIST', Buffer.alloc(70_000)), sound(8_000)]);
		expect(readWavHeader(file.subarray(0, 65_536), file.length)).toEqual({ isWav: true, codec: 'mulaw', formatTag: 7, channels: 1, sampleRateHz: 8_000 });
	});

	test.each<[string, Buffer]>([
		['nothing', Buffer.alloc(0)],
		['a few bytes', Buffer.from('RIFF')],
		['another RIFF', Buffer.from('RIFF\x10\0\0\0AVI LIST')],
		['MP3', Buffer.from('ID3\x04\0\0\0\0\0\0\0\0\0')],
		['a page', Buffer.from('<!DOCTYPE html><html>')],
	])('%s is no WAV', (_, head) => expect(readWavHeader(head, head.length)).toEqual({ isWav: false }));
});

test('the sample that lies beside the demo', () => {
	const file = readFileSync(join(__dirname, '..', '..', '..', 'demo', 'samples', '8x8-call.wav'));
	expect(readWavHeader(file, file.length)).toMatchObject({ isWav: true, codec: 'mulaw', channels: 1, sampleRateHz: 8_000, dataBytes: 44_450, durationSeconds: 5.556 });
});

test('whatever the bytes, it ends, and says nothing impossible', () => {
	const random = randomNumbers(3);
	const whole = riff([format(1, PCM), chunk('LIST', Buffer.alloc(9)), sound(100)]);
	for (let round = 0; round < 5_000; round++) {
		const file = Buffer.from(whole);
		for (let flip = 0; flip < 6; flip++) file[Math.floor(random() * 70)] = Math.floor(random() * 256);
		const info = readWavHeader(file.subarray(0, Math.floor(random() * file.length)), file.length);
		expect(info.dataBytes ?? 0).toBeGreaterThanOrEqual(0);
		expect(info.dataBytes ?? 0).toBeLessThanOrEqual(file.length);
		expect(Number.isFinite(info.durationSeconds ?? 0)).toBe(true);
	}
});
