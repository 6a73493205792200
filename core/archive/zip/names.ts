import { MAX_PATH_BYTES } from '../../sources/paths';
import { DEFAULT_ZIP_LIMITS } from './limits';

/** What is wrong with a name that no honest program writes, as a sentence that goes on after it; undefined for one that stays where it is unpacked. */
export function problemWithName(written: string, { maxDepth }: { maxDepth: number }): string | undefined {
	// A folder on some systems, and not on others.
	const name = written.replaceAll('\\', '/');
	if (name === '' || name === '/') return 'is empty';
	if (Buffer.byteLength(name) > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
	if (/\p{Cc}/u.test(name)) return 'has a control character in it';
	if (TURNS_AROUND.test(name)) return 'has a character in it that turns the direction of the text around, so that it reads as another name';
	if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'is an absolute path';
	const segments = segmentsOf(name);
	if (segments.some((segment) => /^[. ]*$/.test(segment))) return 'leads out of its folder, or around in it';
	return segments.length > maxDepth ? `lies more than ${maxDepth} folders deep` : undefined;
}

/** What is wrong with a name that means something else on another system: such a file is refused, and the others are not. */
export function problemElsewhere(name: string): string | undefined {
	if (name.includes('\\')) return 'has a backslash in it, which is a folder on some systems and not on others';
	if (name.includes(':')) return 'has a colon in it, which on Windows leads into another file';
	return segmentsOf(name).some((segment) => DEVICE.test(segment)) ? 'is that of a device on Windows' : undefined;
}

/** Embeddings, overrides and isolates of bidirectional text; not the marks, which Hebrew and Arabic names need. */
const TURNS_AROUND = /[\u202a-\u202e\u2066-\u2069]/;
/** With any extension, and blanks before it: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICE = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[ .]*(\.|:|$)/i;

function segmentsOf(name: string): string[] {
	return name.replace(/\/$/, '').split('/');
}

/**
 * Names that were seen, by what Windows and macOS make of them: case, composed letters, and dots or blanks at the end of a
 * name are no difference there, and one file would be written over the other.
 */
export class SeenNames {
	readonly #files = new Set<string>();
	readonly #folders = new Set<string>();

	/** What is wrong with a name beside those before it; a sentence that goes on after it. */
	add(name: string): string | undefined {
		const isFolder = name.endsWith('/');
		const path = folded(isFolder ? name.slice(0, -1) : name);
		if (this.#files.has(path)) return isFolder ? AS_BOTH : 'is there twice (capital letters make no difference on Windows)';
		if (!isFolder && this.#folders.has(path)) return AS_BOTH;
		let folder = isFolder ? path : parentOf(path);
		// Those above a folder that was seen were seen with it.
		for (; folder !== '' && !this.#folders.has(folder); folder = parentOf(folder)) {
			if (this.#files.has(folder)) return AS_BOTH;
			this.#folders.add(folder);
		}
		if (!isFolder) this.#files.add(path);
		return undefined;
	}
}

const AS_BOTH = 'needs a file and a folder of one name';

function folded(path: string): string {
	return path.normalize('NFC').toLowerCase().replace(/[. ]+(?=\/|$)/g, '');
}

function parentOf(path: string): string {
	return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Names that are to be put into one archive. */
export class ZipNames {
	readonly #seen = new SeenNames();

	/** What is wrong with a name, as a sentence that goes on after it; undefined where it can be used, and is from now on. */
	add(name: string): { text: string; isTaken: boolean } | undefined {
		const unsafe = problemWithName(name, DEFAULT_ZIP_LIMITS) ?? problemElsewhere(name) ?? (name.endsWith('/') ? 'is that of a folder' : undefined);
		if (unsafe !== undefined) return { text: unsafe, isTaken: false };
		const taken = this.#seen.add(name);
		return taken === undefined ? undefined : { text: taken, isTaken: true };
	}
}
