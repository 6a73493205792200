const DIGITS = 4;

/** How an archive of a run is called, and what it says of itself. No other run can come to these names: they have its own in them. */
export interface ArchiveName {
	/** Path below the folder of the target. */
	target: string;
	/** Without folders and extension. */
	base: string;
	/** Its first entry. */
	about: string;
	/** Its last entry. Several archives can be unpacked into one folder. */
	manifest: string;
}

/** `nightly-20260131T081500Z-1a2b3c4d-0001.zip`: sorted by name, they are in the order of jobs and times. */
export function archiveName(stem: string, run: string, number: number): ArchiveName {
	return archiveAt(`${stem}-${run}-${String(number).padStart(DIGITS, '0')}.zip`);
}

export function archiveAt(target: string): ArchiveName {
	const base = target.slice(target.lastIndexOf('/') + 1).replace(/\.zip$/, '');
	return { target, base, about: `${base}.about.json`, manifest: `${base}.manifest.jsonl` };
}
