import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { decrypt, type DecryptOptions, type Decrypted } from '../../../core/crypto/decrypt';
import { readRecordingKeys } from '../../../core/crypto/keys/read-keys';
import type { RecordingKeys } from '../../../core/crypto/keys/recording-key';
import { isRecordingError } from '../../../core/errors/recording-error';
import type { Certificate } from './writer';

/** The credential with these certificates and their keys. */
export async function keysOf(...certificates: Pick<Certificate, 'certificate' | 'key'>[]): Promise<RecordingKeys> {
	return await readRecordingKeys({ privateKeys: certificates.map(({ certificate, key }) => certificate + key).join('\n') });
}

/** The credential with private keys alone. */
export async function bareKeysOf(...certificates: Pick<Certificate, 'key'>[]): Promise<RecordingKeys> {
	return await readRecordingKeys({ privateKeys: certificates.map(({ key }) => key).join('\n') });
}

export type Opened = Omit<Decrypted<Buffer>, 'stored'> & { content: Buffer };

interface Options extends Omit<DecryptOptions<Buffer>, 'store'> {
	chunkBytes?: number;
}

/** Decrypts bytes that come in chunks of a size. */
export async function open(message: Buffer, keys: RecordingKeys, { chunkBytes = 65_536, ...options }: Options = {}): Promise<Opened> {
	const { stored, ...rest } = await decrypt(chunked(message, chunkBytes), keys, { ...options, store: buffer });
	return { ...rest, content: stored };
}

export function chunked(message: Buffer, chunkBytes: number): Readable {
	function* chunks() {
		for (let at = 0; at < message.length; at += chunkBytes) yield message.subarray(at, at + chunkBytes);
	}
	return Readable.from(chunks(), { objectMode: false });
}

/** What a program and a person see of a failure; anything else than a RecordingError is thrown again. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: string; message: string; advice?: string }> {
	try {
		await work;
	} catch (error) {
		if (!isRecordingError(error)) throw error;
		const { code, message, advice } = error;
		if (code === 'DECRYPTION_FAILED' && error.cause !== undefined) throw new Error('A cause would tell what nobody may know');
		return { code, message, advice };
	}
	throw new Error('It did not fail');
}

export function md5(bytes: Buffer): string {
	return createHash('md5').update(bytes).digest('base64');
}

/** A recording as players take it: two frames of MP3 (MPEG 2, layer III, 32 kbit/s, 16 kHz), and further ones up to the size. */
export function mp3(sizeBytes: number): Buffer {
	const frame = Buffer.alloc(144, 0x55);
	frame.writeUInt32BE(0xfff34840, 0);
	const bytes = Buffer.alloc(sizeBytes);
	for (let at = 0; at < sizeBytes; at += frame.length) frame.copy(bytes, at);
	return bytes;
}
