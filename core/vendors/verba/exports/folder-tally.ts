import type { SourceEntry } from '../../../sources/source';
import { isMediaExtension, parseVerbaPath } from '../names';

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
		const { extension, stem } = parseVerbaPath(path);
		const isMedia = isMediaExtension(extension);
		this.fileCount++;
		if (isMedia) this.mediaFileCount++;
		this.sizeBytes += sizeBytes;
		this.container ??= container;
		if (lastModified !== undefined && !(this.lastModified !== undefined && this.lastModified >= lastModified)) this.lastModified = lastModified;
		this.hasManifest ||= !isMedia && isManifestName(stem);
		this.hasCdr ||= !isMedia && isCdrName(stem);
	}

	merge(other: FolderTally): void {
		this.fileCount += other.fileCount;
		this.mediaFileCount += other.mediaFileCount;
		this.sizeBytes += other.sizeBytes;
		this.hasManifest ||= other.hasManifest;
		this.hasCdr ||= other.hasCdr;
		if (other.lastModified !== undefined && !(this.lastModified !== undefined && this.lastModified >= other.lastModified)) this.lastModified = other.lastModified;
	}
}

// How these files are called is not documented: inferred from what the vendor calls them.
const isManifestName = (stem: string) => /manifest/i.test(stem);
const isCdrName = (stem: string) => /(^|[^a-z])cdr([^a-z]|$)|conversation.?detail.?record/i.test(stem);
