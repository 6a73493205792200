import { Refusal, type SftpNode, type SftpTree } from './sftp-tree';

// https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02
export const TYPE = { INIT: 1, OPEN: 3, CLOSE: 4, READ: 5, WRITE: 6, LSTAT: 7, FSTAT: 8, OPENDIR: 11, READDIR: 12, REMOVE: 13, MKDIR: 14, REALPATH: 16, STAT: 17, RENAME: 18, EXTENDED: 200 };
const REPLY = { VERSION: 2, STATUS: 101, HANDLE: 102, DATA: 103, NAME: 104, ATTRS: 105, EXTENDED_REPLY: 201 };
export const STATUS = { OK: 0, EOF: 1, NO_SUCH_FILE: 2, PERMISSION_DENIED: 3, FAILURE: 4, OP_UNSUPPORTED: 8 };
const NAMES_AT_ONCE = 100;
const CREATE = 0x08;
const EXCLUSIVE = 0x20;

/** How a server of this kind behaves. */
export interface SftpTraits {
	/** Extensions with their versions. */
	extensions: Record<string, string>;
	/** Bytes that one READ gives at most. */
	mostReadBytes: number;
	/** States no permissions in listings, and with them no type: that is in the line alone. */
	listsNoPermissions: boolean;
}

interface OpenHandle {
	path: string;
	/** Names that have not been told yet, of a folder. */
	names?: [string, SftpNode][];
}

/** What one session has open. */
export class SftpHandles {
	readonly open = new Map<number, OpenHandle>();
	#next = 0;

