import type { Capabilities } from '../../core/sources/capabilities';
import type { SourceEntry } from '../../core/sources/source';

const ALL: Capabilities = {
	list: true,
	listFolders: true,
	findByTags: true,
	stat: true,
	read: true,
	readRange: true,
	readIfMatch: true,
	contentMd5: true,
	write: true,
	writeIfAbsent: true,
	remove: true,
	removeIfMatch: true,
};
/** What protocols of files offer: they know no ETags, no tags, no checksums. */
const FILES: Capabilities = {
	...ALL,
	findByTags: false,
	readIfMatch: false,
	contentMd5: false,
	writeIfAbsent: false,
	removeIfMatch: false,
};
const NOTHING = Object.fromEntries(Object.keys(ALL).map((name) => [name, false])) as unknown as Capabilities;

/**
 * What each source must declare: fewer or more fails. Written down here a second time on purpose, so that a
 * capability cannot vanish from a source together with its tests. ARCHITECTURE.md shows the same table.
 */
export const REQUIRED_CAPABILITIES = {
	memory: ALL,
	'azure-blob (container token)': { ...ALL, findByTags: false },
	'azure-blob (account token)': { ...NOTHING, findByTags: true },
	s3: { ...ALL, findByTags: false },
	's3 (other server)': { ...ALL, findByTags: false, writeIfAbsent: false, removeIfMatch: false },
	ftps: FILES,
	sftp: FILES,
	folder: { ...FILES, writeIfAbsent: true },
} satisfies Record<string, Capabilities>;

export type SourceRow = keyof typeof REQUIRED_CAPABILITIES;

type Field = Exclude<keyof SourceEntry, 'path' | 'container'>;
const ALWAYS_LISTED: Field[] = ['sizeBytes', 'lastModified', 'etag'];
const ALL_LISTED: Field[] = [...ALWAYS_LISTED, 'contentType', 'contentMd5'];
const OF_FILES: Field[] = ['sizeBytes', 'lastModified'];
const OF_OBJECTS: Field[] = [...OF_FILES, 'etag', 'contentType'];

/** What a listing must state of each entry. What it states beyond that must be true as well. */
export const LISTED_FIELDS: Record<SourceRow, readonly Field[]> = {
	memory: ALL_LISTED,
	'azure-blob (container token)': ALL_LISTED,
	'azure-blob (account token)': [],
	s3: ALWAYS_LISTED,
	's3 (other server)': ALWAYS_LISTED,
	// The time only from servers with MLSD.
	ftps: ['sizeBytes'],
	sftp: OF_FILES,
	folder: OF_FILES,
};

/** What a description must state of a file; it states nothing of the rest of these. */
export const DESCRIBED_FIELDS: Record<SourceRow, readonly Field[]> = {
	memory: OF_OBJECTS,
	'azure-blob (container token)': OF_OBJECTS,
	'azure-blob (account token)': OF_OBJECTS,
	s3: OF_OBJECTS,
	's3 (other server)': OF_OBJECTS,
	ftps: OF_FILES,
	sftp: OF_FILES,
	folder: OF_FILES,
};

/**
 * Where a key is a path of a file system: a name is a file or a folder and not both, and no part of a path is empty or
 * longer than 255 bytes. Elsewhere a key is any text.
 */
export const HAS_FOLDERS: Record<SourceRow, boolean> = {
	memory: false,
	'azure-blob (container token)': false,
	'azure-blob (account token)': false,
	s3: false,
	's3 (other server)': false,
	ftps: true,
	sftp: true,
	folder: true,
};
