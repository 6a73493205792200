import { constants, createHash, privateDecrypt, timingSafeEqual, type KeyObject } from 'node:crypto';
import { childrenOf, contextTag, MalformedError, partsOf, TAG, type Element } from '../asn1/element';
import { algorithmOf, octetsOf } from '../asn1/values';
import { hashName } from '../algorithm-names';

/** Of RSAES-OAEP: RFC 8017, appendix A.2.1. Hashes as node:crypto calls them. */
export interface OaepParameters {
	hash: string;
	/** Of the mask generation function MGF1. */
	maskHash: string;
	label: Buffer;
}

/** An algorithm in the parameters that is not supported. */
export class UnsupportedParameter extends Error {
	constructor(
		readonly use: string,
		readonly oid: string,
	) {
		super(oid);
	}
}

const MGF1 = '1.2.840.113549.1.1.8';
const LABEL_GIVEN = '1.2.840.113549.1.1.9';
const DEFAULT_HASH = 'sha1';

export function readOaepParameters(parameters: Element | undefined): OaepParameters {
	const read: OaepParameters = { hash: DEFAULT_HASH, maskHash: DEFAULT_HASH, label: Buffer.alloc(0) };
	if (!parameters || parameters.tag === TAG.null) return read;
	for (const field of partsOf(parameters)) {
		// Each is tagged explicitly.
		const [value] = childrenOf(field);
		if (field.tag === contextTag(0)) read.hash = hashOf(value);
		else if (field.tag === contextTag(1)) read.maskHash = maskHashOf(value);
		else if (field.tag === contextTag(2)) read.label = labelOf(value);
		else throw new MalformedError('an unknown parameter');
	}
	return read;
}

function hashOf(element: Element | undefined): string {
	const { oid } = algorithmOf(element);
	const name = hashName(oid);
	if (name === undefined) throw new UnsupportedParameter('its key is encrypted by RSA-OAEP with', oid);
	return name;
}

function maskHashOf(element: Element | undefined): string {
	const { oid, parameters } = algorithmOf(element);
	if (oid !== MGF1) throw new UnsupportedParameter('its key is encrypted by RSA-OAEP with the mask', oid);
	return hashOf(parameters);
}

function labelOf(element: Element | undefined): Buffer {
	const { oid, parameters } = algorithmOf(element);
	if (oid !== LABEL_GIVEN) throw new UnsupportedParameter('its key is encrypted by RSA-OAEP with the label', oid);
	return octetsOf(parameters);
}

/** RFC 8017, section 7.1.2. node:crypto takes one hash for both uses; where they differ, the padding is read here. */
export function decryptOaep(privateKey: KeyObject, encrypted: Buffer, { hash, maskHash, label }: OaepParameters): Buffer {
	if (hash === maskHash) {
		return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash, oaepLabel: label }, encrypted);
	}
	const block = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encrypted);
	return withoutPadding(block, hash, maskHash, label);
}

function withoutPadding(block: Buffer, hash: string, maskHash: string, label: Buffer): Buffer {
	const expected = createHash(hash).update(label).digest();
	const hashBytes = expected.length;
	if (block.length < 2 * hashBytes + 2) throw new MalformedError('a key that is too short for this hash');
	const maskedSeed = block.subarray(1, 1 + hashBytes);
	const maskedData = block.subarray(1 + hashBytes);
	const seed = xor(maskedSeed, mask(maskedData, hashBytes, maskHash));
	const data = xor(maskedData, mask(seed, maskedData.length, maskHash));
	// All of it is looked at before anything is told, always in the same steps.
	let wrong = block[0] | (timingSafeEqual(data.subarray(0, hashBytes), expected) ? 0 : 1);
	let isInPadding = 1;
	let start = hashBytes;
	for (let at = hashBytes; at < data.length; at++) {
		const isOne = isEqual(data[at], 1);
		wrong |= isInPadding & (1 ^ isOne) & (1 ^ isEqual(data[at], 0));
		start += isInPadding;
		isInPadding &= 1 ^ isOne;
	}
	if ((wrong | isInPadding) !== 0) throw new MalformedError('no padding');
	return data.subarray(start);
}

/** 1 or 0, without a branch, for octets. */
function isEqual(one: number, other: number): number {
	return ((one ^ other) - 1) >>> 31;
}

function xor(one: Buffer, other: Buffer): Buffer {
	return Buffer.from(one.map((byte, index) => byte ^ other[index]));
}

/** MGF1: RFC 8017, appendix B.2.1. */
function mask(seed: Buffer, length: number, hash: string): Buffer {
	const blocks: Buffer[] = [];
	for (let counter = 0, bytes = 0; bytes < length; counter++) {
		const suffix = Buffer.alloc(4);
		suffix.writeUInt32BE(counter);
		const block = createHash(hash).update(seed).update(suffix).digest();
		blocks.push(block);
		bytes += block.length;
	}
	return Buffer.concat(blocks).subarray(0, length);
}
