import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { little, type RawEntry } from './raw-zip';

/** Encryption as its specifications have it, block by block and byte by byte; shares no code with the reader. */

export type Kind = 'ZipCrypto' | 'AES-128' | 'AES-192' | 'AES-256';
export const KINDS: Kind[] = ['ZipCrypto', 'AES-128', 'AES-192', 'AES-256'];

export interface SealedOptions {
	method?: 0 | 8;
	/** 1 states the CRC-32, 2 does not. */
	aeVersion?: 1 | 2;
	/** Sizes and CRC-32 behind the data, with the check byte of ZipCrypto out of the time. */
	hasDescriptor?: boolean;
	/** A wrong password that gets past the check all the same. */
	alsoPasses?: string;
}

const STRENGTH = { 'AES-128': 1, 'AES-192': 2, 'AES-256': 3 };

/** An entry for `rawZip`. */
export function sealed(kind: Kind, name: string, content: string | Buffer, password: string, options: SealedOptions = {}): RawEntry {
	const { method = 8, aeVersion = 2, hasDescriptor = false } = options;
	const plain = Buffer.from(content);
	const packed = method === 8 ? deflateRawSync(plain) : plain;
	const crc = kind !== 'ZipCrypto' && aeVersion === 2 ? 0 : crc32(plain);
	const raw = kind === 'ZipCrypto' ? zipCrypto(packed, password, hasDescriptor ? 0 : crc >>> 24, options) : aes(packed, password, STRENGTH[kind], options);
	const stated = { crc32: crc, compressedBytes: raw.length, sizeBytes: plain.length };
	const entry = { name, content: plain, raw, flags: hasDescriptor ? 0x809 : 0x801, central: stated, local: hasDescriptor ? { crc32: 0, compressedBytes: 0, sizeBytes: 0 } : stated };
	const after = hasDescriptor ? little([0x08074b50, 4], [crc, 4], [raw.length, 4], [plain.length, 4]) : undefined;
	if (kind === 'ZipCrypto') return { ...entry, method, after };
	return { ...entry, method: 99, after, extra: little([0x9901, 2], [7, 2], [aeVersion, 2], [0x4541, 2], [STRENGTH[kind], 1], [method, 2]) };
}

function aes(plain: Buffer, password: string, strength: number, { alsoPasses }: SealedOptions): Buffer {
	const keyBytes = 8 + 8 * strength;
	const salt = randomBytes(keyBytes / 2);
	const derive = (text: string) => pbkdf2Sync(text, salt, 1_000, 2 * keyBytes + 2, 'sha1');
	const keys = derive(password);
	const counters = Buffer.concat(Array.from({ length: Math.ceil(plain.length / 16) }, (_, block) => little([block + 1, 8], [0, 8])));
	const pad = createCipheriv(`aes-${keyBytes * 8}-ecb`, keys.subarray(0, keyBytes), null).setAutoPadding(false).update(counters);
	const encrypted = plain.map((byte, at) => byte ^ pad[at]);
	const mac = createHmac('sha1', keys.subarray(keyBytes, 2 * keyBytes)).update(encrypted).digest().subarray(0, 10);
	return Buffer.concat([salt, derive(alsoPasses ?? password).subarray(2 * keyBytes), encrypted, mac]);
}

function zipCrypto(plain: Buffer, password: string, checkByte: number, { alsoPasses }: SealedOptions): Buffer {
	for (;;) {
		const head = Buffer.concat([randomBytes(11), Buffer.of(checkByte)]);
		const opened = alsoPasses === undefined ? head : withKeys(withKeys(head, password, 'encrypt'), alsoPasses, 'decrypt');
		if (opened[11] === checkByte) return withKeys(Buffer.concat([head, plain]), password, 'encrypt');
	}
}

const { imul, floor } = Math;

/** APPNOTE, 6.1. */
function withKeys(bytes: Buffer, password: string, direction: 'encrypt' | 'decrypt'): Buffer {
	const keys = [0x12345678, 0x23456789, 0x34567890];
	const update = (byte: number) => {
		keys[0] = crcStep(keys[0], byte);
		keys[1] = (imul((keys[1] + (keys[0] & 0xff)) >>> 0, 134775813) + 1) >>> 0;
		keys[2] = crcStep(keys[2], keys[1] >>> 24);
	};
	for (const byte of Buffer.from(password)) update(byte);
	return Buffer.from(
		bytes.map((byte) => {
			const seed = (keys[2] | 2) & 0xffff;
			const other = byte ^ (floor((seed * (seed ^ 1)) / 256) & 0xff);
			update(direction === 'encrypt' ? byte : other);
			return other;
		}),
	);
}

function crcStep(key: number, byte: number): number {
	let value = key ^ byte;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	return value >>> 0;
}
