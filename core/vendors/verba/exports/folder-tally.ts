import type { SourceEntry } from '../../../sources/source';
import { recognise } from '../kind';

/** What lies in one folder, counted while it is listed. */
export class FolderTally {
	fileCount = 0;
	mediaFileCount = 0;
	sizeBytes = 0;
	/** Of the file that was stored last. */
	lastModified: string | undefined;
	hasManifest = false;
	hasCdr = false;
	container: string | undefined;

	add({ path, sizeBytes = 0, lastModified, container }: SourceEntry): void {
		// By its name alone: a CSV without a telling one may be a CDR, too, and nobody opens it here.
		const kind = recognise(path);
		this.fileCount++;
		if (kind === 'media') this.mediaFileCount++;
		this.sizeBytes += sizeBytes;
		this.container ??= container;
		this.#seen(lastModified);
		this.hasManifest ||= kind === 'manifest';
		this.hasCdr ||= kind === 'cdr';
	}

	merge(other: FolderTally): void {
		this.fileCount += other.fileCount;
		this.mediaFileCount += other.mediaFileCount;
		this.sizeBytes += other.sizeBytes;
		this.hasManifest ||= other.hasManifest;
		this.hasCdr ||= other.hasCdr;
		this.container ??= other.container;
		this.#seen(other.lastModified);
	}

	#seen(time: string | undefined): void {
		if (time !== undefined && (this.lastModified === undefined || this.lastModified < time)) this.lastModified = time;
	}
}
