/** What a source can do. A capability that is not declared is refused by `Recordings`, and that is tested too. */
export interface Capabilities {
	/** Lists keys by prefix, page by page. */
	list: boolean;
	/** Lists the sub-folders of a prefix without walking through them. */
	listFolders: boolean;
	/** Finds files by a tag expression. */
	findByTags: boolean;
	/** Describes one file. */
	stat: boolean;
	read: boolean;
	/** Reads from an offset, so that a cut transfer resumes where it stopped. */
	readRange: boolean;
	/** Reads only if the file still has the ETag: a resumed transfer cannot mix two versions. */
	readIfMatch: boolean;
	/** States an MD5 of the stored bytes for files that were written in one request. */
	contentMd5: boolean;
	write: boolean;
	/** Writes only where nothing is: the target's own atomic publish. */
	writeIfAbsent: boolean;
	remove: boolean;
	/** Removes only if the file still has the ETag. */
	removeIfMatch: boolean;
}

export type Capability = keyof Capabilities;

export const NO_CAPABILITIES: Readonly<Capabilities> = {
	list: false,
	listFolders: false,
	findByTags: false,
	stat: false,
	read: false,
	readRange: false,
	readIfMatch: false,
	contentMd5: false,
	write: false,
	writeIfAbsent: false,
	remove: false,
	removeIfMatch: false,
};
