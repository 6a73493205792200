import type { FieldReader } from './wire';

const HAS = { SIZE: 0x1, OWNER: 0x2, PERMISSIONS: 0x4, TIMES: 0x8, EXTENDED: 0x80000000 } as const;
const TYPE_OF_FILE = 0o170000;
const KINDS = new Map<number, FileKind>([
	[0o100000, 'file'],
	[0o040000, 'folder'],
	[0o120000, 'link'],
]);
// As `ls -l` begins its lines, for servers that state no permissions.
const KINDS_BY_LETTER: Record<string, FileKind> = { '-': 'file', d: 'folder', l: 'link' };
const MOST_EXTENSIONS = 1_000;

/** `other`: a socket, a pipe, a device. */
export type FileKind = 'file' | 'folder' | 'link' | 'other';

export interface Attributes {
	/** Absent where the server does not say. */
	kind?: FileKind;
	sizeBytes?: number;
	modifiedMs?: number;
}

export function readAttributes(reader: FieldReader): Attributes {
	const flags = reader.number();
	const attributes: Attributes = {};
	if (flags & HAS.SIZE) attributes.sizeBytes = sizeIn(reader.bigNumber());
	if (flags & HAS.OWNER) reader.bigNumber();
	if (flags & HAS.PERMISSIONS) attributes.kind = kindOf(reader.number());
	if (flags & HAS.TIMES) {
		reader.number();
		attributes.modifiedMs = reader.number() * 1_000;
	}
	if (flags & HAS.EXTENDED) skipExtensions(reader);
	return attributes;
}

// As much as no file has: a size below zero, written without a sign.
function sizeIn(bytes: number): number | undefined {
	return bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
}

// Some servers state the rights alone, and leave the type at zero.
function kindOf(mode: number): FileKind | undefined {
	const type = mode & TYPE_OF_FILE;
	return type === 0 ? undefined : (KINDS.get(type) ?? 'other');
}

function skipExtensions(reader: FieldReader): void {
	const count = reader.number();
	for (let index = 0; index < Math.min(count, MOST_EXTENSIONS); index++) {
		reader.skipText();
		reader.skipText();
	}
}

export interface ListedName {
	name: Buffer;
	attributes: Attributes;
}

/** The names of a reply to READDIR. */
export function readNames(reader: FieldReader): ListedName[] {
	const count = reader.number();
	const names: ListedName[] = [];
	for (let index = 0; index < count; index++) {
		const name = reader.text();
		const line = reader.text();
		const attributes = readAttributes(reader);
		attributes.kind ??= KINDS_BY_LETTER[String.fromCharCode(line[0])] ?? 'file';
		names.push({ name, attributes });
	}
	return names;
}
