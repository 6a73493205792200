/** Of file systems in general, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;

/** Windows reserves them in every folder, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?= *(?:\.|$))/i;
/** Separators everywhere, and what Windows reserves. */
const RESERVED = /[<>:"/\\|?*]/g;
/**
 * Control characters; format characters, which turn the direction of writing or show as nothing; halves of characters; private
 * ones, which stand for bytes that are no text (`core/sources/tree/names.ts`); those that are no characters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu;
const BLANKS = /[\s\p{Z}]/gu;

/** A value within a name: it makes no folders, and nothing in it is reserved. */
export function safeText(text: string): string {
	return text.normalize('NFC').replace(BLANKS, ' ').replace(INVISIBLE, '_').replace(RESERVED, '_');
}

/**
 * One part of a key, as a name that Windows, Unix and S3 take alike and show as it is. NFC; no blanks or dots at its end, which Windows
 * drops, nor at its start: names that begin with a dot are hidden on Unix, and are left to the job's own files. Never empty.
 */
export function safePart(text: string): string {
	const part = safeText(text).replace(/^[ .]+/, '').replace(/[ .]+$/, '');
	if (part === '') return '_';
	return DEVICE.test(part) ? `_${part}` : part;
}

/** The beginning of a part that fits, in whole characters. Its end is as it comes: a mark follows. */
export function cutPart(part: string, maxBytes: number): string {
	if (Buffer.byteLength(part) <= maxBytes) return part;
	let cut = '';
	let bytes = 0;
	for (const character of part) {
		bytes += Buffer.byteLength(character);
		if (bytes > maxBytes) break;
		cut += character;
	}
	return cut;
}
