import type { FileRecord, ManifestLine, SegmentHeader } from './records';

/**
 * Whether lines have the fields that a run acts on. The hash in the name of a segment tells damage; somebody who can write to the target
 * can make a segment with a hash that fits, and an identity of another length would spoil the index of its day.
 */
export function isManifestLine(line: unknown): line is ManifestLine {
	if (!isObject(line) || typeof line.type !== 'string') return false;
	// What a later version writes besides is left to it.
	return !Object.hasOwn(SHAPES, line.type) || SHAPES[line.type](line);
}

export function isFileRecord(line: unknown): line is FileRecord {
	return isObject(line) && line.type === 'file' && isManifestLine(line);
}

export function isSegmentHeader(line: unknown): line is SegmentHeader {
	return isObject(line) && line.type === 'segment' && hasTexts(line, ['run', 'writtenAt']) && isTexts(line.previous);
}

type Fields = Record<string, unknown>;

const IDENTITY = /^[0-9a-f]{32}$/;

const SHAPES: Record<string, (line: Fields) => boolean> = {
	run: (line) => hasTexts(line, ['run']) && isObject(line.settings),
	archive: (line) => hasTexts(line, ['target']),
	file: (line) => isOfFile(line) && hasTexts(line, ['day', 'name']) && hasTexts(line, ['target', 'archive', 'sha256'], true) && isTarget(line.metadata),
	failure: isOfFile,
	deletion: isOfFile,
	cdr: (line) => hasTexts(line, ['run', 'target']),
	end: (line) => hasTexts(line, ['run']) && (line.cleared === undefined || isTexts(line.cleared)),
};

function isOfFile({ id, source }: Fields): boolean {
	return typeof id === 'string' && IDENTITY.test(id) && isObject(source) && hasTexts(source, ['path']);
}

function isTarget(metadata: unknown): boolean {
	return metadata === undefined || (isObject(metadata) && hasTexts(metadata, ['target']));
}

function hasTexts(line: Fields, names: readonly string[], mayLack = false): boolean {
	return names.every((name) => typeof line[name] === 'string' || (mayLack && line[name] === undefined));
}

export function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
