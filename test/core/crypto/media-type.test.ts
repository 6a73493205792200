import { mediaTypeOf } from '../../../core/crypto/media-type';
import { realNameOf } from '../../../core/crypto/real-name';
import { randomNumbers } from '../../random';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mp3 } from './stage';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const frames = (head: number, length: number) => {
	const frame = Buffer.alloc(length);
	frame.writeUInt32BE(head >>> 0);
	return Buffer.concat([frame, frame, frame]);
};

describe('the type of a medium by its first bytes', () => {
	test.each([
		['mp3', 'MP3 with a tag', latin1('ID3\x04\0\0\0\0\0\0')],
		['mp3', 'MPEG 1, layer III, 128 kbit/s, 44.1 kHz', frames(0xfffb9000, 417)],
		['mp3', 'the same with a padded frame', frames(0xfffb9200, 418)],
		['mp3', 'MPEG 2, layer III, 32 kbit/s, 16 kHz', mp3(1_000)],
		['mp3', 'MPEG 2.5, layer III, 8 kbit/s, 8 kHz', frames(0xffe31800, 72)],
		['mp3', 'MPEG 1, layer II, 192 kbit/s, 48 kHz', frames(0xfffda400, 576)],
		['mp3', 'zeros before the first frame', Buffer.concat([Buffer.alloc(500), mp3(1_000)])],
		['mp3', 'one frame, cut', mp3(100)],
		['wav', 'WAV', latin1('RIFF\x24\x08\0\0WAVEfmt ')],
		['wav', 'a large WAV', latin1('RF64\xff\xff\xff\xffWAVEds64')],
		['ogg', 'Ogg', latin1('OggS\0\x02')],
		['mp4', 'MP4', latin1('\0\0\0\x18ftypmp42')],
		['m4a', 'MP4 of sound', latin1('\0\0\0\x20ftypM4A ')],
		['webm', 'WebM', latin1('\x1a\x45\xdf\xa3')],
		['zip', 'ZIP', latin1('PK\x03\x04')],
		['zip', 'an empty ZIP', latin1('PK\x05\x06')],
		[undefined, 'nothing', Buffer.alloc(0)],
		[undefined, 'zeros', Buffer.alloc(10_000)],
		[undefined, 'text', latin1('hello')],
		[undefined, 'RIFF of another kind', latin1('RIFF\x24\x08\0\0ACON')],
		[undefined, 'a frame that no other follows', Buffer.concat([mp3(144), Buffer.alloc(1_000, 1)])],
		[undefined, 'UTF-16 text', latin1('\xff\xfeh\0e\0')],
	])('%s: %s', (extension, _, bytes) => {
		expect(mediaTypeOf(bytes)?.extension).toBe(extension);
	});

	test.each(['8x8-call.wav', 'cxone-screen.mp4', 'cxone-voice.mp4', 'genesys-call.mp3'])('the sample %s', (name) => {
		const bytes = readFileSync(join(__dirname, '../../../demo/samples', name));
		expect(mediaTypeOf(bytes)?.extension).toBe(name.split('.')[1]);
	});

	test('what a wrong key makes of a recording hardly ever looks like one', () => {
		const random = randomNumbers(7);
		let wrong = 0;
		for (let round = 0; round < 20_000; round++) {
			const bytes = Buffer.from(Array.from({ length: 64 }, () => random() * 256));
			if (mediaTypeOf(Buffer.concat([bytes, Buffer.alloc(1_500, 0xa7)]))) wrong++;
		}
		expect(wrong).toBeLessThan(2);
	});
});

describe('the real name', () => {
	const wav = { mimeType: 'audio/wav', extension: 'wav' };
	test.each([
		['call.mp3.bin', undefined, 'call.mp3'],
		['tenant/a/call.mp3.bin', undefined, 'call.mp3'],
		['call.MP3.BIN', undefined, 'call.MP3'],
		['call.mp3.p7m', undefined, 'call.mp3'],
		['call.mp3.p7', undefined, 'call.mp3'],
		['call.mp3.cms', undefined, 'call.mp3'],
		['call.mp3.enc', undefined, 'call.mp3'],
		['call.mp3', undefined, 'call.mp3'],
		['call.bin', wav, 'call.wav'],
		['call.bin', undefined, 'call'],
		['call', wav, 'call.wav'],
		['call.mp3.bin', wav, 'call.mp3'],
		['.bin', undefined, '.bin'],
		['robin', undefined, 'robin'],
	])('%s, %j: %s', (name, type, real) => {
		expect(realNameOf(name, type)).toBe(real);
	});
});
