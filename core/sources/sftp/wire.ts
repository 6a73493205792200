// SFTP version 3, which is what servers speak: https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02

export const REQUEST = {
	INIT: 1,
	OPEN: 3,
	CLOSE: 4,
	READ: 5,
	WRITE: 6,
	LSTAT: 7,
	FSTAT: 8,
	OPENDIR: 11,
	READDIR: 12,
	REMOVE: 13,
	MKDIR: 14,
	REALPATH: 16,
	STAT: 17,
	RENAME: 18,
	EXTENDED: 200,
} as const;

export const REPLY = { VERSION: 2, STATUS: 101, HANDLE: 102, DATA: 103, NAME: 104, ATTRS: 105, EXTENDED_REPLY: 201 } as const;

export const STATUS = {
	OK: 0,
	EOF: 1,
	NO_SUCH_FILE: 2,
	PERMISSION_DENIED: 3,
	FAILURE: 4,
	BAD_MESSAGE: 5,
	NO_CONNECTION: 6,
	CONNECTION_LOST: 7,
	OP_UNSUPPORTED: 8,
	// Later versions define these, and some servers send them in version 3 too.
	NO_SUCH_PATH: 10,
	FILE_ALREADY_EXISTS: 11,
	WRITE_PROTECT: 12,
	NO_SPACE_ON_FILESYSTEM: 14,
	QUOTA_EXCEEDED: 15,
	FILE_IS_A_DIRECTORY: 24,
} as const;

export const OPEN = { READ: 0x01, WRITE: 0x02, CREATE: 0x08, EXCLUSIVE: 0x20 } as const;

/** A text or handle with its length before it, four bytes, or eight. */
export type Field = Buffer | number | bigint;

const HEADER_BYTES = 9;

/** A request, whole: length, type, number, fields. */
export function encodeRequest(type: number, id: number, fields: readonly Field[]): Buffer {
	const bytes = fields.reduce<number>((sum, field) => sum + sizeOf(field), HEADER_BYTES);
	const packet = Buffer.allocUnsafe(bytes);
	packet.writeUInt32BE(bytes - 4, 0);
	packet[4] = type;
	packet.writeUInt32BE(id, 5);
	let position = HEADER_BYTES;
	for (const field of fields) position = writeField(packet, field, position);
	return packet;
}

function sizeOf(field: Field): number {
	if (typeof field === 'number') return 4;
	return typeof field === 'bigint' ? 8 : 4 + field.length;
}

function writeField(packet: Buffer, field: Field, position: number): number {
	if (typeof field === 'number') return packet.writeUInt32BE(field, position);
	if (typeof field === 'bigint') return packet.writeBigUInt64BE(field, position);
	const start = packet.writeUInt32BE(field.length, position);
	return start + field.copy(packet, start);
}

/** What a server sent that is no SFTP. */
export class MalformedReply extends Error {
	override readonly name = 'MalformedReply';
}

/** Reads the fields of a reply in turn. Throws MalformedReply where they are not there. */
export class FieldReader {
	#position = 0;

	constructor(private readonly bytes: Buffer) {}

	get isAtEnd(): boolean {
		return this.#position >= this.bytes.length;
	}

	number(): number {
		return this.bytes.readUInt32BE(this.#take(4));
	}

	bigNumber(): number {
		return Number(this.bytes.readBigUInt64BE(this.#take(8)));
	}

	text(): Buffer {
		const length = this.number();
		const start = this.#take(length);
		return this.bytes.subarray(start, start + length);
	}

	skipText(): void {
		this.#take(this.number());
	}

	#take(bytes: number): number {
		const start = this.#position;
		this.#position += bytes;
		if (this.#position > this.bytes.length) throw new MalformedReply('a reply is shorter than it says');
		return start;
	}
}
