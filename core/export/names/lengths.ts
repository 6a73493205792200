import { MARK_LENGTH, markOf } from './identity';
import { cutPart, MAX_NAME_BYTES } from './safe-part';

/** Of a whole key in UTF-8: S3 and Azure take 1,024 characters or bytes. */
export const MAX_KEY_BYTES = 1_000;
/** A mark, an ending and a few letters have to fit, with a folder above them. */
export const SHORTEST_KEY_BYTES = 100;

/** What can follow a name: its file of metadata lies beside it. */
const METADATA_BYTES = '.metadata.json'.length;
const MARK_BYTES = MARK_LENGTH + 1;

/** How long a name can be, so that a folder fits above it and a file of metadata beside it. */
export function nameRoom(maxKeyBytes: number): number {
	return Math.min(MAX_NAME_BYTES, maxKeyBytes - MARK_BYTES) - METADATA_BYTES;
}

/** `stem_mark.mp3`, cut before its mark where it is too long. */
export function markedName(stem: string, mark: string, ending: string, maxKeyBytes: number): string {
	return `${cutPart(stem, nameRoom(maxKeyBytes) - MARK_BYTES - ending.length)}_${mark}${ending}`;
}

/** Folders that leave room for the longest name: a part that is too long is cut before a mark of it all, and so is the list of them. */
export function fitFolders(folders: readonly string[], maxKeyBytes: number): string[] {
	const parts = folders.map((part) => (Buffer.byteLength(part) <= MAX_NAME_BYTES ? part : `${cutPart(part, MAX_NAME_BYTES - MARK_BYTES)}_${markOf(part)}`));
	const room = maxKeyBytes - nameRoom(maxKeyBytes) - METADATA_BYTES;
	if (bytesOf(parts) <= room) return parts;
	const kept: string[] = [];
	for (const part of parts) {
		if (bytesOf([...kept, part]) + MARK_BYTES > room) break;
		kept.push(part);
	}
	return [...kept, markOf(parts)];
}

/** With a slash behind each. */
function bytesOf(parts: readonly string[]): number {
	return parts.reduce((bytes, part) => bytes + Buffer.byteLength(part) + 1, 0);
}