	add(handle: OpenHandle): Buffer {
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32BE(this.#next);
		this.open.set(this.#next++, handle);
		return bytes;
	}

	get(bytes: Buffer): OpenHandle {
		const handle = this.open.get(bytes.readUInt32BE());
		if (!handle) throw new Refusal(STATUS.FAILURE, 'no such handle');
		return handle;
	}
}

/** Reads a request's fields in turn. */
class Fields {
	#position = 0;

	constructor(private readonly bytes: Buffer) {}

	u32(): number {
		return this.bytes.readUInt32BE((this.#position += 4) - 4);
	}

	u64(): number {
		return Number(this.bytes.readBigUInt64BE((this.#position += 8) - 8));
	}

	bytesField(): Buffer {
		const length = this.u32();
		return this.bytes.subarray(this.#position, (this.#position += length));
	}

	path(): string {
		return this.bytesField().toString('latin1');
	}
}

export function u32(...values: number[]): Buffer {
	const bytes = Buffer.alloc(4 * values.length);
	values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
	return bytes;
}

function u64(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(value));
	return bytes;
}

function text(value: Buffer | string): Buffer {
	const bytes = Buffer.from(value);
	return Buffer.concat([u32(bytes.length), bytes]);
}

export function statusReply(id: number, status: number, said = ''): Buffer {
	return Buffer.concat([Buffer.from([REPLY.STATUS]), u32(id, status), text(said), text('')]);
}

export function versionReply({ extensions }: SftpTraits): Buffer {
	const pairs = Object.entries(extensions).flatMap((pair) => pair.map(text));
	return Buffer.concat([Buffer.from([REPLY.VERSION]), u32(3), ...pairs]);
}

/** The request as tests see it. */
export interface SftpRequest {
	type: number;
	id: number;
	/** Of requests that begin with one. */
	path: string;
}

export function parseRequest(packet: Buffer): SftpRequest {
	const type = packet[0];
	const hasPath = [TYPE.OPEN, TYPE.LSTAT, TYPE.OPENDIR, TYPE.REMOVE, TYPE.MKDIR, TYPE.REALPATH, TYPE.STAT, TYPE.RENAME, TYPE.EXTENDED].includes(type);
	return { type, id: packet.readUInt32BE(1), path: hasPath ? new Fields(packet.subarray(5)).bytesField().toString() : '' };
}

/** The right answer to a request. */
export function answer(packet: Buffer, tree: SftpTree, handles: SftpHandles, traits: SftpTraits): Buffer {
	const id = packet.readUInt32BE(1);
	try {
		const [type, body] = replyTo(packet[0], new Fields(packet.subarray(5)), tree, handles, traits);
		return Buffer.concat([Buffer.from([type]), u32(id), body]);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		return statusReply(id, error.status, error.message);
	}
}

const OK: [number, Buffer] = [REPLY.STATUS, Buffer.concat([u32(STATUS.OK), text(''), text('')])];

function replyTo(type: number, fields: Fields, tree: SftpTree, handles: SftpHandles, traits: SftpTraits): [number, Buffer] {
	switch (type) {
		case TYPE.OPEN:
			return [REPLY.HANDLE, text(handles.add({ path: open(fields, tree) }))];
		case TYPE.OPENDIR: {
			const path = fields.path();
			return [REPLY.HANDLE, text(handles.add({ path, names: tree.list(path) }))];
		}
		case TYPE.CLOSE: {
			const handle = fields.bytesField();
			handles.get(handle);
			handles.open.delete(handle.readUInt32BE());
			return OK;
		}
		case TYPE.READ:
			return [REPLY.DATA, text(read(fields, tree, handles, traits))];
		case TYPE.WRITE: {
			const { path } = handles.get(fields.bytesField());
			tree.write(path, fields.u64(), fields.bytesField());
			return OK;
		}
		case TYPE.READDIR:
			return [REPLY.NAME, names(handles.get(fields.bytesField()), traits)];
		case TYPE.STAT:
			return [REPLY.ATTRS, attributes(tree.find(fields.path()))];
		case TYPE.LSTAT:
			return [REPLY.ATTRS, attributes(tree.findLink(fields.path()))];
		case TYPE.FSTAT:
			return [REPLY.ATTRS, attributes(tree.find(handles.get(fields.bytesField()).path))];
		case TYPE.REALPATH:
			return [REPLY.NAME, Buffer.concat([u32(1), text(Buffer.from(`/${tree.real(fields.path())}`, 'latin1')), text(''), u32(0)])];
		default:
			change(type, fields, tree, handles, traits);
			return OK;
	}
}

function change(type: number, fields: Fields, tree: SftpTree, handles: SftpHandles, traits: SftpTraits): void {
	if (type === TYPE.REMOVE) tree.remove(fields.path());
	else if (type === TYPE.MKDIR) tree.makeFolder(fields.path());
	else if (type === TYPE.RENAME) tree.rename(fields.path(), fields.path(), false);
	else if (type === TYPE.EXTENDED) extended(fields, tree, handles, traits);
	else throw new Refusal(STATUS.OP_UNSUPPORTED, 'Unsupported');
}

function extended(fields: Fields, tree: SftpTree, handles: SftpHandles, { extensions }: SftpTraits): void {
	const name = fields.path();
	if (!(name in extensions)) throw new Refusal(STATUS.OP_UNSUPPORTED, 'Unsupported');
	if (name === 'posix-rename@openssh.com') tree.rename(fields.path(), fields.path(), true);
	else if (name === 'fsync@openssh.com') handles.get(fields.bytesField());
	else throw new Refusal(STATUS.OP_UNSUPPORTED, 'Unsupported');
}

function open(fields: Fields, tree: SftpTree): string {
	const path = fields.path();
	const flags = fields.u32();
	if (flags & CREATE) return tree.create(path, (flags & EXCLUSIVE) !== 0);
	tree.find(path);
	return path;
}

function read(fields: Fields, tree: SftpTree, handles: SftpHandles, { mostReadBytes }: SftpTraits): Buffer {
	const node = tree.find(handles.get(fields.bytesField()).path);
	const offset = fields.u64();
	const bytes = Math.min(fields.u32(), mostReadBytes);
	if (node.kind !== 'file') throw new Refusal(STATUS.FAILURE, 'Failure');
	if (offset >= node.content.length) throw new Refusal(STATUS.EOF, 'End of file');
	return node.content.subarray(offset, offset + bytes);
}

function names(handle: OpenHandle, traits: SftpTraits): Buffer {
	const some = handle.names?.splice(0, NAMES_AT_ONCE) ?? [];
	if (some.length === 0) throw new Refusal(STATUS.EOF, 'End of file');
	const told = some.flatMap(([name, node]) => [text(Buffer.from(name, 'latin1')), text(`${LETTER[node.kind]}rw-r--r-- 1 u g`), attributes(node, !traits.listsNoPermissions)]);
	return Buffer.concat([u32(some.length), ...told]);
}

const LETTER = { file: '-', folder: 'd', link: 'l' };
const MODE = { file: 0o100644, folder: 0o040755, link: 0o120777 };

function attributes(node: SftpNode, statesPermissions = true): Buffer {
	const size = node.kind === 'file' ? node.content.length : 4_096;
	const modifiedAt = node.kind === 'file' ? node.modifiedAt : 1_600_000_000;
	if (!statesPermissions) return Buffer.concat([u32(0x1 | 0x8), u64(size), u32(modifiedAt, modifiedAt)]);
	return Buffer.concat([u32(0x1 | 0x2 | 0x4 | 0x8), u64(size), u32(1_000, 1_000, MODE[node.kind], modifiedAt, modifiedAt)]);
}
