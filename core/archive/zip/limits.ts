/** What an archive may cost; more is refused with ARCHIVE_REFUSED before anything is unpacked. */
export interface ZipLimits {
	/** Files and folders. */
	maxEntries: number;
	/** Of all files together, as declared; each is held to what it declares. */
	maxExpandedBytes: number;
	/** How many times as large as compressed a file may be, from `ratioFromBytes` on. Deflate reaches 1,032. */
	maxRatio: number;
	/** A small file of blanks is no harm. */
	ratioFromBytes: number;
	/** Folders within folders. */
	maxDepth: number;
	/** The table of contents, with its names and comments. */
	maxDirectoryBytes: number;
}

const MIB = 1024 ** 2;

export const DEFAULT_ZIP_LIMITS: ZipLimits = {
	maxEntries: 100_000,
	maxExpandedBytes: 65_536 * MIB,
	maxRatio: 200,
	ratioFromBytes: 64 * MIB,
	maxDepth: 32,
	maxDirectoryBytes: 64 * MIB,
};

/** Limits for so many entries: their table of contents may grow with them. Each takes about 1 KiB of memory while the archive is open. */
export function limitsFor(maxEntries: number): Pick<ZipLimits, 'maxEntries' | 'maxDirectoryBytes'> {
	const { maxEntries: usual, maxDirectoryBytes } = DEFAULT_ZIP_LIMITS;
	return { maxEntries, maxDirectoryBytes: Math.ceil(maxDirectoryBytes * Math.max(1, maxEntries / usual)) };
}
