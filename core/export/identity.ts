import { hash } from 'node:crypto';
import type { SourceFile } from './types';

/** 128 bits: among a thousand million files, two are taken for one with a chance of one in 10^20. */
export const IDENTITY_BYTES = 16;

/** Which version of which file, as 16 characters of one byte each. */
export type Identity = string;

/** By ETag, which stands for a version; where the service has none, by size and time. */
export function identityOf(file: SourceFile): Identity {
	const { entry, vendor = file.recording.vendor } = file;
	const { path, container = '', etag, sizeBytes, lastModified } = entry;
	const version = etag === undefined ? [sizeBytes ?? null, lastModified ?? null] : [etag];
	return hash('sha256', JSON.stringify([vendor, container, path, ...version]), 'binary').slice(0, IDENTITY_BYTES);
}

export function toHex(identity: Identity): string {
	return Buffer.from(identity, 'latin1').toString('hex');
}

export function fromHex(hex: string): Identity {
	return Buffer.from(hex, 'hex').toString('latin1');
}
